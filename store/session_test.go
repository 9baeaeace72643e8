package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// fill puts n reports of several hosts, versions, kinds and duplicates into an
// archive, and a state record each.
func fill(t testing.TB, a *Archive, n int) {
	t.Helper()
	run, _, err := a.BeginRun(t.Context(), "crawl", day0)
	if err != nil {
		t.Fatal(err)
	}
	atOnce(n, func(i int) {
		url := fmt.Sprintf("http://h%d.gov.cn/%d.html", i%7, i)
		text := fmt.Sprint("text ", i-i%3) // three reports share one
		e := reportAnswer(url, run.ID, day0, strings.Repeat(url, 20+i%50), text, 2020+i%5)
		e.Reading.Findings = []string{"section.missing"}
		e.Ops = []Op{{Bucket: URLs, Key: []byte(url), Value: []byte(text)}}
		_, err := a.Apply(t.Context(), e)
		if err == nil && i%10 == 0 {
			_, err = a.Apply(t.Context(), reportAnswer(url, run.ID+1, day(1), url+"2", text+"2", 2020+i%5))
		}
		if err != nil {
			t.Error(err)
		}
	})
}

// atOnce calls do for 0 to n-1, many at a time: they are committed together.
func atOnce(n int, do func(i int)) {
	var wg sync.WaitGroup
	room := make(chan struct{}, 64)
	for i := range n {
		room <- struct{}{}
		wg.Go(func() {
			defer func() { <-room }()
			do(i)
		})
	}
	wg.Wait()
}

// everything is what all readers read of an archive.
func everything(t testing.TB, a *Archive) map[string]any {
	t.Helper()
	out := map[string]any{}
	note := func(name string, v any, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = v
	}
	var reports, captures, changes, records []string
	for l, err := range a.Reports(t.Context(), Filter{AllKinds: true}) {
		note("reports", append(reports, string(l.JSON)), err)
		reports = out["reports"].([]string)
	}
	blob := 0
	for c, err := range a.Captures(t.Context()) {
		b, _ := json.Marshal(c)
		note("captures", append(captures, string(b)), err)
		captures = out["captures"].([]string)
		body, err := a.Blob(c.RawSHA256)
		blob += len(body)
		note("blobs", blob, err)
	}
	for c, err := range a.Changes(t.Context(), 3) {
		note("changes", append(changes, fmt.Sprint(c)), err)
		changes = out["changes"].([]string)
	}
	err := a.Scan(URLs, nil, nil, func(k, v []byte) (bool, error) {
		records = append(records, fmt.Sprintf("%x=%s", k, v))
		return true, nil
	})
	note("records", records, err)
	stats, err := a.Stats(t.Context())
	note("stats", stats, err)
	runs, err := a.Runs()
	note("runs", runs, err)
	last, err := a.LastChange()
	note("last", last, err)
	host, err := a.HostID(t.Context(), "h3.gov.cn")
	note("host", host, err)
	name, err := a.HostName(host)
	note("name", name, err)
	url := "http://h0.gov.cn/0.html"
	page, known, err := a.PageOf(url)
	note("page", []any{page, known}, err)
	version, err := a.Version(ID(url), 1)
	note("version", string(version.JSON), err)
	report, err := a.Report(ID(url))
	note("report", string(report.JSON), err)
	value, err := a.Get(URLs, []byte(url))
	note("value", value, err)
	value, err = a.Get(URLs, []byte("none"))
	note("no value", value == nil, err)
	return out
}

func TestReadersSeeThroughTheHolderWhatItSees(t *testing.T) {
	a := newArchive(t)
	fill(t, a, 300)
	want := everything(t, a)
	r := openReader(t, a.Path())
	if d := cmp.Diff(want, everything(t, r)); d != "" {
		t.Errorf("through the holder (-holder +reader):\n%s", d)
	}
	url := "http://new.gov.cn/"
	mustApply(t, a, reportAnswer(url, 9, day(9), "b", "new", 2024))
	if _, err := r.Report(ID(url)); err != nil {
		t.Errorf("a report of after it was opened: %v", err)
	}
	if _, err := r.Report(ID("http://none.gov.cn/")); !errors.Is(err, ErrNotFound) {
		t.Errorf("a report that is not there: %v", err)
	}
	if _, err := r.Apply(t.Context(), Envelope{}); !errors.Is(err, ErrReadOnly) {
		t.Errorf("apply: %v", err)
	}
	if _, err := r.HostID(t.Context(), "unknown.gov.cn"); !errors.Is(err, ErrNotFound) {
		t.Errorf("unknown host: %v", err)
	}
}

