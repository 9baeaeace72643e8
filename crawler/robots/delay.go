package robots

import (
	"strconv"
	"strings"
	"time"
)

// longestDelay stands for every delay beyond it: no crawl waits that long.
const longestDelay = 100 * 365 * 24 * time.Hour

// units are what people write behind a Crawl-delay; it is of seconds.
var units = map[string]time.Duration{
	"ms": time.Millisecond, "毫秒": time.Millisecond,
	"m": time.Minute, "min": time.Minute, "mins": time.Minute,
	"minute": time.Minute, "minutes": time.Minute, "分": time.Minute, "分钟": time.Minute,
	"h": time.Hour, "hour": time.Hour, "hours": time.Hour, "小时": time.Hour,
}

// parseDelay reads the value of a Crawl-delay: a decimal number of seconds,
// "10s" and the like forgiven. Whatever else follows the number is ignored: to
// wait as long as may have been meant is better than not at all. A value that
// begins with no digit is not ok.
func parseDelay(value string) (time.Duration, bool) {
	end := 0
	for end < len(value) && ('0' <= value[end] && value[end] <= '9' || end > 0 && (value[end] == '.' || value[end] == ',')) {
		end++
	}
	if end == 0 {
		return 0, false
	}
	number := strings.TrimRight(strings.ReplaceAll(value[:end], ",", "."), ".")
	seconds, err := strconv.ParseFloat(number, 64)
	if err != nil {
		// More digits than a float holds, or a second point ("1.5.2").
		whole, _, _ := strings.Cut(number, ".")
		if seconds, err = strconv.ParseFloat(whole, 64); err != nil {
			return longestDelay, true
		}
	}
	unit, known := units[strings.ToLower(strings.TrimSpace(value[end:]))]
	if !known {
		unit = time.Second
	}
	if seconds >= float64(longestDelay)/float64(unit) {
		return longestDelay, true
	}
	return time.Duration(seconds * float64(unit)), true
}
