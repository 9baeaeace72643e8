package families

import (
	"fmt"
	"net/http"
	"path"
	"strings"

	"nianbao/seeds/sample"
)

// static systems write each page of a list into a file of its own.

// systems are all content systems in a fixed order.
func systems() []system {
	return []system{
		trs(), trsCount(), ucap(), ucapFiles(), hanweb(), hanwebFixed(), hanwebOld(), hanwebModule(), hanwebAnnual(), jpaas(), truecms(),
		gkmlpt(), vsb(), vsbList(), epoint(), epointFile(), longcheer(), shaanxi(), hzgov(), hebei(), aspnet(), framed(), numberedPages(), untold(),
	}
}

// printer makes a page of a list, counted from 1.
type printer func(n int, page []entry) string

// paged adds the pages of a list: the first at its path, the others at numbers
// between two texts, where they are those of the pages.
func (s *site) paged(list int, first string, rest []numbered, print printer) {
	s.get(first, func(*http.Request) sample.Answer { return s.nth(list, 1, print) })
	for _, r := range rest {
		if r.answer == nil {
			r.answer = func(n int) sample.Answer { return s.nth(list, n, print) }
		}
		s.numbered = append(s.numbered, r)
	}
}

// nth answers with a page of a list.
func (s *site) nth(list, n int, print printer) sample.Answer {
	if s.fails(n) {
		return failed()
	}
	page, good := s.turned(list, n, s.size)
	if !good || n < 1 {
		return s.missing()
	}
	return s.html(print(n, page))
}

// trs is TRS WCM as most provinces have it: the number of pages stands in a
// call, the files count from index_1, links are relative.
func trs() system {
	const column = "/zfxxgk/zfxxgknb/"
	return system{
		family: "trs", note: "createPageHTML, index_1 is page 2, relative links",
		breaks: []Break{WrongCount, Failing, FirstAgain, Gone, GoneHome, BareYears},
		open:   `<div class="view TRS_UEDITOR trs_paper_default trs_web">`, close: "</div>",
		column:  func(*site) string { return column },
		article: func(s *site, r *Report) string { return column + trsName(r) },
		build: func(s *site) {
			s.trsPages(0, column, func(pages, n int) string {
				return fmt.Sprintf("<div class=\"page\"><script src=\"/images/page.js\"></script><script>createPageHTML(%d, %d, \"index\", \"html\");</script></div>", pages, n-1)
			})
			if s.Break == Failing {
				s.spare(false)
			}
		},
	}
}

func trsName(r *Report) string {
	day := compact(r.Published)
	return fmt.Sprintf("%s/t%s_%s.html", day[:6], day, number(r.Title, 1000000, 4999999))
}

// trsPages adds the files of a TRS column.
func (s *site) trsPages(list int, column string, paging func(pages, n int) string) {
	print := func(n int, page []entry) string {
		var b strings.Builder
		for i, e := range page {
			if rest, own := strings.CutPrefix(e.href, column); own {
				e.href = "./" + rest
			}
			b.WriteString(e.item(i))
		}
		pages, _ := s.stated(list, s.size)
		return s.list(s.yearbook(), s.subs(list)+"<ul class=\"gl-list\">\n"+b.String()+"</ul>\n"+paging(pages, n))
	}
	s.paged(list, column, []numbered{{column + "index_", ".html", func(n int) sample.Answer {
		if n == 0 {
			return s.missing()
		}
		return s.nth(list, n+1, print)
	}}}, print)
	s.routes[column+"index.html"] = s.routes[column]
}

// subs links the sub-columns of a column, on its own first list only.
func (s *site) subs(list int) string {
	if s.system.family != "trs-count" || list != 0 {
		return ""
	}
	return `<ul class="tab"><li><a href="./bm/">部门年报</a></li><li><a href="./xz/">镇街年报</a></li></ul>`
}

// trsCount is TRS WCM with the number of pages in variables, and sub-columns of
// departments and townships.
func trsCount() system {
	const column = "/zwgk/xxgk/gknb/"
	at := []string{column, column + "bm/", column + "xz/"}
	return system{
		family: "trs-count", note: "countPage in a script; sub-columns of departments and townships",
		breaks: []Break{EmptySecond},
		open:   `<div class="TRS_Editor">`, close: "</div>",
		column: func(*site) string { return column },
		lists: func(_ *site, r Report) int {
			switch {
			case strings.HasSuffix(r.Agency, "镇人民政府"):
				return 2
			case strings.HasSuffix(r.Agency, "局"):
				return 1
			}
			return 0
		},
		article: func(s *site, r *Report) string { return at[s.system.lists(s, *r)] + trsName(r) },
		build: func(s *site) {
			for i := range s.lists {
				s.trsPages(i, at[i], func(pages, n int) string {
					return fmt.Sprintf(trsCounting, n-1, pages)
				})
				if i > 0 {
					s.Further = append(s.Further, s.Base+at[i])
				}
			}
			if s.Break == EmptySecond {
				s.spare(true)
			}
		},
	}
}

