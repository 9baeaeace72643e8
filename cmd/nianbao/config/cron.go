package config

import (
	"fmt"
	"strconv"
	"strings"
)

// cronFields are the five fields of a cron expression with their ranges and
// names (crontab(5)).
var cronFields = []struct {
	name        string
	least, most int
	words       string
}{
	{"minute", 0, 59, ""},
	{"hour", 0, 23, ""},
	{"day of month", 1, 31, ""},
	{"month", 1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"},
	{"day of week", 0, 7, "sun mon tue wed thu fri sat"},
}

// checkCron tells whether text is a cron expression of five fields. Whether it
// ever comes due is the scheduler's to say.
func checkCron(text string) error {
	fields := strings.Fields(text)
	if len(fields) != len(cronFields) {
		return fmt.Errorf("%q is not a cron expression of five fields, such as \"30 22 * * *\"", text)
	}
	for i, field := range fields {
		for part := range strings.SplitSeq(field, ",") {
			if !isCronPart(part, i) {
				return fmt.Errorf("%q does not fit the field %q", field, cronFields[i].name)
			}
		}
	}
	return nil
}

// isCronPart reads *, 5, 1-5, */10 or 1-30/2, names for numbers where the field
// has them.
func isCronPart(part string, field int) bool {
	value, step, stepped := strings.Cut(part, "/")
	if stepped {
		if n, err := strconv.ParseUint(step, 10, 8); err != nil || n == 0 {
			return false
		}
	}
	if value == "*" {
		return true
	}
	first, last, ranged := strings.Cut(value, "-")
	from, ok := cronValue(first, field)
	if !ok || !ranged {
		return ok
	}
	to, ok := cronValue(last, field)
	return ok && from <= to
}

func cronValue(text string, field int) (int, bool) {
	f := cronFields[field]
	for i, word := range strings.Fields(f.words) {
		if strings.EqualFold(text, word) {
			return i + f.least, true
		}
	}
	n, err := strconv.ParseUint(text, 10, 8)
	return int(n), err == nil && int(n) >= f.least && int(n) <= f.most
}
