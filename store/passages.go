package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"

	"nianbao/extract/audit"
	"nianbao/extract/passage"
)

// The bucket of passages says which reports share a sentence. The first byte of
// a key says what it holds.
const (
	printHolder = 's' // print6 + page: the page's report has this sentence
	printsOf    = 'r' // page → print6, print6, …: all of a report
	sharing     = 'm' // page: it once shared a print; saves the others a look
)

// printSize is how much of a print is kept, in bytes: among ten million
// sentences a chance meeting of two is then one in six.
const printSize = 6

// maxHeld bounds how many holders of one print are looked at. More than
// passage.MaxHolders agencies make it a phrase of the trade; one agency may hold
// it over many years.
const maxHeld = 64

type printKey [printSize]byte

func shortPrint(p passage.Print) printKey {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(p))
	return printKey(b[:printSize])
}

// narrative is what passages are read off: a part of the reading's body.
type narrative struct {
	Kind     string `json:"kind"`
	Agency   string `json:"agency"`
	Printed  string `json:"agency_printed"`
	Sections []struct {
		Number *int   `json:"number"`
		Text   string `json:"text"`
	} `json:"sections"`
}

// sentences lists the sentences of a reading's narrative, and the numbers of
// its sections.
func sentences(body []byte) ([]passage.Sentence, []*int, error) {
	var n narrative
	if err := json.Unmarshal(body, &n); err != nil {
		return nil, nil, fmt.Errorf("read narrative: %w", err)
	}
	if n.Kind == notAReport {
		return nil, nil, nil
	}
	texts, numbers := make([]string, len(n.Sections)), make([]*int, len(n.Sections))
	for i, s := range n.Sections {
		texts[i], numbers[i] = s.Text, s.Number
	}
	return passage.Sentences(texts, n.Agency, n.Printed), numbers, nil
}

// printsIn is what the index of passages holds of a reading: each print once,
// in order.
func printsIn(body []byte) ([]printKey, error) {
	found, _, err := sentences(body)
	if err != nil {
		return nil, err
	}
	prints := make([]printKey, len(found))
	for i, s := range found {
		prints[i] = shortPrint(s.Print)
	}
	slices.SortFunc(prints, func(a, b printKey) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(prints), nil
}

// putPrints makes prints all that the index holds of a page.
func putPrints(tx *bolt.Tx, key pageKey, prints []printKey) error {
	b := tx.Bucket(bucketPassages)
	old := b.Get(pageEntry(printsOf, key))
	now := joinPrints(prints)
	if bytes.Equal(old, now) {
		return nil
	}
	for was := range slices.Chunk(bytes.Clone(old), printSize) {
		if _, kept := slices.BinarySearchFunc(prints, was, func(p printKey, w []byte) int { return bytes.Compare(p[:], w) }); kept {
			continue
		}
		if err := b.Delete(holderEntry(printKey(was), key)); err != nil {
			return fmt.Errorf("remove passage: %w", err)
		}
	}
	for _, p := range prints {
		if err := putPrint(b, p, key); err != nil {
			return fmt.Errorf("add passage: %w", err)
		}
	}
	if len(now) == 0 {
		return b.Delete(pageEntry(printsOf, key))
	}
	return b.Put(pageEntry(printsOf, key), now)
}

// putPrint adds a page to the holders of a print, and marks those that share it.
func putPrint(b *bolt.Bucket, p printKey, key pageKey) error {
	entry := holderEntry(p, key)
	prefix := entry[:1+printSize]
	c := b.Cursor()
	var others []pageKey
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix) && len(others) <= maxHeld; k, _ = c.Next() {
		if bytes.Equal(k, entry) {
			return nil
		}
		others = append(others, pageKey(k[len(prefix):]))
	}
	if err := b.Put(entry, nil); err != nil {
		return err
	}
	if len(others) == 0 || len(others) > maxHeld {
		return nil
	}
	for _, o := range append(others, key) {
		mark := pageEntry(sharing, o)
		if b.Get(mark) != nil {
			continue
		}
		if err := b.Put(mark, []byte{1}); err != nil {
			return err
		}
	}
	return nil
}

func pageEntry(kind byte, key pageKey) []byte { return append([]byte{kind}, key[:]...) }

// printPrefix begins the entries of a print's holders.
func printPrefix(p printKey) []byte { return append([]byte{printHolder}, p[:]...) }

func holderEntry(p printKey, key pageKey) []byte { return append(printPrefix(p), key[:]...) }

func joinPrints(prints []printKey) []byte {
	out := make([]byte, 0, len(prints)*printSize)
	for _, p := range prints {
		out = append(out, p[:]...)
	}
	return out
}

// across lists the findings of a report that come from comparing it with the
// others of the archive.
func across(tx snapshot, key pageKey, p *Page, body []byte) ([]audit.Finding, error) {
	b := tx.Bucket(bucketPassages)
	if !p.listed() || b.Get(pageEntry(sharing, key)) == nil {
		return nil, nil
	}
	found, numbers, err := sentences(body)
	if err != nil {
		return nil, damage("report %s: %w", key.id(), err)
	}
	seeks := make([][]byte, len(found))
	for i, s := range found {
		seeks[i] = printPrefix(shortPrint(s.Print))
	}
	tx.Expect(bucketPassages, nil, seeks)
	known := map[pageKey]passage.Report{}
	var shared []passage.Shared
	for _, s := range found {
		others, err := holders(tx, b, shortPrint(s.Print), key, known)
		if err != nil {
			return nil, err
		}
		if len(others) > 0 {
			shared = append(shared, passage.Shared{Sentence: s, Others: others})
		}
	}
	return passage.Findings(passageReport(key, p), numbers, shared), nil
}

// holders lists the other reports that hold a print; none where there are too
// many to tell whose it is.
func holders(tx snapshot, b records, p printKey, key pageKey, known map[pageKey]passage.Report) ([]passage.Report, error) {
	prefix := printPrefix(p)
	var out []passage.Report
	c := b.Cursor()
	n := 0
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		if n++; n > maxHeld {
			return nil, nil
		}
		if len(k) != len(prefix)+len(key) {
			return nil, damage("passages: key of %d bytes", len(k))
		}
		other := pageKey(k[len(prefix):])
		if other == key {
			continue
		}
		r, ok := known[other]
		if !ok {
			page, err := getPage(tx, other)
			if err != nil {
				return nil, err
			}
			if page == nil || !page.listed() {
				return nil, damage("passages: %s is no report", other.id())
			}
			r = passageReport(other, page)
			known[other] = r
		}
		out = append(out, r)
	}
	return out, nil
}

func passageReport(key pageKey, p *Page) passage.Report {
	return passage.Report{ID: key.id(), Agency: p.Read.Agency, Year: p.Read.Year, Content: p.Read.ContentSHA256}
}

// withFindings puts findings behind those a reading's body has.
func withFindings(list json.RawMessage, more []audit.Finding) (json.RawMessage, error) {
	if len(more) == 0 {
		return list, nil
	}
	add, err := json.Marshal(more)
	if err != nil {
		return nil, err
	}
	list = bytes.TrimSpace(list)
	if len(list) < 2 || list[0] != '[' {
		return nil, errors.New("findings are no list")
	}
	inner := bytes.TrimSpace(list[1 : len(list)-1])
	out := append([]byte{'['}, inner...)
	if len(inner) > 0 {
		out = append(out, ',')
	}
	return append(append(out, add[1:len(add)-1]...), ']'), nil
}
