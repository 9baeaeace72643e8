package portal

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"nianbao/seeds/urls"
)

// trsArticle is an article as TRS WCM names it: t, day, underscore, number.
var trsArticle = regexp.MustCompile(`/t[0-9]{8}_[0-9]+\.s?html?$`)

var (
	// pageCall is a call of the paging function with its arguments; a
	// definition has names without values and is left out by them.
	pageCall = regexp.MustCompile(`(?m)^([^\n]*?)createPageHTML\s*\(([^()]{1,300})\)`)
	// number is an assignment of a number to a name.
	number = regexp.MustCompile(`(?:^|[^\w.$])([A-Za-z_$][\w$]*)\s*=\s*["']?([0-9]{1,6})["']?\s*(?:[;,/\n\r]|$)`)
	// pageFile is the file name of a page of a list: stem, number, extension.
	pageFile = regexp.MustCompile(`^(.*?)(?:_([0-9]{1,5}))?\.(s?html?)$`)
)

// pages is what a script says of a list: how many pages, which this one is
// counted from zero, and what the files are called.
type pages struct {
	total, current int
	stem, ext      string
	fromOne        bool // page 2 is stem_2, not stem_1
}

// trsNext returns the pages after this one of a static TRS list: index.html,
// then index_1.html as page 2, known from createPageHTML's arguments or, in
// older templates, from countPage and its kin.
func trsNext(d *document) []Request {
	values := map[string]int{}
	for _, script := range d.scripts {
		if !strings.Contains(script, "age") { // each of the names below has it
			continue
		}
		for _, m := range number.FindAllStringSubmatch(script, 200) {
			if _, known := values[m[1]]; !known {
				values[m[1]], _ = strconv.Atoi(m[2])
			}
		}
	}
	for _, script := range d.scripts {
		for _, call := range pageCall.FindAllStringSubmatch(script, 20) {
			if strings.Contains(call[1], "//") || strings.HasSuffix(strings.TrimSpace(call[1]), "function") {
				continue
			}
			if p, ok := readCall(call[2], values); ok {
				d.paged = true
				return p.after(d)
			}
		}
	}
	p, ok := d.countedPages(values)
	if !ok {
		return nil
	}
	return p.after(d)
}

// readCall reads createPageHTML(total, current, "stem", "ext"). Other templates
// put the id of an element first and count from one, and add the number of
// rows at the end.
func readCall(arguments string, values map[string]int) (pages, bool) {
	var p pages
	var numbers []int
	var texts []string
	for i, a := range strings.Split(arguments, ",") {
		a = strings.TrimSpace(a)
		if text, quoted := unquote(a); quoted {
			if i == 0 {
				p.fromOne = true
				continue
			}
			texts = append(texts, text)
			continue
		}
		n, err := strconv.Atoi(a)
		if err != nil {
			known := false
			if n, known = values[a]; !known {
				return pages{}, false
			}
		}
		if len(texts) == 0 {
			numbers = append(numbers, n)
		}
	}
	if len(numbers) != 2 || len(texts) < 2 || texts[0] == "" {
		return pages{}, false
	}
	p.total, p.current, p.stem, p.ext = numbers[0], numbers[1], texts[0], strings.TrimPrefix(texts[1], ".")
	return p, p.ext != ""
}

func unquote(s string) (string, bool) {
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1], true
	}
	return "", false
}

// countedPages reads the count from the variables of older templates. The file
// name is the page's own; in a folder's name, the one its articles end in.
func (d *document) countedPages(values map[string]int) (pages, bool) {
	p := pages{stem: "index", ext: "html", current: -1}
	for _, name := range []string{"countPage", "totalPage", "pageCount", "nPageCount", "totalPages"} {
		if n, known := values[name]; known && p.total == 0 {
			p.total = n
		}
	}
	for _, name := range []string{"currentPage", "curPage", "nCurrIndex"} {
		if n, known := values[name]; known && p.current < 0 {
			p.current = n
		}
	}
	if m := pageFile.FindStringSubmatch(path.Base(pathOf(d.url))); m != nil && !strings.HasSuffix(pathOf(d.url), "/") {
		p.stem, p.ext = m[1], m[3]
		if p.current < 0 {
			p.current, _ = strconv.Atoi(m[2])
		}
	} else {
		p.ext = d.commonExtension()
	}
	p.current = max(p.current, 0)
	d.paged = d.paged || p.total > 0
	return p, p.total > 1
}

// commonExtension is the one most articles of the page have.
func (d *document) commonExtension() string {
	seen := map[string]int{}
	best := "html"
	for i := range d.links {
		if m := pageFile.FindStringSubmatch(path.Base(pathOf(d.links[i].url))); m != nil && trsArticle.MatchString(d.links[i].url) {
			if seen[m[3]]++; seen[m[3]] > seen[best] {
				best = m[3]
			}
		}
	}
	return best
}

// after returns the addresses of the pages that follow, nearest first. Whether
// the first page is number 0 or 1 shows only on it: its file has no number.
func (p pages) after(d *document) []Request {
	m := pageFile.FindStringSubmatch(path.Base(pathOf(d.url)))
	if onFirst := m == nil || m[2] == ""; onFirst {
		p.fromOne = p.current == 1
	}
	last := p.total - 1
	if p.fromOne {
		last = p.total
	}
	var out []Request
	for n := p.current + 1; n <= last && len(out) < lookahead; n++ {
		file := p.stem + "_" + strconv.Itoa(n) + "." + p.ext
		canonical, err := urls.Canonical(file, d.base, d.charset)
		if err != nil {
			return out
		}
		out = append(out, get(canonical))
	}
	return out
}
