package extract_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// figure is what a cell prints, what must be read there (_ is null), and the
// state of its note; none where it is a plain number.
type figure struct{ text, value, state string }

// hand writes figures: how odd they are, and which oddities the rendering can
// carry.
type hand struct {
	dice  *rand.Rand
	odd   int  // of a hundred cells, how many are no plain number
	plain bool // cells are parted by spaces: no blanks, notes, units, inner spaces
	usual bool // strokes are / and — only
	short bool // full-width numbers have six digits at most
	sums  map[string]int
}

// figure writes the figure of a cell.
func (h *hand) figure(table, row, column string) figure {
	n := h.number(table, row, column)
	switch {
	case column == "amount_wan" || table == "statistics" && (row == "7" || row == "8.4"):
		return h.money(n)
	case column == "change":
		return h.change(n)
	case h.dice.IntN(100) >= h.odd:
	case h.plain:
		return pick(h.dice, []figure{{h.stroke(), "_", "dash"}, {h.wide(n), fmt.Sprint(n), ""}})
	default:
		return h.oddity(n)
	}
	return figure{fmt.Sprint(n), fmt.Sprint(n), ""}
}

// number is a random count, mostly small; totals of rows add up as far as sums
// are kept.
func (h *hand) number(table, row, column string) int {
	if h.sums != nil && column == "total" {
		n := h.sums[table+row]
		return n
	}
	n := 0
	switch h.dice.IntN(10) {
	case 0, 1, 2, 3, 4:
	case 5, 6, 7:
		n = h.dice.IntN(30)
	case 8:
		n = h.dice.IntN(1200)
	default:
		n = h.dice.IntN(2_000_000)
	}
	if h.sums != nil {
		h.sums[table+row] += n
	}
	return n
}

// oddity prints a count as no plain number is.
func (h *hand) oddity(n int) figure {
	s := fmt.Sprint(n)
	return pick(h.dice, []figure{
		{"", "_", "blank"}, {"", "_", "blank"}, {"\u00a0", "_", "blank"}, {"\u3000", "_", "blank"},
		{h.stroke(), "_", "dash"}, {h.stroke(), "_", "dash"}, {h.stroke(), "_", "dash"}, {"无", "_", "dash"},
		{s + "（其中修订" + fmt.Sprint(h.dice.IntN(20)) + "件）", s, "annotated"}, {s + "(含网上" + wide(h.dice.IntN(9)) + "件)", s, "annotated"},
		{s + "件", s, "unit"}, {"+" + s, s, "signed"}, {h.wide(n), s, ""}, {thousands(n), s, ""}, {" " + s + " ", s, ""}, {"\u3000" + s, s, ""}, {spacedOut(n), s, ""},
	})
}

// stroke is how a cell says that there is nothing.
func (h *hand) stroke() string {
	if h.usual {
		return pick(h.dice, []string{"/", "—"})
	}
	return pick(h.dice, []string{"/", "-", "—", "——", "／", "－"})
}

// change prints 本年增/减: signed as often as not.
func (h *hand) change(n int) figure {
	s := fmt.Sprint(n)
	minus := "-" + s
	if n == 0 {
		minus = "0"
	}
	list := []figure{{s, s, ""}, {"+" + s, s, "signed"}, {"-" + s, minus, "signed"}}
	if !h.plain {
		list = append(list, figure{"--" + s, minus, "signed"})
	}
	if !h.plain && !h.usual {
		list = append(list, figure{"－" + s, minus, "signed"})
	}
	return pick(h.dice, list)
}

// money prints an amount in 万元, with up to four decimals or in another unit.
func (h *hand) money(n int) figure {
	whole, cents := n%100_000, h.dice.IntN(10_000)
	exact := fmt.Sprintf("%d.%04d", whole, cents)
	if h.plain || h.dice.IntN(100) >= h.odd {
		return pick(h.dice, []figure{{fmt.Sprint(whole), fmt.Sprint(whole), ""}, {exact, exact, ""}, {fmt.Sprintf("%d.50", whole), fmt.Sprintf("%d.50", whole), ""}})
	}
	trimmed := strings.TrimRight(strings.TrimRight(exact, "0"), ".")
	return pick(h.dice, []figure{
		{fmt.Sprintf("%d元", whole*10_000+cents), trimmed, "unit"}, {exact + "万元", exact, "unit"}, {fmt.Sprintf("%d万元", whole), fmt.Sprint(whole), "unit"},
		{"", "_", "blank"}, {"/", "_", "dash"}, {thousands(whole) + ".5", fmt.Sprintf("%d.5", whole), ""},
	})
}

// wide prints a count in full-width digits, where those can be read.
func (h *hand) wide(n int) string {
	if h.short && n > 999_999 {
		return fmt.Sprint(n)
	}
	return wide(n)
}

// wide prints a number in full-width digits.
func wide(n int) string {
	return strings.Map(func(r rune) rune { return r - '0' + '０' }, fmt.Sprint(n))
}

// thousands prints a number with separators.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// spacedOut prints a number with a space inside, as broken lines leave it.
func spacedOut(n int) string {
	s := fmt.Sprint(n)
	if len(s) < 2 {
		return s
	}
	return s[:1] + " " + s[1:]
}
