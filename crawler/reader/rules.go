package reader

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"time"
)

// withRules adds to the words of a PDF the ruling lines of its pages, which
// pdftotext does not tell: one element for each, behind the pages,
//
//	<rule page="1" xMin="72.0" yMin="90.5" xMax="523.0" yMax="91.0"/>
//
// in points from the upper left corner, like the words. They come from
// pdftocairo's PostScript. A file that takes too much, or a machine without
// the program, leaves the words without them: tables are then told by where
// words stand.
func withRules(ctx context.Context, body []byte, w Words, started time.Time) Words {
	path, err := find("pdftocairo", installPoppler)
	left := Timeout - time.Since(started)
	if err != nil || left < time.Second || !bytes.Contains(w.Data, []byte("<word ")) {
		return w
	}
	ctx, stop := context.WithTimeout(ctx, left)
	defer stop()
	s, err := run(ctx, path, body, "-ps", "-nocrop", "-origpagesizes", "FILE", "-")
	if err != nil || s.code != 0 {
		return w
	}
	out := bytes.NewBuffer(w.Data)
	for _, r := range rulesOf(s.out) {
		fmt.Fprintf(out, "<rule page=\"%d\" xMin=\"%.2f\" yMin=\"%.2f\" xMax=\"%.2f\" yMax=\"%.2f\"/>\n", r.page, r.x0, r.y0, r.x1, r.y1)
	}
	w.Data = out.Bytes()
	return w
}

// maxRules bounds the ruling lines of one file.
const maxRules = 50_000

// rule is a line: a box that is thin one way.
type rule struct {
	page           int
	x0, y0, x1, y1 float64
}

// matrix maps a place to the page: x' = a·x + c·y + e, y' = b·x + d·y + f.
type matrix struct{ a, b, c, d, e, f float64 }

func (m matrix) at(x, y float64) (float64, float64) {
	return m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f
}

// times is what m does after n, as PostScript's concat has it.
func (m matrix) times(n matrix) matrix {
	return matrix{
		n.a*m.a + n.b*m.c, n.a*m.b + n.b*m.d, n.c*m.a + n.d*m.c, n.c*m.b + n.d*m.d,
		n.e*m.a + n.f*m.c + m.e, n.e*m.b + n.f*m.d + m.f,
	}
}

// pen is PostScript's graphics state, as far as it matters.
type pen struct {
	matrix matrix
	width  float64
	white  bool
}

// drawing reads the PostScript that cairo writes: the operators of PDF, and
// few others. What it does not know costs a line, and no more.
type drawing struct {
	pen           pen
	stack         []pen
	numbers       []float64
	path          []stretch
	x, y          float64 // where the path is
	x0, y0        float64 // where its part began
	page          int
	width, height float64 // of the paper
	turned        bool    // a wide page, set upright: its top is the paper's left side
	rules         []rule
}

// stretch is a straight part of a path, on the page.
type stretch struct{ x0, y0, x1, y1 float64 }

// rulesOf reads the ruling lines of all pages.
func rulesOf(ps []byte) []rule {
	d := &drawing{}
	for len(ps) > 0 && len(d.rules) < maxRules {
		line, rest, _ := bytes.Cut(ps, []byte("\n"))
		ps = rest
		switch {
		case bytes.HasPrefix(line, []byte("%%Page:")):
			d.page++
			d.pen, d.stack, d.numbers, d.path, d.turned = pen{}, nil, nil, nil, false
		case bytes.HasPrefix(line, []byte("%%PageOrientation: Landscape")):
			d.turned = true
		case bytes.HasPrefix(line, []byte("%%EndPageSetup")):
			d.pen = pen{matrix: matrix{a: 1, d: 1}, width: 1}
		case bytes.HasPrefix(line, []byte("%%PageTrailer")):
			d.pen.matrix = matrix{}
		case bytes.Contains(line, []byte("ASCII85Decode")):
			if end := bytes.Index(ps, []byte("~>")); end >= 0 { // a picture's data
				ps = ps[end+2:]
			}
		case bytes.HasSuffix(line, []byte("cairo_set_page_size")):
			if f := bytes.Fields(line); len(f) == 3 {
				d.width, _ = strconv.ParseFloat(string(f[0]), 64)
				d.height, _ = strconv.ParseFloat(string(f[1]), 64)
			}
		case d.page > 0 && d.pen.matrix != matrix{}:
			d.line(line)
		}
	}
	return d.rules
}

