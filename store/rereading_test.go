package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"
)

// places lists all places of an archive.
func places(t testing.TB, a *Archive) (out []Place) {
	t.Helper()
	for p, err := range a.Places(t.Context(), Place{}) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

// better is what a later parser reads off a version: other words, a finding,
// its own number.
func better(t testing.TB, v *Version) *Reading {
	t.Helper()
	return betterThan(bodyOf(t, v))
}

// bodyOf is the body of a version's reading.
func bodyOf(t testing.TB, v *Version) json.RawMessage {
	t.Helper()
	body, err := v.Body()
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func betterThan(body json.RawMessage) *Reading {
	var text struct {
		Sections []struct{ Text string }
		Year     int
	}
	if body != nil {
		if err := json.Unmarshal(body, &text); err != nil {
			return nil
		}
	} else {
		text.Sections = append(text.Sections, struct{ Text string }{"first"})
	}
	r := reading("better "+text.Sections[0].Text, text.Year+1)
	r.Parser, r.Findings = "p2", []string{"cell.blank"}
	for old, now := range map[string]string{`"parser":"p1"`: `"parser":"p2"`, `"findings":[]`: `"findings":[{"rule":"cell.blank"}]`} {
		r.Body = bytes.ReplaceAll(r.Body, []byte(old), []byte(now))
	}
	return r
}

// rereadAll reads every version again and stores them together.
func rereadAll(t testing.TB, a *Archive) (stored int) {
	t.Helper()
	var batch []*Rereading
	for _, p := range places(t, a) {
		s, err := a.StoredAt(p)
		if err != nil {
			t.Fatal(err)
		}
		readings := make([]*Reading, len(s.Versions))
		for i := range s.Versions {
			if s.Versions[i].Read != nil {
				readings[i] = better(t, &s.Versions[i])
			}
		}
		r, err := a.Reread(&s, readings)
		if err != nil {
			t.Fatal(err)
		}
		if r != nil {
			batch = append(batch, r)
		}
	}
	if skipped, err := a.ApplyRereadings(t.Context(), batch, []byte("note")); err != nil || skipped != 0 {
		t.Fatalf("%d skipped, %v", skipped, err)
	}
	return len(batch)
}

// TestReadAgainIsAsIfItHadBeenReadSo compares with an archive to which the
// better readings came in the first place.
func TestReadAgainIsAsIfItHadBeenReadSo(t *testing.T) {
	for _, tt := range histories() {
		t.Run(tt.name, func(t *testing.T) {
			a, b := newArchive(t), newArchive(t)
			for _, e := range tt.history {
				mustApply(t, a, e)
			}
			mark, err := a.LastChange()
			if err != nil {
				t.Fatal(err)
			}
			before, _ := lines(t, a, Filter{})
			captures := everyCapture(t, a)
			if rereadAll(t, a) != 1 {
				t.Fatal("the page was not read again")
			}
			checkWhole(t, a)
			after, _ := lines(t, a, Filter{})
			was, is := before[ID(url1)], after[ID(url1)]
			for _, key := range []string{"versions", "first_seen", "fetched_at", "changed_at", "gone_at", "status", "raw_sha256", "url", "id"} {
				if d := cmp.Diff(was[key], is[key]); d != "" {
					t.Errorf("%s (-before +after):\n%s", key, d)
				}
			}
			if is["parser"] != "p2" || is["year"] != was["year"].(float64)+1 {
				t.Errorf("it reads %v of %v", is["parser"], is["year"])
			}
			if d := cmp.Diff(captures, everyCapture(t, a)); d != "" {
				t.Errorf("captures (-before +after):\n%s", d)
			}
			changed := 0
			for c, err := range a.Changes(t.Context(), mark) {
				if err != nil || c.ID != ID(url1) {
					t.Errorf("change %v, %v", c, err)
				}
				changed++
			}
			if changed != 1 {
				t.Errorf("%d changes, want one", changed)
			}
			stats, err := a.Stats(t.Context())
			if err != nil || stats.Findings["cell.blank"] != 1 || len(stats.Years) != 1 {
				t.Errorf("stats %+v, %v", stats, err)
			}
			for n := 1; n <= int(is["versions"].(float64)); n++ {
				v, err := a.Version(ID(url1), n)
				if err != nil || !strings.Contains(string(v.JSON), `"better `) {
					t.Errorf("version %d: %s, %v", n, v.JSON, err)
				}
			}
			// The same history, read by the later parser all along, has the same
			// latest text.
			for _, e := range tt.history {
				if e.Reading != nil {
					e.Reading = betterThan(e.Reading.Body)
				}
				mustApply(t, b, e)
			}
			direct, _ := lines(t, b, Filter{})
			if d := cmp.Diff(direct[ID(url1)]["sections"], is["sections"]); d != "" {
				t.Errorf("sections (-direct +again):\n%s", d)
			}
			// Once more changes nothing, and a crawl goes on from there.
			if n := rereadSame(t, a); n != 0 {
				t.Errorf("%d pages differ when read by the same parser", n)
			}
		})
	}
}

// rereadSame reads everything again by the parser that read it, and counts
// what differs.
func rereadSame(t *testing.T, a *Archive) (n int) {
	t.Helper()
	for _, p := range places(t, a) {
		s, err := a.StoredAt(p)
		if err != nil {
			t.Fatal(err)
		}
		readings := make([]*Reading, len(s.Versions))
		for i, v := range s.Versions {
			readings[i] = &Reading{Parser: v.Read.Parser, Kind: v.Read.Kind, Annotations: v.Read.Annotations, Body: bodyOf(t, &v)}
		}
		r, err := a.Reread(&s, readings)
		if err != nil {
			t.Fatal(err)
		}
		if r != nil {
			n++
		}
	}
	return n
}

// TestWhatAnotherParserReadsTheSameStaysAsItIsStored: only who read it, and
// what is indexed of it, is new.
func TestWhatAnotherParserReadsTheSameStaysAsItIsStored(t *testing.T) {
	a := newArchive(t)
	mustApply(t, a, reportAnswer(url1, 1, day(0), "b", "t", 2024))
	mustApply(t, a, reportAnswer(url1, 2, day(1), "c", "u", 2024))
	mark, err := a.LastChange()
	if err != nil {
		t.Fatal(err)
	}
	was, _ := lines(t, a, Filter{})
	stored := func() (out []byte) {
		err := a.read(func(tx snapshot) error {
			out = bytes.Clone(tx.Bucket(bucketReports).Get(makeKey(t, a, url1)))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	before := stored()
	s, err := a.StoredAt(places(t, a)[0])
	if err != nil {
		t.Fatal(err)
	}
	readings := make([]*Reading, len(s.Versions))
	for i, v := range s.Versions {
		readings[i] = &Reading{
			Parser: "p2", Kind: v.Read.Kind, Title: v.Read.Title, Template: v.Read.Template, ContentSHA256: v.Read.ContentSHA256,
			Year: v.Read.Year, Copies: v.Read.Copies, Body: bytes.ReplaceAll(bodyOf(t, &v), []byte(`"parser":"p1"`), []byte(`"parser":"p2"`)),
		}
	}
	r, err := a.Reread(&s, readings)
	if err != nil || r == nil {
		t.Fatal(r, err)
	}
	if _, err := a.ApplyRereadings(t.Context(), []*Rereading{r}, nil); err != nil {
		t.Fatal(err)
	}
	checkWhole(t, a)
	if !bytes.Equal(before, stored()) {
		t.Error("the reading was stored again")
	}
	if now, err := a.LastChange(); err != nil || now != mark {
		t.Errorf("last change is %d, %v; was %d", now, err, mark)
	}
	if page, _, err := a.PageOf(url1); err != nil || page.Read.Body != textDigest(readings[1].Body) {
		t.Errorf("the digest is not that of what is exported (%v)", err)
	}
	is, _ := lines(t, a, Filter{})
	was[ID(url1)]["parser"] = "p2"
	if d := cmp.Diff(was, is); d != "" {
		t.Errorf("reports (-want +got):\n%s", d)
	}
	if v, err := a.Version(ID(url1), 1); err != nil || !strings.Contains(string(v.JSON), `"parser":"p2"`) {
		t.Errorf("version 1: %s, %v", v.JSON, err)
	}
	if s, err = a.StoredAt(places(t, a)[0]); err != nil {
		t.Fatal(err)
	}
	if r, err := a.Reread(&s, readings); r != nil || err != nil {
		t.Errorf("it differs still: %+v, %v", r, err)
	}
}

func textDigest(body []byte) string {
	sum := sha256.Sum256(body)
	return shortDigest(sum[:])
}

func makeKey(t *testing.T, a *Archive, url string) []byte {
	t.Helper()
	key, ok, err := a.keyOf(url)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	return key[:]
}

func TestSameButParser(t *testing.T) {
	for _, tt := range []struct {
		a, b string // a was read by parser 1
		want bool
	}{
		{`{"c":1,"parser":"1","kind":"x"}`, `{"c":1,"parser":"2.2","kind":"x"}`, true},
		{`{"c":1,"parser":"1","kind":"x"}`, `{"c":1,"parser":"1","kind":"x"}`, true},
		{`{"c":1,"parser":"1","kind":"x"}`, `{"c":1,"parser":"2","kind":"y"}`, false},
		{`{"c":1,"parser":"1","kind":"x"}`, `{"c":2,"parser":"2","kind":"x"}`, false},
		{`{"c":1,"parser":"1","kind":"x"}`, `{"c":1,"parser":"2", "kind":"x"}`, false},
		{`{"c":1,"kind":"x"}`, `{"c":1,"kind":"x"}`, true},
		{`{"c":1,"kind":"x"}`, `{"c":1,"parser":"1","kind":"x"}`, false},
		{`{"parser":"1"}`, `{"parser":"1"`, false},
		{``, `{"parser":"1"}`, false},
	} {
		was := Facts{Parser: "1", Body: digestOf([]byte(tt.a))}
		if got := was.sameButParser([]byte(tt.b)); got != tt.want {
			t.Errorf("%s and %s: %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
}

func everyCapture(t *testing.T, a *Archive) (out []Capture) {
	t.Helper()
	for c, err := range a.Captures(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

func TestEachVersionKnowsItsCapture(t *testing.T) {
	a := newArchive(t)
	for i, body := range []string{"one", "two", "two again", "one"} {
		text := strings.TrimSuffix(body, " again")
		mustApply(t, a, reportAnswer(url1, uint32(i+1), day(i), body, text, 2024))
		mustApply(t, a, Envelope{Capture: &Capture{URL: url1, Run: uint32(i + 1), At: day(i), Outcome: Timeout}, Seq: 1})
	}
	s, err := a.StoredAt(places(t, a)[0])
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"one of run 1", "two again of run 3", "one of run 4"}
	var got []string
	for _, v := range s.Versions {
		body, err := a.Blob(v.Capture.RawSHA256)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%s of run %d", body, v.Capture.Run))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("versions (-want +got):\n%s", d)
	}
	if s.Latest().Number != 3 || s.ID() != ID(url1) || s.Page.Versions != 3 {
		t.Errorf("latest is %d of %s", s.Latest().Number, s.ID())
	}
}

func TestPageNothingWasReadOffMayBecomeAReport(t *testing.T) {
	a := newArchive(t)
	mustApply(t, a, answer(url1, 1, day(0), "page"))
	mustApply(t, a, answer(url1, 2, day(1), "page"))
	s, err := a.StoredAt(places(t, a)[0])
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.Reread(&s, []*Reading{better(t, s.Latest())})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.ApplyRereadings(t.Context(), []*Rereading{r}, nil); err != nil {
		t.Fatal(err)
	}
	all, _ := lines(t, a, Filter{})
	l := all[ID(url1)]
	if l == nil || l["versions"] != 1.0 || l["first_seen"] != day(0).Format("2006-01-02T15:04:05Z") || l["changed_at"] != day(1).Format("2006-01-02T15:04:05Z") {
		t.Errorf("report is %v", l)
	}
	checkWhole(t, a)
}

func TestPageThatChangedMeanwhileIsLeftAlone(t *testing.T) {
	for name, between := range map[string]Envelope{
		"a new version":     reportAnswer(url1, 2, day(1), "c", "u", 2024),
		"another reading":   reportAnswer(url1, 2, day(1), "b", "u", 2025),
		"read for the once": {},
	} {
		t.Run(name, func(t *testing.T) {
			a := newArchive(t)
			if between.Capture == nil {
				mustApply(t, a, answer(url1, 1, day(0), "b"))
				between = reportAnswer(url1, 2, day(1), "b", "t", 2024)
			} else {
				mustApply(t, a, reportAnswer(url1, 1, day(0), "b", "t", 2024))
			}
			s, err := a.StoredAt(places(t, a)[0])
			if err != nil {
				t.Fatal(err)
			}
			r, err := a.Reread(&s, []*Reading{better(t, s.Latest())})
			if err != nil {
				t.Fatal(err)
			}
			mustApply(t, a, between)
			want, _ := lines(t, a, Filter{})
			skipped, err := a.ApplyRereadings(t.Context(), []*Rereading{r}, nil)
			if err != nil || skipped != 1 {
				t.Errorf("%d skipped, %v", skipped, err)
			}
			got, _ := lines(t, a, Filter{})
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("reports (-want +got):\n%s", d)
			}
		})
	}
}

func TestNoteIsCommittedWithWhatWasReadAgain(t *testing.T) {
	a := newArchive(t)
	fill(t, a, 10)
	if n, err := a.RereadingNote(); n != nil || err != nil {
		t.Errorf("a note is there: %q, %v", n, err)
	}
	rereadAll(t, a)
	if n, err := a.RereadingNote(); string(n) != "note" || err != nil {
		t.Errorf("note is %q, %v", n, err)
	}
	// A batch that fails leaves neither: here a version that is not there.
	var s Stored
	for _, p := range places(t, a) {
		one, err := a.StoredAt(p)
		if err != nil {
			t.Fatal(err)
		}
		if len(one.Versions) > 1 {
			s = one
		}
	}
	readings := []*Reading{better(t, &s.Versions[0]), better(t, &s.Versions[1])}
	r, err := a.Reread(&s, readings)
	if err != nil {
		t.Fatal(err)
	}
	err = a.update(func(tx *bolt.Tx) error { return tx.Bucket(bucketVersions).Delete(versionKey(pageKey(s.Place), 1)) })
	if err != nil {
		t.Fatal(err)
	}
	before, _ := lines(t, a, Filter{})
	if _, err := a.ApplyRereadings(t.Context(), []*Rereading{r}, []byte("later")); !errors.Is(err, ErrDamaged) {
		t.Errorf("apply: %v", err)
	}
	after, _ := lines(t, a, Filter{})
	if d := cmp.Diff(before, after); d != "" {
		t.Errorf("reports (-before +after):\n%s", d)
	}
	if n, err := a.RereadingNote(); string(n) != "note" || err != nil {
		t.Errorf("note is %q, %v", n, err)
	}
	if _, err := a.ApplyRereadings(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	if n, err := a.RereadingNote(); n != nil || err != nil {
		t.Errorf("the note was not deleted: %q, %v", n, err)
	}
}

func TestPlacesGoOnBehindOne(t *testing.T) {
	a := newArchive(t)
	fill(t, a, maxScan+50)
	all := places(t, a)
	if len(all) != maxScan+50 {
		t.Fatalf("%d places", len(all))
	}
	for _, at := range []int{0, 7, maxScan - 1, len(all) - 1} {
		text, err := all[at].MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var from Place
		if err := from.UnmarshalText(text); err != nil {
			t.Fatal(err)
		}
		n := 0
		for p, err := range a.Places(t.Context(), from) {
			if err != nil || p != all[at+1+n] {
				t.Fatalf("place %d behind %d is %x, %v", n, at, p, err)
			}
			n++
		}
		if n != len(all)-1-at {
			t.Errorf("%d places behind %d", n, at)
		}
	}
	for _, bad := range []string{"", "zz", "0011"} {
		if err := new(Place).UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("place %q was taken", bad)
		}
	}
}
