package extract_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"nianbao/extract"
	"nianbao/seeds/sample"
)

// TestJSONIsWhatTheLibraryWrites holds the report's own writing of its tables
// against encoding/json, for every page of the sample portal, one that holds the
// place of the tables in its text, and one that holds nothing.
func TestJSONIsWhatTheLibraryWrites(t *testing.T) {
	pages := [][]byte{nil, []byte(`<p>一、总体情况</p><p>我局2024年公开信息"tables":{"disclosure":{},"applications":{},"review_litigation":{}}。</p>`)}
	statistics := 0
	for _, d := range sample.Documents() {
		pages = append(pages, sample.Render(d.Document, d.Rendering))
	}
	for _, p := range pages {
		r := extract.Read(extract.Page{Body: p})
		statistics += len(r.Tables.Statistics)
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(r); err != nil {
			t.Fatal(err)
		}
		got, err := r.JSON()
		if err != nil || string(got)+"\n" != want.String() {
			t.Errorf("%v\n got %.300s\nwant %.300s", err, got, want.String())
		}
	}
	if statistics == 0 {
		t.Error("no page has a table of statistics")
	}
}
