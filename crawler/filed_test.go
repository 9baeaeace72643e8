package crawler_test

import (
	"os/exec"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/seeds/sample"
)

// TestReportsInFilesAreFoundToTheLastCell crawls the sample's portal that
// posts its reports as files, and compares each page with the data the files
// were made of.
func TestReportsInFilesAreFoundToTheLastCell(t *testing.T) {
	t.Parallel()
	s, a := portal(t, sample.Options{}), newArchive(t)
	_, err := exec.LookPath("pdftotext")
	poppler := err == nil
	o := options(a, portals(t, s)[5:])
	o.Fetch.Timeout = 10 * time.Second
	o.Policy.Delay = 10 * time.Millisecond
	sum := crawl(t, o)
	if len(sum.FailingHosts()) > 0 || sum.Totals.Failed > 0 {
		t.Errorf("%+v", sum)
	}
	found := reports(t, a)
	truths := sample.Filed()
	if len(found) != len(truths) {
		t.Errorf("%d reports, want %d", len(found), len(truths))
	}
	times := asked(s)
	for _, truth := range truths {
		r := found[truth.Path]
		if r == nil {
			t.Errorf("%s is not in the archive", truth.Path)
			continue
		}
		for _, f := range truth.Files {
			if path := (&sample.Attached{Path: f.Path}).Bare(); times[path] != 1 {
				t.Errorf("%s was asked %d times", f.Path, times[path])
			}
		}
		if !poppler && truth.PDF {
			if r["kind"] != "attachment_only" {
				t.Errorf("%s: kind %v without a reader of PDF", truth.Path, r["kind"])
			}
			continue
		}
		compareFiled(t, truth, r)
		if d := cmp.Diff(truth.Tables, tables(t, a, truth.Path)); d != "" {
			t.Errorf("%s: -want +got:\n%s", truth.Path, d)
		}
	}
	for path, n := range times {
		if n != 1 {
			t.Errorf("%s was asked %d times", path, n)
		}
	}
	if !poppler {
		t.Skip("pdftotext is not installed here: what stands in PDF files was not compared")
	}
}

// compareFiled holds what a record says besides its cells.
func compareFiled(t *testing.T, truth sample.FiledTruth, r map[string]any) {
	t.Helper()
	if r["kind"] != truth.Kind || r["agency"] != truth.Agency || r["year"] != float64(truth.Year) {
		t.Errorf("%s: %v of %v %v, want %s of %s %d", truth.Path, r["kind"], r["agency"], r["year"], truth.Kind, truth.Agency, truth.Year)
	}
	shas := map[string]bool{}
	attached, _ := r["attachments"].([]any)
	if truth.Listed {
		if len(attached) > 0 || r["tables_from"] != nil {
			t.Errorf("%s: a file that is a report of its own has attachments %v", truth.Path, attached)
		}
		return
	}
	if len(attached) != len(truth.Files) {
		t.Errorf("%s: attachments %v, want %v", truth.Path, attached, truth.Files)
		return
	}
	for i, f := range truth.Files {
		got := attached[i].(map[string]any)
		if pathOf(got["url"].(string)) != f.Path || got["name"] != f.Name || got["media_type"] != f.MediaType || got["sha256"] == "" {
			t.Errorf("%s: attachment %v, want %v", truth.Path, got, f)
		}
		shas[got["sha256"].(string)] = true
	}
	if from, _ := r["tables_from"].(string); shas[from] != (len(truth.Tables) > 0) {
		t.Errorf("%s: tables from %q", truth.Path, from)
	}
	if from, has := r["text_from"].(string); has == truth.Told || has && !shas[from] {
		if truth.Kind == "annual_report" {
			t.Errorf("%s: text from %q", truth.Path, from)
		}
	}
}
