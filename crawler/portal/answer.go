package portal

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// answer is what an endpoint said: rows of the list as HTML fragments, and how
// many there are in all.
type answer struct {
	fragments []string
	rows      int // of the list in this answer, as far as its form tells; else the links are counted
	total     int // rows of the whole list; 0: not said
	pages     int // pages of the whole list; 0: not said
	current   int // which of them this is, as it says itself; 0: not said
}

// Bounds of what is believed of counts: portals have no longer lists.
const (
	maxTotal = 1_000_000
	maxPages = 100_000
)

// readAnswer reads what an endpoint sent: a datastore in XML, a fragment of
// HTML, JSON, or JSON in a call (JSONP). What is none of them yields nothing.
func readAnswer(text string) answer {
	text = strings.TrimLeft(text, "\ufeff \t\r\n")
	switch {
	case text == "":
		return answer{}
	case text[0] != '<':
		if i := strings.IndexAny(text, "{["); i >= 0 {
			return readJSON(text[i:])
		}
		return answer{}
	case strings.Contains(text, "<record>") || strings.Contains(text, "<datastore>"):
		return readDatastore(text)
	}
	a := answer{fragments: []string{text}}
	a.count(text)
	return a
}

var (
	// recordTotal and recordPages are what a datastore or its script says of
	// the whole list.
	recordTotal = regexp.MustCompile(`(?i)totalrecords?\s*>?\s*[:=]?\s*['"]?([0-9]{1,9})`)
	recordPages = regexp.MustCompile(`(?i)totalpages?\s*>?\s*[:=]?\s*['"]?([0-9]{1,9})`)
)

// recordsOf are the rows of the datastores in a text, as 大汉 JCMS and truecms
// have them: <record><![CDATA[<li>…</li>]]></record>, in some with the markup
// escaped.
func recordsOf(text string) []string {
	const begin, end = "<record>", "</record>"
	var rows []string
	for len(rows) < MaxLinks {
		_, rest, found := strings.Cut(text, begin)
		if !found {
			break
		}
		row, after, closed := strings.Cut(rest, end)
		if !closed {
			break
		}
		text = after
		row = strings.TrimSpace(row)
		if inner, marked := strings.CutPrefix(row, "<![CDATA["); marked {
			row = strings.TrimSuffix(inner, "]]>")
		} else if !strings.Contains(row, "<") {
			row = html.UnescapeString(row)
		}
		rows = append(rows, row)
	}
	return rows
}

func readDatastore(text string) answer {
	a := answer{fragments: recordsOf(text)}
	a.rows = len(a.fragments)
	a.total, a.pages = figure(recordTotal, text, maxTotal), figure(recordPages, text, maxPages)
	return a
}

// figure is the first number a pattern finds in the first of a text, 0 where
// there is none, or one that no list has.
func figure(pattern *regexp.Regexp, text string, most int) int {
	m := pattern.FindStringSubmatch(text[:min(len(text), countMost)])
	if m == nil {
		return 0
	}
	n, err := strconv.Atoi(m[1])
	if err != nil || n < 0 || n > most {
		return 0
	}
	return n
}

// gap is what may stand between the parts of a count: white space and tags.
const gap = `(?:\s|&nbsp;|<[^<>]*>)*`

var (
	// saidPages is 共5页, 共 <b>5</b> 页, 1/5页, 页次：1/5.
	saidPages = regexp.MustCompile(`(?:共|总|/)` + gap + `([0-9]{1,6})` + gap + `页|页次` + gap + `[:：]?` + gap + `[0-9]+` + gap + `/` + gap + `([0-9]{1,6})`)
	// saidCurrent is 第2页, 页次：2/5.
	saidCurrent = regexp.MustCompile(`第` + gap + `([0-9]{1,6})` + gap + `页|页次` + gap + `[:：]?` + gap + `([0-9]{1,6})` + gap + `/`)
	// saidTotal is 共123条, 总数：123, 共 123 条记录.
	saidTotal = regexp.MustCompile(`(?:共|总)(?:有|计|数)?` + gap + `[:：]?` + gap + `([0-9]{1,7})` + gap + `(?:条|篇|个记录|项)`)
	// saidPart is 1/13 alone, as 博达 VSB prints it in its paging row.
	saidPart = regexp.MustCompile(`(?:条|&nbsp;|>)` + gap + `([0-9]{1,5})` + gap + `/` + gap + `([0-9]{1,5})` + gap + `(?:&nbsp;|<|页|$)`)
	// tagCount is the count in the attributes of a block of paging links, in JPAAS.
	tagCount = regexp.MustCompile(`\b(?:count|total)\s*=\s*["']?([0-9]{1,7})`)
)

// count reads what a page or a fragment says in words, or in the attributes of
// its paging block, of the whole list.
func (a *answer) count(text string) {
	if len(text) > countMost {
		return
	}
	if a.total == 0 {
		a.total = pagingTag(text)
	}
	text = aroundCounts(text)
	if a.total == 0 {
		a.total = figure(saidTotal, text, maxTotal)
	}
	if a.pages != 0 {
		return
	}
	if m := saidPages.FindStringSubmatch(text); m != nil {
		a.pages = within(m[1]+m[2], maxPages)
		if m := saidCurrent.FindStringSubmatch(text); m != nil {
			a.current = within(m[1]+m[2], maxPages)
		}
	} else if m := saidPart.FindStringSubmatch(text); m != nil && within(m[1], maxPages) <= within(m[2], maxPages) {
		a.current, a.pages = within(m[1], maxPages), within(m[2], maxPages)
	}
}

// pagingTag is the count in the attributes of a paging block; 0 where there is
// none.
func pagingTag(text string) int {
	for _, name := range []string{"count=", "total=", "count =", "total ="} {
		for at, looks := 0, 0; looks < 20; looks++ {
			i := strings.Index(text[at:], name)
			if i < 0 {
				break
			}
			at += i + len(name)
			begin := strings.LastIndexByte(text[max(at-500, 0):at], '<')
			end := strings.IndexByte(text[at:min(at+500, len(text))], '>')
			if begin < 0 || end < 0 {
				continue
			}
			tag := text[max(at-500, 0)+begin : at+end]
			if n := figure(tagCount, tag, maxTotal); n > 0 && strings.Contains(tag, "pag") {
				return n
			}
		}
	}
	return 0
}

// countMarks are the characters of which each count has one.
var countMarks = []string{"页", "条", "篇", "个记录", "项"}

// aroundCounts is the text around the characters of which each count has one:
// menus and scripts are most of a page.
func aroundCounts(text string) string {
	const before, after, most = 250, 150, 100
	var b strings.Builder
	for _, mark := range countMarks {
		at, done := 0, 0
		for range most {
			i := strings.Index(text[at:], mark)
			if i < 0 {
				break
			}
			at += i + len(mark)
			b.WriteString(text[max(at-before, done):min(at+after, len(text))])
			b.WriteByte('|')
			done = at // what follows is in the next stretch again: a count may begin there
		}
	}
	return b.String()
}
