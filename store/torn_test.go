package store

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// commitPair makes an archive, and its file before and after one more commit
// that brings a page and replaces another.
func commitPair(t *testing.T) (path string, before, after []byte) {
	t.Helper()
	path = variedArchive(t)
	read := func() []byte {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	a := openTest(t, path)
	mustApply(t, a, reportAnswer("http://h0.gov.cn/first", 8, day(8), "", "x", 2024))
	before = read()
	e := reportAnswer("http://h0.gov.cn/0.html", 9, day(9), "", "another text", 2024)
	e.Body = chromed(0, 9999, 9000)
	mustApply(t, a, e)
	after = read()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if len(after) != len(before) {
		t.Fatal("the file grew: the test wants a commit into free space")
	}
	return path, before, after
}

// TestTornWriteLosesNothingCommitted cuts a commit off at every point: some of
// its pages written, one of them in part. What was committed before must read
// as it did, and the commit be there whole or not at all.
func TestTornWriteLosesNothingCommitted(t *testing.T) {
	path, before, after := commitPair(t)
	size := os.Getpagesize()
	var changed []int
	for at := 0; at < len(before); at += size {
		if !bytes.Equal(before[at:at+size], after[at:at+size]) {
			changed = append(changed, at)
		}
	}
	metas := slices.DeleteFunc(slices.Clone(changed), func(at int) bool { return at >= 2*size })
	pages := slices.DeleteFunc(slices.Clone(changed), func(at int) bool { return at < 2*size })
	if len(metas) != 1 || len(pages) < 5 {
		t.Fatalf("the commit changed heads at %v and %d pages", metas, len(pages))
	}
	read := func(b []byte) string {
		write(t, path, b)
		if faults := verifyFile(t, path); len(faults) > 0 {
			t.Errorf("faults: %v", faults)
		}
		text, err := readings(t, path)
		if err != nil {
			t.Error(err)
		}
		return text
	}
	was, is := read(before), read(after)
	if was == is {
		t.Fatal("the commit changed nothing that is read")
	}
	r := rand.New(rand.NewPCG(7, 7))
	// The head is written last, and synced behind the pages: any of them may
	// be there, and one torn.
	for _, torn := range pages {
		b := bytes.Clone(before)
		for _, at := range pages {
			if r.IntN(2) == 0 {
				copy(b[at:at+size], after[at:at+size])
			}
		}
		part := 512 * r.IntN(size/512)
		copy(b[torn:torn+size], append(bytes.Clone(after[torn:torn+part]), before[torn+part:torn+size]...))
		if read(b) != was {
			t.Errorf("page at %d torn at %d: it does not read as before the commit", torn, part)
		}
	}
	for part := 0; part <= metaStart+metaSize; part++ {
		b := bytes.Clone(after)
		copy(b[metas[0]+part:metas[0]+size], before[metas[0]+part:metas[0]+size])
		if got := read(b); got != was && got != is {
			t.Errorf("head torn at %d: it reads as neither before nor after", part)
		}
	}
}

// TestTornPageOfACommitIsFound damages what was committed: the end of each
// page of the last commit is lost, as on a disk that lied about its cache.
func TestTornPageOfACommitIsFound(t *testing.T) {
	path, before, after := commitPair(t)
	want, err := readings(t, path)
	if err != nil {
		t.Fatal(err)
	}
	size := os.Getpagesize()
	found := 0
	for at := 2 * size; at < len(after); at += size {
		if bytes.Equal(before[at:at+size], after[at:at+size]) {
			continue
		}
		b := bytes.Clone(after)
		copy(b[at+512:at+size], before[at+512:at+size])
		write(t, path, b)
		if len(verifyFile(t, path)) > 0 {
			found++
		} else if got, err := readings(t, path); err != nil || got != want {
			t.Errorf("page at %d is torn: verify finds nothing, but it does not read as before: %v", at, err)
		}
	}
	if found == 0 {
		t.Error("no torn page was found")
	}
}

// TestCutFileSaysSo cuts the file at many places.
func TestCutFileSaysSo(t *testing.T) {
	path := variedArchive(t)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	meta, err := readMeta(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	used := int(meta.pages) * int(meta.pageSize)
	for _, size := range []int{0, 1, 100, 4096, 5000, 3 * 4096, used / 2, used - 4096, used - 1} {
		cut := filepath.Join(t.TempDir(), "cut.db")
		write(t, cut, file[:size])
		for _, readOnly := range []bool{true, false} {
			a, err := Open(cut, Options{ReadOnly: readOnly})
			if err == nil {
				a.Close()
				t.Errorf("cut at %d of %d bytes, it opens", size, used)
			}
		}
		if now, err := os.ReadFile(cut); err != nil || !bytes.Equal(now, file[:size]) {
			t.Errorf("opening a cut file changed it: %v", err)
		}
	}
	whole := filepath.Join(t.TempDir(), "whole.db")
	write(t, whole, file[:used])
	if faults := verifyFile(t, whole); len(faults) > 0 {
		t.Errorf("cut behind its last page: %v", faults)
	}
}
