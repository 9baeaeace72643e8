package crawler_test

import (
	"context"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/crawler"
	"nianbao/seeds"
	"nianbao/seeds/sample"
	"nianbao/store"
)

// TestReportsInFilesAreFoundToTheLastCell crawls the sample's portal that
// posts its reports as files, and compares each page with the data the files
// were made of.
func TestReportsInFilesAreFoundToTheLastCell(t *testing.T) {
	t.Parallel()
	s, a := portal(t, sample.Options{}), newArchive(t)
	_, err := exec.LookPath("pdftotext")
	poppler := err == nil
	sum := crawl(t, filedOptions(a, portals(t, s)))
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

// filedChild tells a child, in the environment, to crawl the portal that posts
// files until it is killed: the seeds, the archive.
const filedChild = "NIANBAO_TEST_FILES_UNTIL_KILLED"

func filesUntilKilled(where string) int {
	file, path, _ := strings.Cut(where, " ")
	yaml, err := os.ReadFile(file)
	if err != nil {
		return 3
	}
	ps, err := seeds.Parse(yaml, file)
	if err != nil {
		return 4
	}
	a, err := store.Open(path, store.Options{})
	if err != nil {
		return 5
	}
	if _, err := crawler.Run(context.Background(), filedOptions(a, ps)); err != nil {
		return 6
	}
	if a.Close() != nil {
		return 7
	}
	return 0
}

func filedOptions(a *store.Archive, ps []seeds.Portal) crawler.Options {
	o := options(a, ps[5:])
	o.Fetch.Timeout = 10 * time.Second
	o.Policy.Delay = 10 * time.Millisecond
	return o
}

// TestKillsBetweenAPageAndItsFileLoseNeither kills crawls at random: what is
// found in the end is what one crawl finds, and only what was in flight is
// asked again.
func TestKillsBetweenAPageAndItsFileLoseNeither(t *testing.T) {
	t.Parallel()
	s := portal(t, sample.Options{})
	dir := t.TempDir()
	file, path := filepath.Join(dir, "seeds.yaml"), filepath.Join(dir, "archive.db")
	if err := os.WriteFile(file, s.Seeds(), 0o600); err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(6, 4))
	hit := 0
	for range 12 {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), filedChild+"="+file+" "+path)
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(50+rnd.IntN(200)) * time.Millisecond)
		_ = child.Process.Kill() // it may have ended
		_ = child.Wait()
		if code := child.ProcessState.ExitCode(); code > 0 {
			t.Fatalf("a child failed: %d", code)
		} else if code == 0 {
			break // found everything before it could be killed
		}
		hit++
	}
	if hit == 0 {
		t.Error("no child was killed")
	}
	a := openArchive(t, path)
	crawl(t, filedOptions(a, portals(t, s)))
	repeated, times := 0, map[string]int{}
	for _, r := range s.Log() {
		if r.Status == http.StatusNotModified {
			continue // the next night's question, where the last child came to the end
		}
		what := r.Path + "?" + r.Query
		if times[what]++; times[what] > 1 {
			repeated++
		}
	}
	whole := newArchive(t)
	crawl(t, filedOptions(whole, portals(t, s)))
	if d := cmp.Diff(contents(t, whole), contents(t, a)); d != "" {
		t.Errorf("reports of an unbroken crawl (-) and of one with kills (+):\n%s", d)
	}
	if repeated > hit {
		t.Errorf("%d requests were made again after %d kills", repeated, hit)
	}
	t.Logf("%d kills, %d requests made again", hit, repeated)
}
