package extract

import (
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

// fields reads label cells such as 发布机构 and 公开日期 beside or before their
// values.
func (m *meta) fields(doc *goquery.Document) {
	doc.Find("td, th, li, span, label, div, p, dt, b, strong, em, i").EachWithBreak(func(i int, s *goquery.Selection) bool {
		node := s.Nodes[0]
		if tooLong(node, 200, 0) > 200 {
			return i < 20000
		}
		text := squeeze(s.Text())
		label, value, _ := strings.Cut(strings.NewReplacer("[", "", "]", "", "【", "", "】", "", "：", ":").Replace(text), ":")
		switch label {
		case "发布机构", "发布单位", "公开机构", "公开主体", "发文机关", "发文单位":
			if value == "" {
				value = squeeze(s.Next().Text())
			}
			if m.issuer == "" && len(value) < 120 {
				m.issuer = strings.TrimSpace(value)
			}
		case "发布日期", "公开日期", "发布时间", "生成日期", "成文日期", "公开时间", "日期", "时间", "发文日期":
			if value == "" {
				value = squeeze(s.Next().Text())
			}
			if d, ok := firstDate(value); ok && m.pubDate == "" {
				m.pubDate = d
			}
		}
		return i < 20000
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
