package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"
)

const url1 = "http://www.a.gov.cn/t1.html"

func TestApplyTwiceIsApplyOnce(t *testing.T) {
	a := newArchive(t)
	e := reportAnswer(url1, 1, day0, "body", "text", 2024)
	e.Ops = []Op{{Bucket: Notes, Key: []byte("k"), Value: []byte("first")}}
	if got := mustApply(t, a, e); got.Duplicate || !got.NewReport || !got.Changed || got.NewVersion {
		t.Errorf("first: %+v", got)
	}
	e.Ops[0].Value = []byte("second")
	if got := mustApply(t, a, e); !cmp.Equal(got, Applied{Duplicate: true}) {
		t.Errorf("second: %+v", got)
	}
	if v, _ := a.Get(Notes, []byte("k")); string(v) != "first" {
		t.Errorf("state is %q: the second time changed it", v)
	}
	e.Seq = 1
	if got := mustApply(t, a, e); got.Duplicate || got.NewVersion {
		t.Errorf("next request of the same run: %+v", got)
	}
	checkWhole(t, a)
}

func TestApplyRefusesWhatDoesNotBelongTogether(t *testing.T) {
	ok := func(change func(*Envelope)) Envelope {
		e := reportAnswer(url1, 1, day0, "body", "text", 2024)
		change(&e)
		return e
	}
	op := func(o Op) Envelope { return Envelope{Ops: []Op{o}} }
	deep := Op{Bucket: Notes, Key: []byte("k"), Value: []byte{}, IfAbsent: true}
	for range maxThen + 1 {
		deep.Then = []Op{deep}
	}
	tests := map[string]Envelope{
		"body without a capture":       {Body: []byte("x")},
		"reading without a capture":    {Reading: reading("x", 1)},
		"gone without a capture":       {Gone: true},
		"no URL":                       ok(func(e *Envelope) { e.Capture.URL = "" }),
		"no host":                      ok(func(e *Envelope) { e.Capture.URL = "http:///x" }),
		"endless URL":                  ok(func(e *Envelope) { e.Capture.URL += strings.Repeat("x", maxURL) }),
		"no outcome":                   ok(func(e *Envelope) { e.Capture.Outcome = "" }),
		"no time":                      ok(func(e *Envelope) { e.Capture.At = time.Time{} }),
		"time JSON cannot say":         ok(func(e *Envelope) { e.Capture.At = day0.AddDate(9000, 0, 0) }),
		"reading of a failure":         ok(func(e *Envelope) { e.Capture.Outcome = Timeout }),
		"reading of what is gone":      ok(func(e *Envelope) { e.Gone = true }),
		"another body's hash":          ok(func(e *Envelope) { e.Capture.RawSHA256 = strings.Repeat("0", 64) }),
		"reading that is no JSON":      ok(func(e *Envelope) { e.Reading.Body = []byte("{") }),
		"reading that is no object":    ok(func(e *Envelope) { e.Reading.Body = []byte("[1]") }),
		"empty reading":                ok(func(e *Envelope) { e.Reading.Body = nil }),
		"unknown bucket":               op(Op{Bucket: "derived/pages", Key: []byte("k")}),
		"no key":                       op(Op{Bucket: Notes}),
		"endless key":                  op(Op{Bucket: Notes, Key: make([]byte, 40000)}),
		"inserting nothing":            op(Op{Bucket: Notes, Key: []byte("k"), IfAbsent: true}),
		"Then without IfAbsent":        op(Op{Bucket: Notes, Key: []byte("k"), Value: []byte{}, Then: []Op{{Bucket: Notes, Key: []byte("l")}}}),
		"bad Then":                     op(Op{Bucket: Notes, Key: []byte("k"), Value: []byte{}, IfAbsent: true, Then: []Op{{Bucket: Notes}}}),
		"operations hanging too deep":  op(deep),
		"good capture, bad operations": ok(func(e *Envelope) { e.Ops = []Op{{Bucket: "no", Key: []byte("k")}} }),
	}
	a := newArchive(t)
	for name, e := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := a.Apply(t.Context(), e); err == nil {
				t.Error("accepted")
			}
		})
	}
	for c := range a.Captures(t.Context()) {
		t.Errorf("left behind: %+v", c)
	}
}

