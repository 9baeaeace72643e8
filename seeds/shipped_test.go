package seeds

import (
	"strings"
	"testing"
)

// TestShippedColumnsNameAPublicSource holds the seed files of the project to
// what they promise: each column has a source that anybody can read, and is
// verified only by day.
func TestShippedColumnsNameAPublicSource(t *testing.T) {
	portals, err := Load(".", []string{"*.yaml"})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range portals {
		if p.Region == "" {
			t.Errorf("%s:%d: %s has no region", p.File, p.Line, p.Name)
		}
		for _, c := range p.Columns {
			if !strings.HasPrefix(c.Source, "https://") || c.Source == c.URL {
				t.Errorf("%s:%d: %s has no source", p.File, c.Line, c.URL)
			}
			if !strings.Contains(c.URL, ".gov.cn/") {
				t.Errorf("%s:%d: %s is no address of a government", p.File, c.Line, c.URL)
			}
		}
	}
}
