package extract

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"nianbao/extract/script"
)

var (
	hanDate   = regexp.MustCompile(`((?:19|20)[0-9]{2}|[一二][〇○零一二三四五六七八九oO0]{3})年([0-9]{1,2}|[一二三四五六七八九十]{1,3})月([0-9]{1,2}|[一二三四五六七八九十]{1,3})[日号]`)
	isoDate   = regexp.MustCompile(`((?:19|20)[0-9]{2})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})`)
	pathDates = []*regexp.Regexp{
		regexp.MustCompile(`/t((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})_`),
		regexp.MustCompile(`/((?:19|20)[0-9]{2})/([0-9]{1,2})/([0-9]{1,2})/`),
		regexp.MustCompile(`/((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})/`),
		regexp.MustCompile(`/((?:19|20)[0-9]{2})-([0-9]{1,2})[-/]([0-9]{1,2})/`),
	}
)

// cutDate takes a date off the end of a line, and returns it as YYYY-MM-DD and
// what stands before it.
func cutDate(line string) (date, rest string, ok bool) {
	if line == "" || !strings.HasSuffix(line, "日") && !strings.HasSuffix(line, "号") && (line[len(line)-1] < '0' || line[len(line)-1] > '9') {
		return "", line, false
	}
	for _, re := range []*regexp.Regexp{hanDate, isoDate} {
		all := re.FindAllStringSubmatchIndex(line, -1)
		if len(all) == 0 {
			continue
		}
		m := all[len(all)-1]
		if m[1] != len(line) {
			continue
		}
		if d, valid := makeDate(line[m[2]:m[3]], line[m[4]:m[5]], line[m[6]:m[7]]); valid {
			return d, line[:m[0]], true
		}
	}
	return "", line, false
}

// firstDate is the first date in a text.
func firstDate(s string) (string, bool) {
	s = squeeze(s)
	for _, re := range []*regexp.Regexp{isoDate, hanDate} {
		if re == isoDate && !strings.ContainsAny(s, "-/.") || re == hanDate && !strings.Contains(s, "年") {
			continue
		}
		if m := re.FindStringSubmatch(s); m != nil {
			if d, ok := makeDate(m[1], m[2], m[3]); ok {
				return d, true
			}
		}
	}
	return "", false
}

// pathDate is the day in an article's address (portals write it in several
// ways; a month alone is no date).
func pathDate(url string) (string, bool) {
	for _, re := range pathDates {
		if m := re.FindStringSubmatch(url); m != nil {
			if d, ok := makeDate(m[1], m[2], m[3]); ok {
				return d, true
			}
		}
	}
	return "", false
}

func makeDate(year, month, day string) (string, bool) {
	y, ok := script.ParseYear(year)
	m, okM := numeral(month)
	d, okD := numeral(day)
	if !ok || !okM || !okD {
		return "", false
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if t.Day() != d || int(t.Month()) != m {
		return "", false
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, m, d), true
}

func numeral(s string) (int, bool) {
	if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil {
		return n, true
	}
	return script.ParseNumeral(s)
}
