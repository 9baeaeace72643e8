package extract

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"nianbao/extract/grid"
	"nianbao/extract/script"
)

// who is what a document says of whose report it is, and of which year.
type who struct {
	title       string
	titleYear   int
	titleAgency string
	bodyAgency  string
	signedOn    string
	periodYear  int
	textYear    int
}

// takeTitle finds the title among the lines before the first section, and
// returns the lines without it. Titles are set on one line or broken over two
// or three.
func takeTitle(blocks []grid.Block) (title string, parts titleParts, rest []grid.Block) {
	end := 0
	for end < len(blocks) && end < 15 && blocks[end].Grid == nil {
		if h, ok := readHeading(blocks[end]); ok && h.number != nil {
			break
		}
		end++
	}
	for n := 1; n <= 3; n++ {
		for i := 0; i+n <= end; i++ {
			line := joinLines(blocks[i : i+n])
			if p, ok := readTitle(line); ok {
				rest = append(append(rest, blocks[:i]...), blocks[i+n:]...)
				return line, p, rest
			}
		}
	}
	return "", titleParts{}, blocks
}

// joinLines joins the lines of a broken title; empty where one of them is too
// long for that, or a sentence.
func joinLines(blocks []grid.Block) string {
	line := ""
	for _, b := range blocks {
		t := strings.TrimSpace(b.Text)
		if utf8.RuneCountInString(t) > 60 || strings.HasSuffix(t, "。") {
			return ""
		}
		line += t
	}
	return line
}

// titleFrom picks the title of a page: the body's own, then the tag, then a
// heading, the title element, the link that led here.
func titleFrom(own string, m meta, link string) string {
	candidates := append([]string{own, m.title}, m.h1...)
	candidates = append(candidates, headParts(m.head)...)
	candidates = append(candidates, link)
	for _, c := range candidates {
		if _, ok := readTitle(c); ok {
			return c
		}
	}
	for _, c := range []string{own, m.title, firstOf(headParts(m.head)), link} {
		if c != "" {
			return c
		}
	}
	return ""
}

// headParts are the parts of a title element, in which content systems join
// article, column and site.
func headParts(head string) []string {
	parts := regexp.MustCompile(`\s*[-_|—>»]+\s*`).Split(head, -1)
	return append(parts[:len(parts):len(parts)], head)
}

func firstOf(list []string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

var anyYear = regexp.MustCompile(`(20[0-9]{2})\s*年`)

// statedYear is the year the narrative speaks of most, counted once for each
// sentence; the year after it, of plans, counts less.
func statedYear(sections []Section) int {
	count := map[int]int{}
	for _, s := range sections {
		for _, m := range anyYear.FindAllStringSubmatch(s.Text, -1) {
			y, _ := strconv.Atoi(m[1])
			count[y]++
		}
	}
	best := 0
	for y, n := range count {
		if best == 0 || n > count[best] || n == count[best] && y < best {
			best = y
		}
	}
	return best
}

// periodYear is the year of the statistics period the text states.
func periodYear(sections []Section) int {
	for _, s := range sections {
		for _, m := range period.FindAllStringSubmatch(squeeze(s.Text), -1) {
			if m[2] == "" || m[2] == m[1] {
				y, _ := strconv.Atoi(m[1])
				return y
			}
		}
	}
	return 0
}

// year decides the report year, in order of trust: named by the user, the
// title, the stated period, the narrative, the link's title, the year before
// it was published (条例 第四十九条: reports come out in the next year's January
// to March, so this is a last resort).
func (w who) year(p Page, published string) int {
	linkYear := 0
	if parts, ok := readTitle(p.LinkTitle); ok {
		linkYear = parts.year
	}
	for _, y := range []int{p.Year, w.titleYear, w.periodYear, w.textYear, linkYear} {
		if y > 1999 && y < 2100 {
			return y
		}
	}
	if len(published) >= 4 {
		if y, ok := script.ParseYear(published[:4]); ok {
			return y - 1
		}
	}
	return 0
}

// agency decides whose report it is: seed, signature, the narrative's actor,
// the title, the page's source.
func (w who) agency(p Page, m meta) (agency, printed string) {
	source := ""
	for _, s := range []string{m.issuer, m.source} {
		if signatureName.MatchString(squeeze(s)) && utf8.RuneCountInString(squeeze(s)) >= 4 {
			source = first(source, squeeze(s))
		}
	}
	printed = firstOf([]string{w.bodyAgency, w.titleAgency, source})
	return firstOf([]string{p.Agency, printed}), printed
}