// trsCounting is the paging of older TRS templates.
const trsCounting = `<script>
var currentPage = %d;//所在页从0开始
var prevPage = currentPage-1//上一页
var nextPage = currentPage+1//下一页
var countPage = %d//共多少页
document.write("共"+countPage+"页&nbsp;&nbsp;");
if(countPage>1&&currentPage!=(countPage-1))
	document.write("<a href=\"index"+"_" + nextPage + "."+"html\">下一页</a>&nbsp;");
else
	document.write("下一页&nbsp;");
</script>`

// ucap is UCAP's static list: list_2 is page 2, the call counts from 1.
func ucap() system {
	const column = "/zwgk/gknb/list.shtml"
	return system{
		family: "ucap", note: "createPageHTML with the page from 1, list_2 is page 2; the head of an article is a table",
		breaks: []Break{LastAgain},
		open:   ucapOpen, close: "</UCAPCONTENT></div>",
		column:  func(*site) string { return column },
		article: ucapName,
		build: func(s *site) {
			print := func(n int, page []entry) string {
				pages, entries := s.stated(0, s.size)
				return s.list(s.yearbook(), "<div class=\"list\"><ul>\n"+items(page)+"</ul></div>\n"+
					fmt.Sprintf("<div id=\"page_div\"></div><script>createPageHTML('page_div',%d, %d,'list','shtml',%d);</script>", pages, n, entries))
			}
			s.paged(0, column, []numbered{{before: "/zwgk/gknb/list_", after: ".shtml"}}, print)
		},
	}
}

const ucapOpen = `<table class="headInfo"><tbody><tr><td>名　　称</td><td colspan="3"><ucaptitle></ucaptitle></td></tr>
<tr><td>索 引 号</td><td>LH0300-01</td><td>公开日期</td><td>见正文</td></tr></tbody></table>
<div class="article-content" id="zoomcon"><UCAPCONTENT>`

func ucapName(_ *site, r *Report) string {
	return fmt.Sprintf("/zwgk/gknb/%s/%s.shtml", compact(r.Published)[:6], hex32(r.Title))
}

// vsb is Boda's static list, whose numbers count down: page 2 of 3 is 2.htm,
// page 3 is 1.htm.
func vsb() system {
	const column = "/zfxxgk/xxgknb.htm"
	return system{
		family: "vsb", note: "pages count down; GB18030", charset: "gb18030",
		breaks: []Break{Failing},
		open:   `<form name="_newscontent_fromname"><div id="vsb_content"><div class="v_news_content">`, close: "</div></div></form>",
		column:  func(*site) string { return column },
		article: vsbName,
		build: func(s *site) {
			pages, _ := s.stated(0, s.size)
			print := func(n int, page []entry) string {
				return s.list(s.yearbook(), "<table class=\"winstyle1039\">"+vsbRows(page, n)+"</table>"+vsbPaging(pages, n))
			}
			s.paged(0, column, []numbered{{before: "/zfxxgk/xxgknb/", after: ".htm", answer: func(n int) sample.Answer {
				if n < 1 || n >= pages {
					return s.missing()
				}
				return s.nth(0, pages+1-n, print)
			}}}, print)
			if s.Break == Failing {
				s.spare(true)
				s.must(2*s.size, len(s.lists[0])) // the last page is linked from the first
			}
		},
	}
}

func vsbName(_ *site, r *Report) string {
	return "/info/1039/" + number(r.Title, 1000000, 9999999) + ".htm"
}

// vsbRows prints the lines of a list, relative to where it stands.
func vsbRows(page []entry, n int) string {
	up := "../"
	if n > 1 {
		up = "../../"
	}
	var b strings.Builder
	for i, e := range page {
		if strings.HasPrefix(e.href, "/") {
			e.href = up + e.href[1:]
		}
		fmt.Fprintf(&b, "<tr id=\"line_u7_%d\"><td><a class=\"c124907\" href=\"%s\" target=\"_blank\" title=\"%s\">%s</a></td><td><span class=\"timestyle\">%s</span></td></tr>\n",
			i, e.href, e.title, e.title, strings.ReplaceAll(e.date, "-", "/"))
	}
	return b.String()
}

