package urls

import (
	"slices"
	"strings"
)

// Words that mark a calendar. A year alone marks none: portals list the reports
// of one year by it (fbtime=2017, timeFrame=2021).
var (
	calendarWords = []string{"calendar", "rili", "wnl"}
	yearKeys      = []string{"year", "y", "nian"}
	monthKeys     = []string{"month", "mon", "m", "yue", "yuefen"}
	dayKeys       = []string{"date", "day", "riqi", "curdate", "thedate"}
)

// isCalendar tells whether a URL turns the pages of a calendar: a month of a
// year, a day, or anything numbered under a word for one.
func isCalendar(segments, parameters []string) bool {
	var year, month, day, number bool
	for _, p := range parameters {
		key, value, _ := strings.Cut(strings.ToLower(p), "=")
		if value == "" || strings.Trim(value, "0123456789-/.") != "" {
			continue
		}
		number = true
		year = year || slices.Contains(yearKeys, key)
		month = month || slices.Contains(monthKeys, key)
		day = day || slices.Contains(dayKeys, key) && strings.ContainsAny(value, "-/.")
	}
	if year && month || day {
		return true
	}
	word := -1
	for i, s := range segments {
		if word < 0 && slices.Contains(calendarWords, strings.ToLower(s)) {
			word = i
		}
		number = number || word >= 0 && isDigits(s)
	}
	return word >= 0 && number
}
