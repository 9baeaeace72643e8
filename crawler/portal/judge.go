package portal

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxTitle is how much of a title is judged, in bytes. Titles of reports stay
// under 200.
const maxTitle = 600

// Judge says whether a title is that of an annual report, and of which year
// (0 if it names none). Spaces, widths and script do not matter. A title is
// accepted if it names a year and the report; rejected if it names something
// else, or nothing that has to do with either; all others cannot be told from
// the title.
func Judge(title string) (Verdict, int) {
	t := fold(title)
	year := yearOf(t)
	switch {
	case t == "":
		return Undecided, 0
	case containsAny(t, otherDocuments):
		return Rejected, year
	case reportName.MatchString(t) && year != 0:
		if containsAny(t, announcements) {
			return Undecided, year
		}
		return Accepted, year
	case onlyYear.MatchString(t) || containsAny(t, hints) || yearWord.MatchString(t) || isCut(t) || isAgency(t):
		return Undecided, year
	default:
		return Rejected, year
	}
}

// fold is a title in the form the word lists are written in.
func fold(title string) string {
	if len(title) > maxTitle {
		title = title[:maxTitle]
	}
	title = norm.NFKC.String(strings.ToValidUTF8(title, ""))
	title = strings.Map(func(r rune) rune {
		if isBlank(r) {
			return -1
		}
		return r
	}, title)
	return simplified.Replace(title)
}

// OnlyYear says whether a title is no more than a year: 2024, 2024年度.
func OnlyYear(title string) bool { return onlyYear.MatchString(fold(title)) }

// OnlyAgency says whether a title is no more than the name of an agency.
func OnlyAgency(title string) bool { return isAgency(fold(title)) }

// IsCut says whether a title is cut short: it ends in an ellipsis.
func IsCut(title string) bool { return isCut(title) }

// IsAgency says whether a folded title (Link.Name) is no more than the name of an
// agency.
func IsAgency(folded string) bool { return isAgency(folded) }

// isAgency tells whether a title is no more than the name of an agency: lists
// by year often name each report so.
func isAgency(folded string) bool {
	if utf8.RuneCountInString(folded) > 25 {
		return false
	}
	for _, suffix := range agencySuffixes {
		if strings.HasSuffix(folded, suffix) && len(folded) > len(suffix) {
			return true
		}
	}
	return false
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
