package nightly

import (
	"fmt"
	"strconv"
	"strings"
)

// cronFields are the five fields of a cron expression with their ranges and
// names (crontab(5)).
var cronFields = [...]struct {
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

// dayOfWeek is the field in which 7 is 0.
const dayOfWeek = 4

// plainCron checks an expression, and writes its days of the week as numbers
// from 0 to 6.
func plainCron(text string) (string, error) {
	fields := strings.Fields(text)
	if len(fields) != len(cronFields) {
		return "", fmt.Errorf("%q is not a cron expression of five fields, such as \"30 22 * * *\"", text)
	}
	for i, field := range fields {
		var days []string
		for part := range strings.SplitSeq(field, ",") {
			from, to, step, ok := cronPart(part, i)
			if !ok {
				return "", fmt.Errorf("%q does not fit the field %q", field, cronFields[i].name)
			}
			for d := from; d <= to; d += step {
				days = append(days, strconv.Itoa(d%7))
			}
		}
		if i == dayOfWeek && field != "*" {
			fields[i] = strings.Join(days, ",")
		}
	}
	return strings.Join(fields, " "), nil
}

// cronPart reads *, 5, 1-5, */10, 3/10 or 1-30/2, names for numbers where the
// field has them.
func cronPart(part string, field int) (from, to, step int, ok bool) {
	f := cronFields[field]
	value, every, stepped := strings.Cut(part, "/")
	step = 1
	if stepped {
		n, err := strconv.ParseUint(every, 10, 8)
		if err != nil || n == 0 {
			return 0, 0, 0, false
		}
		step = int(n)
	}
	if value == "*" {
		if field == dayOfWeek {
			return 0, 6, step, true
		}
		return f.least, f.most, step, true
	}
	first, last, ranged := strings.Cut(value, "-")
	if from, ok = cronValue(first, field); !ok {
		return 0, 0, 0, false
	}
	switch {
	case ranged:
		to, ok = cronValue(last, field)
	case stepped:
		to = f.most
		if field == dayOfWeek {
			to = max(from, 6)
		}
	default:
		to = from
	}
	return from, to, step, ok && from <= to
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
