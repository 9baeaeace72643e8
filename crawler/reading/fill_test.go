package reading_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"nianbao/crawler/reading"
	"nianbao/store"
)

func archive(t *testing.T) *store.Archive {
	t.Helper()
	a, err := store.Open(filepath.Join(t.TempDir(), "archive.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

// keep stores a body as the answer of a URL.
func keep(t *testing.T, a *store.Archive, url, body string) store.Capture {
	t.Helper()
	c := store.Capture{URL: url, Run: 1, At: time.Unix(1_700_000_000, 0), Method: "GET", Outcome: store.OK, Status: 200}
	if _, err := a.Apply(t.Context(), store.Envelope{Capture: &c, Body: []byte(body)}); err != nil {
		t.Fatal(err)
	}
	latest, err := a.LatestOf(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return latest
}

// tool puts a program of a name on the path, and nothing else of its kind.
func tool(t *testing.T, name, script string) {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell here")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!"+sh+"\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
}

func TestFilesAreReadOnceTheirProgramIsThere(t *testing.T) {
	a := archive(t)
	page := keep(t, a, "http://a.example/1.html", "<html><body>年报</body></html>")
	pdf := keep(t, a, "http://a.example/1.pdf", "%PDF-1.7 one")
	keep(t, a, "http://a.example/again.pdf", "%PDF-1.7 one")
	told := 0
	r := &reading.Reader{Tell: func(string) { told++ }}
	t.Setenv("PATH", t.TempDir())
	for range 2 {
		n, err := reading.Fill(t.Context(), a, r, false, nil)
		if err != nil || n != (reading.Filled{Left: 1}) {
			t.Fatalf("without the program: %+v, %v", n, err)
		}
	}
	if told != 1 {
		t.Errorf("told %d times", told)
	}
	tool(t, "pdftotext", `echo '<page ><word xMin="1">'`)
	var changed []string
	n, err := reading.Fill(t.Context(), a, r, false, func(c store.Capture) { changed = append(changed, c.RawSHA256) })
	if err != nil || n != (reading.Filled{Read: 1}) || len(changed) != 1 || changed[0] != pdf.RawSHA256 {
		t.Fatalf("with the program: %+v, %v, %v", n, changed, err)
	}
	if w, ok, err := a.Words(pdf.RawSHA256); !ok || err != nil || len(w.Bytes()) == 0 {
		t.Errorf("words %+v, %v, %v", w, ok, err)
	}
	if _, ok, _ := a.Words(page.RawSHA256); ok {
		t.Error("a page has words of a file")
	}
	if n, err := reading.Fill(t.Context(), a, r, false, nil); err != nil || n != (reading.Filled{}) {
		t.Errorf("again: %+v, %v", n, err)
	}
}

func TestAFaultyFileIsTriedAgainOnlyWhenAsked(t *testing.T) {
	a := archive(t)
	pdf := keep(t, a, "http://a.example/1.pdf", "%PDF-1.7 one")
	r := &reading.Reader{Tell: func(string) {}}
	tool(t, "pdftotext", `echo "Incorrect password" >&2; exit 1`)
	if n, err := reading.Fill(t.Context(), a, r, false, nil); err != nil || n != (reading.Filled{Faulty: 1}) {
		t.Fatalf("%+v, %v", n, err)
	}
	if w, _, _ := a.Words(pdf.RawSHA256); w.Fault != store.FaultEncrypted {
		t.Errorf("words %+v", w)
	}
	tool(t, "pdftotext", `echo '<page ><word xMin="1">'`)
	if n, err := reading.Fill(t.Context(), a, r, false, nil); err != nil || n != (reading.Filled{}) {
		t.Errorf("not asked for: %+v, %v", n, err)
	}
	if n, err := reading.Fill(t.Context(), a, r, true, nil); err != nil || n != (reading.Filled{Read: 1}) {
		t.Errorf("asked for: %+v, %v", n, err)
	}
}
