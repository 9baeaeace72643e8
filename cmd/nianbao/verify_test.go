package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nianbao/seeds/sample"
)

// importedArchive makes an archive of sample pages in a folder.
func importedArchive(t *testing.T, dir string) string {
	t.Helper()
	for i, d := range sample.Documents() {
		write(t, dir, fmt.Sprintf("pages/%d.html", i), string(sample.Render(d.Document, d.Rendering)))
	}
	must(t, dir, "import", "pages")
	return filepath.Join(dir, "archive.db")
}

func TestVerifyFindsNothingInASoundArchive(t *testing.T) {
	dir := t.TempDir()
	importedArchive(t, dir)
	if out := must(t, dir, "verify"); !strings.Contains(out, ": 0 faults") {
		t.Errorf("verify says %s", out)
	}
}

func TestVerifyNamesADamagedBodyAndExits1(t *testing.T) {
	dir := t.TempDir()
	path := importedArchive(t, dir)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// A zstd frame of a body: after its codec and size stands the magic number.
	at := strings.Index(string(file), "\x28\xb5\x2f\xfd")
	for n := 0; n < 200 && at >= 0 && at+60 < len(file); n++ {
		file[at+50] ^= 4
		next := strings.Index(string(file[at+4:]), "\x28\xb5\x2f\xfd")
		if next < 0 {
			break
		}
		at += 4 + next
	}
	if err := os.WriteFile(path, file, 0o644); err != nil {
		t.Fatal(err)
	}
	r := nianbao(t, dir, "verify")
	if r.code != exitFailed || !strings.Contains(r.out, "body ") || !strings.Contains(r.out, "; restore a backup, or let a crawl ask its address again\n") {
		t.Errorf("exit %d\n%.2000s\n%s", r.code, r.out, r.errout)
	}
	r = nianbao(t, dir, "verify", "--json")
	var v struct {
		OK     bool `json:"ok"`
		Faults []struct{ Where, What, Todo string }
	}
	if err := json.Unmarshal([]byte(r.out), &v); err != nil || v.OK || len(v.Faults) == 0 || r.code != exitFailed {
		t.Errorf("exit %d, %v: %.1000s", r.code, err, r.out)
	}
	validate(t, "verify", []byte(r.out))
}
