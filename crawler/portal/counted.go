package portal

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"nianbao/seeds/urls"
)

// pagingNames are parameters that number the pages of a list, in any case.
var pagingNames = []string{"page", "pageIndex", "pageNo", "pageNum", "currPage", "curPage", "currentPage", "current", "pn", "p"}

// countMost is how much of a page is searched for counts: list pages are
// smaller.
const countMost = 2 << 20

// countPages reads what the page says of how long its list is.
func (d *document) countPages() {
	d.told.count(d.text)
}

// pagingName is the parameter that numbers a page in its address, with its
// value.
func pagingName(canonical string) (name string, n int, found bool) {
	_, query, _ := strings.Cut(canonical, "?")
	for field := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(field, "=")
		if n, err := strconv.Atoi(value); err == nil && n >= 0 && slices.ContainsFunc(pagingNames, func(known string) bool { return strings.EqualFold(known, name) }) {
			return name, n, true
		}
	}
	return "", 0, false
}

// ownNumber is the number of a page of this very list: by an address that is
// this page's but for the parameter that numbers pages.
func (d *document) ownNumber(canonical string) (n int, found bool) {
	name, n, found := pagingName(canonical)
	return n, found && withQuery(d.url, name, strconv.Itoa(n)) == canonical
}

// counted returns the pages after this one where it says how many there are
// and its own address has a number.
func (d *document) counted() []Request {
	if name, n, found := pagingName(d.url); found && n < d.told.pages {
		return []Request{get(d.url).with(name, n+1)}
	}
	return nil
}

// pageNumber is the number in the address of a later page: list_2.shtml,
// column-index-3.shtml, nb/2.html, /col/12/2.
var pageNumber = regexp.MustCompile(`^(.*?[/_-])([0-9]{1,4})((?:\.[a-z]{1,5})?/?)$`)

// successor is the address of the page after a numbered one.
func successor(canonical string) (string, bool) {
	if name, n, found := pagingName(canonical); found {
		return get(canonical).with(name, n+1).URL, n < maxNumber
	}
	p, rest, _ := strings.Cut(canonical, "?")
	m := pageNumber.FindStringSubmatch(pathOf(p))
	if m == nil {
		return "", false
	}
	n, err := strconv.Atoi(m[2])
	if err != nil || n >= maxNumber {
		return "", false
	}
	next := urls.Authority(canonical) + m[1] + strconv.Itoa(n+1) + m[3]
	if rest != "" {
		next += "?" + rest
	}
	return next, true
}

// before returns the pages from this one to the last, which alone is linked.
func (d *document) before(last string) []string {
	var out []string
	at := d.url
	if _, _, found := pagingName(last); found {
		if name, _, _ := pagingName(last); get(at).key() != "" {
			if _, has := get(at).number(name); !has {
				at = get(last).with(name, 1).URL
			}
		}
	} else if m := pageNumber.FindStringSubmatch(pathOf(last)); m == nil {
		return nil
	} else if own := pageNumber.FindStringSubmatch(pathOf(at)); own == nil || own[1] != m[1] || own[3] != m[3] {
		start := "1" // the second page is 2, or 1 where pages are counted from 0: both are named
		if m[2] == "1" {
			return nil // it counts down
		}
		at = urls.Authority(last) + m[1] + start + m[3]
		if strings.HasSuffix(m[1], "_") {
			out = append(out, at)
		}
	}
	for range lookahead {
		following, ok := successor(at)
		if !ok || following == last {
			break
		}
		out = append(out, following)
		at = following
	}
	return out
}

const (
	// maxGuesses bounds the addresses that are tried for the second page of a
	// list that says there is one; quietGuesses where it does not.
	maxGuesses   = 4
	quietGuesses = 2
	// leastPage is the least number of rows of the first of several pages.
	leastPage = 5
)

// fullPages are numbers of rows that portals set for a page: a list of just so
// many may go on.
var fullPages = []int{10, 15, 20, 25, 30}

