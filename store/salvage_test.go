package store

import (
	"bytes"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// treePages are the pages of a file's trees, by whether they are leaves; but
// for the roots, with which everything is lost that hangs on them.
func treePages(t *testing.T, path string) (leaves, branches []int) {
	t.Helper()
	db, err := bolt.Open(path, 0o644, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(func(tx *bolt.Tx) error {
		roots := map[int]bool{int(tx.Cursor().Bucket().Root()): true}
		if err := tx.ForEach(func(_ []byte, b *bolt.Bucket) error {
			roots[int(b.Root())] = true
			return nil
		}); err != nil {
			return err
		}
		for id := 2; ; id++ {
			p, err := tx.Page(id)
			if err != nil || p == nil {
				return err
			}
			switch {
			case roots[id]:
			case p.Type == "leaf":
				leaves = append(leaves, id)
			case p.Type == "branch":
				branches = append(branches, id)
			}
			if p.Type != "free" { // what a free one says is of before
				id += p.OverflowCount
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return leaves, branches
}

func TestSalvageLeavesASoundArchiveAlone(t *testing.T) {
	path := variedArchive(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out, err := Salvage(t.Context(), path, func(f Fault) { t.Error(f) })
	if err != nil || out != (Salvaged{}) {
		t.Errorf("salvaged %+v, %v", out, err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("it changed the file: %v", err)
	}
	a := openTest(t, path)
	if _, err := Salvage(t.Context(), a.Path(), func(Fault) {}); !errors.Is(err, ErrHeld) {
		t.Errorf("of an archive that is held: %v", err)
	}
	if _, err := Salvage(t.Context(), filepath.Join(t.TempDir(), "none.db"), func(Fault) {}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("of none: %v", err)
	}
}

// manyPages makes an archive whose buckets have branches.
func manyPages(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "archive.db")
	a := openTest(t, path)
	fillReports(t, a, 500)
	for i := range 60 {
		mustApply(t, a, Envelope{Capture: answer("http://b.gov.cn/"+strings.Repeat("x", i), 1, day0, "").Capture, Body: noise(uint64(i), 3000)})
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSalvageSavesWhatPagesStillHold damages one page of the tree at a time in
// ways that lead astray, salvages and repairs, and counts what is left: no more
// may be lost than one page holds.
func TestSalvageSavesWhatPagesStillHold(t *testing.T) {
	path := manyPages(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	leaves, branches := treePages(t, path)
	if len(branches) == 0 || len(leaves) < 40 {
		t.Fatalf("%d leaves, %d branches", len(leaves), len(branches))
	}
	size := os.Getpagesize()
	r := rand.New(rand.NewPCG(5, 5))
	damages := map[string]func(page []byte){
		"another number": func(p []byte) { p[1] ^= 4 },
		"another kind":   func(p []byte) { p[8] ^= 0x20 },
		"a loop":         func(p []byte) { copy(p[pageHead+8:], p[:8]) },
		"one key":        func(p []byte) { p[len(p)/2+r.IntN(len(p)/2)] ^= 0x80 },
		"a place":        func(p []byte) { p[pageHead+elementSize+5] ^= 0x10 },
		"overwritten":    func(p []byte) { copy(p, noise(uint64(r.IntN(100)), 700)) },
	}
	salvaged, most := 0, 0
	for _, name := range slices.Sorted(maps.Keys(damages)) {
		for _, pages := range [][]int{leaves, branches} {
			for range 2 {
				id := pages[r.IntN(len(pages))]
				b := bytes.Clone(whole)
				damages[name](b[id*size : (id+1)*size])
				write(t, path, b)
				out, err := Salvage(t.Context(), path, func(Fault) {})
				if err != nil {
					t.Fatalf("%s, page %d: %v", name, id, err)
				}
				if out.Aside == "" {
					continue // it leads nobody astray
				}
				salvaged++
				if now, err := os.ReadFile(out.Aside); err != nil || !bytes.Equal(now, b) {
					t.Errorf("%s, page %d: the damaged file is not kept: %v", name, id, err)
				}
				lost := lostBy(t, path)
				if most = max(most, lost); lost > 120 {
					t.Errorf("%s, page %d: %d captures are lost", name, id, lost)
				}
				if err := os.Remove(out.Aside); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	t.Logf("salvaged %d times, at most %d of 560 captures lost", salvaged, most)
	if salvaged < 10 {
		t.Errorf("salvaged %d times only", salvaged)
	}
}

// lostBy repairs a salvaged archive, writes to it, and counts the captures it
// lacks. What repair leaves must be about bodies and captures.
func lostBy(t *testing.T, path string) int {
	t.Helper()
	a := openTest(t, path)
	defer a.Close()
	_, left := repairAll(t, a, RepairOptions{})
	mustApply(t, a, reportAnswer("http://new.gov.cn/", 9, day(9), "new", "new", 2025))
	_, after := verifyAll(t, a)
	for _, f := range append(left, after...) {
		if !strings.HasPrefix(f, "body ") && !strings.HasPrefix(f, "capture of ") && !strings.HasPrefix(f, "run ") {
			t.Errorf("left: %s", f)
		}
	}
	n := 0
	for _, err := range a.Captures(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return 561 - n
}
