// Package chart draws small bar charts as SVG. Their numbers always stand in a
// table beside them, so a chart is one picture with one name to who cannot see
// it.
package chart

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strings"
)

// Bar is one bar. A nil Value is not known, and leaves a gap.
type Bar struct {
	Label string
	Value *float64
}

// Size of a chart, in units of its own; it is scaled to the room there is.
const (
	barWidth  = 34
	height    = 56
	labelSize = 16
)

// Bars draws bars from left to right under a name. Negative values hang below
// the line.
func Bars(name string, bars []Bar) template.HTML {
	if len(bars) == 0 {
		return ""
	}
	high, low := 0.0, 0.0
	for _, b := range bars {
		if b.Value != nil && !math.IsInf(*b.Value, 0) && !math.IsNaN(*b.Value) {
			high, low = math.Max(high, *b.Value), math.Min(low, *b.Value)
		}
	}
	scale := 0.0
	if high > low {
		scale = height / (high - low)
	}
	zero := labelSize + high*scale
	var s strings.Builder
	fmt.Fprintf(&s, `<svg class="chart" role="img" aria-label="%s" viewBox="0 0 %d %d" width="%d" height="%d">`,
		html.EscapeString(name), len(bars)*barWidth, height+2*labelSize, len(bars)*barWidth, height+2*labelSize)
	for i, b := range bars {
		x := i * barWidth
		middle := x + barWidth/2
		fmt.Fprintf(&s, `<text x="%d" y="%d" class="at">%s</text>`, middle, height+2*labelSize-3, html.EscapeString(b.Label))
		if b.Value == nil || math.IsInf(*b.Value, 0) || math.IsNaN(*b.Value) {
			fmt.Fprintf(&s, `<text x="%d" y="%.1f" class="none">?</text>`, middle, zero-3)
			continue
		}
		tall := math.Abs(*b.Value) * scale
		top := zero - tall
		if *b.Value < 0 {
			top = zero
		}
		fmt.Fprintf(&s, `<rect x="%d" y="%.1f" width="%d" height="%.1f"/>`, x+4, top, barWidth-8, math.Max(tall, 0.5))
		fmt.Fprintf(&s, `<text x="%d" y="%.1f" class="value">%s</text>`, middle, math.Min(top, zero)-3, short(*b.Value))
	}
	fmt.Fprintf(&s, `<path d="M0 %.1fH%d"/></svg>`, zero, len(bars)*barWidth)
	return template.HTML(s.String()) //nolint:gosec // numbers, and text that is escaped above
}

// short writes a number in the width of a bar.
func short(v float64) string {
	switch a := math.Abs(v); {
	case a >= 1e8:
		return fmt.Sprintf("%.0e", v)
	case a >= 1e6:
		return fmt.Sprintf("%.0fM", v/1e6)
	case a >= 1e4:
		return fmt.Sprintf("%.0fk", v/1e3)
	case v == math.Trunc(v):
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}
