package extract_test

import "testing"

// gaps are what the parser is known not to read yet, by rendering. They are
// not drawn; whoever closes one deletes its line, and the test holds it closed.
var gaps = []gap{}

type gap struct{ way, what, why string }

// TestGapsSayWhy holds that a gap names what is not read, and why.
func TestGapsSayWhy(t *testing.T) {
	for _, g := range gaps {
		if g.what == "" || g.why == "" {
			t.Errorf("%q, %q: nothing says what is not read, or why", g.way, g.what)
		}
	}
}

// avoids tells whether a rendering must not show something yet.
func avoids(way, what string) bool {
	for _, g := range gaps {
		if (g.way == way || g.way == "") && g.what == what {
			return true
		}
	}
	return false
}
