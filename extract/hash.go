package extract

import (
	"crypto/sha256"
	"encoding/hex"
	"sort"
	"strings"

	"nianbao/extract/form"
	"nianbao/extract/script"
)

// ContentHash is the SHA-256, in hex, of what a report says: its narrative in
// normal form, then its cells by key. One document has the same hash in any
// rendering and either script. ok is false where there is neither narrative
// nor a number.
//
// Sections come in order of number, those without one last, then in order of
// appearance; each is one line, empty where it has no text.
func ContentHash(agency string, sections []Section, tables *form.Tables) (hash string, ok bool) {
	ordered := make([]Section, len(sections))
	copy(ordered, sections)
	rank := func(s Section) int {
		if s.Number == nil {
			return 7
		}
		return *s.Number
	}
	sort.SliceStable(ordered, func(i, j int) bool { return rank(ordered[i]) < rank(ordered[j]) })
	var lines []string
	narrative := false
	for _, s := range ordered {
		text := script.Normal(s.Text)
		narrative = narrative || text != ""
		lines = append(lines, text)
	}
	if !narrative {
		lines = append([]string{script.Normal(agency)}, lines...)
	}
	numbers := 0
	for _, t := range tables.All() {
		for _, row := range t.Table {
			for _, c := range row.Cells {
				if c.Value != nil {
					lines = append(lines, t.Name+"|"+row.Key+"|"+c.Column+"="+string(*c.Value))
					numbers++
				}
			}
		}
	}
	if !narrative && numbers == 0 {
		return "", false
	}
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:]), true
}
