package extract_test

import (
	"testing"

	"nianbao/extract"
	"nianbao/seeds/sample"
)

// TestOneDocumentHasOneHashInAnyRendering renders every document of the sample
// portal in every way it knows, as pages and as text.
func TestOneDocumentHasOneHashInAnyRendering(t *testing.T) {
	for _, truth := range sample.Documents() {
		want, of := "", ""
		for _, rendering := range sample.Renderings() {
			page := extract.Read(extract.Page{Body: sample.Render(truth.Document, rendering), MediaType: "text/html"})
			if page.ContentSHA256 == nil {
				t.Errorf("%s: no hash in rendering %s", truth.Path, rendering)
				continue
			}
			if want == "" {
				want, of = *page.ContentSHA256, string(rendering)
			}
			if *page.ContentSHA256 != want {
				t.Errorf("%s: %s and %s differ", truth.Path, of, rendering)
			}
		}
	}
}
