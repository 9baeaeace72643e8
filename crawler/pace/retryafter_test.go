package pace

import (
	"testing"
	"time"
)

func TestRetryAfterIsReadPerRFC9110(t *testing.T) {
	ended := time.Date(2026, 1, 5, 22, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name, header string
		wait         time.Duration
		ok           bool
	}{
		{"seconds", "120", 2 * time.Minute, true},
		{"seconds with space around", " 120\t", 2 * time.Minute, true},
		{"zero", "0", 0, true},
		{"a month", "2678400", 31 * day, true},
		{"more than can be waited", "99999999999", longestRetryAfter, true},
		{"more digits than fit", "99999999999999999999999999", longestRetryAfter, true},
		{"IMF-fixdate", "Mon, 05 Jan 2026 22:05:00 GMT", 5 * time.Minute, true},
		{"RFC 850 date", "Monday, 05-Jan-26 22:05:00 GMT", 5 * time.Minute, true},
		{"asctime date", "Mon Jan  5 22:05:00 2026", 5 * time.Minute, true},
		{"date that has passed", "Mon, 05 Jan 2026 21:00:00 GMT", 0, true},
		{"date beyond all runs", "Fri, 31 Dec 9999 23:59:59 GMT", longestRetryAfter, true},
		{"absent", "", 0, false},
		{"negative", "-5", 0, false},
		{"signed", "+5", 0, false},
		{"fraction", "1.5", 0, false},
		{"unit", "5s", 0, false},
		{"full-width digits", "１２０", 0, false},
		{"date without its zone", "Mon, 05 Jan 2026 22:05:00", 0, false},
		{"ISO date", "2026-01-05T22:05:00Z", 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wait, ok := ParseRetryAfter(tt.header, ended)
			if wait != tt.wait || ok != tt.ok {
				t.Errorf("ParseRetryAfter(%q) = %v, %v, want %v, %v", tt.header, wait, ok, tt.wait, tt.ok)
			}
		})
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"120", "-1", "Mon, 05 Jan 2026 22:05:00 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "1e9", "18446744073709551616"} {
		f.Add(seed, int64(1767650400))
	}
	f.Fuzz(func(t *testing.T, header string, unix int64) {
		ended := time.Unix(unix%4e9, 0)
		wait, ok := ParseRetryAfter(header, ended)
		if wait < 0 || wait > longestRetryAfter || !ok && wait != 0 {
			t.Fatalf("ParseRetryAfter(%q) = %v, %v", header, wait, ok)
		}
		policy := Policy{Delay: 2 * time.Second}
		clock := Clock{}.After(ended, time.Second, Answer{Status: 503, RetryAfter: header}, policy, 0.5)
		if _, err := clock.NotBefore.MarshalJSON(); err != nil {
			t.Fatalf("clock after Retry-After %q cannot be stored: %v", header, err)
		}
		if at, _ := clock.Next(ended, policy); at.Sub(ended) < max(policy.Delay, wait) {
			t.Fatalf("Retry-After %q is not kept: asked again after %v", header, at.Sub(ended))
		}
	})
}
