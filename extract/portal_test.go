package extract_test

import (
	"io"
	"net/http"
	"testing"

	"nianbao/extract"
	"nianbao/extract/form"
	"nianbao/seeds/sample"
)

// TestSamplePortalIsReadExactly compares what is read off every report page of
// the sample portal, as it is served, with the data the pages were made from.
func TestSamplePortalIsReadExactly(t *testing.T) {
	server, err := sample.Start(sample.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	for _, truth := range server.Documents() {
		t.Run(truth.Path, func(t *testing.T) {
			url := server.URL(truth.Path)
			r := extract.Read(extract.Page{Body: get(t, url), MediaType: "text/html", URL: url})
			compare(t, r, truth)
		})
	}
}

func get(t *testing.T, url string) []byte {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func compare(t *testing.T, r extract.Report, truth sample.Truth) {
	t.Helper()
	if string(r.Kind) != truth.Kind {
		t.Errorf("kind %s, want %s", r.Kind, truth.Kind)
	}
	if r.Year == nil || *r.Year != truth.Year {
		t.Errorf("year %v, want %d", deref(r.Year), truth.Year)
	}
	if r.Agency == nil || *r.Agency != truth.Agency {
		t.Errorf("agency %v, want %s (printed %s)", deref(r.Agency), truth.Agency, truth.Printed)
	}
	if deref(r.PublishedOn) != truth.PublishedOn || deref(r.SignedOn) != truth.SignedOn {
		t.Errorf("published %v signed %v, want %s, %s", deref(r.PublishedOn), deref(r.SignedOn), truth.PublishedOn, truth.SignedOn)
	}
	if r.Copies != truth.Copies {
		t.Errorf("copies %d, want %d", r.Copies, truth.Copies)
	}
	for table, version := range truth.Forms {
		if r.Templates[table] != version {
			t.Errorf("form of %s is %s, want %s", table, r.Templates[table], version)
		}
	}
	compareCells(t, &r.Tables, truth.Tables)
	for _, want := range truth.Findings {
		found := false
		for _, f := range r.Findings {
			found = found || f.Rule == want.Rule
		}
		if !found {
			t.Errorf("finding %v is missing", want)
		}
	}
}

func compareCells(t *testing.T, tables *form.Tables, truth sample.Tables) {
	t.Helper()
	for _, named := range tables.All() {
		want := truth[named.Name]
		for key, cells := range want {
			row := named.Row(key)
			if row == nil {
				t.Errorf("%s: row %s is missing", named.Name, key)
				continue
			}
			for column, value := range cells {
				got := row.Get(column)
				if (got == nil) != (value == nil) || got != nil && string(*got) != *value {
					t.Errorf("%s.%s.%s is %v, want %v", named.Name, key, column, deref(got), deref(value))
				}
			}
		}
		for _, row := range named.Table {
			if want[row.Key] == nil {
				t.Errorf("%s: row %s is invented", named.Name, row.Key)
			}
		}
	}
}

func deref[T any](p *T) any {
	if p == nil {
		var zero T
		_ = zero
		return ""
	}
	return *p
}
