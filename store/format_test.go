package store

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// formatOneCapture is a capture record in hex, as format 1 wrote it.
const formatOneCapture = "0103f30228b52ffd400073006d020054016578616d706c6561756e223a3330306e756c6c7d7d11002cc4879d039822d3b44ed984ae32037ae504fcca36089612f2a87b86659915cbb8799aed102cdf80b16c558ad44cf288752dc941"

// testdata/format1 is an archive of the first format: two portals of the
// sample, crawled, four of their pages edited, and crawled again; and what it
// exported then. It is never to be made anew.

// gunzip reads a packed file of testdata.
func gunzip(t testing.TB, name string) []byte {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// formatOne lays the archive of the first format in a folder.
func formatOne(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "archive.db")
	write(t, path, gunzip(t, "format1/archive.db.gz"))
	return path
}

func write(t testing.TB, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// objects decodes JSON lines.
func objects(t testing.TB, lines []byte) (out []map[string]any) {
	t.Helper()
	s := bufio.NewScanner(bytes.NewReader(lines))
	s.Buffer(nil, 1<<24)
	for s.Scan() {
		out = append(out, object(t, s.Bytes()))
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func object(t testing.TB, line []byte) (m map[string]any) {
	t.Helper()
	if err := json.Unmarshal(line, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// lasting leaves of a report what does not depend on today's comparing of
// reports with each other.
func lasting(m map[string]any) map[string]any {
	delete(m, "duplicate_of")
	if findings, ok := m["findings"].([]any); ok {
		m["findings"] = slices.DeleteFunc(findings, func(f any) bool { return f.(map[string]any)["rule"] == "text.borrowed" })
	}
	return m
}

// sameFields compares all that was there once with what is there now; there
// may be more now.
func sameFields(t *testing.T, was, is []map[string]any) {
	t.Helper()
	if len(was) != len(is) {
		t.Errorf("%d records, were %d", len(is), len(was))
		return
	}
	for i := range was {
		for key := range is[i] {
			if _, ok := was[i][key]; !ok {
				delete(is[i], key)
			}
		}
		if d := cmp.Diff(was[i], is[i]); d != "" {
			t.Errorf("record %d (-was +is):\n%s", i, d)
		}
	}
}

func TestArchiveOfFormatOneIsReadForEver(t *testing.T) {
	a, err := Open(formatOne(t), Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	var reports, captures []map[string]any
	bodies := 0
	for l, err := range a.Reports(t.Context(), Filter{AllKinds: true}) {
		if err != nil {
			t.Fatal(err)
		}
		reports = append(reports, lasting(object(t, l.JSON)))
	}
	for c, err := range a.Captures(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		line, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		captures = append(captures, object(t, line))
		if c.RawSHA256 != "" {
			bodies++
			if _, err := a.Blob(c.RawSHA256); err != nil {
				t.Error(err)
			}
		}
	}
	was := objects(t, gunzip(t, "format1/reports.jsonl.gz"))
	for i := range was {
		was[i] = lasting(was[i])
	}
	sameFields(t, was, reports)
	sameFields(t, objects(t, gunzip(t, "format1/captures.jsonl.gz")), captures)
	if len(reports) != 23 || len(captures) != 58 || bodies != 34 {
		t.Errorf("%d reports, %d captures, %d bodies", len(reports), len(captures), bodies)
	}
	for _, r := range was {
		for n := 1; n <= int(r["versions"].(float64)); n++ {
			if _, err := a.Version(r["id"].(string), n); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestArchiveOfFormatOneIsWrittenForEver(t *testing.T) {
	a := openTest(t, formatOne(t))
	was := objects(t, gunzip(t, "format1/reports.jsonl.gz"))[3]
	body := []byte("another version of a page of the first format")
	e := reportAnswer(was["url"].(string), 99, day(3000), "", "other words", 2024)
	e.Body = body
	if out := mustApply(t, a, e); !out.NewVersion {
		t.Errorf("a new text of a page that was there: %+v", out)
	}
	for n := 1; n <= int(was["versions"].(float64))+1; n++ {
		if _, err := a.Version(was["id"].(string), n); err != nil {
			t.Error(err)
		}
	}
	checkWhole(t, a)
}
