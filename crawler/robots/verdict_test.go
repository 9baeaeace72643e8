package robots

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAnAnswerMeansWhatRFC9309Says(t *testing.T) {
	const rules = "User-agent: *\nDisallow: /a\n"
	const page = "\n <!DOCTYPE html><html><body>页面不存在\nUser-agent: *\nDisallow: /\n</body></html>"
	for _, tt := range []struct {
		name      string
		status    int
		mediaType string
		body      string
		failed    bool
		state     State
		noted     bool
	}{
		{"served", 200, "text/plain", rules, false, Ruled, false},
		{"served with a charset", 200, "text/plain; charset=utf-8", rules, false, Ruled, false},
		{"served without a type", 200, "", rules, false, Ruled, false},
		{"served as anything", 200, "application/octet-stream", rules, false, Ruled, false},
		{"empty", 200, "text/plain", "", false, Ruled, false},
		{"no content", 204, "", "", false, Ruled, false},
		{"HTML by type and content", 200, "text/html", page, false, AllowAll, true},
		{"HTML by content alone", 200, "text/plain", page, false, AllowAll, true},
		{"HTML behind a byte order mark", 200, "text/plain", "\xef\xbb\xbf<html>" + rules, false, AllowAll, true},
		{"XML", 200, "text/xml", "<?xml version='1.0'?>", false, AllowAll, true},
		{"HTML by type, without rules", 200, "Text/HTML; charset=gbk", "not found", false, AllowAll, true},
		{"HTML by type, but rules", 200, "text/html", rules, false, Ruled, true},
		{"a challenge", 202, "text/html", "<script>$_ts={}</script>", false, AllowAll, true},
		{"redirected for ever", 302, "", "", false, AllowAll, true},
		{"not modified, but nothing kept", 304, "", "", false, Unreachable, true},
		{"not found", 404, "text/html", page, false, AllowAll, true},
		{"gone", 410, "", "", false, AllowAll, true},
		{"unauthorized", 401, "", "", false, AllowAll, true},
		{"forbidden", 403, "text/plain", rules, false, AllowAll, true},
		{"a wall", 412, "text/html", "", false, AllowAll, true},
		{"too many requests", 429, "", "", false, Unreachable, true},
		{"server error", 500, "text/plain", rules, false, Unreachable, true},
		{"unavailable", 503, "", "", false, Unreachable, true},
		{"a wall at the edge", 521, "", "", false, Unreachable, true},
		{"no status known", 999, "", "", false, Unreachable, true},
		{"interim", 103, "", "", false, Unreachable, true},
		{"no answer", 0, "", "", true, Unreachable, true},
		{"nothing said", 0, "", "", false, Unreachable, true},
		{"cut short", 200, "text/plain", rules, true, Unreachable, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := Judge(tt.status, tt.mediaType, []byte(tt.body), tt.failed)
			if v.State != tt.state || (v.Note != "") != tt.noted || (v.Rules != nil) != (tt.state == Ruled) {
				t.Errorf("%+v, want %s, noted: %v", v, tt.state, tt.noted)
			}
			wantA := tt.state == AllowAll || tt.state == Ruled && tt.body == ""
			if got := v.Allowed(self, "/a").Allowed; got != wantA {
				t.Errorf("/a allowed: %v", got)
			}
			if got := v.Allowed(self, "/b").Allowed; got != (tt.state != Unreachable) {
				t.Errorf("/b allowed: %v", got)
			}
			if !v.Allowed(self, "/robots.txt").Allowed {
				t.Error("robots.txt itself is refused")
			}
		})
	}
}

func TestAVerdictThatSaysNothingAllowsNothing(t *testing.T) {
	for _, v := range []Verdict{{}, {State: "ruled?"}, {State: Ruled}} {
		if v.Allowed(self, "/").Allowed {
			t.Errorf("%+v allows", v)
		}
	}
}

