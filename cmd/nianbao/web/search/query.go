package search

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
)

// Query says which reports to find. The zero value finds every report.
type Query struct {
	Text     string // words; all must stand in the report, but for those behind a minus
	Years    []int  // of one of these; 0 = unknown
	Region   string // in this one, whole steps of the path
	Agency   string
	Form     string // version of the form
	Finding  string // has a finding of this rule
	Severity string // has a finding of this severity
	Host     string
	Content  string // content_sha256
	AllKinds bool   // also what is no report
}

// Bounds of a query's text.
const (
	maxWords  = 12
	maxLength = 60 // characters of a word that are looked for
)

// terms takes the text apart: words, and those that must not be there. Quotes
// hold a word with spaces together. Every text is one: there is no syntax to
// get wrong.
func (q *Query) terms() (with, without []plain) {
	for _, w := range fields(q.Text) {
		not := strings.HasPrefix(w, "-") && len(w) > 1
		p := plainOf(strings.TrimPrefix(w, "-"))
		if len(p.runes) == 0 || len(with)+len(without) >= maxWords {
			continue
		}
		if len(p.runes) > maxLength {
			p = plain{runes: p.runes[:maxLength]}
		}
		if not {
			without = append(without, p)
		} else {
			with = append(with, p)
		}
	}
	return with, without
}

func (q *Query) words() [][]rune {
	with, _ := q.terms()
	out := make([][]rune, len(with))
	for i := range with {
		out[i] = with[i].runes
	}
	return out
}

// fields cuts at white space outside of quotes.
func fields(text string) []string {
	quoted := false
	return strings.FieldsFunc(text, func(r rune) bool {
		if strings.ContainsRune("\"“”「」", r) {
			quoted = !quoted
			return true
		}
		return !quoted && unicode.IsSpace(r)
	})
}

// Facets of a report, by the letter their token begins with.
const (
	facetAll      = 'a' // every page something was read off
	facetReport   = 'b' // every report
	facetYear     = 'y'
	facetRegion   = 'r' // each step of the path
	facetAgency   = 'g'
	facetForm     = 'f'
	facetFinding  = 'n'
	facetSeverity = 's'
	facetHost     = 'h'
	facetContent  = 'c'
)

// facet is the token of a property. Whatever its value is, the token is plain.
func facet(kind rune, value string) string {
	sum := sha256.Sum256([]byte(value))
	return "q" + string(kind) + hex.EncodeToString(sum[:6])
}

// match is the query as FTS5 reads it: tokens in quotes, with AND, OR and NOT
// between them. Nothing a user types is ever outside of quotes, or in them but
// as letters and digits.
func (q *Query) match() string {
	base := facetReport
	if q.AllKinds {
		base = facetAll
	}
	all := []string{quote(facet(base, ""))}
	for _, f := range []struct {
		kind  rune
		value string
	}{
		{facetRegion, strings.Trim(q.Region, "/")}, {facetAgency, q.Agency}, {facetForm, q.Form}, {facetFinding, q.Finding},
		{facetSeverity, q.Severity}, {facetHost, q.Host}, {facetContent, q.Content},
	} {
		if f.value != "" {
			all = append(all, quote(facet(f.kind, f.value)))
		}
	}
	if !q.oneSpan() {
		var any []string
		for _, y := range q.Years {
			any = append(any, quote(facet(facetYear, fmt.Sprint(y))))
		}
		all = append(all, "("+strings.Join(any, " OR ")+")")
	}
	with, without := q.terms()
	for _, w := range with {
		all = append(all, gramsOf(w.runes)...)
		for _, n := range w.numbers {
			all = append(all, quote(number(n)))
		}
	}
	out := strings.Join(all, " AND ")
	for _, w := range without {
		if len(w.runes) <= 2 { // longer ones are told from the text: their grams may stand apart
			out = "(" + out + ") NOT " + strings.Join(gramsOf(w.runes), " AND ")
		}
	}
	return out
}

// span is the rows of the years that are asked for, behind from up to to: those
// of one year stand together (see rowOf), and nothing else has to be read.
func (q *Query) span() (from, to int64) {
	if len(q.Years) == 0 {
		return 0, math.MaxInt64
	}
	from = math.MaxInt64
	for _, y := range q.Years {
		from = min(from, rowOf(y, 0)-1)
		to = max(to, rowOf(y, 0)|(1<<yearShift-1))
	}
	return from, to
}

// oneSpan says whether span says all of the years: there are none but those
// asked for in it.
func (q *Query) oneSpan() bool {
	years := slices.Compact(slices.Sorted(slices.Values(q.Years)))
	return len(years) == 0 || years[len(years)-1]-years[0] == len(years)-1 && (years[0] > 0 || len(years) == 1)
}

// gramsOf is the tokens of a word, quoted.
func gramsOf(word []rune) []string {
	if len(word) == 1 {
		return []string{quote(string(token(word[0])))}
	}
	var out []string
	seen := map[string]bool{}
	for i := range len(word) - 1 {
		if g := quote(string([]rune{token(word[i]), token(word[i+1])})); !seen[g] {
			seen[g] = true
			out = append(out, g)
		}
	}
	return out
}

func quote(s string) string { return `"` + s + `"` }

// Exact tells whether the index alone decides: no word is longer than a gram.
func (q *Query) Exact() bool {
	with, without := q.terms()
	for _, w := range append(with, without...) {
		if len(w.runes) > 2 {
			return false
		}
	}
	return true
}

// Normal brings texts into the form in which words are looked for in them.
func Normal(texts ...string) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		p := plainOf(t)
		out[i] = string(p.runes)
	}
	return out
}

// Holds tells whether texts, as Normal brings them, hold every word of the
// query, and none of those they must not.
func (q *Query) Holds(normal []string) bool {
	with, without := q.terms()
	holds := func(w plain) bool {
		word := string(w.runes)
		return slices.ContainsFunc(normal, func(text string) bool { return strings.Contains(text, word) })
	}
	for _, w := range with {
		if !holds(w) {
			return false
		}
	}
	for _, w := range without {
		if holds(w) {
			return false
		}
	}
	return true
}
