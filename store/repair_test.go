package store

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// damagedCase is one way to damage an archive, and what verify says of it.
type damagedCase struct {
	name   string
	damage func(*bolt.Tx) error
	says   []string
	left   []string // that repair cannot put right
	lossy  bool     // what verify then passes is less than there was
}

const damagedURL = "http://h0.gov.cn/4.html"

func damagedCases() []damagedCase {
	const url = damagedURL
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
	return []damagedCase{
		{"a body is gone", dropFirst(bucketBlobs), []string{"body ", "no data", "capture of", "is damaged"}, []string{"body ", "is not there"}, true},
		{"an entry of the index of bodies is gone", dropFirst(bucketBlobSHA), []string{"no entry of the index leads to it", "is not there"}, nil, false},
		{"a capture is gone", drop(bucketCaptures, capture[:]), []string{"page of " + url, "counter outcome/ok"}, nil, true},
		{"a page is gone", drop(bucketPages, key[:]), []string{"page of " + url + ": there is none, but 2 captures"}, nil, false},
		{"a report is gone", drop(bucketReports, key[:]), []string{"report of " + url}, nil, false},
		{"a report of no page", put(bucketReports, []byte("123456789012"), []byte("x")), []string{"there is none, but 0 captures"}, nil, false},
		{"a version is gone", drop(bucketVersions, versionKey(key, 1)), []string{"version 1 is not there"}, nil, false},
		{"a version too many", put(bucketVersions, versionKey(key, 9), []byte{2, '{', '}', codecPlain, '{', '}'}), []string{"version 9 says that it is 0"}, nil, false},
		{"another year", editPage(func(p *Page) { p.Read.Year++ }), []string{"its indexed fields are not those of the reading"}, nil, false},
		{"another body", editPage(func(p *Page) { p.RawSHA256 = strings.Repeat("0", 64) }), []string{"no capture brought the answer"}, nil, false},
		{"another region", editPage(func(p *Page) { p.Region = "省" }), []string{"no capture was of portal p0, region 省"}, nil, false},
		{"another time", editPage(func(p *Page) { p.ChangedAt = day(77) }), []string{"nothing was captured at"}, nil, false},
		{"an index entry is gone", drop(bucketIndex, append([]byte{byID}, id[:]...)), []string{"index of " + url}, nil, false},
		{"an index entry too many", put(bucketIndex, append(append([]byte{byYear}, yearKey(1999)...), key[:]...), nil), []string{`index "y": entry`, "should not be there"}, nil, false},
		{"an index entry of nothing", put(bucketIndex, []byte("zz"), nil), []string{`index "z": entry`}, nil, false},
		{"a change is gone", dropFirst(bucketChanges), []string{"change log of"}, nil, false},
		{"a change too many", put(bucketChanges, uint64Key(1<<40), key[:]), []string{"change log: entry", "own count"}, nil, false},
		{"a counter is wrong", put(bucketCounts, []byte(countBlobs), uint64Key(3)), []string{"counter blobs: it says 3, counted are 26"}, nil, false},
		{"a counter of nothing", put(bucketCounts, []byte("outcome/x"), uint64Key(3)), []string{"counter outcome/x"}, nil, false},
		{"a dictionary's uses are wrong", put(bucketDicts, make([]byte, 12), uint64Key(3)), []string{"uses of dictionary 000000000000000000000000: it says 3, counted are none"}, nil, false},
		{"a dictionary at hand is none", put(bucketDicts, uint32Key(1), make([]byte, 12)), []string{"dictionaries of host 00000001"}, nil, false},
		{"a host's number", put(bucketHosts, []byte("h0.gov.cn"), uint32Key(9)), []string{`host "h0.gov.cn"`}, nil, false},
		{"a host's name", put(bucketNames, uint32Key(1), []byte("x")), []string{"host number 00000001"}, nil, false},
		{"a run's record", put(bucketRuns, uint32Key(1), []byte("x")), []string{"run 00000001"}, []string{"run 00000001"}, false},
		{"a passage too many", put(bucketPassages, holderEntry(printKey{1}, key), nil), []string{`passages "s": entry`}, nil, false},
	}
}

func TestVerifyNamesWhatIsWrong(t *testing.T) {
	for _, tt := range damagedCases() {
		t.Run(tt.name, func(t *testing.T) {
			a := openTest(t, variedArchive(t))
			if err := a.update(tt.damage); err != nil {
				t.Fatal(err)
			}
			_, faults := verifyAll(t, a)
			mustSay(t, faults, tt.says)
			if i := slices.IndexFunc(faults, func(f string) bool { return strings.Contains(f, "\n") || !strings.Contains(f, "; ") }); i >= 0 {
				t.Errorf("fault is not one line of where, what, what to do: %q", faults[i])
			}
		})
	}
}

func mustSay(t *testing.T, faults, want []string) {
	t.Helper()
	all := strings.Join(faults, "\n")
	for _, w := range want {
		if !strings.Contains(all, w) {
			t.Errorf("faults do not say %q:\n%s", w, all)
		}
	}
}

