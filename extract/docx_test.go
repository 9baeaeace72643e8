package extract_test

import (
	"testing"

	"nianbao/extract"
	"nianbao/seeds/sample"
)

// TestWordFilesAreReadLikePages compares what is read off a .docx of every
// document of the sample portal with its data, and its hash with the page's.
func TestWordFilesAreReadLikePages(t *testing.T) {
	for _, truth := range sample.Documents() {
		r := extract.Read(extract.Page{Body: sample.Docx(truth.Document)})
		if string(r.Kind) != truth.Kind {
			t.Errorf("%s: kind %s, want %s", truth.Path, r.Kind, truth.Kind)
			continue
		}
		compareCells(t, &r.Tables, truth.Tables)
		page := extract.Read(extract.Page{Body: sample.Render(truth.Document, sample.Clean), MediaType: "text/html"})
		if r.ContentSHA256 == nil || *r.ContentSHA256 != *page.ContentSHA256 {
			t.Errorf("%s: the file and the page hash differently", truth.Path)
		}
	}
}
