package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	bolt "go.etcd.io/bbolt"
)

// One bucket holds every index; the first byte of a key says which. Each key
// ends in the page's own key but for byID, which is kept in order of ids.
// Texts are ended by a zero byte. byID holds every page something was read
// off, byKind too; the others hold reports only.
const (
	byID      = 'i' // hash8 → host4
	byContent = 'c' // sha32 + page → twin
	byYear    = 'y' // year2 + page
	byRegion  = 'r' // region 0 + page
	byAgency  = 'a' // agency 0 year2 + page
	byKind    = 'k' // kind 0 template 0 + page
	byFinding = 'f' // rule 0 + page → how many, uvarint
	byHost    = 'h' // page

	byAttachment = 'm' // hash8 of its URL + page that names it, of any kind
)

// maxTerm bounds a text in an index key, in bytes: agencies and regions come
// from pages and may be anything.
const maxTerm = 400

// keys is every index entry of a page, by key. It is pure: what a page's
// record says is what its index entries are.
func keys(key pageKey, p *Page) map[string][]byte {
	if p == nil || p.Read == nil {
		return nil
	}
	r := p.Read
	out := map[string][]byte{}
	add := func(kind byte, value []byte, parts ...[]byte) {
		k := append([]byte{kind}, bytes.Join(parts, nil)...)
		out[string(append(k, key[:]...))] = value
	}
	out[string(append([]byte{byID}, key[4:]...))] = bytes.Clone(key[:4])
	add(byKind, nil, term(r.Kind), term(r.Template))
	for _, url := range r.Attachments {
		add(byAttachment, nil, attachmentKey(url))
	}
	if !p.listed() {
		return out
	}
	if sha, ok := contentKey(r.ContentSHA256); ok {
		add(byContent, encodeTwin(key, p), sha)
	}
	year := yearKey(r.Year)
	add(byYear, nil, year)
	add(byRegion, nil, term(p.Region))
	add(byAgency, nil, term(r.Agency), year)
	add(byHost, nil)
	for rule, n := range r.Findings {
		add(byFinding, binary.AppendUvarint(nil, uint64(max(n, 0))), term(rule))
	}
	return out
}

// term is a text in a key: without zero bytes, not too long, ended by one.
func term(s string) []byte {
	s = strings.ReplaceAll(s, "\x00", "")
	return append([]byte(s[:min(len(s), maxTerm)]), 0)
}

// yearKey is a year in a key; 0 where it is not known, or no year.
func yearKey(year int) []byte {
	if year < 0 || year > 9999 {
		year = 0
	}
	return binary.BigEndian.AppendUint16(nil, uint16(year))
}

// reindex takes away the entries a page had and no longer has, and adds the
// new ones.
func reindex(tx *bolt.Tx, key pageKey, old, now *Page) error {
	if sameKeys(old, now) {
		return nil
	}
	b := tx.Bucket(bucketIndex)
	before, after := keys(key, old), keys(key, now)
	for k := range before {
		if _, ok := after[k]; !ok {
			if err := b.Delete([]byte(k)); err != nil {
				return fmt.Errorf("remove from index: %w", err)
			}
		}
	}
	for k, v := range after {
		if was, ok := before[k]; ok && bytes.Equal(was, v) {
			continue
		}
		if err := b.Put([]byte(k), v); err != nil {
			return fmt.Errorf("add to index: %w", err)
		}
	}
	return nil
}

// sameKeys tells quickly of most pages whose entries do not change: those of which
// nothing differs that keys looks at.
func sameKeys(old, now *Page) bool {
	if old == nil || old.Read == nil || now == nil || now.Read == nil {
		return false
	}
	a, b := old.Read, now.Read
	return old.URL == now.URL && old.Region == now.Region && old.GoneAt.IsZero() == now.GoneAt.IsZero() &&
		a.Kind == b.Kind && a.Agency == b.Agency && a.Template == b.Template && a.ContentSHA256 == b.ContentSHA256 &&
		a.Year == b.Year && a.PublishedOn == b.PublishedOn && a.Annotations == b.Annotations &&
		maps.Equal(a.Findings, b.Findings) && slices.Equal(a.Attachments, b.Attachments)
}

// logChange gives a page the next number in the change log. The log keeps the
// latest change of each page only, so it is no longer than the archive.
func logChange(tx *bolt.Tx, key pageKey, p *Page) error {
	log := tx.Bucket(bucketChanges)
	seq, err := log.NextSequence()
	if err != nil {
		return fmt.Errorf("log change: %w", err)
	}
	if p.Change != 0 {
		if err := log.Delete(uint64Key(p.Change)); err != nil {
			return fmt.Errorf("log change: %w", err)
		}
	}
	p.Change = seq
	return log.Put(uint64Key(seq), key[:])
}

// twin is what deciding about duplicates needs to know of a report.
type twin struct {
	key       pageKey
	Agency    string `json:"a,omitempty"`
	Year      int    `json:"y,omitempty"`
	Published string `json:"p,omitempty"` // YYYY-MM-DD
	Annotated bool   `json:"n,omitempty"` // it has phonetic annotations
	Gone      bool   `json:"g,omitempty"`
}

func encodeTwin(key pageKey, p *Page) []byte {
	b, err := json.Marshal(twinOf(key, p))
	if err != nil {
		return []byte("{}") // strings, numbers and booleans: cannot be
	}
	return b
}

func twinOf(key pageKey, p *Page) twin {
	r := p.Read
	return twin{
		key: key, Agency: r.Agency, Year: r.Year, Published: r.PublishedOn,
		Annotated: r.Annotations > 0, Gone: !p.GoneAt.IsZero(),
	}
}
