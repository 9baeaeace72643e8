package main

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/seeds/sample"
	"nianbao/store"
)

// TestReparseTakesTodaysReadingOver gives an archive readings an older parser
// might have left, and has the program read it again.
func TestReparseTakesTodaysReadingOver(t *testing.T) {
	dir := t.TempDir()
	for i, r := range []sample.Rendering{sample.Clean, sample.Word, sample.Piped} {
		write(t, dir, filepath.Join("saved", string(r)+".html"), string(sample.Render(sample.Documents()[i].Document, r)))
	}
	must(t, dir, "import", "-a", "today.db", "saved")
	must(t, dir, "import", "-a", "old.db", "saved")
	want := exported(t, dir, "today.db")
	backdate(t, filepath.Join(dir, "old.db"))
	old := exported(t, dir, "old.db")
	if cmp.Diff(want, old) == "" {
		t.Fatal("the readings are not out of date")
	}
	var dry, did struct {
		Pages, Changed, Worse int
		DryRun                bool `json:"dry_run"`
		UpToDate              int  `json:"up_to_date"`
		Fields                map[string]any
	}
	decode := func(v any, args ...string) {
		t.Helper()
		out := must(t, dir, append([]string{"reparse", "-a", "old.db", "--json"}, args...)...)
		validate(t, "reparse", []byte(out))
		if err := json.Unmarshal([]byte(out), v); err != nil {
			t.Fatal(err)
		}
	}
	decode(&dry, "--dry-run")
	if !dry.DryRun || dry.Pages != 3 || dry.Changed != 3 || dry.Fields["title"] == nil {
		t.Errorf("dry run: %+v", dry)
	}
	if diff := cmp.Diff(old, exported(t, dir, "old.db")); diff != "" {
		t.Errorf("a dry run changed reports (-before +after):\n%s", diff)
	}
	decode(&did, "--stale")
	if did.DryRun || did.Pages != 3 || did.Changed != 3 {
		t.Errorf("run: %+v", did)
	}
	if diff := cmp.Diff(want, exported(t, dir, "old.db")); diff != "" {
		t.Errorf("reports (-today +reparsed):\n%s", diff)
	}
	decode(&did, "--stale")
	if did.Pages != 0 || did.UpToDate != 3 {
		t.Errorf("second run: %+v", did)
	}
	text := must(t, dir, "reparse", "-a", "old.db", "--dry-run")
	if !containsAll(text, "3 pages, 3 versions", "0 changed", "nothing was stored") {
		t.Errorf("text: %s", text)
	}
}

// backdate replaces the readings of an archive by those of an older parser,
// which read another title.
func backdate(t *testing.T, path string) {
	t.Helper()
	a, err := store.Open(path, store.Options{Verb: "test"})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	var batch []*store.Rereading
	for place, err := range a.Places(t.Context(), store.Place{}) {
		if err != nil {
			t.Fatal(err)
		}
		s, err := a.StoredAt(place)
		if err != nil {
			t.Fatal(err)
		}
		stored, err := s.Latest().Body()
		if err != nil {
			t.Fatal(err)
		}
		var body map[string]any
		if err := json.Unmarshal(stored, &body); err != nil {
			t.Fatal(err)
		}
		body["parser"], body["title"] = "2020.1.1", "as it was read once"
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		r, err := a.Reread(&s, []*store.Reading{{Parser: "2020.1.1", Kind: "annual_report", Title: "as it was read once", Body: b}})
		if err != nil {
			t.Fatal(err)
		}
		batch = append(batch, r)
	}
	if _, err := a.ApplyRereadings(t.Context(), batch, nil); err != nil {
		t.Fatal(err)
	}
}
