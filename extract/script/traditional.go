package script

// minTraditional is how many Traditional-only characters make a text one in
// Traditional script. One alone may be a person's name (堃) on any page.
const minTraditional = 2

// IsTraditional reports whether s, the text of a page, is in Traditional
// script: it holds more characters used only there than characters used only
// in Simplified script. Characters at home in both (乾, 於, 瞭, 后, 里) count for
// neither, so a Simplified page that names 乾县 is not Traditional.
func IsTraditional(s string) bool {
	var c Census
	c.Add(s)
	return c.Traditional()
}

// Census counts the characters of a text that comes in parts. The zero value
// has counted none.
type Census struct{ count [simplifiedOnly + 1]int }

// Add counts the characters of one part.
func (c *Census) Add(s string) {
	t := tables()
	for i := 0; i < len(s); {
		if s[i] < firstMapped {
			i++
			continue
		}
		r, size := decode(s, i)
		if r < bmpSize {
			c.count[t.sides[r]]++
		}
		i += size
	}
}

// Traditional reports of all parts together what IsTraditional does of a text.
func (c *Census) Traditional() bool {
	return c.count[traditionalOnly] >= minTraditional && c.count[traditionalOnly] > c.count[simplifiedOnly]
}
