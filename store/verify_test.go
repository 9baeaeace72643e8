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
	"slices"
	"strings"
	"testing"

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

// bodyPlaces are where in the file the values of all bodies lie.
func bodyPlaces(t *testing.T, path string) (file []byte, places [][2]int) {
	t.Helper()
	var values [][]byte
	a := openTest(t, path)
	err := a.view(func(tx *bolt.Tx) error {
		return tx.Bucket(bucketBlobs).ForEach(func(_, v []byte) error {
			values = append(values, bytes.Clone(v))
			return nil
		})
	})
	if err := errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
	if file, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	for _, v := range values {
		at := bytes.LastIndex(file, v)
		if at < 0 {
			t.Fatal("a body's value is not in the file")
		}
		places = append(places, [2]int{at, at + len(v)})
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

func TestVerifyNamesWhatIsWrong(t *testing.T) {
	const url = "http://h0.gov.cn/4.html"
	id := Hash(url)
	key := makePageKey(1, id)
	drop := func(bucket, key []byte) func(*bolt.Tx) error {
		return func(tx *bolt.Tx) error { return tx.Bucket(bucket).Delete(key) }
	}
	put := func(bucket, key, value []byte) func(*bolt.Tx) error {
		return func(tx *bolt.Tx) error { return tx.Bucket(bucket).Put(key, value) }
	}
	editPage := func(edit func(*Page)) func(*bolt.Tx) error {
		return func(tx *bolt.Tx) error {
			p, err := getPage(local{tx}, key)
			if err != nil {
				return err
			}
			edit(p)
			return putPage(tx, key, p)
		}
	}
	first := func(bucket []byte) func(*bolt.Tx) []byte {
		return func(tx *bolt.Tx) []byte {
			k, _ := tx.Bucket(bucket).Cursor().First()
			return bytes.Clone(k)
		}
	}
	dropFirst := func(bucket []byte) func(*bolt.Tx) error {
		return func(tx *bolt.Tx) error { return tx.Bucket(bucket).Delete(first(bucket)(tx)) }
	}
	capture := makeCaptureKey(key, 1, 0)
	tests := []struct {
		name   string
		damage func(*bolt.Tx) error
		says   []string
	}{
		{"a body is gone", dropFirst(bucketBlobs), []string{"body ", "no data", "capture of", "is damaged"}},
		{"an entry of the index of bodies is gone", dropFirst(bucketBlobSHA), []string{"no entry of the index leads to it", "is not there"}},
		{"a capture is gone", drop(bucketCaptures, capture[:]), []string{"page of " + url, "counter outcome/ok"}},
		{"a page is gone", drop(bucketPages, key[:]), []string{"page of " + url + ": there is none, but 2 captures"}},
		{"a report is gone", drop(bucketReports, key[:]), []string{"report of " + url}},
		{"a report of no page", put(bucketReports, []byte("123456789012"), []byte("x")), []string{"there is none, but 0 captures"}},
		{"a version is gone", drop(bucketVersions, versionKey(key, 1)), []string{"version 1 is not there"}},
		{"a version too many", put(bucketVersions, versionKey(key, 9), []byte{2, '{', '}', codecPlain, '{', '}'}), []string{"version 9 says that it is 0"}},
		{"another year", editPage(func(p *Page) { p.Read.Year++ }), []string{"its indexed fields are not those of the reading"}},
		{"another body", editPage(func(p *Page) { p.RawSHA256 = strings.Repeat("0", 64) }), []string{"no capture brought the answer"}},
		{"another region", editPage(func(p *Page) { p.Region = "省" }), []string{"no capture was of portal p0, region 省"}},
		{"another time", editPage(func(p *Page) { p.ChangedAt = day(77) }), []string{"nothing was captured at"}},
		{"an index entry is gone", drop(bucketIndex, append([]byte{byID}, id[:]...)), []string{"index of " + url}},
		{"an index entry too many", put(bucketIndex, append(append([]byte{byYear}, yearKey(1999)...), key[:]...), nil), []string{`index "y": entry`, "should not be there"}},
		{"an index entry of nothing", put(bucketIndex, []byte("zz"), nil), []string{`index "z": entry`}},
		{"a change is gone", dropFirst(bucketChanges), []string{"change log of"}},
		{"a change too many", put(bucketChanges, uint64Key(1<<40), key[:]), []string{"change log: it has", "own count"}},
		{"a counter is wrong", put(bucketCounts, []byte(countBlobs), uint64Key(3)), []string{"counter blobs: it says 3, counted are 26"}},
		{"a counter of nothing", put(bucketCounts, []byte("outcome/x"), uint64Key(3)), []string{"counter outcome/x"}},
		{"a dictionary's uses are wrong", put(bucketDicts, make([]byte, 12), uint64Key(3)), []string{"dictionary 000000000000000000000000: it has 3 uses, and should have 0"}},
		{"a dictionary at hand is none", put(bucketDicts, uint32Key(1), make([]byte, 12)), []string{"dictionaries of host 00000001"}},
		{"a host's number", put(bucketHosts, []byte("h0.gov.cn"), uint32Key(9)), []string{"host h0.gov.cn"}},
		{"a host's name", put(bucketNames, uint32Key(1), []byte("x")), []string{"host number 00000001"}},
		{"a run's record", put(bucketRuns, uint32Key(1), []byte("x")), []string{"run 00000001"}},
		{"a passage too many", put(bucketPassages, holderEntry(printKey{1}, key), nil), []string{`passages 's': it has 1 entries`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := openTest(t, variedArchive(t))
			if err := a.update(tt.damage); err != nil {
				t.Fatal(err)
			}
			_, faults := verifyAll(t, a)
			all := strings.Join(faults, "\n")
			for _, want := range tt.says {
				if !strings.Contains(all, want) {
					t.Errorf("faults do not say %q:\n%s", want, all)
				}
			}
			if i := slices.IndexFunc(faults, func(f string) bool { return strings.Contains(f, "\n") || !strings.Contains(f, "; ") }); i >= 0 {
				t.Errorf("fault is not one line of where, what, what to do: %q", faults[i])
			}
		})
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
