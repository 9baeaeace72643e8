package grid

import "math"

// level makes boxes as high as their letters. Fonts claim heights of one to
// nearly three times that; but a Chinese character is as wide as the font is
// large, and words of one height on a page are of one font.
func level(boxes []box) {
	wide, narrow := map[int]float64{}, map[int]float64{} // sizes by height, in tenths of a point
	for _, b := range boxes {
		key := int(math.Round(10 * b.height()))
		switch n, all := b.letters(); {
		case b.upright():
		case n > 1:
			size := (b.x1 - b.x0) / (float64(n) + 0.5*float64(all-n))
			if known, ok := wide[key]; !ok || size < known {
				wide[key] = size
			}
		case n == 0 && isFigure(b.text):
			narrow[key] = max(narrow[key], (b.x1-b.x0)/(0.5*float64(all)))
		}
	}
	for i := range boxes {
		b := &boxes[i]
		if b.upright() {
			continue
		}
		size := b.height()
		key := int(math.Round(10 * size))
		if known, ok := wide[key]; ok {
			size = min(size, known)
		} else if n, all := b.letters(); n > 0 {
			size = min(size, (b.x1-b.x0)/(float64(n)+0.5*float64(all-n)))
		} else if known, ok := narrow[key]; ok {
			size = min(size, known)
		}
		middle := b.middle()
		b.y0, b.y1 = middle-size/2, middle+size/2
	}
}
