package passage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"nianbao/extract/audit"
)

// Report is what must be known of a report to judge what it shares.
type Report struct {
	ID      string // by which findings name it: an id, or a file
	Agency  string // "" unknown
	Year    int    // 0 unknown
	Content string // content hash; "" none
}

// Shared is a sentence with the other reports it stands in.
type Shared struct {
	Sentence
	Others []Report
}

const (
	// MaxHolders is how many agencies a sentence may stand with and still be
	// somebody's. What more of them write is a phrase of the trade.
	MaxHolders = 4
	// least is how much of a report must stand in another agency's to be a
	// passage, in characters.
	least = 30
	// leastOwn is the same for the agency's own report on another year. Whoever
	// reports every year uses some sentences every year.
	leastOwn = 100
	// maxNamed bounds the reports named beside one.
	maxNamed = 3
	// quoted is how much of a passage a finding quotes, in characters.
	quoted = 60
)

// overlap is what a report shares with one other.
type overlap struct {
	other     Report
	length    int
	sentences []Sentence
}

// Findings judges what a report shares: text.borrowed for each report that holds
// a passage of it, the one with most in common first, and text.foreign_topic
// for what speaks of the other agency's work. numbers are those of the sections,
// in order.
//
// Copies of the report, and reports of the same agency on the same year, are
// not others.
func Findings(own Report, numbers []*int, shared []Shared) []audit.Finding {
	var out []audit.Finding
	for _, o := range overlaps(own, shared) {
		longest := slices.MaxFunc(o.sentences, func(a, b Sentence) int { return cmp.Compare(a.Length, b.Length) })
		out = append(out, audit.Compared("text.borrowed", section(numbers, longest), o.other.ID,
			fmt.Sprintf("“%s” — %s", clip(longest.Text), o.other)))
		for _, s := range o.sentences {
			if topic, yes := strange(s.Text, own.Agency, o.other.Agency); yes {
				out = append(out, audit.Compared("text.foreign_topic", section(numbers, s), o.other.ID,
					fmt.Sprintf("%s：“%s” — %s", topic, clip(s.Text), o.other)))
				break
			}
		}
	}
	slices.SortStableFunc(out, func(a, b audit.Finding) int { return audit.Order(a.Rule) - audit.Order(b.Rule) })
	return out
}

// overlaps groups what is shared by the report it is shared with.
func overlaps(own Report, shared []Shared) []overlap {
	by := map[string]*overlap{}
	for _, s := range shared {
		if common(own, s.Others) {
			continue
		}
		for _, r := range s.Others {
			if same(own, r) {
				continue
			}
			o := by[r.ID]
			if o == nil {
				o = &overlap{other: r}
				by[r.ID] = o
			}
			o.length += s.Length
			o.sentences = append(o.sentences, s.Sentence)
		}
	}
	var out []overlap
	for _, o := range by {
		if o.length >= leastOf(own, o.other) {
			out = append(out, *o)
		}
	}
	slices.SortFunc(out, func(a, b overlap) int {
		return cmp.Or(
			-cmp.Compare(a.length, b.length),
			distance(own, a.other)-distance(own, b.other),
			cmp.Compare(a.other.ID, b.other.ID),
		)
	})
	return firstOf(out)
}

// firstOf keeps the first few, one for each agency and year: of copies of a
// report one is enough.
func firstOf(all []overlap) []overlap {
	var out []overlap
	for _, o := range all {
		if len(out) < maxNamed && !slices.ContainsFunc(out, func(p overlap) bool { return same(p.other, o.other) }) {
			out = append(out, o)
		}
	}
	return out
}

// leastOf is how much two reports must share for a finding.
func leastOf(own, other Report) int {
	if own.Agency != "" && own.Agency == other.Agency {
		return leastOwn
	}
	return least
}

// same says whether two reports are one: copies, or renderings of one.
func same(a, b Report) bool {
	return a.ID == b.ID || a.Content != "" && a.Content == b.Content ||
		a.Agency != "" && a.Agency == b.Agency && a.Year == b.Year
}

// common says whether a sentence is a phrase of the trade.
func common(own Report, others []Report) bool {
	agencies := map[string]bool{own.Agency: true}
	for _, r := range others {
		agencies[r.Agency] = true
	}
	return len(agencies) > MaxHolders
}

// distance is in years.
func distance(a, b Report) int {
	if a.Year < b.Year {
		return b.Year - a.Year
	}
	return a.Year - b.Year
}

func section(numbers []*int, s Sentence) *int {
	if s.Section < len(numbers) {
		return numbers[s.Section]
	}
	return nil
}

// String names a report to people.
func (r Report) String() string {
	name := r.Agency
	if r.Year != 0 {
		name += fmt.Sprintf(" %d", r.Year)
	}
	return strings.TrimSpace(cmp.Or(name, r.ID))
}

func clip(text string) string {
	if utf8.RuneCountInString(text) <= quoted {
		return text
	}
	return string([]rune(text)[:quoted]) + "…"
}
