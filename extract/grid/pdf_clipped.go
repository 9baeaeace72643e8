package grid

import "slices"

// maxClipped is how many lines stand outside a page's head or foot at most.
const maxClipped = 12

// cutClipped takes off the pages what stands below a page's number or above
// the line that heads all pages, and stands on the page or the next one once
// more: a spreadsheet writes a cell that a page break cuts on both pages, and
// hides what is outside of either.
func cutClipped(pages [][]*printed) {
	if len(pages) < 2 || len(pages[0]) == 0 {
		return
	}
	running := pages[0][0].text()
	for i, lines := range pages {
		again := slices.Clone(lines)
		if i+1 < len(pages) {
			again = append(again, pages[i+1]...)
		}
		head := slices.IndexFunc(lines[:min(len(lines), maxClipped)], func(l *printed) bool { return i > 0 && l.text() == running })
		foot := len(lines) - 1
		for foot > 0 && len(lines)-foot < maxClipped && !folio.MatchString(lines[foot].text()) {
			foot--
		}
		if foot > 0 && folio.MatchString(lines[foot].text()) && saidAgain(lines[foot+1:], again) {
			lines = lines[:foot+1]
		}
		if head > 0 && saidAgain(lines[:head], again) {
			lines = lines[head:]
		}
		pages[i] = lines
	}
}

// saidAgain tells whether each piece of some lines, which are few, stands twice
// in others that hold them.
func saidAgain(lines, again []*printed) bool {
	for _, l := range lines {
		if len(l.pieces) > maxClipped {
			return false
		}
		for _, p := range l.pieces {
			n := 0
			for _, other := range again {
				for _, q := range other.pieces {
					if q.text == p.text {
						n++
					}
				}
			}
			if n < 2 {
				return false
			}
		}
	}
	return true
}
