package portal

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// day is a date as lists print it: 2024-01-17, 2024.1.17, 2024/01/17,
// 2024年1月17日, in brackets or not.
var day = regexp.MustCompile(`(?:^|[^0-9])((?:19|20)[0-9]{2})\s?[-./年]\s?([0-9]{1,2})\s?[-./月]\s?([0-9]{1,2})(?:日|[^0-9]|$)`)

// edgeDay is one at either end of a link's text, with its brackets.
var edgeDay = regexp.MustCompile(`^[\[(（【]?(?:19|20)[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}[\])）】]?\s*|\s*[\[(（【]?(?:19|20)[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}[\])）】]?$`)

// findDay returns the first real date in a text as YYYY-MM-DD, or "".
func findDay(text string) string {
	if !strings.Contains(text, "20") && !strings.Contains(text, "19") {
		return ""
	}
	for _, m := range day.FindAllStringSubmatch(text, 4) {
		year, _ := strconv.Atoi(m[1])
		month, _ := strconv.Atoi(m[2])
		date, _ := strconv.Atoi(m[3])
		out := fmt.Sprintf("%04d-%02d-%02d", year, month, date)
		if _, err := time.Parse(time.DateOnly, out); err == nil {
			return out
		}
	}
	return ""
}

// cutDate takes a date off either end of a link's text. One inside belongs to
// the title, and so does one in words (2024年1月17日会议).
func cutDate(text string) (rest, date string) {
	at := edgeDay.FindStringIndex(text)
	if at == nil {
		return text, ""
	}
	date = findDay(text[at[0]:at[1]])
	if date == "" {
		return text, ""
	}
	return strings.TrimSpace(text[:at[0]] + text[at[1]:]), date
}

// maxItemLinks is how many links an item may hold (its title, its file, 更多)
// for its date to be that of each.
const maxItemLinks = 3

// dateBeside returns the date printed beside a link: in the largest element
// that holds no other link, in its item, or in the text after it.
func (d *document) dateBeside(n *html.Node) string {
	item := n
	for level := 0; level < 6 && item.Parent != nil && !isItem(item); level++ {
		parent := item.Parent
		if d.counts[parent] > maxItemLinks || parent.Data == "body" {
			break
		}
		item = parent
		if d.counts[item] == d.counts[n] || isItem(item) {
			if date := findDay(textOf(item, d.isLink)); date != "" {
				return date
			}
		}
	}
	return d.dateAfter(n)
}

// dateAfter reads the text between a link and the next one, on pages whose
// list is a run of links and line breaks.
func (d *document) dateAfter(n *html.Node) string {
	read := 0
	for s := n.NextSibling; s != nil && d.counts[s] == 0 && read < 4; s = s.NextSibling {
		read++
		if date := findDay(textOf(s, nil)); date != "" {
			return date
		}
	}
	return ""
}

func (d *document) isLink(n *html.Node) bool {
	return n.Type == html.ElementNode && n.Data == "a" && d.counts[n] > 0
}

func isItem(n *html.Node) bool {
	switch n.Data {
	case "li", "tr", "dd", "dt":
		return n.Type == html.ElementNode
	}
	return false
}
