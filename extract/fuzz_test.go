package extract_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"nianbao/extract"
	"nianbao/extract/script"
	"nianbao/seeds/sample"
)

// FuzzRead reads anything: it never panics, takes no longer than a second for
// a megabyte, reads nothing off what is no report, and no number that is not
// in the input.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*/*.*")
	if err != nil || len(files) == 0 {
		f.Fatalf("seeds %v: %v", files, err)
	}
	for _, name := range files {
		body, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	for i, truth := range sample.Documents() {
		if i%7 == 0 {
			f.Add([]byte(sample.Text(truth.Document, truth.Rendering)))
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) > 1<<20 {
			return
		}
		start := time.Now()
		r := extract.Read(extract.Page{Body: body})
		if took := time.Since(start); took > slow {
			t.Errorf("%d KB took %v", len(body)>>10, took)
		}
		if r.Kind == extract.NotAReport && (r.Tables.Numbers() > 0 || len(r.Sections) > 0 || r.Year != nil || r.ContentSHA256 != nil) {
			t.Error("something was read off a page that is no report")
		}
		if b, err := r.JSON(); err != nil || !json.Valid(b) {
			t.Errorf("%v: %.300q", err, b)
		}
		if !utf8.ValidString(r.Title) {
			t.Errorf("title %q is not UTF-8", r.Title)
		}
		if utf8.Valid(body) {
			inventsNothing(t, r, string(body))
		}
	})
}

// slow is several times a second: the fuzzer's workers share processors.
const slow = 5 * time.Second

var notDigit = regexp.MustCompile(`[^0-9]+`)

// inventsNothing fails for a number none of whose spellings is in the input: its
// digits, without the point, are looked for among the input's digits, which a
// unit may have moved.
func inventsNothing(t *testing.T, r extract.Report, input string) {
	t.Helper()
	digits := notDigit.ReplaceAllString(script.Normal(input), "")
	for place, value := range cellsOf(r) {
		plain := strings.Trim(notDigit.ReplaceAllString(value, ""), "0")
		if !strings.Contains(digits, plain) && !strings.Contains(input, "&#") {
			t.Errorf("%s is %s, and that is not in the input", place, value)
		}
	}
}
