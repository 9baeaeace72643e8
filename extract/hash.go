package extract

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"

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
	normals := make([]string, len(sections))
	for i, s := range sections {
		normals[i] = script.Normal(s.Text)
	}
	return contentHash(agency, sections, normals, tables)
}

// contentHash is ContentHash where the normal form of each text is known.
func contentHash(agency string, sections []Section, normals []string, tables *form.Tables) (hash string, ok bool) {
	rank := func(i int) int {
		if sections[i].Number == nil {
			return 7
		}
		return *sections[i].Number
	}
	ordered := make([]int, len(sections))
	for i := range ordered {
		ordered[i] = i
	}
	slices.SortStableFunc(ordered, func(i, j int) int { return rank(i) - rank(j) })
	size := 0
	for _, n := range normals {
		size += len(n) + 1
	}
	text := make([]byte, 0, size+cellLine*tables.Numbers())
	if size == len(normals) { // no narrative
		text = append(append(text, script.Normal(agency)...), '\n')
	}
	narrative := len(text) == 0
	for _, i := range ordered {
		text = append(append(text, normals[i]...), '\n')
	}
	numbers := 0
	for _, t := range tables.All() {
		for _, row := range t.Table {
			for _, c := range row.Cells {
				if c.Value != nil {
					text = appendAll(text, t.Name, "|", row.Key, "|", c.Column, "=", string(*c.Value), "\n")
					numbers++
				}
			}
		}
	}
	if !narrative && numbers == 0 {
		return "", false
	}
	sum := sha256.Sum256(bytes.TrimSuffix(text, []byte("\n")))
	return hex.EncodeToString(sum[:]), true
}

// cellLine is about how long the line of a cell is, in bytes.
const cellLine = 56

func appendAll(b []byte, parts ...string) []byte {
	for _, p := range parts {
		b = append(b, p...)
	}
	return b
}
