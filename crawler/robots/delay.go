package robots

import (
	"errors"
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

// parseDelay reads the value of a Crawl-delay: a decimal number of seconds, in
// the digits of a Chinese keyboard too, "10s" and "1e3" forgiven. Whatever else
// follows the number is ignored: to wait as long as may have been meant is
// better than not at all. A value that begins with no digit is not ok.
func parseDelay(value string) (time.Duration, bool) {
	value = narrow(value)
	if seconds, err := strconv.ParseFloat(value, 64); (err == nil || errors.Is(err, strconv.ErrRange)) && isDigit(value[0]) {
		return delayOf(seconds, time.Second), true
	}
	end := 0
	for end < len(value) && (isDigit(value[end]) || end > 0 && (value[end] == '.' || value[end] == ',')) {
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
	return delayOf(seconds, unit), true
}

// delayOf is so many units, up to the longest.
func delayOf(n float64, unit time.Duration) time.Duration {
	if n >= float64(longestDelay)/float64(unit) {
		return longestDelay
	}
	return time.Duration(n * float64(unit))
}

// narrow turns full-width digits and points into those of ASCII.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' || r == '．' {
			return r - '０' + '0'
		}
		return r
	}, s)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
