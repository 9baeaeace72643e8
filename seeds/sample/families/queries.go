package families

import (
	"fmt"
	"net/http"
	"strings"

	"nianbao/seeds/sample"
)

// vsbList is Boda's dynamic list: a program with the page in its query, linked.
func vsbList() system {
	const path = "/list.jsp"
	return system{
		family: "vsb-list", note: "PAGENUM in a query of a program, linked as next and last; sessions in links; GB18030", charset: "gb18030", session: true,
		breaks: []Break{FirstAgain},
		open:   `<div id="vsb_content">`, close: "</div>",
		column:  func(*site) string { return path + "?urltype=tree.TreeTempUrl&wbtreeid=1039" },
		article: vsbName,
		build: func(s *site) {
			s.asked(path, "PAGENUM", func(n int) string {
				return fmt.Sprintf("list.jsp?PAGENUM=%d&urltype=tree.TreeTempUrl&wbtreeid=1039", n)
			})
		},
	}
}

// asked adds a list whose page stands in a parameter, with links to the next
// and the last.
func (s *site) asked(path, parameter string, at func(n int) string) {
	s.get(path, func(r *http.Request) sample.Answer {
		return s.nth(0, whole(r.URL.Query().Get(parameter), 1), func(n int, page []entry) string {
			pages, _ := s.stated(0, s.size)
			return s.list(s.yearbook(), "<ul>\n"+items(page)+"</ul>"+nextAndLast(n, pages, at))
		})
	})
}

// aspnet is a portal of its own making: list and reports by query, the menu
// below posts back.
func aspnet() system {
	const path = "/xxgk/year_list.aspx"
	return system{
		family: "aspnet", note: "list and reports are queries of two programs; numbers post back",
		breaks: []Break{Framed, FirstAgain, PostsBack},
		open:   `<td class="detail">`, close: "</td>",
		column: func(*site) string { return path + "?dept=38" },
		article: func(_ *site, r *Report) string {
			return "/xxgk/year_details.aspx?dept=38&id=" + number(r.Title, 1000000, 9999999)
		},
		build: func(s *site) {
			if s.Break == PostsBack {
				s.postsBack(path)
				return
			}
			s.asked(path, "page", func(n int) string { return fmt.Sprintf("year_list.aspx?dept=38&page=%d", n) })
			inner := s.routes[path]
			s.get(path, func(r *http.Request) sample.Answer {
				a := inner(r)
				a.Body = []byte(strings.Replace(string(a.Body), "<div class=\"pages\">",
					"<input type=\"hidden\" name=\"__VIEWSTATE\" value=\"/wEPDwUKMTY3\"><a href=\"javascript:__doPostBack('Pager1','2')\">2</a><div class=\"pages\">", 1))
				return a
			})
			s.get("/xxgk/year_details.aspx", s.byQuery("id"))
		},
	}
}

// postsBack adds a list of AspNetPager as it is set up by itself: whatever page
// comes back for a posted form alone.
func (s *site) postsBack(path string) {
	s.size = 5
	s.routes[path] = func(r *http.Request) sample.Answer {
		n := 1
		if r.Method == http.MethodPost && r.PostFormValue("__EVENTTARGET") == "AspNetPager1" && r.PostFormValue("__VIEWSTATE") != "" {
			n = whole(r.PostFormValue("__EVENTARGUMENT"), 1)
		}
		return s.nth(0, n, func(n int, page []entry) string {
			pages, _ := s.stated(0, s.size)
			var b strings.Builder
			for i := 1; i <= pages; i++ {
				fmt.Fprintf(&b, `<a href="javascript:__doPostBack('AspNetPager1','%d')">%d</a>`, i, i)
			}
			return s.list(s.yearbook(), fmt.Sprintf(`<form method="post" action="year_list.aspx?dept=38" id="form1">
<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="/wEPDwUKMTY3NzE5MjIyMA9k"><input type="hidden" name="__EVENTTARGET" value=""><input type="hidden" name="__EVENTARGUMENT" value="">
<ul>
%s</ul><div id="AspNetPager1" class="pages">共%d页 %s<a href="javascript:__doPostBack('AspNetPager1','%d')">下一页</a></div></form>`, items(page), pages, b.String(), n+1))
		})
	}
	s.get("/xxgk/year_details.aspx", s.byQuery("id"))
	s.spare(true)
}

