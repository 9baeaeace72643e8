package portal

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// Names of the fields of rows, in lower case, the best first: what the systems
// seen call a title, an address and a day. A new system is a new word.
var (
	titleKeys = []string{"titlehtml", "realtitle", "fulltitle", "title", "infotitle", "doctitle", "vc_title", "subject", "docname", "infoname", "headline", "name"}
	urlKeys   = []string{"url", "infourl", "post_url", "docpuburl", "linkurl", "link", "href", "staticurl", "htmlpath", "puburl", "pageurl", "visiturl", "path"}
	dayKeys   = []string{"publishedtimestr", "display_publish_time", "pubdate", "publishtime", "publishedtime", "publishdate", "infodate", "releasetime", "docreltime", "date", "writtendate", "time", "create_time", "createtime", "createdate"}
	totalKeys = []string{"total", "totalrecord", "totalcount", "totalnum", "totalelements", "totalrows", "recordcount", "rowcount", "totalnumber", "count"}
	pagesKeys = []string{"totalpage", "totalpages", "pagecount", "totalpagenum", "pagetotal", "pages"}
)

// roles says what a field of an object is for.
var roles = rolesOf()

type role struct {
	part rowPart
	rank int
}

type rowPart uint8

const (
	aTitle rowPart = iota
	aURL
	aDay
	aTotal
	aPages
	rowParts
)

func rolesOf() map[string]role {
	m := map[string]role{}
	for part, keys := range [rowParts][]string{aTitle: titleKeys, aURL: urlKeys, aDay: dayKeys, aTotal: totalKeys, aPages: pagesKeys} {
		for rank, key := range keys {
			m[key] = role{part: rowPart(part), rank: rank + 1}
		}
	}
	return m
}

// Bounds of one JSON answer. Real ones nest some ten levels.
const (
	maxNesting = 100
	maxJSON    = 2_000_000 // tokens
)

// object is one that is being read: what it says for each part of a row, and
// how well the name of the field fits.
type object struct {
	array     bool
	key       string // of the value to come
	named     bool   // the key was read
	said      [rowParts]string
	rank      [rowParts]int
	fragments []string
}

// readJSON reads the rows of a list in JSON wherever they stand: objects that
// have a title and an address, and texts that hold markup with links. What
// follows the first value is not read, and a damaged one to where it breaks.
func readJSON(text string) answer {
	var a answer
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	stack := []object{{array: true}}
	for range maxJSON {
		token, err := decoder.Token()
		if err != nil || len(stack) > maxNesting {
			break
		}
		top := &stack[len(stack)-1]
		switch v := token.(type) {
		case json.Delim:
			if v == '{' || v == '[' {
				top.named = false
				stack = append(stack, object{array: v == '['})
				continue
			}
			closed := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			a.close(closed, &stack[len(stack)-1])
			if len(stack) == 1 {
				return a.settled(stack[0])
			}
		case string:
			if !top.array && !top.named {
				top.key, top.named = strings.ToLower(v), true
				continue
			}
			top.say(v)
		case json.Number:
			top.say(v.String())
		default:
			top.named = false
		}
	}
	for len(stack) > 1 { // a damaged answer ends within its containers
		closed := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		a.close(closed, &stack[len(stack)-1])
	}
	return a.settled(stack[0])
}

// say notes the value of a field.
func (o *object) say(value string) {
	o.named = false
	if strings.Contains(value, "<") && (strings.Contains(value, "href") || strings.Contains(value, "<record>") || strings.Contains(value, "onclick")) && len(o.fragments) < MaxLinks {
		r, known := roles[o.key]
		if o.array || !known || r.part != aTitle {
			o.fragments = append(o.fragments, value)
			return
		}
	}
	if o.array {
		return
	}
	r, known := roles[o.key]
	if !known || value == "" || len(value) > 8*maxText {
		return
	}
	better := o.rank[r.part] == 0 || r.rank < o.rank[r.part]
	if r.part == aTitle && o.rank[aTitle] != 0 && isCut(o.said[aTitle]) != isCut(value) {
		better = isCut(o.said[aTitle])
	}
	if better {
		o.said[r.part], o.rank[r.part] = value, r.rank
	}
}

// close takes in an object that has ended: a row, or one that says how many
// rows there are. What markup it had is its parent's unless it was a row: that
// is the article then.
func (a *answer) close(o object, parent *object) {
	if o.array {
		parent.fragments = append(parent.fragments, o.fragments...)
		return
	}
	if o.said[aTitle] != "" && o.said[aURL] != "" {
		if len(a.fragments) < MaxLinks {
			a.fragments = append(a.fragments, rowOf(o.said[aTitle], o.said[aURL], o.said[aDay]))
			a.rows++
		}
		return
	}
	if a.total == 0 {
		a.total = within(o.said[aTotal], maxTotal)
	}
	if a.pages == 0 {
		a.pages = within(o.said[aPages], maxPages)
	}
	parent.fragments = append(parent.fragments, o.fragments...)
}

// settled adds the markup that stood in texts.
func (a answer) settled(root object) answer {
	for _, f := range root.fragments {
		inner := answer{fragments: []string{f}}
		if strings.Contains(f, "<record>") {
			inner = readDatastore(f)
		} else {
			inner.count(f)
		}
		a.fragments = append(a.fragments, inner.fragments...)
		a.rows += inner.rows
		a.total, a.pages = first(a.total, inner.total), first(a.pages, inner.pages)
	}
	return a
}

func within(text string, most int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > most {
		return 0
	}
	return n
}

// rowOf is a row as a list page would print it.
func rowOf(title, address, day string) string {
	if strings.ContainsAny(title, "<&") {
		title = textOf(parse(title), nil)
	}
	return `<li><a href="` + html.EscapeString(address) + `">` + html.EscapeString(title) + `</a> <span>` + html.EscapeString(dayOf(day)) + `</span></li>`
}

// dayOf is a day in any of the forms fields have it: printed, as 20240117, or
// in seconds or milliseconds since 1970, which portals mean in their own time.
func dayOf(text string) string {
	if d := findDay(text); d != "" {
		return d
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n <= 0 {
		return ""
	}
	if len(text) == 8 {
		if day, err := time.Parse("20060102", text); err == nil {
			return day.Format(time.DateOnly)
		}
	}
	if n > 1e11 {
		n /= 1000
	}
	if n < 1e8 || n > 1e10 {
		return ""
	}
	return time.Unix(n, 0).In(time.FixedZone("CST", 8*3600)).Format(time.DateOnly)
}