// line reads the operators of one line. Strings stand in lines of text only,
// which draw nothing.
func (d *drawing) line(line []byte) {
	if len(line) == 0 || line[0] == '%' || line[0] == '/' || bytes.ContainsAny(line, "([<") {
		d.numbers = d.numbers[:0]
		return
	}
	for _, word := range bytes.Fields(line) {
		if v, err := strconv.ParseFloat(string(word), 64); err == nil {
			if len(d.numbers) < 16 {
				d.numbers = append(d.numbers, v)
			}
			continue
		}
		d.operator(string(word))
		d.numbers = d.numbers[:0]
	}
}

func (d *drawing) operator(op string) {
	n := d.numbers
	switch {
	case op == "q":
		if len(d.stack) < 256 {
			d.stack = append(d.stack, d.pen)
		}
	case op == "Q":
		if k := len(d.stack); k > 0 {
			d.pen, d.stack = d.stack[k-1], d.stack[:k-1]
		}
	case op == "cm" && len(n) == 6:
		d.pen.matrix = d.pen.matrix.times(matrix{n[0], n[1], n[2], n[3], n[4], n[5]})
	case op == "w" && len(n) == 1:
		d.pen.width = n[0]
	case op == "g" && len(n) == 1:
		d.pen.white = n[0] > nearWhite
	case op == "rg" && len(n) == 3:
		d.pen.white = min(n[0], n[1], n[2]) > nearWhite
	case op == "n" || op == "W":
		d.path = nil
	default:
		d.draw(op, n)
	}
}

// nearWhite is from where a colour is paper.
const nearWhite = 0.93

// draw reads the operators that make and paint a path.
func (d *drawing) draw(op string, n []float64) {
	switch {
	case op == "m" && len(n) == 2:
		d.x, d.y, d.x0, d.y0 = n[0], n[1], n[0], n[1]
	case op == "l" && len(n) == 2:
		d.to(n[0], n[1])
	case op == "c" && len(n) == 6:
		d.x, d.y = n[4], n[5] // no straight line
	case op == "h":
		d.to(d.x0, d.y0)
	case op == "re" && len(n) == 4:
		x, y, w, h := n[0], n[1], n[2], n[3]
		d.x, d.y, d.x0, d.y0 = x, y, x, y
		d.to(x+w, y)
		d.to(x+w, y+h)
		d.to(x, y+h)
		d.to(x, y)
	case op == "S":
		d.stroke()
	case op == "f" || op == "f*":
		d.fill()
	}
}

func (d *drawing) to(x, y float64) {
	if len(d.path) < 4096 {
		s := stretch{}
		s.x0, s.y0 = d.pen.matrix.at(d.x, d.y)
		s.x1, s.y1 = d.pen.matrix.at(x, y)
		d.path = append(d.path, s)
	}
	d.x, d.y = x, y
}

// Sizes of ruling lines, in points.
const (
	thickest = 4.0 // what is thicker is a bar, or the shade of a cell
	shortest = 3.0
	askew    = 0.5 // how far the ends of a straight line may be off
)

// stroke takes over each straight part of a path that was drawn along.
func (d *drawing) stroke() {
	if !d.pen.white && d.pen.width <= 2*thickest {
		for _, s := range d.path {
			d.add(min(s.x0, s.x1), min(s.y0, s.y1), max(s.x0, s.x1), max(s.y0, s.y1))
		}
	}
	d.path = nil
}

// fill takes over the thin boxes of a path that was filled.
func (d *drawing) fill() {
	if !d.pen.white {
		for i := 0; i+4 <= len(d.path); i += 4 {
			x0, y0, x1, y1 := d.path[i].x0, d.path[i].y0, d.path[i].x0, d.path[i].y0
			for _, s := range d.path[i : i+4] {
				x0, y0, x1, y1 = min(x0, s.x1), min(y0, s.y1), max(x1, s.x1), max(y1, s.y1)
			}
			if x1-x0 <= thickest {
				d.add((x0+x1)/2, y0, (x0+x1)/2, y1)
			} else if y1-y0 <= thickest {
				d.add(x0, (y0+y1)/2, x1, (y0+y1)/2)
			}
		}
	}
	d.path = nil
}

// add notes a line that is upright or level. PostScript's y goes upwards.
func (d *drawing) add(x0, y0, x1, y1 float64) {
	level, upright := y1-y0 <= askew && x1-x0 >= shortest, x1-x0 <= askew && y1-y0 >= shortest
	if !level && !upright || len(d.rules) >= maxRules {
		return
	}
	y0, y1 = d.height-y1, d.height-y0
	if d.turned && d.width < d.height {
		x0, y0, x1, y1 = d.height-y1, x0, d.height-y0, x1
	}
	d.rules = append(d.rules, rule{d.page, x0, y0, x1, y1})
}