// byQuery answers reports that are told apart by a parameter.
func (s *site) byQuery(parameter string) handler {
	return func(r *http.Request) sample.Answer {
		asked := parameter + "=" + r.URL.Query().Get(parameter)
		for i := range s.Reports {
			if strings.HasSuffix(s.Reports[i].path, asked) {
				return s.html(s.article(&s.Reports[i]))
			}
		}
		return s.missing()
	}
}

// hebei has blocks: the column's page asks for fragments of a list.
func hebei() system {
	column := "/columns/" + uuid("hebei column")
	path := column + "/index.html"
	block := column + "/templates/" + uuid("hebei template") + "/blocks/" + uuid("hebei block")
	return system{
		family: "hebei", note: "the column's page asks for fragments of HTML; page count in a script",
		breaks: []Break{WrongCount},
		open:   `<div class="xiangqnr" id="zoom">`, close: "</div>",
		column: func(*site) string { return path },
		article: func(_ *site, r *Report) string {
			return column + "/" + compact(r.Published)[:6] + "/" + number(r.Title, 10000000, 99999999) + ".html"
		},
		build: func(s *site) {
			s.get(block, func(r *http.Request) sample.Answer {
				page, _ := s.turned(0, whole(r.URL.Query().Get("page"), 1), s.size)
				return s.html("<ul class=\"list\">\n" + items(page) + "</ul>")
			})
			s.still(path, func() string {
				page, _ := s.turned(0, 1, s.size)
				pages, _ := s.stated(0, s.size)
				return s.list(s.yearbook(), fmt.Sprintf(`<div id="block"><ul class="list">
%s</ul></div><div id="pagination"></div>
<script>
var totalPage = %d, currentPage = 1;
function turnPage(n){ $.get("%s?page=" + n, function(d){ $('#block').html(d); }); }
</script>`, items(page), pages, block))
			})
		},
	}
}

// longcheer is the platform of Anhui: the column's page holds the report
// itself, of the year that timeFrame names; without one, of the newest.
func longcheer() system {
	at := func(i int) string { return fmt.Sprintf("/public/column/%d", 6981+i) }
	return system{
		family: "longcheer", note: "the column's page holds the text of a year's report; years are queries of it",
		breaks: []Break{Failing}, bodies: 4,
		open: `<div class="j-fontContent wzcon">`, close: "</div>",
		column: func(*site) string { return at(0) + "?type=3" },
		lists:  func(s *site, r Report) int { return s.bodyOf(r) },
		article: func(s *site, r *Report) string {
			if r.Year == lastYear {
				return at(s.bodyOf(*r)) + "?type=3"
			}
			return fmt.Sprintf("%s?type=3&nav=5&sub=4&timeFrame=%d&hasContent=true", at(s.bodyOf(*r)), r.Year)
		},
		build: func(s *site) {
			s.Columns = nil
			for i := range s.lists {
				s.Columns = append(s.Columns, s.Base+at(i)+"?type=3")
				s.get(at(i), func(r *http.Request) sample.Answer {
					return s.timeFrame(i, whole(r.URL.Query().Get("timeFrame"), lastYear))
				})
			}
			if s.Break == Failing {
				for i := range s.Reports {
					s.Reports[i].Must = s.Reports[i].Year != lastYear-1
				}
			}
		},
	}
}

// bodyOf is which of the portal's bodies a report is of.
func (s *site) bodyOf(r Report) int {
	for i, b := range bodies {
		if s.place+b == r.Agency {
			return i
		}
	}
	return 0
}

// timeFrame is the page of a body and year.
func (s *site) timeFrame(body, year int) sample.Answer {
	if s.Break == Failing && year == lastYear-1 {
		return failed()
	}
	var years strings.Builder
	var shown *Report
	for i := range s.Reports {
		r := &s.Reports[i]
		switch {
		case s.bodyOf(*r) != body:
		case r.Year == year:
			shown = r
			fmt.Fprintf(&years, "<li class=\"on\">%d年</li>", r.Year)
		default:
			fmt.Fprintf(&years, "<li><a href=\"%s\">%d年</a></li>", strings.ReplaceAll(r.path, "&", "&amp;"), r.Year)
		}
	}
	if shown == nil {
		return s.html(s.list(s.yearbook(), "<ul class=\"years\">"+years.String()+"</ul><div>暂无信息</div>"))
	}
	d := shown.Document
	return s.html(s.list(shown.Title, fmt.Sprintf("<ul class=\"years\">%s</ul><h1>%s</h1><div class=\"wzxx\">发布时间：%s 信息来源：%s</div>\n%s",
		years.String(), d.Title, d.Published, d.Source, s.body(d))))
}
