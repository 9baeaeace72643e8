package script

// minTraditional is how many Traditional-only characters make a text one in
// Traditional script. One alone may be a person's name (堃) on any page.
const minTraditional = 2

// IsTraditional reports whether s, the text of a page, is in Traditional
// script: it holds more characters used only there than characters used only
// in Simplified script. Characters at home in both (乾, 於, 瞭, 后, 里) count for
// neither, so a Simplified page that names 乾县 is not Traditional.
func IsTraditional(s string) bool {
	t := tables()
	var count [simplifiedOnly + 1]int
	for i := 0; i < len(s); {
		if s[i] < firstMapped {
			i++
			continue
		}
		r, size := decode(s, i)
		if r < bmpSize {
			count[t.sides[r]]++
		}
		i += size
	}
	return count[traditionalOnly] >= minTraditional && count[traditionalOnly] > count[simplifiedOnly]
}
