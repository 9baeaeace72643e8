package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"
)

var day0 = time.Date(2025, 1, 17, 14, 3, 22, 0, time.UTC)

// openTest opens an archive that is closed when the test ends.
func openTest(t testing.TB, path string) *Archive {
	t.Helper()
	a, err := Open(path, Options{Verb: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// openReader opens an archive for reading until the test ends.
func openReader(t testing.TB, path string) *Archive {
	t.Helper()
	a, err := Open(path, Options{ReadOnly: true, Verb: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func newArchive(t testing.TB) *Archive {
	return openTest(t, filepath.Join(t.TempDir(), "archive.db"))
}

// answer is an envelope of a 200 answer with a body and no reading.
func answer(url string, run uint32, at time.Time, body string) Envelope {
	return Envelope{
		Capture: &Capture{URL: url, Run: run, At: at, Method: "GET", Outcome: OK, Status: 200, MediaType: "text/html"},
		Body:    []byte(body),
	}
}

// reportAnswer is an answer that holds a report with this text.
func reportAnswer(url string, run uint32, at time.Time, body, text string, year int) Envelope {
	e := answer(url, run, at, body)
	e.Reading = reading(text, year)
	return e
}

func reading(text string, year int) *Reading {
	sha := fmt.Sprintf("%064x", []byte(text))
	sha = sha[len(sha)-64:]
	body := fmt.Sprintf(`{"charset":"utf-8","content_sha256":%q,"copies":1,"parser":"p1","kind":"annual_report","title":"t","agency":null,"year":%d,`+
		`"sections":[{"number":1,"text":%q}],"tables":{"disclosure":{"fees":{"amount_wan":562.0678}}},"cell_notes":[],"findings":[]}`, sha, year, text)
	return &Reading{Parser: "p1", Kind: "annual_report", Title: "t", Template: "2021", ContentSHA256: sha, Year: year, Copies: 1, Body: json.RawMessage(body)}
}

func mustApply(t testing.TB, a *Archive, e Envelope) Applied {
	t.Helper()
	out, err := a.Apply(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// lines reads reports into maps by id, and their ids in order.
func lines(t testing.TB, a *Archive, f Filter) (map[string]map[string]any, []string) {
	t.Helper()
	out := map[string]map[string]any{}
	var ids []string
	for l, err := range a.Reports(t.Context(), f) {
		if err != nil {
			t.Fatal(err)
		}
		var m map[string]any
		if err := json.Unmarshal(l.JSON, &m); err != nil {
			t.Fatalf("line is no JSON: %v\n%s", err, l.JSON)
		}
		out[l.ID] = m
		ids = append(ids, l.ID)
	}
	return out, ids
}

// checkWhole checks that an archive's records agree with each other: every
// capture has its blob, every page its captures, the indexes and the change
// log are what the pages say, and the counters what the captures say.
func checkWhole(t testing.TB, a *Archive) {
	t.Helper()
	if _, faults := verifyAll(t, a); len(faults) > 0 {
		t.Errorf("verify finds faults in a whole archive: %v", faults)
	}
	err := a.view(func(tx *bolt.Tx) error {
		checkSources(t, a, tx)
		checkIndexes(t, tx)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for c, err := range a.Captures(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if c.RawSHA256 == "" {
			continue
		}
		if _, err := a.Blob(c.RawSHA256); err != nil {
			t.Error(err)
		}
	}
}

func checkSources(t testing.TB, a *Archive, tx *bolt.Tx) {
	t.Helper()
	want := map[string]uint64{}
	captures := tx.Bucket(bucketCaptures).Cursor()
	for k, v := captures.First(); k != nil; k, v = captures.Next() {
		c, err := a.pack.decodeCapture(v)
		if err != nil {
			t.Fatal(err)
		}
		want[countOutcome+string(c.Outcome)]++
		if tx.Bucket(bucketPages).Get(k[:12]) == nil {
			t.Errorf("capture %x has no page", k)
		}
	}
	index := tx.Bucket(bucketBlobSHA).Cursor()
	for k, v := index.First(); k != nil; k, v = index.Next() {
		ref, err := decodeBlobRef(v)
		if err != nil {
			t.Fatal(err)
		}
		packed := tx.Bucket(bucketBlobs).Get(ref.key[:])
		if packed == nil {
			t.Errorf("blob %x has no data", k)
		}
		want[countBlobs]++
		want[countBlobBytes] += ref.size
		want[countBlobStored] += uint64(len(packed))
	}
	checkDicts(t, tx)
	got := map[string]uint64{}
	counts := tx.Bucket(bucketCounts).Cursor()
	for k, v := counts.First(); k != nil; k, v = counts.Next() {
		got[string(k)] = binary.BigEndian.Uint64(v)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("counters (-want +got):\n%s", d)
	}
}

func checkIndexes(t testing.TB, tx *bolt.Tx) {
	t.Helper()
	want, got := map[string][]byte{}, map[string][]byte{}
	wantLog, gotLog := map[uint64]string{}, map[uint64]string{}
	pages := tx.Bucket(bucketPages).Cursor()
	for k, _ := pages.First(); k != nil; k, _ = pages.Next() {
		p, err := getPage(local{tx}, pageKey(k))
		if err != nil {
			t.Fatal(err)
		}
		for key, value := range keys(pageKey(k), p) {
			want[key] = append([]byte{}, value...)
		}
		if p.Change != 0 {
			wantLog[p.Change] = string(k)
		}
		if (p.Read != nil) != (tx.Bucket(bucketReports).Get(k) != nil) {
			t.Errorf("page %x: reading and report do not agree", k)
		}
		for n := 1; n < p.Versions; n++ {
			if tx.Bucket(bucketVersions).Get(versionKey(pageKey(k), n)) == nil {
				t.Errorf("page %x: version %d is missing", k, n)
			}
		}
	}
	index := tx.Bucket(bucketIndex).Cursor()
	for k, v := index.First(); k != nil; k, v = index.Next() {
		got[string(k)] = bytes.Clone(v)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("index (-want +got):\n%s", d)
	}
	log := tx.Bucket(bucketChanges).Cursor()
	for k, v := log.First(); k != nil; k, v = log.Next() {
		gotLog[binary.BigEndian.Uint64(k)] = string(v)
	}
	if d := cmp.Diff(wantLog, gotLog); d != "" {
		t.Errorf("change log (-want +got):\n%s", d)
	}
}

// blobValue is a body's data as it lies in the archive.
func (a *Archive) blobValue(sha [32]byte) (value []byte, err error) {
	err = a.view(func(tx *bolt.Tx) error {
		ref, err := decodeBlobRef(tx.Bucket(bucketBlobSHA).Get(sha[:]))
		value = bytes.Clone(tx.Bucket(bucketBlobs).Get(ref.key[:]))
		return err
	})
	return value, err
}

// checkDicts checks that every dictionary is there and plain, is counted, and
// carries no more than it may.
func checkDicts(t testing.TB, tx *bolt.Tx) {
	t.Helper()
	want, got := map[string]uint64{}, map[string]uint64{}
	data := tx.Bucket(bucketBlobs)
	values := data.Cursor()
	for k, v := values.First(); k != nil; k, v = values.Next() {
		p, err := parsePacked(v)
		if err != nil {
			t.Fatal(err)
		}
		if p.codec != codecDict {
			continue
		}
		want[string(p.dictKey[:])]++
		if d := data.Get(p.dictKey[:]); len(d) == 0 || d[0] != codecZstd {
			t.Errorf("body %x: its dictionary %x is not there or not plain", k, p.dictKey)
		}
	}
	dicts := tx.Bucket(bucketDicts).Cursor()
	for k, v := dicts.First(); k != nil; k, v = dicts.Next() {
		switch {
		case len(k) == 12:
			if got[string(k)] = binary.BigEndian.Uint64(v); got[string(k)] > maxUses+8 {
				t.Errorf("dictionary %x carries %d", k, got[string(k)])
			}
		case len(k) != 4 || len(v)%12 != 0 || len(v) > 12*maxShelf:
			t.Errorf("dictionaries at hand of %x: %x", k, v)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("uses of dictionaries (-want +got):\n%s", d)
	}
}

// verifyAll verifies an archive and gathers the faults.
func verifyAll(t testing.TB, a *Archive) (Verified, []string) {
	t.Helper()
	var faults []string
	v, err := a.Verify(t.Context(), VerifyOptions{Fault: func(f Fault) { faults = append(faults, f.String()) }})
	if err != nil {
		t.Fatal(err)
	}
	if v.Faults != uint64(len(faults)) {
		t.Errorf("%d faults told, %d counted", len(faults), v.Faults)
	}
	return v, faults
}