// nextWord is a paging link, or what is left of one where there is none.
var nextWord = regexp.MustCompile(`下一页|下页|下一頁|后一页|加载更多|查看更多`)

// guesses are addresses that may be the second page of a list that shows no
// way to it. A list that may well be complete is not guessed at.
func (d *document) guesses(kind family, out *Listing) []Request {
	rows := d.rowLinks()
	if d.paged || rows < leastPage || len(out.Entries) == 0 || out.Shell {
		return nil
	}
	t := d.told
	if t.pages > 0 && t.pages <= max(t.current, 1) || t.total > 0 && t.total <= rows {
		return nil
	}
	most := maxGuesses
	if t.pages < 2 && t.total <= rows && !nextWord.MatchString(d.text) {
		if !slices.Contains(fullPages, rows) {
			return nil
		}
		most = quietGuesses
	}
	var list []Request
	for _, address := range d.templates(kind) {
		canonical, err := urls.Canonical(address, d.base, d.charset)
		if err == nil && urls.Authority(canonical) == urls.Authority(d.url) {
			r := get(canonical)
			r.Before, r.Guess = rows, true
			list = append(list, r)
		}
	}
	list = d.unseen(list)
	return list[:min(len(list), most)]
}

var (
	// scriptStem is a script that puts the address of a page together:
	// 'index_' + n + '.html'.
	scriptStem = regexp.MustCompile(`['"]([\w/.-]{1,60}[_-]|[\w/.-]{0,60}/)['"]\s*\+[^;'"]{1,60}\+\s*['"](\.s?html?)['"]`)
	// scriptQuery is one that numbers it by a parameter: '?page=' + n.
	scriptQuery = regexp.MustCompile(`[?&]((?i)page|pageIndex|pageNo|pageNum|curr?Page|currentPage|current|pn|p)=['"]\s*\+`)
)

// templates are addresses of a second page as the systems seen call it, the
// likeliest first. What a script of the page writes goes before all others.
func (d *document) templates(kind family) []string {
	var out []string
	for _, script := range d.scripts {
		if m := scriptStem.FindStringSubmatch(script); m != nil {
			out = append(out, m[1]+"2"+m[2], m[1]+"1"+m[2])
		}
		if m := scriptQuery.FindStringSubmatch(script); m != nil {
			out = append(out, withQuery(d.url, m[1], "2"))
		}
	}
	p := pathOf(d.url)
	_, n, numbered := pagingName(d.url)
	if m := pageNumber.FindStringSubmatch(p); numbered && n <= 1 || m != nil && m[2] == "1" { // any other number is a column's
		if next, ok := successor(d.url); ok {
			return append(out, next)
		}
	}
	folder, file := path.Split(p)
	ext := path.Ext(file)
	stem := strings.TrimSuffix(file, ext)
	switch {
	case strings.Contains(d.url, "?") || slices.Contains([]string{".jsp", ".aspx", ".asp", ".php", ".do", ".action"}, ext):
		return append(out, withQuery(d.url, "page", "2"), withQuery(d.url, "pageNo", "2"))
	case file != "" && ext == "":
		return append(out, p+"/2", withQuery(d.url, "page", "2"))
	case file == "":
		stem, ext = "index", "."+d.commonExtension()
	}
	stems := []string{folder + stem + "_2" + ext, folder + stem + "_1" + ext}
	if kind.name == "trs" && stem == "index" {
		slices.Reverse(stems)
	}
	out = append(out, stems...)
	return append(out, folder+"2"+ext, withQuery(d.url, "page", "2"))
}

// guessOn returns the page after one that was tried and turned out to be one. A
// page with fewer rows than the first is the last.
func (d *document) guessOn() []Request {
	if t := d.told; d.rowLinks() < d.asked.Before || t.pages > 0 && t.current >= t.pages {
		return nil
	}
	next, ok := successor(d.url)
	if !ok {
		return nil
	}
	r := get(next)
	r.Before, r.Guess = d.asked.Before, true
	return d.unseen([]Request{r})
}
