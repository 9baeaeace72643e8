package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sort"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// model is the archive as plain maps: what was applied, kept naively, and the
// contract's rules told over it from the start each time.
type model struct {
	state   map[StateBucket]map[string]string
	seen    map[string]bool       // url, run and seq of captures
	history map[string][]Envelope // by URL, in order
}

func newModel() *model {
	m := &model{state: map[StateBucket]map[string]string{}, seen: map[string]bool{}, history: map[string][]Envelope{}}
	for _, b := range stateBuckets() {
		m.state[b] = map[string]string{}
	}
	return m
}

func (m *model) apply(e Envelope) (dup bool, inserted []bool) {
	if c := e.Capture; c != nil {
		id := fmt.Sprint(c.URL, " ", c.Run, " ", e.Seq)
		if m.seen[id] {
			return true, nil
		}
		m.seen[id] = true
		m.history[c.URL] = append(m.history[c.URL], e)
	}
	return false, m.ops(e.Ops)
}

func (m *model) ops(ops []Op) (inserted []bool) {
	for _, op := range ops {
		b, k := m.state[op.Bucket], string(op.Key)
		_, there := b[k]
		switch {
		case op.IfAbsent:
			inserted = append(inserted, !there)
			if !there {
				b[k] = string(op.Value)
				m.ops(op.Then)
			}
		case op.Value == nil:
			delete(b, k)
		default:
			b[k] = string(op.Value)
		}
	}
	return inserted
}

// modelReport is what the model knows of a report line.
type modelReport struct {
	URL, Text, FetchedAt, FirstSeen, ChangedAt, GoneAt, Raw string
	Versions                                                int
}

// report tells a URL's history by the contract; false where nothing was read.
func (m *model) report(url string) (modelReport, bool) {
	r := modelReport{URL: url}
	at := func(e Envelope) string { return e.Capture.At.UTC().Format(time.RFC3339) }
	for _, e := range m.history[url] {
		kept := e.Capture.Outcome == OK
		if kept && r.FirstSeen == "" {
			r.FirstSeen = at(e)
		}
		switch {
		case e.Gone:
			if r.GoneAt == "" {
				r.GoneAt = at(e)
			}
		case kept && e.Reading != nil:
			text := string(e.Reading.Body)
			if text != r.Text {
				r.Versions++
				r.ChangedAt = at(e)
			}
			r.Text, r.Raw, r.FetchedAt, r.GoneAt = text, rawOf(e), at(e), ""
		case kept && (r.Versions == 0 || rawOf(e) == r.Raw):
			r.Raw, r.FetchedAt, r.GoneAt = rawOf(e), at(e), ""
		case e.Capture.Outcome == NotModified && r.FirstSeen != "":
			r.FetchedAt, r.GoneAt = at(e), ""
		}
	}
	return r, r.Versions > 0
}

func rawOf(e Envelope) string {
	sum := sha256.Sum256(e.Body)
	return hex.EncodeToString(sum[:])
}

func TestArchiveIsWhatAMapWouldBe(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			path := filepath.Join(t.TempDir(), "archive.db")
			a, m := openTest(t, path), newModel()
			var past []Envelope
			for i := range 200 {
				e := randomEnvelope(r, day0.Add(time.Duration(i)*time.Minute))
				if len(past) > 0 && r.IntN(8) == 0 {
					e = past[r.IntN(len(past))]
				}
				if e.Capture != nil {
					past = append(past, e)
				}
				got := mustApply(t, a, e)
				dup, inserted := m.apply(e)
				if got.Duplicate != dup || !slices.Equal(got.Inserted, inserted) {
					t.Fatalf("envelope %d: got %+v, want duplicate %v, inserted %v", i, got, dup, inserted)
				}
				if i%70 == 69 {
					if err := a.Close(); err != nil {
						t.Fatal(err)
					}
					a = openTest(t, path)
				}
			}
			compareModel(t, a, m)
			checkWhole(t, a)
		})
	}
}

// randomEnvelope is one of many kinds, over few URLs and keys, so that they meet.
func randomEnvelope(r *rand.Rand, at time.Time) Envelope {
	e := Envelope{Ops: randomOps(r, 2)}
	if r.IntN(4) == 0 {
		return e
	}
	url := fmt.Sprintf("http://h%d.gov.cn/%d.html", r.IntN(3), r.IntN(4))
	e.Seq = uint16(r.IntN(3))
	e.Capture = &Capture{URL: url, Run: uint32(r.IntN(20)), At: at, Outcome: OK, Status: 200}
	text := fmt.Sprint("text ", r.IntN(3))
	switch r.IntN(6) {
	case 0:
		e.Capture.Outcome, e.Capture.Status = NotModified, 304
	case 1:
		e.Capture.Outcome, e.Capture.Status, e.Gone = HTTPError, 404, true
	case 2:
		e.Capture.Outcome, e.Capture.Status = Timeout, 0
	case 3:
		e.Body = []byte(text + " without a reading")
	default:
		e.Body = fmt.Appendf(nil, "%s, read %d times", text, r.IntN(1000))
		e.Reading = reading(text, 2024)
	}
	return e
}

func randomOps(r *rand.Rand, depth int) []Op {
	var ops []Op
	for range r.IntN(4) {
		op := Op{Bucket: stateBuckets()[r.IntN(6)], Key: fmt.Append(nil, "key ", r.IntN(6)), Value: fmt.Append(nil, r.IntN(100))}
		switch r.IntN(4) {
		case 0:
			op.Value = nil
		case 1:
			op.IfAbsent = true
			if depth > 0 {
				op.Then = randomOps(r, depth-1)
			}
		case 2:
			op.Value = []byte{}
		}
		ops = append(ops, op)
	}
	return ops
}

func compareModel(t *testing.T, a *Archive, m *model) {
	t.Helper()
	for bucket, want := range m.state {
		got := map[string]string{}
		err := a.Scan(bucket, nil, nil, func(k, v []byte) (bool, error) {
			one, err := a.Get(bucket, k)
			if !bytes.Equal(one, v) {
				t.Errorf("%s: Get %q = %q, Scan gave %q", bucket, k, one, v)
			}
			got[string(k)] = string(v)
			return true, err
		})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", bucket, d)
		}
	}
	want := map[string]modelReport{}
	captures := 0
	for url := range m.history {
		captures += len(m.history[url])
		if r, ok := m.report(url); ok {
			r.Text = ""
			want[ID(url)] = r
		}
	}
	got := map[string]modelReport{}
	all, ids := lines(t, a, Filter{})
	for id, l := range all {
		gone, _ := l["gone_at"].(string)
		got[id] = modelReport{
			URL: l["url"].(string), FetchedAt: l["fetched_at"].(string), FirstSeen: l["first_seen"].(string), ChangedAt: l["changed_at"].(string),
			GoneAt: gone, Raw: l["raw_sha256"].(string), Versions: int(l["versions"].(float64)),
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("reports (-want +got):\n%s", d)
	}
	if !sort.StringsAreSorted(ids) {
		t.Errorf("ids are not in order: %v", ids)
	}
	n := 0
	for c, err := range a.Captures(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(m.history[c.URL], func(e Envelope) bool { return e.Capture.Run == c.Run && e.Capture.At.Equal(c.At) }) {
			t.Errorf("capture of %s in run %d was never applied", c.URL, c.Run)
		}
		n++
	}
	if n != captures {
		t.Errorf("%d captures, want %d", n, captures)
	}
}
