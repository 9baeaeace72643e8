package extract

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"slices"

	"nianbao/extract/form"
	"nianbao/extract/script"
)

// contentHash is the SHA-256, in hex, of what a report says: its narrative in
// normal form, then its cells by key (CONTRACT, content_sha256). One document has
// the same hash in any rendering and either script. ok is false where there is
// neither narrative nor a number. normals are the normal forms of the sections'
// texts, in pieces.
//
// Sections come in order of number, those without one last, then in order of
// appearance; each is one line, empty where it has no text.
func contentHash(agency string, sections []Section, normals [][]string, tables *form.Tables) (hash string, ok bool) {
	d := digest{sum: sha256.New(), buf: make([]byte, 0, digestRoom)}
	narrative := slices.ContainsFunc(normals, func(pieces []string) bool {
		return slices.ContainsFunc(pieces, func(s string) bool { return s != "" })
	})
	if !narrative {
		d.line(script.Normal(agency))
	}
	for _, i := range byNumber(sections) {
		d.line(normals[i]...)
	}
	numbers := 0
	for _, t := range tables.All() {
		for _, row := range t.Table {
			name := t.Name + "|" + row.Key + "|"
			for _, c := range row.Cells {
				if c.Value != nil {
					d.line(name, c.Column, "=", string(*c.Value))
					numbers++
				}
			}
		}
	}
	if !narrative && numbers == 0 {
		return "", false
	}
	return d.hex(), true
}

// byNumber orders sections by number, those without one last.
func byNumber(sections []Section) []int {
	rank := func(i int) int {
		if sections[i].Number == nil {
			return 7
		}
		return *sections[i].Number
	}
	order := make([]int, len(sections))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return rank(i) - rank(j) })
	return order
}

// digest hashes lines.
type digest struct {
	sum   hash.Hash
	begun bool
	buf   []byte
}

// line adds a line, given in pieces.
func (d *digest) line(pieces ...string) {
	if d.begun {
		d.write("\n")
	}
	d.begun = true
	for _, p := range pieces {
		d.write(p)
	}
}

// digestRoom is how much is hashed at a time, in bytes.
const digestRoom = 1 << 10

func (d *digest) write(s string) {
	for {
		n := copy(d.buf[len(d.buf):cap(d.buf)], s)
		d.buf, s = d.buf[:len(d.buf)+n], s[n:]
		if s == "" {
			return
		}
		d.sum.Write(d.buf)
		d.buf = d.buf[:0]
	}
}

func (d *digest) hex() string {
	d.sum.Write(d.buf)
	return hex.EncodeToString(d.sum.Sum(nil))
}