// TestReaderFollowsTheArchiveFromHandToHand reads all reports while the
// archive is held, then free, then held again.
func TestReaderFollowsTheArchiveFromHandToHand(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	a := openTest(t, path)
	fill(t, a, 5*reportBatch)
	want, _ := lines(t, a, Filter{})
	r := openReader(t, path)
	got, n := map[string]map[string]any{}, 0
	for l, err := range r.Reports(t.Context(), Filter{}) {
		if err != nil {
			t.Fatalf("after %d reports: %v", n, err)
		}
		var m map[string]any
		if err := json.Unmarshal(l.JSON, &m); err != nil {
			t.Fatal(err)
		}
		if got[l.ID] != nil {
			t.Fatalf("report %s came twice", l.ID)
		}
		got[l.ID] = m
		switch n++; n {
		case reportBatch / 2:
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
		case 5 * reportBatch / 2:
			a = openTest(t, path)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("reports (-want +got):\n%s", d)
	}
}

func TestReaderOutlivesAHolderThatIsKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	for range 3 {
		cmd := exec.Command(os.Args[0], "-test.run=^$")
		cmd.Env = append(os.Environ(), killEnv+"="+path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// It promises many, and so is at work when it is killed.
		if _, err := io.ReadFull(out, make([]byte, 4096)); err != nil {
			t.Fatal(err)
		}
		go io.Copy(io.Discard, out)
		r := openReader(t, path)
		n := 0
		for l, err := range r.Reports(t.Context(), Filter{}) {
			if err != nil {
				t.Fatalf("after %d reports: %v", n, err)
			}
			if n++; n == 10 {
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
				cmd.Wait()
			}
			if !strings.Contains(string(l.JSON), `"annual_report"`) {
				t.Errorf("report %s is not whole", l.JSON)
			}
		}
		if n <= 10 {
			t.Fatalf("%d reports: the holder was not killed in the middle", n)
		}
		if _, err := os.Lstat(socketPath(path)); err != nil {
			t.Errorf("a killed holder leaves its socket: %v", err)
		}
	}
	checkWhole(t, openTest(t, path))
}

// TestReadersKeepNoWriterOut has readers read without end, and one that only
// waits, and a writer come and go.
func TestReadersKeepNoWriterOut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	a := openTest(t, path)
	fill(t, a, 300)
	a.Close()
	openReader(t, path) // rests
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	defer wg.Wait()
	defer stop()
	for range 4 {
		r := openReader(t, path)
		wg.Go(func() {
			for ctx.Err() == nil {
				n := 0
				for _, err := range r.Reports(t.Context(), Filter{}) {
					if err != nil {
						t.Errorf("after %d reports: %v", n, err)
						return
					}
					n++
				}
				if n != 300 {
					t.Errorf("%d reports, want 300", n)
				}
			}
		})
	}
	for i := range 5 {
		a, err := Open(path, Options{Verb: "test"})
		if err != nil {
			t.Fatalf("writer %d: %v", i, err)
		}
		mustApply(t, a, answer("http://a.gov.cn/", uint32(i+100), day(i), "list"))
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Lstat(wantedPath(path)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the mark of a writer is still there: %v", err)
	}
}

func TestMarkOfAWriterThatWasKilledKeepsNobodyOutForLong(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	openTest(t, path).Close()
	write(t, wantedPath(path), nil)
	began := time.Now()
	r := openReader(t, path) // after openPatience
	if _, err := r.Stats(t.Context()); err != nil {
		t.Error(err)
	}
	if d := time.Since(began); d > 2*openPatience {
		t.Errorf("it took %v", d)
	}
	r = openReader(t, path)
	old := time.Now().Add(-2 * wantedAge)
	if err := os.Chtimes(wantedPath(path), old, old); err != nil {
		t.Fatal(err)
	}
	if r.session.looked = (time.Time{}); r.session.wanted() {
		t.Error("an old mark counts")
	}
}

func TestManyReadersAtOnce(t *testing.T) {
	a := newArchive(t)
	fill(t, a, 200)
	want := everything(t, a)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			r, err := Open(a.Path(), Options{ReadOnly: true})
			if err != nil {
				t.Error(err)
				return
			}
			defer r.Close()
			var inner sync.WaitGroup
			for range 3 { // and each reads from several goroutines
				inner.Go(func() {
					s, err := r.Stats(t.Context())
					if err != nil {
						t.Error(err)
					}
					if d := cmp.Diff(want["stats"], s); d != "" {
						t.Errorf("stats (-want +got):\n%s", d)
					}
				})
			}
			inner.Wait()
		})
	}
	wg.Wait()
}

func TestClosedReaderSaysSo(t *testing.T) {
	a := newArchive(t)
	fill(t, a, 20)
	held := openReader(t, a.Path())
	for range 2 {
		if err := held.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := held.Runs(); !errors.Is(err, ErrClosed) {
			t.Errorf("runs after close: %v", err)
		}
		a.Close()
		held = openReader(t, a.Path()) // now off the file
	}
}
