package config

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"nianbao/seeds/strict"
)

// maxCount bounds the counts: past it a value is a slip of the finger.
const maxCount = 100_000_000

func (r reader) note(n strict.Node) {
	if !n.Absent() {
		r.lines[n.Key()] = n.Line()
	}
}

// text reads text that must not be empty and stands on one line. It reports
// whether there was any, and leaves *to alone otherwise.
func (r reader) text(n strict.Node, to *string) bool {
	r.note(n)
	text, ok := n.Text()
	if !ok {
		return false
	}
	text = strings.TrimSpace(text)
	if text == "" {
		n.Fail("is empty")
		return false
	}
	if strings.ContainsFunc(text, func(c rune) bool { return c < ' ' || c == 0x7f }) {
		n.Fail("must stand on one line, without control characters")
		return false
	}
	*to = text
	return true
}

func (r reader) duration(n strict.Node, to *time.Duration, least time.Duration) {
	r.note(n)
	text, ok := n.Text()
	if !ok {
		return
	}
	d, err := time.ParseDuration(strings.TrimSpace(text))
	switch {
	case err != nil:
		n.Fail("%q is not a duration, such as 2s, 10m or 168h", text)
	case d < least:
		n.Fail("%v is less than %v", d, least)
	default:
		*to = d
	}
}

func (r reader) count(n strict.Node, to *int, least int64) {
	r.note(n)
	number, ok := n.Int()
	switch {
	case !ok:
	case number < least || number > maxCount:
		n.Fail("%d is not between %d and %d", number, least, maxCount)
	default:
		*to = int(number)
	}
}

func (r reader) size(n strict.Node, to *int64) {
	r.note(n)
	text, ok := n.Text()
	if !ok {
		return
	}
	size, err := parseSize(text)
	if err != nil {
		n.Fail("%q is not a size, such as 20MiB: %v", text, err)
		return
	}
	*to = size
}

// units of sizes: binary ones (IEC 80000-13) and decimal ones (SI). The longer
// names stand first.
var units = []struct {
	name  string
	bytes int64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30},
	{"KB", 1000}, {"kB", 1000}, {"MB", 1000_000}, {"GB", 1000_000_000}, {"B", 1},
}

// parseSize reads a positive size in bytes with its unit.
func parseSize(text string) (int64, error) {
	text = strings.TrimSpace(text)
	for _, u := range units {
		digits, found := strings.CutSuffix(text, u.name)
		if !found {
			continue
		}
		n, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
		bytes := n * float64(u.bytes)
		switch {
		case err != nil || math.IsNaN(n):
			return 0, errors.New("no number before its unit")
		case bytes < 1 || bytes > 1<<40:
			return 0, fmt.Errorf("not between 1B and 1024GiB")
		}
		return int64(bytes), nil
	}
	return 0, errors.New("no unit")
}
