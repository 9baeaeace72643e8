package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

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

// breakBodies flips a bit in the frames of some bodies.
func breakBodies(t *testing.T, path string) {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const frame = "\x28\xb5\x2f\xfd" // RFC 8878 section 3.1.1
	for at := strings.Index(string(file), frame); at >= 0 && at+60 < len(file); {
		file[at+50] ^= 4
		next := strings.Index(string(file[at+4:]), frame)
		if next < 0 {
			break
		}
		at += 4 + next
	}
	if err := os.WriteFile(path, file, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestVerifyNamesADamagedBodyAndExits1(t *testing.T) {
	dir := t.TempDir()
	breakBodies(t, importedArchive(t, dir))
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

// TestVerifyRepairsFromABackup breaks bodies, readings and captures, and takes
// the bodies from a copy.
func TestVerifyRepairsFromABackup(t *testing.T) {
	dir := t.TempDir()
	path := importedArchive(t, dir)
	before := must(t, dir, "export")
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "backup.db", string(file))
	breakReports(t, path)
	r := nianbao(t, dir, "verify", "--repair", "--json", "--from", "backup.db")
	validate(t, "verify", []byte(r.out))
	if r.code != exitDone {
		t.Errorf("exit %d\n%.2000s\n%s", r.code, r.out, r.errout)
	}
	must(t, dir, "verify")
	if after := must(t, dir, "export"); after != before {
		t.Error("reports are not as they were")
	}
	if r := nianbao(t, dir, "verify", "--from", "backup.db"); r.code != exitUsage {
		t.Errorf("--from without --repair: exit %d", r.code)
	}
}

// breakReports breaks all that is derived of some pages, and some bodies.
func breakReports(t *testing.T, path string) {
	t.Helper()
	db, err := bolt.Open(path, 0o644, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		for name, n := range map[string]int{"derived/reports": 5, "derived/pages": 7, "derived/index": 30, "derived/counts": 2, "source/blobs": 3, "derived/passages": 100} {
			c := tx.Bucket([]byte(name)).Cursor()
			for k, _ := c.First(); k != nil && n > 0; k, _ = c.First() {
				if err := tx.Bucket([]byte(name)).Delete(k); err != nil {
					return err
				}
				n--
			}
		}
		return nil
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestVerifyRepairsAFileThatLeadsAstray overwrites the head of a page of the
// file's tree.
func TestVerifyRepairsAFileThatLeadsAstray(t *testing.T) {
	dir := t.TempDir()
	path := importedArchive(t, dir)
	before := must(t, dir, "export")
	db, err := bolt.Open(path, 0o644, nil)
	if err != nil {
		t.Fatal(err)
	}
	at := int64(0)
	err = db.View(func(tx *bolt.Tx) error {
		root := int(tx.Bucket([]byte("derived/index")).Root())
		for id := 2; ; id++ {
			p, err := tx.Page(id)
			if err != nil || p == nil {
				return err
			}
			if p.Type == "leaf" && id != root && p.Count > 20 && p.OverflowCount == 0 {
				at = int64(id) * int64(db.Info().PageSize)
			}
			if p.Type != "free" { // what a free one says is of before
				id += p.OverflowCount
			}
		}
	})
	if err := errors.Join(err, db.Close()); err != nil || at == 0 {
		t.Fatalf("no page to damage: %v", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt([]byte("nobody's page"), at); err != nil {
		t.Fatal(err)
	}
	f.Close()
	r := nianbao(t, dir, "verify")
	if r.code != exitFailed || !strings.Contains(r.out, "page ") || !strings.Contains(r.out, "not checked: records") {
		t.Errorf("verify: exit %d\n%s%s", r.code, r.out, r.errout)
	}
	out := must(t, dir, "verify", "--repair")
	if !strings.Contains(out, "records were taken over into a new file, the damaged one is now ") || !strings.Contains(out, ": 0 faults") {
		t.Errorf("verify --repair says %s", out)
	}
	must(t, dir, "verify")
	if after := must(t, dir, "export"); after != before {
		t.Error("reports are not as they were")
	}
	if _, err := os.Stat(path + ".damaged"); err != nil {
		t.Error(err)
	}
}