func TestAnEntryIsFreshForADayAtMost(t *testing.T) {
	fetched := time.Date(2026, 1, 5, 22, 0, 0, 0, time.FixedZone("CST", 8*3600))
	ruled := Judge(200, "text/plain", []byte("User-agent: *\nDisallow: /a\n"), false)
	forged := NewEntry(fetched, ruled)
	forged.Expires = fetched.Add(1000 * time.Hour)
	for _, tt := range []struct {
		name  string
		entry Entry
		after time.Duration
		want  bool
	}{
		{"at once", NewEntry(fetched, ruled), 0, true},
		{"within the day", NewEntry(fetched, ruled), 24*time.Hour - 1, true},
		{"after a day", NewEntry(fetched, ruled), 24 * time.Hour, false},
		{"no file", NewEntry(fetched, Judge(404, "", nil, false)), 23 * time.Hour, true},
		{"unreachable", NewEntry(fetched, Judge(503, "", nil, false)), 0, false},
		{"of the future", NewEntry(fetched, ruled), -time.Second, false},
		{"whatever Expires says", forged, 25 * time.Hour, false},
		{"nothing", Entry{}, 0, false},
	} {
		if got := tt.entry.Fresh(fetched.Add(tt.after)); got != tt.want {
			t.Errorf("%s: fresh = %v", tt.name, got)
		}
	}
	if (Entry{}).Fresh(time.Time{}) {
		t.Error("the zero entry is fresh at the zero time")
	}
}

func TestAGoodCopyOutlivesAFailedRefetchWithinItsDay(t *testing.T) {
	fetched := time.Date(2026, 1, 5, 22, 0, 0, 0, time.UTC)
	good := NewEntry(fetched, Judge(200, "", []byte("User-agent: *\nDisallow: /a\n"), false))
	down, gone := Judge(503, "", nil, false), Judge(404, "", nil, false)
	if e := good.Renewed(fetched.Add(time.Hour), down); e.Verdict.State != Ruled || !e.Expires.Equal(fetched.Add(MaxAge)) {
		t.Errorf("within the day: %+v", e)
	}
	if e := good.Renewed(fetched.Add(25*time.Hour), down); e.Verdict.State != Unreachable {
		t.Errorf("beyond the day: %+v", e)
	}
	if e := good.Renewed(fetched.Add(time.Hour), gone); e.Verdict.State != AllowAll || !e.Fetched.Equal(fetched.Add(time.Hour)) {
		t.Errorf("replaced: %+v", e)
	}
	if e := (Entry{}).Renewed(fetched, down); e.Verdict.State != Unreachable {
		t.Errorf("never fetched: %+v", e)
	}
	if e := good.Confirmed(fetched.Add(30 * time.Hour)); !e.Fresh(fetched.Add(50*time.Hour)) || e.Verdict.State != Ruled {
		t.Errorf("confirmed by a 304: %+v", e)
	}
	if e := NewEntry(fetched, down).Confirmed(fetched); e.Fresh(fetched) {
		t.Errorf("an unreachable one confirmed: %+v", e)
	}
}

func TestAnEntryIsReadBackAsStored(t *testing.T) {
	fetched := time.Now()
	for _, v := range []Verdict{
		Judge(200, "text/html", []byte("User-agent: *\nDisallow: /\xc4\xea # x\nCrawl-delay: 7\n"), false),
		Judge(404, "", nil, false), Judge(503, "", nil, false),
	} {
		entry := NewEntry(fetched, v)
		stored, err := json.Marshal(entry)
		if err != nil {
			t.Fatal(err)
		}
		var back Entry
		if err := json.Unmarshal(stored, &back); err != nil {
			t.Fatal(err)
		}
		same := cmp.Comparer(func(a, b *Rules) bool { return a == nil && b == nil || a != nil && b != nil && a.source == b.source })
		if diff := cmp.Diff(entry, back, same); diff != "" {
			t.Error(diff)
		}
		for _, path := range []string{"/", "/%C4%EA"} {
			if a, b := entry.Verdict.Allowed(self, path), back.Verdict.Allowed(self, path); a != b {
				t.Errorf("%s: %+v, read back %+v", path, a, b)
			}
		}
		a, _ := entry.Verdict.CrawlDelay(self)
		if b, _ := back.Verdict.CrawlDelay(self); a != b {
			t.Errorf("Crawl-delay %v, read back %v", a, b)
		}
	}
}
