package urls

import (
	"strconv"
	"strings"
)

// Bounds of Trap. No report column seen comes near any of them: the deepest
// real path has nine segments, the longest real URL (a Hanweb list query)
// about 400 bytes.
const (
	maxTrapLength  = 2000 // bytes
	maxTrapDepth   = 20   // path segments
	maxTrapRepeats = 3    // times one segment or one parameter stands in a URL
)

// Trap tells whether a canonical URL looks like one of endlessly many that a
// server makes up, and by what: absurd length or depth, segments or parameters
// that repeat, calendars. It errs on the side of letting pass.
func Trap(canonical string) (cause string, yes bool) {
	if len(canonical) > maxTrapLength {
		return "url of " + strconv.Itoa(len(canonical)) + " bytes", true
	}
	_, authority := cutAuthority(canonical)
	_, rest, _ := strings.Cut(canonical, "://")
	rest, _, _ = strings.Cut(strings.TrimPrefix(rest, authority), "#")
	path, query, _ := strings.Cut(rest, "?")
	segments := strings.Split(strings.Trim(path, "/"), "/")
	if len(segments) > maxTrapDepth {
		return "path of " + strconv.Itoa(len(segments)) + " segments", true
	}
	if s, found := repeated(segments, isDayOrMonth); found {
		return "path segment repeats: " + s, true
	}
	parameters := strings.Split(query, "&")
	if s, found := repeated(parameters, func(string) bool { return false }); found {
		return "query parameter repeats: " + s, true
	}
	if isCalendar(segments, parameters) {
		return "calendar", true
	}
	return "", false
}

// repeated returns a part that stands too often. Exempt parts count only where
// they follow one another: /11/11/11/ is a date, four of them are not.
func repeated(parts []string, exempt func(string) bool) (string, bool) {
	count := make(map[string]int, len(parts))
	run := 0
	for i, p := range parts {
		if p == "" {
			continue
		}
		run++
		if i == 0 || parts[i-1] != p {
			run = 1
		}
		count[p]++
		if exempt(p) && run > maxTrapRepeats || !exempt(p) && count[p] >= maxTrapRepeats {
			return p, true
		}
	}
	return "", false
}

func isDayOrMonth(segment string) bool { return len(segment) <= 2 && isDigits(segment) }

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
