package extract

import (
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// meta is what a page says of its article outside the body: the national tags
// (国办发〔2017〕47号 附件), the title element, headings, page fields.
type meta struct {
	title   string // ArticleTitle
	head    string // title element
	h1      []string
	pubDate string // PubDate or a page field, as printed
	source  string // ContentSource
	issuer  string // 发布机构
}

// readMeta reads the head and the page fields of a document.
func readMeta(doc *goquery.Document) meta {
	var m meta
	doc.Find("meta[name]").Each(func(_ int, s *goquery.Selection) {
		content := plainText(s.AttrOr("content", ""))
		if content == "" {
			return
		}
		switch strings.ToLower(strings.TrimSpace(s.AttrOr("name", ""))) {
		case "articletitle":
			m.title = first(m.title, content)
		case "pubdate", "publishdate", "pub_date":
			m.pubDate = first(m.pubDate, content)
		case "contentsource", "source":
			m.source = first(m.source, content)
		}
	})
	m.head = plainText(doc.Find("title").First().Text())
	doc.Find("h1, h2, ucaptitle, .title, .tit, #title, .bt, .article-title, .xl_title, .con_title").EachWithBreak(func(i int, s *goquery.Selection) bool {
		if t := plainText(s.Text()); t != "" && len(t) < 300 {
			m.h1 = append(m.h1, t)
		}
		return i < 40
	})
	if m.pubDate == "" {
		m.pubDate = plainText(doc.Find("publishtime").First().Text())
	}
	m.fields(doc)
	return m
}

var (
	// fieldDate is a date with its label, in a line of page fields.
	fieldDate = regexp.MustCompile(`(?:日期|时间|日期为)[\]】)）]?[:：]?((?:19|20)[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2})`)
	// infoLine is a line of page fields whose date has no label.
	infoLine = regexp.MustCompile(`来源[:：]|作者[:：]|点击|浏览|阅读|字[体号]|打印`)
	// dateLabel and issuerLabel are cells whose value stands in the next one.
	dateLabel   = regexp.MustCompile(`^[\[【]?(?:发布|公开|生成|成文|发文|印发)?(?:日期|时间)[\]】]?[:：]?$`)
	issuerLabel = regexp.MustCompile(`^[\[【]?(?:发布机构|发布单位|公开机构|公开主体|公开责任部门|发文机关|发文单位|制发机关)[\]】]?[:：]?(.*)$`)
)

// maxFields bounds how many elements are looked at for page fields.
const maxFields = 20_000

// fields reads page fields: a label such as 发布机构 or 公开日期 with its value
// behind it or in the next cell.
func (m *meta) fields(doc *goquery.Document) {
	doc.Find("td, th, li, span, label, div, p, dt, b, strong, em, i, h3, h4, h5, h6").EachWithBreak(func(i int, s *goquery.Selection) bool {
		if tooLong(s.Nodes[0], 240, 0) > 240 {
			return i < maxFields
		}
		text := squeeze(s.Text())
		if m.pubDate == "" {
			if f := fieldDate.FindStringSubmatch(text); f != nil {
				m.pubDate = f[1]
			} else if dateLabel.MatchString(text) {
				m.pubDate, _ = firstDate(s.Next().Text())
			} else if infoLine.MatchString(text) {
				m.pubDate, _ = firstDate(text)
			}
		}
		if f := issuerLabel.FindStringSubmatch(text); f != nil && m.issuer == "" {
			m.issuer = first(f[1], squeeze(s.Next().Text()))
		}
		return i < maxFields && (m.pubDate == "" || m.issuer == "")
	})
}

// plainText undoes what editors put into tags: line breaks and entities.
func plainText(s string) string {
	s = strings.NewReplacer("<br>", "", "<br/>", "", "<BR>", "", "<br />", "", "&nbsp;", " ", "&ldquo;", "“", "&rdquo;", "”", "&amp;", "&").Replace(s)
	return strings.Join(strings.Fields(s), " ")
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// tooLong measures the text below a node, in bytes, and stops at the limit.
func tooLong(n *html.Node, limit, depth int) int {
	if depth > maxNesting {
		return limit + 1
	}
	size := 0
	for c := n.FirstChild; c != nil && size <= limit; c = c.NextSibling {
		if c.Type == html.TextNode {
			size += len(strings.TrimSpace(c.Data))
		} else {
			size += tooLong(c, limit-size, depth+1)
		}
	}
	return size
}
