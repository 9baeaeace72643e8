package extract

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// meta is what a page says of its article outside the body: the national tags
// (国办发〔2017〕47号 附件), the title element, headings, page fields.
type meta struct {
	site    string // SiteName
	title   string // ArticleTitle
	head    string // title element
	h1      []string
	pubDate string // PubDate or a page field, as printed
	ucap    string // publishtime, a tag of UCAP
	field   string // date among the page fields
	source  string // ContentSource
	issuer  string // 发布机构
}

// tag reads one of the national tags; the first of a name stands.
func (m *meta) tag(n *html.Node) {
	name, content := "", ""
	for _, a := range n.Attr {
		switch a.Key {
		case "name":
			name = strings.ToLower(strings.TrimSpace(a.Val))
		case "content":
			content = a.Val
		}
	}
	var field *string
	switch name {
	case "sitename":
		field = &m.site
	case "articletitle":
		field = &m.title
	case "pubdate", "publishdate", "pub_date":
		field = &m.pubDate
	case "contentsource", "source":
		field = &m.source
	default:
		return
	}
	if *field == "" {
		*field = plainText(content)
	}
}

// settle takes the surest date.
func (m *meta) settle() { m.pubDate = firstOf([]string{m.pubDate, m.ucap, m.field}) }

// Where content systems print the title of an article, besides h1 and h2.
var (
	titleClasses = set("title", "tit", "bt", "article-title", "xl_title", "con_title")
)

// Bounds of what is looked at, in bytes of text and in headings.
const (
	maxTitle    = 300
	minField    = len("日期") // less is no label
	maxField    = 240
	maxHeadings = 40
)

// element reads what an element with its text may say of the article.
func (m *meta) element(e element, text string) {
	switch {
	case e.DataAtom == atom.Title:
		m.head = first(m.head, plainText(text))
		return
	case e.Data == "publishtime":
		m.ucap = first(m.ucap, plainText(text))
	}
	if text == "" {
		return
	}
	if len(text) < maxTitle && len(m.h1) < maxHeadings && e.isTitle() {
		if t := plainText(text); t != "" {
			m.h1 = append(m.h1, t)
		}
	}
	if len(text) >= minField && len(text) <= maxField && (m.issuer == "" && mayName(text) || m.field == "" && fieldDates.in(text)) {
		m.fields(e.Node, squeeze(text))
	}
}

func (e element) isTitle() bool {
	return e.DataAtom == atom.H1 || e.DataAtom == atom.H2 || e.Data == "ucaptitle" || e.id == "title" || e.has(titleClasses)
}

var (
	// fieldDates are in every field that has a date.
	fieldDates = newFinder([]string{"日期", "时间", "来源", "作者", "点击", "浏览", "阅读", "字体", "字号", "打印"})
	// fieldDate is a date with its label, in a line of page fields.
	fieldDate = regexp.MustCompile(`(?:日期|时间|日期为)[\]】)）]?[:：]?((?:19|20)[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2})`)
	// infoLine is a line of page fields whose date has no label.
	infoLine = []string{"来源:", "作者:", "点击", "浏览", "阅读", "字体", "字号", "打印"}
	// dateLabel and issuerLabel are cells whose value stands in the next one.
	dateLabel   = regexp.MustCompile(`^[\[【]?(?:发布|公开|生成|成文|发文|印发)?(?:日期|时间)[\]】]?[:：]?$`)
	issuerLabel = regexp.MustCompile(`^[\[【]?(?:发布机构|发布单位|公开机构|公开主体|公开责任部门|发文机关|发文单位|制发机关)[\]】]?[:：]?(.*)$`)
)

// fields reads page fields: a label such as 发布机构 or 公开日期 with its value
// behind it or in the next element.
func (m *meta) fields(n *html.Node, text string) {
	if m.field == "" && fieldDates.in(text) {
		if f := dateIn(text); f != "" {
			m.field = f
		} else if len(text) <= maxDateLabel && dateLabel.MatchString(text) {
			m.field, _ = firstDate(nextText(n))
		} else if containsAny(text, infoLine) {
			m.field, _ = firstDate(text)
		}
	}
	if m.issuer == "" && mayName(text) {
		if f := issuerLabel.FindStringSubmatch(text); f != nil {
			m.issuer = first(f[1], squeeze(nextText(n)))
		}
	}
}

// maxDateLabel is the longest label of a date, in bytes.
const maxDateLabel = len("【发布日期】：")

// dateIn is a date with its label in a line of page fields; empty where there
// is none.
func dateIn(text string) string {
	if strings.Contains(text, "20") || strings.Contains(text, "19") {
		if f := fieldDate.FindStringSubmatch(text); f != nil {
			return f[1]
		}
	}
	return ""
}

// mayName tells by its first character a text that may be the label of an
// issuer.
func mayName(text string) bool { return nameBegins.begin(text) }

var nameBegins = runesOf("发公制[【［\u200b\ufeff")

// nextText is the text of the element behind a label; empty where it is long.
func nextText(n *html.Node) string {
	for s := n.NextSibling; s != nil; s = s.NextSibling {
		if s.Type == html.ElementNode {
			text, _ := shortText(s, maxField)
			return text
		}
	}
	return ""
}

// shortText is the text below a node; ok is false where it is longer than the
// limit, in bytes.
func shortText(n *html.Node, limit int) (text string, ok bool) {
	var b strings.Builder
	var collect func(n *html.Node, depth int) bool
	collect = func(n *html.Node, depth int) bool {
		if n.Type == html.TextNode {
			b.WriteString(strings.TrimSpace(n.Data))
		}
		if depth > maxNesting || b.Len() > limit {
			return false
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if !collect(c, depth+1) {
				return false
			}
		}
		return true
	}
	if !collect(n, 0) {
		return "", false
	}
	return b.String(), true
}

// plainText undoes what editors put into tags: line breaks and entities.
func plainText(s string) string {
	if strings.ContainsAny(s, "<&") {
		s = edited.Replace(s)
	}
	return strings.Join(strings.Fields(s), " ")
}

var edited = strings.NewReplacer("<br>", "", "<br/>", "", "<BR>", "", "<br />", "", "&nbsp;", " ", "&ldquo;", "“", "&rdquo;", "”", "&amp;", "&")

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
