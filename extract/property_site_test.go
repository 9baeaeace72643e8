package extract_test

import (
	"fmt"
	"html"
	"math/rand/v2"
	"strings"
)

// containers are elements that content systems put a body in.
var containers = []string{`div class="TRS_Editor"`, `div id="zoom"`, `div class="article-content"`, `div id="vsb_content"`, `div class="v_news_content"`,
	`ucapcontent`, `div class="pages_content"`, `div class="xxgk-content"`, `td class="detail"`, `article`, `div class="con_x1"`, `div`}

// htmlPage renders a report as a page of a site, with more or less around it.
func (d draw) htmlPage(p *paper, table func(*rand.Rand, *sheet) string) string {
	body := d.htmlBody(p, table)
	if p.copies == 2 {
		body += d.htmlBody(p, table)
	}
	site := d.dice("site")
	container := pick(site, containers)
	if d.off["site"] {
		container = "div"
	}
	tag := strings.Fields(container)[0]
	inner := "<" + container + ">" + body + "</" + tag + ">"
	if d.chance("nested", 25) || tag == "td" {
		inner = "<table width=\"1000\"><tr><td><table><tr>" + cellOf(tag, inner) + "</tr></table></td></tr></table>"
	}
	head := "<title>" + p.title + "</title>"
	if d.chance("tags", 40) {
		head += `<meta name="ArticleTitle" content="` + p.title + `"><meta name="ContentSource" content="` + p.agency + `">`
	}
	above, below := "", ""
	if d.chance("site", 70) {
		above, below = chrome(site, p)
		if p.turn != nil {
			above, below = p.turn(above), p.turn(below) // a mirror turns all of a page
		}
	}
	return "<!DOCTYPE html><html><head><meta charset=\"utf-8\">" + head + "</head><body>" + above + inner + below + "</body></html>"
}

func cellOf(tag, inner string) string {
	if tag == "td" {
		return inner
	}
	return "<td>" + inner + "</td>"
}

// htmlBody writes title, headings, paragraphs and tables.
func (d draw) htmlBody(p *paper, table func(*rand.Rand, *sheet) string) string {
	dice := d.dice("markup")
	heading := pick(dice, []string{"h2", "h3", "p", "div"})
	var b strings.Builder
	fmt.Fprintf(&b, "<h1>%s</h1>\n", p.title)
	for _, bl := range p.blocks {
		switch {
		case bl.sheet != nil:
			b.WriteString(table(dice, bl.sheet))
		case bl.heading:
			fmt.Fprintf(&b, "<%s>%s</%s>\n", heading, html.EscapeString(bl.text), heading)
		default:
			fmt.Fprintf(&b, "<p>　　%s</p>\n", html.EscapeString(bl.text))
		}
	}
	return b.String()
}

// chrome is what a portal prints around an article.
func chrome(dice *rand.Rand, p *paper) (above, below string) {
	above = `<div class="nav"><a href="/">首页</a><a href="/zwgk/">政务公开</a><a href="/hdjl/">互动交流</a></div><div class="wz">当前位置：首页 &gt; 政府信息公开年报</div>`
	if dice.IntN(2) == 0 {
		above += `<table class="xxgk"><tr><td>索引号</td><td>0123/` + fmt.Sprint(p.year+1) + `-00012</td><td>发布机构</td><td>` + p.agency + `</td></tr><tr><td>公开日期</td><td>` + fmt.Sprint(p.year+1) + `-01-20</td><td>文号</td><td>无</td></tr></table>`
	}
	if dice.IntN(2) == 0 {
		above += `<div class="info">浏览次数：<span>128</span> 字体：【大 中 小】 <a href="#">打印</a> 分享到：</div>`
	}
	if dice.IntN(3) == 0 && (p.turn == nil || !avoids("", "annotated markers")) {
		above += `<ul class="menu">`
		for _, h := range p.headings() {
			above += "<li><a href=\"#\">" + h + "</a></li>"
		}
		above += "</ul>"
	}
	below = `<div class="page">上一篇：<a href="1.html">机构职能</a> 下一篇：<a href="2.html">领导分工</a></div><div class="footer">主办单位：某某办公室 ICP备12345678号 版权所有</div>`
	return above, below
}
