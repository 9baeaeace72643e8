package intake

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// Summary is what an intake did. Its JSON is that of `import --json`.
type Summary struct {
	Taken    int `json:"taken"`    // captures that are new to the archive
	Reports  int `json:"reports"`  // of these, annual reports
	Pages    int `json:"pages"`    // of these, pages that are no report
	Captures int `json:"captures"` // of these, answers no report is looked for in: lists, redirects, errors
	Known    int `json:"known"`    // were in the archive already

	PassedOver []Passed  `json:"passed_over"` // not meant to be taken in
	Refused    int       `json:"refused"`     // meant to be, and could not
	Refusals   []Refusal `json:"refusals"`    // the first maxRefusals of them
}

// Passed counts what was passed over for one reason.
type Passed struct {
	Why      string   `json:"why"`
	Count    int      `json:"count"`
	Examples []string `json:"examples"` // up to maxExamples
}

// Refusal is a page, or the rest of a file, that was not taken in, and why.
type Refusal struct {
	File   string `json:"file"`
	URL    string `json:"url,omitempty"`
	Offset *int64 `json:"offset,omitempty"` // of the record in the file, in bytes
	Why    string `json:"why"`
}

const (
	maxExamples = 3
	maxRefusals = 1000
	maxReasons  = 200 // media types and statuses have no end in a hostile file
)

// ledger is a summary that many write to.
type ledger struct {
	mu     sync.Mutex
	sum    Summary
	passed map[string]*Passed
	told   func(Refusal)
}

func (l *ledger) refuse(r Refusal) {
	r.File, r.URL, r.Why = shown(r.File), shown(r.URL), shown(r.Why)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sum.Refused++
	if len(l.sum.Refusals) < maxRefusals {
		l.sum.Refusals = append(l.sum.Refusals, r)
	}
	if l.told != nil {
		l.told(r)
	}
}

// pass counts what is passed over; example may be "".
func (l *ledger) pass(why, example string) {
	why, example = shown(why), shown(example)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.passed[why] == nil && len(l.passed) >= maxReasons {
		why = "other reasons"
	}
	p := l.passed[why]
	if p == nil {
		p = &Passed{Why: why, Examples: []string{}}
		l.passed[why] = p
	}
	p.Count++
	if example != "" && len(p.Examples) < maxExamples {
		p.Examples = append(p.Examples, example)
	}
}

func (l *ledger) count(change func(*Summary)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change(&l.sum)
}

// summary is what there is by now, the commonest reasons first.
func (l *ledger) summary() Summary {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := l.sum
	out.PassedOver, out.Refusals = []Passed{}, append([]Refusal{}, l.sum.Refusals...)
	for _, why := range slices.Sorted(maps.Keys(l.passed)) {
		out.PassedOver = append(out.PassedOver, *l.passed[why])
	}
	slices.SortStableFunc(out.PassedOver, func(a, b Passed) int { return b.Count - a.Count })
	return out
}

// maxShown bounds a text others had a say in, in characters.
const maxShown = 500

// shown is a text as it may stand on a terminal: bounded, on one line, and without
// what would drive it.
func shown(s string) string {
	runes := 0
	cut := strings.IndexFunc(s, func(rune) bool { runes++; return runes > maxShown })
	if cut >= 0 {
		s = s[:cut] + "…"
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}