// vsbPaging is the bar below a list; it stands two folders deep from page 2 on.
func vsbPaging(pages, n int) string {
	at := func(i int) string {
		switch {
		case i == 1 && n == 1:
			return "xxgknb.htm"
		case i == 1:
			return "../xxgknb.htm"
		case n == 1:
			return fmt.Sprintf("xxgknb/%d.htm", pages+1-i)
		}
		return fmt.Sprintf("%d.htm", pages+1-i)
	}
	var b strings.Builder
	b.WriteString(`<div class="pb_sys_common pb_sys_normal pb_sys_style1"><span class="p_pages">`)
	for i := 1; i <= pages; i++ {
		if i == n {
			fmt.Fprintf(&b, `<span class="p_no_d">%d</span>`, i)
			continue
		}
		fmt.Fprintf(&b, `<span class="p_no"><a href="%s">%d</a></span>`, at(i), i)
	}
	if n < pages {
		fmt.Fprintf(&b, `<span class="p_next p_fun"><a href="%s">下页</a></span><span class="p_last p_fun"><a href="%s">尾页</a></span>`, at(n+1), at(pages))
	}
	return b.String() + "</span></div>"
}

// must says of entries of the first list that they have to be found after all.
func (s *site) must(from, to int) {
	for _, e := range s.lists[0][min(from, len(s.lists[0])):min(to, len(s.lists[0]))] {
		for j := range s.Reports {
			if s.Reports[j].path == e.href {
				s.Reports[j].Must = true
			}
		}
	}
}

// shaanxi is the province's common platform: a folder for each year, snowflake
// numbers, and the second page of a folder as 2.html.
func shaanxi() system {
	const column = "/zfxxgk/zfxxgknb/zj/"
	folder := func(year int) string { return fmt.Sprintf("%s%dn/", column, year) }
	return system{
		family: "shaanxi", note: "a sub-column for each year, with pages of its own; snowflake numbers",
		breaks: []Break{Gone}, size: 7, years: 3, bodies: 12,
		open: `<div id="info_content">`, close: "</div>",
		column: func(*site) string { return column },
		lists:  func(_ *site, r Report) int { return lastYear - r.Year },
		article: func(_ *site, r *Report) string {
			return folder(r.Year) + number(r.Title, 1500000000000000000, 1599999999999999999) + ".html"
		},
		build: func(s *site) {
			var tabs strings.Builder
			for i := range s.lists {
				year := lastYear - i
				fmt.Fprintf(&tabs, "<li><a href=\"%s\">%d年</a></li>", folder(year), year)
				s.Further = append(s.Further, s.Base+folder(year))
				print := func(n int, page []entry) string {
					pages, _ := s.stated(i, s.size)
					return s.list(fmt.Sprintf("%d年", year), "<ul class=\"list\">\n"+items(page)+"</ul>"+
						nextAndLast(n, pages, func(i int) string { return fmt.Sprintf("%d.html", i) }))
				}
				s.paged(i, folder(year), []numbered{{before: folder(year), after: ".html"}}, print)
			}
			s.still(column, func() string { return s.list(s.yearbook(), "<ul class=\"years\">"+tabs.String()+"</ul>") })
		},
	}
}

// hzgov is a front of Zhejiang: plain lists under names of its own.
func hzgov() system {
	const column = "/hzgov/front/s136/zwgk/zfxxgknb/"
	return system{
		family: "hzgov", note: "index_2 is page 2; next and last are links",
		breaks: []Break{LastAgain},
		open:   `<div class="article">`, close: "</div>",
		column: func(*site) string { return column },
		article: func(_ *site, r *Report) string {
			return fmt.Sprintf("%s%s/%s/i%s.html", column, r.Published[:4], compact(r.Published), number(r.Title, 1000000, 4999999))
		},
		build: func(s *site) {
			print := func(n int, page []entry) string {
				pages, _ := s.stated(0, s.size)
				return s.list(s.yearbook(), "<ul>\n"+items(page)+"</ul>"+nextAndLast(n, pages, func(i int) string { return fmt.Sprintf("%sindex_%d.html", column, i) }))
			}
			s.paged(0, column, []numbered{{before: column + "index_", after: ".html"}}, print)
		},
	}
}

