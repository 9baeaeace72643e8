package pace

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// longestRetryAfter stands for "never": it is beyond any run, and a time that
// far ahead can still be stored as JSON, which ends with the year 9999.
const longestRetryAfter = 100 * 365 * day

// ParseRetryAfter reads a Retry-After header (RFC 9110 §10.2.3): seconds, or
// an HTTP-date in any of the three forms of §5.6.7, measured from ended. A
// date that has passed is a wait of 0. Anything else, a sign or a fraction
// included, is not ok.
func ParseRetryAfter(header string, ended time.Time) (wait time.Duration, ok bool) {
	header = strings.Trim(header, " \t")
	if header == "" {
		return 0, false
	}
	if strings.Trim(header, "0123456789") == "" {
		seconds, err := strconv.ParseInt(header, 10, 64)
		if err != nil || seconds > int64(longestRetryAfter/time.Second) {
			return longestRetryAfter, true // err: more digits than fit
		}
		return time.Duration(seconds) * time.Second, true
	}
	date, err := http.ParseTime(header)
	if err != nil {
		return 0, false
	}
	return min(max(date.Sub(ended), 0), longestRetryAfter), true
}
