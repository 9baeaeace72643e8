package grid

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// margin is the part of a page's height, at the top and at the bottom, where
// page numbers and running lines stand.
const margin = 0.13

// Lines that number a page. A bare figure does so only where it counts pages.
var (
	folio     = regexp.MustCompile(`^[\s·•]*(?:[-—–－―~]+\s*\d{1,4}\s*[-—–－―~]+|第\s*\d{1,4}\s*页(?:[,，/\s]*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}|[Pp]age\s*\d{1,4}(?:\s*of\s*\d{1,4})?)[\s·•]*$`)
	bareFolio = regexp.MustCompile(`^\d{1,4}$`)
)

// withoutFurniture makes lines of the pages, without page numbers and without
// the lines that stand on every page.
func withoutFurniture(pages []sheet) [][]*printed {
	out := make([][]*printed, len(pages))
	for i, p := range pages {
		level(p.boxes)
		out[i] = linesOf(withUpright(p.boxes), i)
	}
	cutClipped(out)
	for i, p := range pages {
		out[i] = cutFolio(out[i], p, func(l *printed) bool { return folio.MatchString(l.text()) })
	}
	if counted := bareFolios(out, pages); counted != nil {
		for i, p := range pages {
			out[i] = cutFolio(out[i], p, func(l *printed) bool { return counted[l] })
		}
	}
	for range 3 {
		if !cutRunning(out, pages, 0) {
			break
		}
	}
	for range 3 {
		if !cutRunning(out, pages, -1) {
			break
		}
	}
	return out
}

// cutFolio takes a line that is told off the top or the bottom of a page.
func cutFolio(lines []*printed, p sheet, tell func(*printed) bool) []*printed {
	if n := len(lines); n > 0 && lines[n-1].y0 > (1-margin)*p.height && tell(lines[n-1]) {
		lines = lines[:n-1]
	}
	if len(lines) > 0 && lines[0].y1 < margin*p.height && tell(lines[0]) {
		lines = lines[1:]
	}
	return lines
}

// bareFolios finds figures that stand alone at the head or foot of pages and
// count them: every one as far from its page's place as the others.
func bareFolios(pages [][]*printed, sheets []sheet) map[*printed]bool {
	found := map[*printed]bool{}
	offset, first := 0, true
	for i, lines := range pages {
		if len(lines) == 0 {
			continue
		}
		for _, l := range []*printed{lines[0], lines[len(lines)-1]} {
			near := l.y0 > (1-margin)*sheets[i].height || l.y1 < margin*sheets[i].height
			if !near || len(l.pieces) != 1 || !bareFolio.MatchString(l.text()) {
				continue
			}
			n, err := strconv.Atoi(l.text())
			if err != nil {
				continue
			}
			if !first && n-i != offset {
				return nil
			}
			offset, first = n-i, false
			found[l] = true
		}
	}
	if len(pages) == 1 && offset != 1 || len(found) == 1 && offset < 0 {
		return nil
	}
	return found
}

// cutRunning takes the first (at 0) or last (at -1) line off every page where
// it says the same on all, but for figures. The header of a table never does:
// the first page begins with something else.
func cutRunning(pages [][]*printed, sheets []sheet, at int) bool {
	if len(pages) < 2 {
		return false
	}
	same := ""
	for i, lines := range pages {
		if len(lines) == 0 {
			return false
		}
		l := lines[0]
		if at < 0 {
			l = lines[len(lines)-1]
		}
		key := strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) || unicode.IsSpace(r) {
				return -1
			}
			return r
		}, l.text())
		near := l.y0 > (1-margin)*sheets[i].height || l.y1 < margin*sheets[i].height
		if key == "" || !near || i > 0 && key != same {
			return false
		}
		same = key
	}
	for i, lines := range pages {
		if at < 0 {
			pages[i] = lines[:len(lines)-1]
		} else {
			pages[i] = lines[1:]
		}
	}
	return true
}

// seam is what stands between the last line of a page and the first of the
// next once pages are put one below the other, in letters.
const seam = 0.4

// stack puts the pages one below the other, margins cut, so that a table or a
// paragraph over a page break is one.
func stack(pages [][]*printed) []*printed {
	var out []*printed
	bottom := 0.0
	for _, lines := range pages {
		if len(lines) == 0 {
			continue
		}
		top := math.Inf(1)
		for _, l := range lines {
			top = min(top, l.y0)
		}
		by := bottom - top
		if len(out) > 0 {
			by += seam * lines[0].size()
		}
		for _, l := range lines {
			l.move(by)
			bottom = max(bottom, l.y1)
		}
		out = append(out, lines...)
	}
	return out
}

func (l *printed) move(by float64) {
	l.y0 += by
	l.y1 += by
	for _, p := range l.pieces {
		p.y0 += by
		p.y1 += by
		for i := range p.words {
			p.words[i].y0 += by
			p.words[i].y1 += by
		}
	}
}
