package reader

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// paper is PostScript of pages as cairo writes it, each 600 by 800 points.
func paper(orientation string, pages ...string) []byte {
	var b strings.Builder
	b.WriteString("%!PS-Adobe-3.0\n%%EndProlog\n")
	for i, p := range pages {
		fmt.Fprintf(&b, "%%%%Page: %d %d\n%%%%BeginPageSetup\n%%%%PageOrientation: %s\n600 800 cairo_set_page_size\n%%%%EndPageSetup\nq 0 0 600 800 rectclip\n1 0 0 -1 0 800 cm q\n%s\nQ Q\nshowpage\n%%%%PageTrailer\n", i+1, i+1, orientation, p)
	}
	return []byte(b.String())
}

func TestRulingLinesAreReadOffThePostScriptThatCairoWrites(t *testing.T) {
	for _, c := range []struct {
		name, orientation string
		pages             []string
		want              []string
	}{
		{"thin boxes", "Portrait", []string{"0 g\n100 200 50 0.5 re f\n100 200 0.5 60 re f*"}, []string{"1: 100 200.2 150 200.2", "1: 100.2 200 100.2 260"}},
		{"a box by its corners", "Portrait", []string{"0 g\n100 200 m 150 200 l 150 201 l 100 201 l h f"}, []string{"1: 100 200.5 150 200.5"}},
		{"strokes", "Portrait", []string{"0 G 0 g 0.5 w\n100 200 m 300 200 l S\n100 200 40 20 re S"},
			[]string{"1: 100 200 300 200", "1: 100 200 140 200", "1: 140 200 140 220", "1: 100 220 140 220", "1: 100 200 100 220"}},
		{"a matrix of its own", "Portrait", []string{"q 2 0 0 2 10 20 cm\n0 g\n50 100 25 0.2 re f\nQ\n10 10 50 0.5 re f"}, []string{"1: 110 220.2 160 220.2", "1: 10 10.25 60 10.25"}},
		{"paper on paper, bars, shades", "Portrait", []string{"1 g\n100 200 50 0.5 re f\n0.5 g\n100 200 50 20 re f\n1 1 1 rg\n1 1 9 1 re f"}, nil},
		{"clips draw nothing", "Portrait", []string{"0 g\n100 200 50 0.5 re W n\n10 10 50 0.5 re f"}, []string{"1: 10 10.25 60 10.25"}},
		{"slanting and round lines", "Portrait", []string{"0 g\n100 200 m 150 230 l S\n100 100 m 100 120 130 140 150 150 c S"}, nil},
		{"letters", "Portrait", []string{"BT\n12 0 0 -12 100 200 Tm\n/f-0-0 1 Tf\n[(100 200 50 1 re f)-3(\\()]TJ\nET"}, nil},
		{"a picture's data", "Portrait", []string{"<< /DataSource currentfile /ASCII85Decode filter >>\nimage\n100 200 50 1 re f\nGb\"0~>\n0 g\n10 10 50 0.5 re f"}, []string{"1: 10 10.25 60 10.25"}},
		{"pages", "Portrait", []string{"", "0 g\n10 10 50 0.5 re f"}, []string{"2: 10 10.25 60 10.25"}},
		{"a wide page", "Landscape", []string{"0 g\n100 200 0.5 50 re f"}, []string{"1: 550 100.2 600 100.2"}},
		{"stacks that do not match", "Portrait", []string{"Q Q Q Q\n0 g\n10 10 50 0.5 re f"}, []string{"1: 10 789.8 60 789.8"}},
		{"numbers without end", "Portrait", []string{strings.Repeat("1 ", 5000) + "re f\n0 g\n1e300 1e300 m 1e308 1e308 l S"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, r := range rulesOf(paper(c.orientation, c.pages...)) {
				got = append(got, fmt.Sprintf("%d: %.4g %.4g %.4g %.4g", r.page, r.x0, r.y0, r.x1, r.y1))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func FuzzRules(f *testing.F) {
	f.Add(paper("Portrait", "0 g\n100 200 50 0.5 re f\nq 2 0 0 2 1 1 cm\n1 1 m 9 1 l h S\nQ"))
	f.Fuzz(func(t *testing.T, ps []byte) {
		if n := len(rulesOf(ps)); n > maxRules {
			t.Errorf("%d lines", n)
		}
	})
}
