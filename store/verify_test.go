package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unsafe"

	bolt "go.etcd.io/bbolt"
)

// variedArchive makes a closed archive with bodies of every codec, versions,
// pages without reports, duplicates, and state.
func variedArchive(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "archive.db")
	a := openTest(t, path)
	for i := range 12 {
		url := fmt.Sprintf("http://h%d.gov.cn/%d.html", i%2, i)
		for v := range 1 + i%3 {
			e := reportAnswer(url, uint32(1+v), day(v), "", fmt.Sprintf("text %d", (i+v)%9), 2020+i%4)
			e.Body = append(chromed(uint64(i%2), uint64(100*i+v), 3000), url...)
			e.Capture.Context = Context{Portal: fmt.Sprint("p", i%2), Region: "省/市"}
			e.Capture.ETag, e.Capture.RemoteAddr = fmt.Sprint("tag ", v), "198.51.100.7:80"
			e.Capture.ResponseHeaders = map[string][]string{"Content-Type": {"text/html"}, "X-Noise": {fmt.Sprintf("%x", noise(uint64(i), 40))}}
			e.Ops = []Op{{Bucket: Notes, Key: []byte(url), Value: []byte("state")}}
			mustApply(t, a, e)
		}
	}
	mustApply(t, a, answer("http://h0.gov.cn/small.txt", 1, day0, "small"))
	mustApply(t, a, Envelope{Capture: answer("http://h1.gov.cn/a.pdf", 1, day0, "").Capture, Body: noise(5, 2000)})
	mustApply(t, a, Envelope{Capture: &Capture{URL: "http://h1.gov.cn/0.html", Run: 5, At: day(5), Outcome: HTTPError, Status: 404}, Gone: true})
	if n := codecs(t, a); n[codecPlain] == 0 || n[codecZstd] == 0 || n[codecDict] == 0 {
		t.Fatalf("bodies by codec: %v, want some of each", n)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// verifyFile opens an archive to read and verifies it; the faults, or what
// Open says.
func verifyFile(t testing.TB, path string) []string {
	t.Helper()
	a, err := Open(path, Options{ReadOnly: true})
	if err != nil {
		return []string{err.Error()}
	}
	defer a.Close()
	var faults []string
	if _, err := a.Verify(t.Context(), VerifyOptions{Fault: func(f Fault) { faults = append(faults, f.String()) }}); err != nil {
		faults = append(faults, err.Error())
	}
	return faults
}

func TestVerifyFindsNothingInASoundArchive(t *testing.T) {
	path := variedArchive(t)
	a, err := Open(path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	stages := map[Stage]uint64{}
	v, err := a.Verify(t.Context(), VerifyOptions{
		Fault:    func(f Fault) { t.Error(f) },
		Progress: func(s Stage, done, total uint64) { stages[s] = max(stages[s], done) },
	})
	if err != nil {
		t.Fatal(err)
	}
	if v.Bodies != 26 || v.Captures != 27 || v.Pages != 15 || v.Reports != 12 || v.Versions == 0 || v.IndexEntries == 0 || len(v.Skipped) != 0 {
		t.Errorf("looked at %+v", v)
	}
	for _, s := range []Stage{StageFile, StageBodies, StagePages, StageIndex} {
		if stages[s] == 0 {
			t.Errorf("no progress at stage %s", s)
		}
	}
}

func TestVerifyRunsWhileTheArchiveIsHeld(t *testing.T) {
	path := variedArchive(t)
	holder := openTest(t, path)
	reader, err := Open(path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	done := make(chan error, 1)
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		for i := 0; ctx.Err() == nil; i++ {
			url := fmt.Sprintf("http://h%d.gov.cn/new/%d", i%3, i%50)
			_, err := holder.Apply(t.Context(), reportAnswer(url, uint32(10+i), day(10+i), fmt.Sprint(url, i), fmt.Sprint(i/7), 2024))
			if err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for range 5 {
		v, faults := verifyAll(t, reader)
		if len(faults) > 0 {
			t.Errorf("faults in a sound archive that is written to: %v", faults)
		}
		if len(v.Skipped) == 0 {
			t.Error("nothing was skipped, while another process holds the file")
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// bodyPlaces are where in the file the values of all bodies lie: a page that is
// free may hold an old copy of one.
func bodyPlaces(t *testing.T, path string) (file []byte, places [][2]int) {
	t.Helper()
	a := openTest(t, path)
	err := a.view(func(tx *bolt.Tx) error {
		return tx.Bucket(bucketBlobs).ForEach(func(_, v []byte) error {
			at := int(uintptr(unsafe.Pointer(&v[0])) - a.db.Info().Data)
			places = append(places, [2]int{at, at + len(v)})
			return nil
		})
	})
	if err := errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
	if file, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	return file, places
}

// TestVerifyFindsEveryFlippedBitOfABody flips bits all over the stored bodies
// of every codec: each of each under NIANBAO_FULL, else each of the first bytes
// and some of the others.
func TestVerifyFindsEveryFlippedBitOfABody(t *testing.T) {
	path := variedArchive(t)
	file, places := bodyPlaces(t, path)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for i, place := range places {
		for at := place[0]; at < place[1]; at++ {
			bits := []int{(at * 7) % 8}
			if full() {
				bits = []int{0, 1, 2, 3, 4, 5, 6, 7}
			} else if at > place[0]+20 && (at%97 != 0 || i%3 > 0) {
				continue
			}
			for _, bit := range bits {
				n++
				if _, err := f.WriteAt([]byte{file[at] ^ 1<<bit}, int64(at)); err != nil {
					t.Fatal(err)
				}
				if faults := verifyFile(t, path); len(faults) == 0 {
					t.Errorf("body %d of codec %d: bit %d of byte %d is flipped, and not found", i, file[place[0]], bit, at-place[0])
				}
			}
			if _, err := f.WriteAt(file[at:at+1], int64(at)); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Logf("%d bits flipped in %d bodies", n, len(places))
	if faults := verifyFile(t, path); len(faults) > 0 {
		t.Errorf("restored, it has faults: %v", faults)
	}
}

// readings is all that an archive gives to its readers.
func readings(t testing.TB, path string) (string, error) {
	t.Helper()
	a, err := Open(path, Options{ReadOnly: true})
	if err != nil {
		return "", err
	}
	defer a.Close()
	var b strings.Builder
	for l, err := range a.Reports(t.Context(), Filter{AllKinds: true}) {
		if err != nil {
			return "", err
		}
		b.Write(l.JSON)
	}
	for c, err := range a.Captures(t.Context()) {
		if err != nil {
			return "", err
		}
		line, err := json.Marshal(c)
		if err != nil {
			return "", err
		}
		b.Write(line)
		if c.RawSHA256 != "" {
			body, err := a.Blob(c.RawSHA256)
			if err != nil {
				return "", err
			}
			b.Write(body)
		}
	}
	return b.String(), nil
}

// firstDifference shows where two texts part.
func firstDifference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	around := func(s string) string { return s[max(0, min(i, len(s))-60):min(len(s), i+60)] }
	return fmt.Sprintf("\nwas %q\nis  %q", around(a), around(b))
}

// TestWhatVerifyPassesReadsAsBefore flips bits anywhere in the file. Where
// verify finds no fault, everything must read as it did before.
func TestWhatVerifyPassesReadsAsBefore(t *testing.T) {
	path := variedArchive(t)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := readings(t, path)
	if err != nil {
		t.Fatal(err)
	}
	used := len(bytes.TrimRight(file, "\x00"))
	r := rand.New(rand.NewPCG(3, 4))
	rounds, passed := 250, 0
	if full() {
		rounds = 20_000
	}
	for range rounds {
		b := bytes.Clone(file)
		at, bit := r.IntN(used), r.IntN(8)
		b[at] ^= 1 << bit
		write(t, path, b)
		if len(verifyFile(t, path)) > 0 {
			continue
		}
		passed++
		if got, err := readings(t, path); err != nil || got != want {
			t.Errorf("byte %d, bit %d: verify finds nothing, but it does not read as before: %v%s", at, bit, err, firstDifference(want, got))
		}
	}
	t.Logf("%d of %d flipped bits do not matter", passed, rounds)
	if passed == rounds {
		t.Error("no flipped bit was found")
	}
}

func TestVerifyEndsWhenItIsStopped(t *testing.T) {
	a := openTest(t, variedArchive(t))
	ctx, stop := context.WithCancel(t.Context())
	_, err := a.Verify(ctx, VerifyOptions{Progress: func(s Stage, _, _ uint64) {
		if s == StageBodies {
			stop()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

// FuzzCheckPages damages a real file in one place. However it is damaged,
// checking its pages must end.
func FuzzCheckPages(f *testing.F) {
	file, err := os.ReadFile(variedArchive(f))
	if err != nil {
		f.Fatal(err)
	}
	used := len(bytes.TrimRight(file, "\x00"))
	for _, at := range []uint32{0, 20, 4096, 8192, 8200, 12288, 20000} {
		f.Add(at, uint64(1<<63|12))
	}
	f.Fuzz(func(t *testing.T, at uint32, value uint64) {
		b := bytes.Clone(file)
		for i := range 8 {
			if j := int(at) + i; j < used {
				b[j] = byte(value >> (8 * i))
			}
		}
		err := checkPages(t.Context(), bytes.NewReader(b), func(pageFault) {}, func(_, _ uint64) {})
		if err != nil && !errors.Is(err, errNoMeta) && !errors.Is(err, io.EOF) {
			t.Errorf("%v", err)
		}
	})
}