func TestApplyLeavesItsEnvelopeAlone(t *testing.T) {
	a := newArchive(t)
	e := reportAnswer(url1, 1, day0.In(time.FixedZone("CST", 8*3600)), "body", "text", 2024)
	before := *e.Capture
	mustApply(t, a, e)
	if d := cmp.Diff(before, *e.Capture); d != "" {
		t.Errorf("capture changed (-before +after):\n%s", d)
	}
}

// TestOneBadJobDoesNotTakeItsGroupAlong commits a group in which one fails in
// the transaction, after having written.
func TestOneBadJobDoesNotTakeItsGroupAlong(t *testing.T) {
	a := newArchive(t)
	bad := errors.New("bad")
	var group []*job
	for i := range 5 {
		p := &prepared{ops: []Op{{Bucket: Notes, Key: []byte{byte(i)}, Value: []byte("v")}}}
		j := &job{done: make(chan error, 1), run: func(tx *bolt.Tx) error {
			if _, err := p.apply(tx); err != nil {
				return err
			}
			if i == 2 {
				return bad
			}
			return nil
		}}
		group = append(group, j)
	}
	a.commit(group)
	for i, j := range group {
		err := <-j.done
		v, getErr := a.Get(Notes, []byte{byte(i)})
		if getErr != nil {
			t.Fatal(getErr)
		}
		if i == 2 && (!errors.Is(err, bad) || v != nil) {
			t.Errorf("the bad one: error %v, left %q", err, v)
		}
		if i != 2 && (err != nil || string(v) != "v") {
			t.Errorf("job %d: error %v, wrote %q", i, err, v)
		}
	}
}

