package bulk

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"nianbao/seeds/sample"
)

// PerHost is how many pages one portal has.
const PerHost = 200

// listEvery is which pages of a portal are lists: every so manieth.
const listEvery = 12

// start is when the first page is asked.
var start = time.Date(2025, 2, 1, 22, 0, 0, 0, time.FixedZone("CST", 8*3600))

// Page is one made-up answer.
type Page struct {
	URL   string
	Title string
	At    time.Time // when it was asked: pages of one portal follow each other by 3 s
	List  bool      // a list of reports, and no report
	Year  int       // reported on; 0 of lists
	Body  []byte    // UTF-8
}

// Maker makes pages. It remembers the last portal, and so is for one goroutine
// and pages in about the order of their numbers. The zero value is ready.
type Maker struct {
	n    int
	site *site
	docs []sample.Truth
}

// Page makes the nth page. Visit counts how often it was asked before: what
// moves with time has then moved by a week each.
func (m *Maker) Page(n, visit int) Page {
	if m.site == nil || m.n != n/PerHost {
		m.n, m.site = n/PerHost, portalOf(n/PerHost)
	}
	if m.docs == nil {
		m.docs = sample.Documents()
	}
	at := start.Add(time.Duration(n%PerHost)*3*time.Second + time.Duration(visit)*7*24*time.Hour)
	// What stands in the body is the page's own; what moves round it is time's.
	own := rand.New(rand.NewPCG(uint64(n), 0xb0d7))
	moving := rand.New(rand.NewPCG(uint64(n), 1+uint64(visit)))
	p := Page{At: at, List: n%listEvery == 0}
	column := own.IntN(len(m.site.columns))
	var body string
	if p.List {
		p.Title = m.site.columns[column]
		p.URL = fmt.Sprintf("http://%s/zfxxgk/c%d/list_%d.shtml", m.site.host, column, n%PerHost)
		body = list(own)
	} else {
		doc := document(own, m.docs)
		p.Title, p.Year = doc.Title, doc.Year
		p.URL = fmt.Sprintf("http://%s/zfxxgk/c%d/%d%02d/t%08d_%d.html", m.site.host, column, p.Year+1, 1+own.IntN(3), 20080101+own.IntN(170000), n)
		rendering := m.site.rendering
		if own.IntN(5) == 0 {
			rendering = m.site.otherRendering
		}
		body = inner(sample.Render(doc, rendering))
	}
	p.Body = []byte(m.site.dress(p, column, body, own, moving))
	return p
}

// inner is the body of a rendered sample page.
func inner(page []byte) string {
	_, rest, _ := strings.Cut(string(page), `<div class="TRS_Editor">`)
	body, _, _ := strings.Cut(rest, `<div class="tools">`)
	return strings.TrimSuffix(strings.TrimSpace(body), "</div>")
}

// document is one of the sample's with other names, words and figures.
func document(r *rand.Rand, docs []sample.Truth) sample.Document {
	d := pick(r, docs).Document.Clone()
	d.Agency = place(r) + "县" + pick(r, bureaus)
	d.Printed, d.Source = d.Agency, d.Agency
	d.Title = fmt.Sprintf("%s%d年政府信息公开工作年度报告", d.Agency, d.Year)
	d.Published = fmt.Sprintf("%d-%02d-%02d", d.Year+1, 1+r.IntN(3), 1+r.IntN(28))
	d.Traditional, d.Copies = false, 0
	for i := range d.Sections {
		s := &d.Sections[i]
		for j := range s.Paragraphs {
			s.Paragraphs[j] = prose(r, 60+r.IntN(80))
		}
		for j := range s.Tables {
			refill(r, &s.Tables[j])
		}
	}
	return d
}

// refill puts other figures into a table: as in real ones, most are 0.
func refill(r *rand.Rand, t *sample.Table) {
	for i := range t.Rows {
		for j := range t.Rows[i].Cells {
			text := "0"
			if r.IntN(4) == 0 {
				text = fmt.Sprint(r.IntN(500))
			}
			t.Rows[i].Cells[j].Text, t.Rows[i].Cells[j].Value = text, &text
		}
	}
}

