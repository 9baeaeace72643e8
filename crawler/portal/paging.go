package portal

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"nianbao/seeds/urls"
)

// Words of paging links, without spaces. Arrows are read as 下一页 only inside a
// block of paging links, or where they lead to a later page of this list.
var (
	nextWords  = []string{"下一页", "下页", "后一页", "后页", "下一頁", "next", "nextpage"}
	lastWords  = []string{"尾页", "末页", "最后一页", "最末页", "最后页", "last", "lastpage"}
	backWords  = []string{"首页", "第一页", "上一页", "上页", "前一页", "前页", "上一頁", "first", "previous", "prev"}
	nextArrows = []string{">", ">>", "›", "»", "→", "&gt;"}
)

// maxLooks is by how many numbered links the current page is looked for: they
// stand in one row, and each look reads the row.
const maxLooks = 8

// lookahead is how many pages are named ahead where only a count says that
// they are there: a wrong count costs no more, and a page that fails does not
// hide the next.
const lookahead = 2

// maxShown is how many of the pages that links lead to are taken off one page:
// those behind them show the rest, as long as something is there.
const maxShown = 6

// next marks the page's paging links and notes the further pages of the list:
// those it shows itself; where it shows none, those its scripts ask for or
// know of.
func next(d *document, kind family, out *Listing) {
	shown := gets(d.distinct(d.shownPages()))
	if d.endpoint {
		out.Next = d.following(kind)
		out.Shell = len(out.Next) > 0 && out.Next[0].Before == 0
		return
	}
	shown = shown[:min(len(shown), maxShown)]
	d.countPages()
	if len(shown) == 0 || d.listed() == 0 {
		out.Next = d.askedBy(kind, out)
	}
	out.Next = append(out.Next, shown...)
	if len(out.Next) == 0 && kind.next != nil {
		out.Next = d.unseen(kind.next(d))
	}
	if len(out.Next) == 0 {
		out.Next = d.unseen(d.counted())
	}
}

// shownPages are the addresses of pages that the page's own links lead to:
// 下一页 first, then numbered ones in order, then the last. Where only the last
// one is told, those before it are made up after it.
func (d *document) shownPages() []string {
	var ahead, last []string
	numbered := map[int]string{}
	current, looks := 0, 0
	for i := range d.links {
		l := &d.links[i]
		role, n := d.role(l)
		if role == "" {
			continue
		}
		l.paging = true
		d.paged = d.paged || l.url != d.url && l.url != d.column
		if l.url == d.url || urls.Authority(l.url) != urls.Authority(d.url) || isFile(l.url) {
			continue
		}
		switch role {
		case "next":
			ahead = append(ahead, l.url)
		case "last":
			last = append(last, l.url)
		case "number":
			numbered[n] = l.url
			if looks++; current == 0 && looks <= maxLooks {
				current = currentNumber(l.node)
			}
		}
	}
	later := laterThan(numbered, current)
	if len(ahead)+len(later) == 0 && len(last) > 0 {
		later = d.before(last[0])
	}
	return slices.Concat(ahead, later, last)
}

// distinct drops repeats and the pages there were already: this one and the
// column's first.
func (d *document) distinct(list []string) []string {
	seen := map[string]bool{d.url: true, d.column: true}
	var out []string
	for _, u := range list {
		if !seen[u] && len(out) < MaxNext {
			seen[u] = true
			out = append(out, u)
		}
	}
	return out
}

// laterThan returns the numbered pages after the current one, in order. Page 1
// is where the list was entered.
func laterThan(numbered map[int]string, current int) []string {
	var numbers []int
	for n := range numbered {
		if n > max(current, 1) {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	out := make([]string, len(numbers))
	for i, n := range numbers {
		out[i] = numbered[n]
	}
	return out
}

// role says what a link is in a row of paging links, "" if it is none: next,
// last, back, or number with its number.
func (d *document) role(l *link) (role string, n int) {
	if l.node.Data == "link" {
		return "next", 0
	}
	word := strings.ToLower(fold(l.title))
	if len(word) > 24 {
		return "", 0
	}
	bare := strings.Trim(word, "<>«»‹›[]()|←→· ")
	switch {
	case slices.Contains(nextWords, bare):
		return "next", 0
	case slices.Contains(lastWords, bare) && d.inPaging(l.node):
		return "last", 0
	case slices.Contains(backWords, bare) && d.inPaging(l.node):
		return "back", 0
	case l.title == "" || bare == "":
		return d.arrow(l)
	}
	bare = strings.TrimSuffix(strings.TrimPrefix(bare, "第"), "页")
	if n, err := strconv.Atoi(bare); err == nil && n > 0 && n < 10000 && (l.node.Data == "option" || d.inPaging(l.node) || d.isNumbered(l.url, n)) {
		return "number", n
	}
	return "", 0
}

// isNumbered tells the address of page n of this list.
func (d *document) isNumbered(canonical string, n int) bool {
	own, found := d.ownNumber(canonical)
	return found && own == n
}

// arrow reads a link that shows nothing but an arrow, which its description
// has trimmed off with the marks of list items.
func (d *document) arrow(l *link) (string, int) {
	shown := textOf(l.node, nil)
	if !slices.Contains(nextArrows, shown) {
		return "", 0
	}
	_, at, _ := pagingName(d.url)
	if n, found := d.ownNumber(l.url); found && n > max(at, 1) || d.inPaging(l.node) {
		return "next", 0
	}
	return "", 0
}

// pagingClasses are words of class names and ids of paging blocks.
var pagingClasses = []string{"page", "paging", "pager", "pagination", "fanye", "fenye"}

// maxPagingLinks bounds a block of paging links, so that a whole page with the
// word in it is none.
const maxPagingLinks = 40

// inPaging tells whether a link stands in a block of paging links: a small
// container, not an item of a list, that is called so or says so.
func (d *document) inPaging(n *html.Node) bool {
	for up, level := n.Parent, 0; up != nil && level < 4 && d.counts[up] <= maxPagingLinks; up, level = up.Parent, level+1 {
		if up.Data == "body" {
			return false
		}
		names := strings.ToLower(attr(up, "class") + " " + attr(up, "id"))
		for _, word := range pagingClasses {
			if strings.Contains(names, word) {
				return true
			}
		}
		text := fold(textOf(up, nil))
		if strings.Contains(text, "下一页") || strings.Contains(text, "下页") || strings.Contains(text, "上一页") || strings.Contains(text, "尾页") || strings.Contains(text, "末页") {
			return true
		}
	}
	return false
}

// currentNumber is the number in a block of paging links that is no link: the
// page one is on. 0 if none can be told.
func currentNumber(n *html.Node) int {
	row := n.Parent
	if row == nil || row.Data == "li" && row.Parent == nil {
		return 0
	}
	if row.Data == "li" {
		row = row.Parent
	}
	for c := row.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.Data == "a" && attr(c, "href") != "" && !isMarkedCurrent(c) {
			continue
		}
		if !isMarkedCurrent(c) && c.Data != "span" && c.Data != "strong" && c.Data != "b" && c.Data != "em" && c.Data != "font" {
			continue
		}
		if number, err := strconv.Atoi(fold(textOf(c, nil))); err == nil && number > 0 && number < 10000 {
			return number
		}
	}
	return 0
}

func isMarkedCurrent(n *html.Node) bool {
	for _, word := range strings.Fields(strings.ToLower(attr(n, "class"))) {
		switch word {
		case "current", "cur", "active", "on", "now", "thisclass", "selected", "currentpage":
			return true
		}
	}
	return false
}