func TestManyCallersAtOnce(t *testing.T) {
	a := newArchive(t)
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Go(func() {
			for i := range 20 {
				url := fmt.Sprintf("http://h%d.gov.cn/%d", g%4, i)
				e := reportAnswer(url, uint32(g), day0.Add(time.Duration(i)*time.Second), fmt.Sprint("body ", i), fmt.Sprint("text ", i), 2024)
				e.Ops = []Op{{Bucket: Notes, Key: []byte(url), Value: []byte{byte(g)}, IfAbsent: true}}
				if _, err := a.Apply(t.Context(), e); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	_, ids := lines(t, a, Filter{})
	if len(ids) != 80 {
		t.Errorf("%d reports, want 80", len(ids))
	}
	checkWhole(t, a)
}

func TestApplyHeedsItsContextBeforeTheWriterHasIt(t *testing.T) {
	a := newArchive(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.Apply(ctx, Envelope{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

// TestFullDiskIsAnErrorAndTheArchiveStaysReadable runs into a limit of the
// file's size, which bbolt reports where it would report a full disk.
func TestFullDiskIsAnErrorAndTheArchiveStaysReadable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	a, err := Open(path, Options{maxSize: 12 << 20})
	if err != nil {
		t.Fatal(err)
	}
	var failed error
	done := 0
	for i := 0; failed == nil && i < 1000; i++ {
		noise := make([]byte, 1<<18)
		for j := range noise {
			noise[j] = byte((j*j>>7 ^ i*j) * 31 >> 3)
		}
		e := reportAnswer(fmt.Sprint("http://a.gov.cn/", i), 1, day0, "x", "t", 2024)
		e.Body = nil
		e.Ops = []Op{{Bucket: Notes, Key: fmt.Append(nil, i), Value: noise}}
		if _, failed = a.Apply(t.Context(), e); failed == nil {
			done++
		}
	}
	if failed == nil || done == 0 {
		t.Fatalf("applied %d, error %v: the limit was not met", done, failed)
	}
	for _, open := range []string{"as it is", "opened again"} {
		if _, ids := lines(t, a, Filter{}); len(ids) != done {
			t.Errorf("%s: %d reports, want %d", open, len(ids), done)
		}
		checkWhole(t, a)
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		a = openTest(t, path)
	}
	mustApply(t, a, answer("http://a.gov.cn/after", 1, day0, "there is room again"))
}

func TestHostNumbersLast(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	names := []string{"b.gov.cn", "a.gov.cn", FileHost, "c.gov.cn"}
	for range 3 {
		a := openTest(t, path)
		for i, name := range names {
			id, err := a.HostID(t.Context(), name)
			if err != nil || id != uint32(i+1) {
				t.Errorf("%s is %d, %v; want %d", name, id, err, i+1)
			}
			if back, err := a.HostName(id); err != nil || back != name {
				t.Errorf("%d is %q, %v; want %s", id, back, err, name)
			}
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
	a := openTest(t, path)
	if _, err := a.HostName(99); !errors.Is(err, ErrNotFound) {
		t.Errorf("unknown number: %v", err)
	}
	if _, err := a.HostID(t.Context(), ""); err == nil {
		t.Error("a host without a name got a number")
	}
}

func TestScanKeepsToItsPrefixAndStart(t *testing.T) {
	a := newArchive(t)
	var ops []Op
	for i := range 2000 {
		ops = append(ops, Op{Bucket: Queue, Key: fmt.Appendf(nil, "%c%05d", 'a'+i%3, i), Value: []byte{}})
	}
	mustApply(t, a, Envelope{Ops: ops})
	tests := []struct {
		name, prefix, from string
		stop               int // after so many
		want               int
		first              string
	}{
		{"all", "", "", 0, 2000, "a00000"},
		{"prefix", "b", "", 0, 667, "b00001"},
		{"from within the prefix", "b", "b01000", 0, 334, "b01000"},
		{"from before the prefix", "b", "a", 0, 667, "b00001"},
		{"from after the prefix", "b", "c", 0, 0, ""},
		{"stopped", "c", "", 40, 40, "c00002"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got [][]byte
			err := a.Scan(Queue, []byte(tt.prefix), []byte(tt.from), func(k, v []byte) (bool, error) {
				got = append(got, k)
				if len(got)%100 != 1 {
					return len(got) != tt.stop, nil
				}
				_, err := a.Apply(t.Context(), Envelope{}) // writing while scanning must not lock up
				return len(got) != tt.stop, err
			})
			if err != nil || len(got) != tt.want {
				t.Fatalf("%d records, %v; want %d", len(got), err, tt.want)
			}
			if tt.want > 0 && string(got[0]) != tt.first {
				t.Errorf("first is %s, want %s", got[0], tt.first)
			}
			for i := 1; i < len(got); i++ {
				if bytes.Compare(got[i-1], got[i]) >= 0 {
					t.Fatalf("%s is not after %s", got[i], got[i-1])
				}
			}
		})
	}
	stop := errors.New("stop")
	if err := a.Scan(Queue, nil, nil, func(k, v []byte) (bool, error) { return true, stop }); !errors.Is(err, stop) {
		t.Errorf("error of fn came back as %v", err)
	}
}

func TestInterruptedCrawlIsGoneOnWith(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	begin := func(a *Archive, verb string) (uint32, bool) {
		run, resumed, err := a.BeginRun(t.Context(), verb, day0)
		if err != nil {
			t.Fatal(err)
		}
		return run.ID, resumed
	}
	a := openTest(t, path)
	if id, resumed := begin(a, "crawl"); id != 1 || resumed {
		t.Errorf("first crawl: %d, %v", id, resumed)
	}
	if id, resumed := begin(a, "import"); id != 2 || resumed {
		t.Errorf("import: %d, %v", id, resumed)
	}
	a.Close()
	a = openTest(t, path)
	if id, resumed := begin(a, "import"); id != 3 || resumed {
		t.Errorf("an import is never gone on with: %d, %v", id, resumed)
	}
	if id, resumed := begin(a, "crawl"); id != 1 || !resumed {
		t.Errorf("interrupted crawl: %d, %v", id, resumed)
	}
	for _, at := range []time.Time{day0.Add(time.Hour), day0.Add(2 * time.Hour)} {
		if err := a.EndRun(t.Context(), 1, at); err != nil {
			t.Fatal(err)
		}
	}
	if id, resumed := begin(a, "crawl"); id != 4 || resumed {
		t.Errorf("crawl after one that ended: %d, %v", id, resumed)
	}
	if err := a.EndRun(t.Context(), 77, day0); !errors.Is(err, ErrNotFound) {
		t.Errorf("end of a run that never began: %v", err)
	}
	runs, err := a.Runs()
	if err != nil || len(runs) != 4 || !runs[0].Ended.Equal(day0.Add(time.Hour)) {
		t.Errorf("runs: %+v, %v", runs, err)
	}
}
