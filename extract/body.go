package extract

import (
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// containers are the elements in which known content systems put the body of
// an article, surest first.
var containers = strings.Join([]string{
	"ucapcontent", ".TRS_Editor", ".TRS_UEDITOR", ".trs_editor_view", "#vsb_content", ".v_news_content", "#zoom", "#Zoom", "#zoomcon",
	"#ivs_content", "#UCAP-CONTENT", ".article-content", ".article_content", ".articleCont", ".article-con", ".pages_content",
	".news_cont_d_wrap", ".xxgk_content", ".xxgk-content", ".zw-content", ".info-content", "#info_content", ".wrapper_detail_text",
	".jgzn_content", ".hbgov-article-content", ".j-fontContent", ".wzcon", ".xiangqnr", "td.detail", "#Content", "#content", ".content", "article", "main",
}, ",")

// markers are what the body of an annual report says and page chrome does not,
// without white space.
var markers = []string{
	"本年新收政府信息公开", "上年结转政府信息公开", "第二十条第", "未经复议直接起诉", "收到和处理政府信息公开申请情况",
	"主动公开政府信息情况", "存在的主要问题", "其他需要报告的事项", "其他需要说明的事项", "行政诉讼情况", "一、总体情况", "一、概述",
	"结转下年度继续办理", "信息处理费", "统计指标", "指标名称", "勾稽关系",
	"總體情況", "第二十條第", "存在的主要問題", "其他需要報告的事項", "未經復議直接起訴", "结轉下年度", "行政訴訟情況",
}

// body finds the element that holds the report: the deepest one that has
// nearly all markers below it, widened to the container of a known content
// system around it. Without markers it is the surest container, else body.
func body(doc *goquery.Document) *html.Node {
	root := doc.Nodes[0]
	counts := map[*html.Node]int{}
	total := mark(root, counts, 0)
	known := doc.Find(containers)
	if total < 2 {
		return fullest(known, root)
	}
	at := root
	for {
		next := (*html.Node)(nil)
		for c := at.FirstChild; c != nil; c = c.NextSibling {
			if 20*counts[c] >= 17*total {
				next = c
			}
		}
		if next == nil || next.Type != html.ElementNode {
			break
		}
		at = next
	}
	isKnown := make(map[*html.Node]bool, len(known.Nodes))
	for _, n := range known.Nodes {
		isKnown[n] = true
		if 10*counts[n] >= 7*total && counts[n] < counts[at] {
			at = n // most of it is in a body container, and chrome says the rest
		}
	}
	return widen(at, isKnown)
}

// widen goes from the element of the markers out to a known container around
// it, and at least out of the tables the markers may all stand in.
func widen(at *html.Node, known map[*html.Node]bool) *html.Node {
	for n := at; n != nil && n.DataAtom != atom.Body; n = n.Parent {
		if known[n] {
			return n
		}
	}
	for inTable(at) && at.Parent != nil && at.Parent.Type == html.ElementNode {
		at = at.Parent
	}
	return at
}

func inTable(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Table, atom.Tbody, atom.Thead, atom.Tr, atom.P, atom.Span, atom.Pre, atom.Font, atom.B, atom.Strong:
		return true
	}
	return false
}

// mark counts the markers in the text below a node. A short element is read as
// a whole: editors split a label over many spans.
func mark(n *html.Node, counts map[*html.Node]int, depth int) int {
	if depth > maxNesting {
		return 0
	}
	total := 0
	switch {
	case n.Type == html.TextNode:
		total = countMarkers(n.Data)
	case n.Type == html.ElementNode && skipped(n.DataAtom):
		return 0
	case n.Type == html.ElementNode && isLine(n.DataAtom) && tooLong(n, maxLine, 0) <= maxLine:
		total = countMarkers(goquery.NewDocumentFromNode(n).Text())
	default:
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			total += mark(c, counts, depth+1)
		}
	}
	if total > 0 {
		counts[n] = total
	}
	return total
}

// maxLine is the longest text, in bytes, that is one label or one heading.
const maxLine = 600

func isLine(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Td, atom.Th, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Li:
		return true
	}
	return false
}

// maxNesting bounds recursion into markup.
const maxNesting = 400

func skipped(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Noscript, atom.Head, atom.Template, atom.Textarea:
		return true
	}
	return false
}

func countMarkers(s string) int {
	if len(s) < 9 {
		return 0
	}
	n := 0
	s = squeezeSpaces(s)
	for _, m := range markers {
		if strings.Contains(s, m) {
			n++
		}
	}
	return n
}

// squeezeSpaces drops the ASCII and no-break spaces that labels are set with.
func squeezeSpaces(s string) string {
	if !strings.ContainsAny(s, " \t\r\n\u00a0\u3000") {
		return s
	}
	return unspaced.Replace(s)
}

var unspaced = strings.NewReplacer(" ", "", "\t", "", "\r", "", "\n", "", "\u00a0", "", "\u3000", "")

// fullest is the known container with the most text; the whole page where
// there is none.
func fullest(known *goquery.Selection, root *html.Node) *html.Node {
	best, most := root, 0
	for _, n := range known.Nodes {
		if size := textSize(n, 0); size > most {
			best, most = n, size
		}
	}
	return best
}

func textSize(n *html.Node, depth int) int {
	if depth > maxNesting || n.Type == html.ElementNode && skipped(n.DataAtom) {
		return 0
	}
	size := 0
	if n.Type == html.TextNode {
		size = len(strings.TrimSpace(n.Data))
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		size += textSize(c, depth+1)
	}
	return size
}
