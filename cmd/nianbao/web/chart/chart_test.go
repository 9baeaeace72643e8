package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
)

// TestBarsAreWellFormedAndInTheirPlace draws values of every kind, and reads the
// picture back.
func TestBarsAreWellFormedAndInTheirPlace(t *testing.T) {
	v := func(f float64) *float64 { return &f }
	for name, c := range map[string]struct {
		values []*float64
		rects  int
	}{
		"none": {nil, 0}, "one": {[]*float64{v(3)}, 1}, "zeros": {[]*float64{v(0), v(0)}, 2}, "gap": {[]*float64{v(1), nil, v(2)}, 2},
		"negative": {[]*float64{v(-5), v(5)}, 2}, "large": {[]*float64{v(1e300), v(1)}, 2}, "infinite": {[]*float64{v(math.Inf(1)), v(math.NaN()), v(2)}, 1},
	} {
		var bars []Bar
		for _, x := range c.values {
			bars = append(bars, Bar{`<"&'`, x})
		}
		text := string(Bars(`a "name" <b>`, bars))
		rects := 0
		for d := xml.NewDecoder(strings.NewReader(text)); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v\n%s", name, err, text)
			}
			start, ok := token.(xml.StartElement)
			if !ok || start.Name.Local != "rect" {
				continue
			}
			rects++
			for _, a := range start.Attr {
				if strings.HasPrefix(a.Value, "-") || strings.Contains(a.Value, "N") {
					t.Errorf("%s: %s=%q", name, a.Name.Local, a.Value)
				}
			}
		}
		if rects != c.rects {
			t.Errorf("%s: %d bars, want %d", name, rects, c.rects)
		}
	}
}