// list is the entries of a list page.
func list(r *rand.Rand) string {
	var b strings.Builder
	b.WriteString("<ul class=\"gl-list\">\n")
	for range 20 {
		fmt.Fprintf(&b, "<li><a href=\"./%d%02d/t%08d_%d.html\" target=\"_blank\" title=\"\">%s%s%d年政府信息公开工作年度报告</a><span>%d-%02d-%02d</span></li>\n",
			2015+r.IntN(10), 1+r.IntN(12), 20080101+r.IntN(170000), r.IntN(1e6), place(r), pick(r, bureaus), 2014+r.IntN(10), 2015+r.IntN(10), 1+r.IntN(12), 1+r.IntN(28))
	}
	b.WriteString("</ul>\n")
	return b.String()
}

// dress puts the portal's chrome round a body.
func (s *site) dress(p Page, column int, body string, own, moving *rand.Rand) string {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>" + p.Title + "_" + s.name + "</title>\n")
	fmt.Fprintf(&b, "<meta name=\"SiteName\" content=\"%s\">\n<meta name=\"ColumnName\" content=\"%s\">\n<meta name=\"ArticleTitle\" content=\"%s\">\n", s.name, s.columns[column], p.Title)
	if s.token {
		fmt.Fprintf(&b, "<meta name=\"csrf-token\" content=\"%016x%016x\">\n", moving.Uint64(), moving.Uint64())
	}
	b.WriteString(s.head + "</head>\n<body>\n")
	fmt.Fprintf(&b, "<div class=\"top\">今天是%s 星期%s <a href=\"/wza/\">无障碍浏览</a></div>\n", p.At.Format("2006年01月02日"), string([]rune("日一二三四五六")[p.At.Weekday()]))
	b.WriteString(s.nav + s.menus[column])
	fmt.Fprintf(&b, "<div class=\"crumb\">当前位置：<a href=\"/\">首页</a> &gt; <a href=\"/zfxxgk/c%d/\">%s</a></div>\n<h1>%s</h1>\n", column, s.columns[column], p.Title)
	fmt.Fprintf(&b, "<div class=\"info\">浏览次数：<em id=\"hits\">%d</em></div>\n<div class=\"%s\">\n%s</div>\n", moving.IntN(40000), s.word, body)
	if !p.List {
		fmt.Fprintf(&b, "<div class=\"near\">上一篇：<a href=\"t%d.html\">%s</a><br>下一篇：<a href=\"t%d.html\">%s</a></div>\n", own.IntN(1e6), headline(own), own.IntN(1e6), headline(own))
	}
	s.sidebar(&b, p.At)
	b.WriteString(s.foot)
	if s.views {
		fmt.Fprintf(&b, "<div class=\"visits\">累计访问：%d</div>\n", 9_000_000+int(p.At.Sub(start)/time.Second)*7+moving.IntN(20))
	}
	b.WriteString("</body>\n</html>\n")
	return b.String()
}

// sidebar is the latest news, one in each gap, and the most read with counts.
func (s *site) sidebar(b *strings.Builder, at time.Time) {
	latest := int(at.Sub(start)/s.gap) + 1000
	b.WriteString("<div class=\"news\"><h3>最新信息</h3><ul>\n")
	for i := range s.news {
		r := rand.New(rand.NewPCG(uint64(latest-i), 0x4e5))
		fmt.Fprintf(b, "<li><a href=\"/xwzx/t%07d.html\">%s</a><span>%s</span></li>\n", r.IntN(1e7), headline(r), at.Add(-time.Duration(i)*s.gap).Format("01-02"))
	}
	b.WriteString("</ul></div>\n<div class=\"hot\"><h3>热点排行</h3><ol>\n")
	for i := range 8 {
		r := rand.New(rand.NewPCG(uint64(latest/40), uint64(i)))
		fmt.Fprintf(b, "<li><a href=\"/xwzx/t%07d.html\">%s</a><em>%d</em></li>\n", r.IntN(1e7), headline(r), 50_000-4000*i+int(at.Unix()/60)%3000)
	}
	b.WriteString("</ol></div>\n")
}