// repairAll repairs an archive; what it did, and what is left.
func repairAll(t testing.TB, a *Archive, o RepairOptions) (done, left []string) {
	t.Helper()
	o.Done = func(what string) { done = append(done, what) }
	o.Fault = func(f Fault) { left = append(left, f.String()) }
	if o.Read == nil {
		o.Read = readTestPage(a)
	}
	if _, err := a.Repair(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	return done, left
}

// readTestPage reads the pages that variedArchive makes again.
func readTestPage(a *Archive) func(context.Context, *Version) (*Reading, error) {
	return func(_ context.Context, v *Version) (*Reading, error) {
		body, err := a.Blob(v.Capture.RawSHA256)
		if err != nil {
			return nil, err
		}
		for i := range 12 {
			for n := range 1 + i%3 {
				url := fmt.Sprintf("http://h%d.gov.cn/%d.html", i%2, i)
				if bytes.Equal(body, append(chromed(uint64(i%2), uint64(100*i+n), 3000), url...)) {
					return reading(fmt.Sprintf("text %d", (i+n)%9), 2020+i%4), nil
				}
			}
		}
		return nil, nil
	}
}

func TestRepairPutsRightWhatItCan(t *testing.T) {
	for _, tt := range damagedCases() {
		t.Run(tt.name, func(t *testing.T) {
			path := variedArchive(t)
			before, err := readings(t, path)
			if err != nil {
				t.Fatal(err)
			}
			a := openTest(t, path)
			if err := a.update(tt.damage); err != nil {
				t.Fatal(err)
			}
			done, left := repairAll(t, a, RepairOptions{})
			mustSay(t, left, tt.left)
			if tt.left == nil {
				if len(done) == 0 || len(left) > 0 {
					t.Errorf("done: %v; left: %v", done, left)
				}
				checkWhole(t, a)
			}
			_, after := verifyAll(t, a)
			for _, f := range after {
				if !slices.Contains(left, f) {
					t.Errorf("verify then finds %v", f)
				}
			}
			if again, _ := repairAll(t, a, RepairOptions{}); len(again) > 0 {
				t.Errorf("a second time it did %v", again)
			}
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
			if tt.lossy {
				return
			}
			if now, err := readings(t, path); err != nil || now != before {
				t.Errorf("it does not read as before: %v%s", err, firstDifference(before, now))
			}
		})
	}
}

func TestRepairTakesBodiesFromAnotherArchive(t *testing.T) {
	path := variedArchive(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "backup.db")
	write(t, other, whole)
	from, err := Open(other, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	before, err := readings(t, path)
	if err != nil {
		t.Fatal(err)
	}
	a := openTest(t, path)
	err = a.update(func(tx *bolt.Tx) error {
		b := tx.Bucket(bucketBlobs)
		k, v := b.Cursor().First() // a dictionary
		broken := bytes.Clone(v)
		broken[len(broken)/2] ^= 16
		return b.Put(bytes.Clone(k), broken)
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, faults := verifyAll(t, a); len(faults) < 5 {
		t.Fatalf("a damaged dictionary gives %v", faults)
	}
	if done, left := repairAll(t, a, RepairOptions{From: from}); len(done) < 5 || len(left) > 0 {
		t.Errorf("done: %v; left: %v", done, left)
	}
	checkWhole(t, a)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if now, err := readings(t, path); err != nil || now != before {
		t.Errorf("it does not read as before: %v%s", err, firstDifference(before, now))
	}
}

// TestABodyThatIsLostCanBeStoredAgain damages the body of a page, repairs, and
// captures the same body once more.
func TestABodyThatIsLostCanBeStoredAgain(t *testing.T) {
	a := openTest(t, variedArchive(t))
	p, _, err := a.PageOf("http://h1.gov.cn/a.pdf")
	if err != nil {
		t.Fatal(err)
	}
	sha, _ := contentKey(p.RawSHA256)
	err = a.update(func(tx *bolt.Tx) error {
		ref, err := decodeBlobRef(tx.Bucket(bucketBlobSHA).Get(sha))
		if err != nil {
			return err
		}
		v := bytes.Clone(tx.Bucket(bucketBlobs).Get(ref.key[:]))
		v[77] ^= 1
		return tx.Bucket(bucketBlobs).Put(ref.key[:], v)
	})
	if err != nil {
		t.Fatal(err)
	}
	var lost []string
	if _, left := repairAll(t, a, RepairOptions{Lost: func(url string) { lost = append(lost, url) }}); len(left) == 0 {
		t.Error("nothing is left of a body that is lost")
	}
	if len(lost) != 1 || lost[0] != p.URL {
		t.Errorf("lost are %v", lost)
	}
	mustApply(t, a, Envelope{Capture: answer(p.URL, 9, day(9), "").Capture, Body: noise(5, 2000)})
	if _, left := repairAll(t, a, RepairOptions{}); len(left) > 0 {
		t.Errorf("captured again, it has %v", left)
	}
	checkWhole(t, a)
}