// nextAndLast links the next and the last page.
func nextAndLast(n, pages int, at func(int) string) string {
	if n >= pages {
		return fmt.Sprintf("<div class=\"pages\">第%d页/共%d页</div>", n, pages)
	}
	return fmt.Sprintf("<div class=\"pages\">第%d页/共%d页 <a href=\"%s\">下一页</a> <a href=\"%s\">末页</a></div>", n, pages,
		strings.ReplaceAll(at(n+1), "&", "&amp;"), strings.ReplaceAll(at(pages), "&", "&amp;"))
}

// framed is a shell with the list in a frame, as in Changzhou and Huaian.
func framed() system {
	const column, inner = "/xxgk/ndbg/index.html", "/xxgk_list/ndbg/list.html"
	return system{
		family: "frame", note: "the list stands in a frame of the same host, beside frames that count visits",
		breaks: []Break{Hollow},
		open:   `<div class="articleCont" id="Zoom">`, close: "</div>",
		column: func(*site) string { return column },
		article: func(_ *site, r *Report) string {
			return fmt.Sprintf("/html/ndbg/%s/%s.html", r.Published[:4], number(r.Title, 1000000, 9999999))
		},
		build: func(s *site) {
			print := func(n int, page []entry) string {
				pages, _ := s.stated(0, s.size)
				return "<html><head><meta charset=\"utf-8\"></head><body><ul>\n" + items(page) + "</ul>" +
					nextAndLast(n, pages, func(i int) string { return fmt.Sprintf("list_%d.html", i) }) + "</body></html>"
			}
			s.paged(0, inner, []numbered{{before: "/xxgk_list/ndbg/list_", after: ".html"}}, print)
			s.still(column, func() string {
				return s.list(s.yearbook(), `<iframe src="/module/visitcount/visit.jsp?type=3&amp;columnid=7" width="0" height="0"></iframe>
<iframe src="/user/login.html" style="display:none"></iframe>
<div class="tq"><iframe src="/weather/plugin.html" width="200" height="28" scrolling="no"></iframe></div>
<div class="sp"><iframe src="/video/player.html?id=7" width="400" height="300"></iframe></div>
<div style="display: none"><iframe src="/zt/show.html?id=1"></iframe></div>
<iframe id="listframe" src="`+inner+`" width="100%" height="900" frameborder="0"></iframe>`)
			})
		},
	}
}

// numberedPages has its pages as a last segment of the path.
func numberedPages() system {
	const column = "/channel/gknb"
	return system{
		family: "segments", note: "pages are the last segment of the path, linked by number; sessions in links", session: true,
		breaks: []Break{FirstAgain},
		open:   `<div class="pages_content">`, close: "</div>",
		column:  func(*site) string { return column },
		article: func(_ *site, r *Report) string { return "/content/" + number(r.Title, 1000000, 9999999) },
		build: func(s *site) {
			print := func(n int, page []entry) string {
				pages, _ := s.stated(0, s.size)
				var b strings.Builder
				for i := max(1, n-2); i <= min(pages, n+2); i++ {
					if i == n {
						fmt.Fprintf(&b, "<em>%d</em> ", i)
						continue
					}
					fmt.Fprintf(&b, "<a href=\"%s\">%d</a> ", path.Join(column, fmt.Sprint(i)), i)
				}
				return s.list(s.yearbook(), "<ul>\n"+items(page)+"</ul><div class=\"pager\">"+b.String()+"</div>")
			}
			s.paged(0, column, []numbered{{before: column + "/"}}, print)
		},
	}
}

// untold says nothing of its further pages: a script from a file turns them.
func untold() system {
	const column = "/zwgk/zfxxgkndbg/index.html"
	return system{
		family: "untold", note: "no link and no count: page 2 has to be guessed, and wrong guesses answer 200", size: 14, soft: true, full: true,
		breaks: []Break{LastAgain},
		open:   `<div id="content">`, close: "</div>",
		column: func(*site) string { return column },
		article: func(_ *site, r *Report) string {
			return fmt.Sprintf("/zwgk/zfxxgkndbg/%s/%s.html", compact(r.Published)[:6], number(r.Title, 1000000, 9999999))
		},
		build: func(s *site) {
			print := func(_ int, page []entry) string {
				return s.list(s.yearbook(), "<ul>\n"+items(page)+"</ul><div id=\"more\">加载更多</div><script src=\"/js/turn.js\"></script>")
			}
			s.paged(0, column, []numbered{{before: "/zwgk/zfxxgkndbg/index_", after: ".html"}}, print)
		},
	}
}
