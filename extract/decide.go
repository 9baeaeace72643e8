package extract

import (
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"

	"nianbao/extract/audit"
	"nianbao/extract/script"
)

// who is what a document says of whose report it is, and of which year.
type who struct {
	titleYear   int
	titleAgency string
	bodyAgency  string
	stranger    string // an agency the narrative speaks of in place of the title's
	signedOn    string
	periodYear  int
	textYear    int
}

// statedYear is the year the narrative speaks of most, counted once for each
// sentence; the year after it, of plans, counts less.
func statedYear(sections []Section) int {
	count := map[int]int{}
	for _, s := range sections {
		for y, behind := range audit.NamedYears(s.Text) {
			if isDay(behind) {
				continue // a date, as of the signature
			}
			count[y]++
		}
	}
	best := 0
	for y, n := range count {
		if best == 0 || n > count[best] || n == count[best] && y < best {
			best = y
		}
	}
	return best
}

// isDay tells the rest of a date behind its year.
func isDay(s string) bool {
	s = strings.TrimLeft(s, " ")
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	return digits > 0 && digits <= 2 && strings.HasPrefix(strings.TrimLeft(s[digits:], " "), "月")
}

// periodYear is the year of the statistics period the text states.
func periodYear(sections []Section) int {
	for _, s := range sections {
		for m := range periods(s.Text) {
			if m[2] == "" || m[2] == m[1] {
				y, _ := strconv.Atoi(m[1])
				return y
			}
		}
	}
	return 0
}

// behindNewYear is as much of a text, in characters, as a period takes behind
// its first year.
const behindNewYear = 80

// periods yields the spans of dates that a text states, as period reads them.
func periods(text string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for at := 0; ; at += len("年") {
			i := strings.Index(text[at:], "年")
			if i < 0 {
				return
			}
			at += i
			rest := text[at+len("年"):]
			if !isNewYear(rest) {
				continue
			}
			if year, ok := yearBefore(text[:at]); ok {
				if m := period.FindStringSubmatch(year + "年" + squeezed(rest, behindNewYear)); m != nil && m[1] == year && !yield(m) {
					return
				}
			}
		}
	}
}

// isNewYear tells what stands behind the year of a 1st of January.
func isNewYear(rest string) bool {
	day := "1月1"
	for _, r := range rest {
		if r = squeezeRune(r); r < 0 {
			continue
		}
		after, found := strings.CutPrefix(day, string(r))
		if !found {
			return false
		}
		if day = after; day == "" {
			return true
		}
	}
	return false
}

// year decides the report year, in order of trust: named by the user, the
// title, the stated period, the narrative, the link's title, the year before
// it was published (条例 第四十九条: reports come out in the next year's January
// to March, so this is a last resort).
func (w who) year(p Page, published string) int {
	linkYear := 0
	if parts, ok := readTitle(p.LinkTitle); ok {
		linkYear = parts.year
	}
	for _, y := range []int{p.Year, w.titleYear, w.periodYear, w.textYear, linkYear} {
		if y > 1999 && y < 2100 {
			return y
		}
	}
	for _, day := range []string{published, w.signedOn} {
		if len(day) < 4 {
			continue
		}
		if y, ok := script.ParseYear(day[:4]); ok {
			return y - 1
		}
	}
	return 0
}

// agency decides whose report it is: seed, signature, the narrative's actor,
// the title, the page's source.
func (w who) agency(p Page, m meta) (agency, printed string) {
	source := ""
	for _, s := range []string{m.issuer, m.source} {
		if isSignature(squeeze(s)) && utf8.RuneCountInString(squeeze(s)) >= 4 {
			source = first(source, squeeze(s))
		}
	}
	printed = firstOf([]string{w.bodyAgency, w.titleAgency, source})
	return firstOf([]string{p.Agency, printed}), printed
}
