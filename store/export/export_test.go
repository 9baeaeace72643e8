package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/store"
)

// seq is lines, and then an error if there is one.
func seq(err error, lines ...string) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, l := range lines {
			if !yield([]byte(l), nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

func TestWriteEndsEveryLine(t *testing.T) {
	var b strings.Builder
	if err := Write(&b, seq(nil, `{"a":1}`, `{}`)); err != nil || b.String() != "{\"a\":1}\n{}\n" {
		t.Errorf("wrote %q, %v", b.String(), err)
	}
}

func TestWriteStopsAtAnError(t *testing.T) {
	boom := errors.New("boom")
	var b strings.Builder
	if err := Write(&b, seq(boom, `{}`)); !errors.Is(err, boom) || b.String() != "{}\n" {
		t.Errorf("wrote %q, %v", b.String(), err)
	}
	if err := Write(&b, seq(nil, "{\n}")); err == nil {
		t.Error("a line of two lines was written")
	}
	if err := Write(failing{boom}, seq(nil, `{}`)); !errors.Is(err, boom) {
		t.Errorf("error of the writer came back as %v", err)
	}
	long := strings.Repeat("x", bufferSize)
	if err := Write(failing{boom}, seq(nil, long, long)); !errors.Is(err, boom) {
		t.Errorf("error of the writer came back as %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestProgressCountsLines(t *testing.T) {
	var got []int
	lines := Counted(seq(errors.New("boom"), "1", "2", "3"), func(n int) { got = append(got, n) })
	if err := Write(io.Discard, lines); err == nil {
		t.Error("the error was lost")
	}
	if d := cmp.Diff([]int{1, 2, 3}, got); d != "" {
		t.Errorf("progress (-want +got):\n%s", d)
	}
}

func TestFileIsWholeOrAsItWas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.jsonl")
	put := func(s string, err error) error {
		return File(path, func(w io.Writer) error {
			if _, err := io.WriteString(w, s); err != nil {
				return err
			}
			if got, err := os.ReadFile(path); err == nil && string(got) == s {
				t.Error("the file shows while it is written")
			}
			return err
		})
	}
	holds := func(want string) {
		t.Helper()
		got, err := os.ReadFile(path)
		if err != nil || string(got) != want {
			t.Errorf("file holds %q, %v; want %q", got, err, want)
		}
		if all, err := os.ReadDir(filepath.Dir(path)); err != nil || len(all) != 1 {
			t.Errorf("folder holds %v, %v; want one file", all, err)
		}
	}
	boom := errors.New("boom")
	if err := put("one", boom); !errors.Is(err, boom) {
		t.Errorf("error came back as %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a file that was never whole is there")
	}
	if err := put("one", nil); err != nil {
		t.Fatal(err)
	}
	holds("one")
	if err := put("two", boom); !errors.Is(err, boom) {
		t.Errorf("error came back as %v", err)
	}
	holds("one")
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := put("three", nil); err != nil {
		t.Fatal(err)
	}
	holds("three")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode is %v, %v; want that of the file before", info.Mode(), err)
	}
}

func TestFileKeepsLinksAndDevices(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	if err := os.WriteFile(target, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("target", link); err != nil {
		t.Skip(err)
	}
	hello := func(w io.Writer) error { _, err := io.WriteString(w, "hello"); return err }
	for _, path := range []string{link, os.DevNull} {
		if err := File(path, hello); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	if b, err := os.ReadFile(target); err != nil || string(b) != "hello" {
		t.Errorf("what the link leads to holds %q, %v", b, err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is no link any more: %v, %v", info, err)
	}
	if err := File(filepath.Join(dir, "no", "file"), hello); err == nil {
		t.Error("a file was written into a folder that is not there")
	}
}

func TestArchiveIsExported(t *testing.T) {
	a, err := store.Open(filepath.Join(t.TempDir(), "archive.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	e := store.Envelope{
		Capture: &store.Capture{URL: "http://a.gov.cn/?a=1&b=2", Run: 1, At: time.Unix(1737122602, 0), Outcome: store.OK, Status: 200},
		Body:    []byte("body"),
		Reading: &store.Reading{Kind: "annual_report", Body: json.RawMessage(`{"charset":"utf-8"}`)},
	}
	if _, err := a.Apply(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	var reports, captures bytes.Buffer
	if err := Write(&reports, Reports(a.Reports(t.Context(), store.Filter{}))); err != nil {
		t.Fatal(err)
	}
	if err := Write(&captures, JSON(a.Captures(t.Context()))); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string]*bytes.Buffer{"reports": &reports, "captures": &captures} {
		if !strings.Contains(b.String(), `"url":"http://a.gov.cn/?a=1&b=2"`) || strings.Count(b.String(), "\n") != 1 {
			t.Errorf("%s: %s", name, b)
		}
	}
}

func TestFileByNameIsWholeOrAsItWas(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.sqlite")
	boom := errors.New("boom")
	for _, c := range []struct {
		text string
		err  error
		want string
	}{{"one", nil, "one"}, {"two", boom, "one"}, {"three", nil, "three"}} {
		err := FileByName(path, func(name string) error {
			if filepath.Dir(name) != dir {
				t.Errorf("%s is not beside %s", name, path)
			}
			return errors.Join(os.WriteFile(name, []byte(c.text), 0), c.err)
		})
		got, readErr := os.ReadFile(path)
		if !errors.Is(err, c.err) || readErr != nil || string(got) != c.want {
			t.Errorf("%s: %v, then %q, %v; want %q", c.text, err, got, readErr, c.want)
		}
	}
	if all, err := os.ReadDir(dir); err != nil || len(all) != 1 {
		t.Errorf("folder holds %v, %v", all, err)
	}
	if err := FileByName(os.DevNull, func(string) error { return nil }); err == nil {
		t.Error("a device was taken for a file")
	}
}
