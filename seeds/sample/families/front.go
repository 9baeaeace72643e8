package families

import (
	"fmt"
	"net/http"
	"strings"

	"nianbao/seeds/sample"
)

// link is one of a menu.
type link struct{ text, path string }

// yearbook is what a portal calls the column, in the wordings seen.
func (s *site) yearbook() string {
	return []string{"政府信息公开年报", "政府信息公开工作年度报告", "信息公开年报", "政府信息公开年度报告", "年度报告"}[s.index%5]
}

// disclosurePath is the page on disclosure, which leads to the column.
func (s *site) disclosurePath() string {
	return []string{"/zfxxgk/", "/zwgk/zfxxgk/", "/xxgk/index.html", "/zfxxgkpt/"}[s.index%4]
}

// columnPath is the path of the column with query and fragment.
func (s *site) columnPath() string { return strings.TrimPrefix(s.Columns[0], s.Base) }

// leadPath is the same of the column that menus lead to.
func (s *site) leadPath() string { return strings.TrimPrefix(s.Lead, s.Base) }

// deep says that the column stands below 法定主动公开内容, not in the menu itself.
func (s *site) deep() bool { return s.index%2 == 1 }

// scripted says that the main menu is written by a script.
func (s *site) scripted() bool { return s.index%4 == 2 }

// departments says that departments have pages and columns of their own.
func (s *site) departments() bool { return s.index%4 == 1 && s.Break == Sound }

// mapped says that the front page leads to the column by its site map alone.
func (s *site) mapped() bool { return s.index%4 == 3 }

// refreshed says that the front page only leads on to another by itself.
func (s *site) refreshed() bool { return s.index%7 == 3 }

// menu is the main menu.
func (s *site) menu() string {
	links := []link{{"首页", "/"}, {"新闻中心", "/xwzx/"}, {"政务服务", "/bsfw/"}, {"互动交流", "/hdjl/"}}
	if !s.mapped() {
		links = append(links, link{"政务公开", "/zwgk/"})
	}
	if s.scripted() && s.index%8 == 6 {
		var b strings.Builder
		for _, l := range links {
			fmt.Fprintf(&b, "document.write(\"<li><a href='%s' target='_blank'>%s</a></li>\");\n", l.path, l.text)
		}
		return "<ul class=\"nav\"><script>\n" + b.String() + "</script></ul>"
	}
	if s.scripted() {
		var b strings.Builder
		b.WriteString("<div id=\"nav\"></div><script>\nvar menus = [")
		for i, l := range links {
			if i > 0 {
				b.WriteString(",")
			}
			fmt.Fprintf(&b, "{\"name\":\"%s\",\"url\":\"%s\",\"target\":\"_self\"}", l.text, l.path)
		}
		b.WriteString("];\nfor (var i = 0; i < menus.length; i++) { $('#nav').append('<a href=\"' + menus[i].url + '\">' + menus[i].name + '</a>'); }\n</script>")
		return b.String()
	}
	return "<ul class=\"nav\">" + anchors(links) + "</ul>"
}

func anchors(links []link) string {
	var b strings.Builder
	for _, l := range links {
		fmt.Fprintf(&b, "<li><a href=\"%s\">%s</a></li>", strings.ReplaceAll(l.path, "&", "&amp;"), l.text)
	}
	return b.String()
}

func (s *site) mapLink() string {
	if s.mapped() || s.index%3 == 0 {
		return ` | <a href="/wzdt/">网站地图</a>`
	}
	return ""
}

// addFront adds the front page and the pages that lead from it to the column.
func (s *site) addFront() {
	plain := func(path, title string, links []link) {
		if s.routes[path] == nil {
			s.still(path, func() string {
				return s.top(title, "") + "<h2>" + title + "</h2><ul>" + anchors(links) + "</ul>" + s.bottom()
			})
		}
	}
	news := []link{{"县长主持召开常务会议", "/xwzx/202501/1.html"}, {"全县农业农村工作会议召开", "/xwzx/202501/2.html"}}
	home := "/"
	if s.refreshed() {
		home = "/index.shtml"
		s.still("/", func() string {
			return "<html><head><title>" + s.Name + "</title><meta http-equiv=\"refresh\" content=\"0; url=" + home + "\"></head><body></body></html>"
		})
	}
	plain(home, s.Name, append(news, link{"网上办事大厅", "/bsfw/"}))
	plain("/xwzx/", "新闻中心", news)
	plain("/bsfw/", "政务服务", nil)
	plain("/hdjl/", "互动交流", nil)
	open := []link{{"政策文件", "/zwgk/zcwj/"}, {"政府工作报告", "/zwgk/zfgzbg/"}, {"政府信息公开", s.disclosurePath()}, {"财政预决算", "/zwgk/czyjs/"}}
	if s.departments() {
		open = append(open, link{"部门信息公开", "/bmxxgk/"})
		s.addDepartments(plain)
	}
	plain("/zwgk/", "政务公开", open)
	wrong := []link{{"网站工作年度报表", "/zfxxgk/wzbb/"}, {"法治政府建设年度报告", "/zfxxgk/fzzf/"}}
	for _, l := range wrong {
		s.Wrong = append(s.Wrong, s.Base+l.path)
		plain(l.path, l.text, []link{{s.Name + "2024年" + l.text, l.path + "2024.html"}, {s.Name + "2023年" + l.text, l.path + "2023.html"}})
	}
	statutory := append([]link{{"机构职能", "/zfxxgk/jgzn/"}, {"规划计划", "/zfxxgk/ghjh/"}, {"行政许可", "/zfxxgk/xzxk/"}}, wrong...)
	sides := []link{{"政府信息公开指南", "/zfxxgk/zn/"}, {"政府信息公开制度", "/zfxxgk/zd/"}, {"法定主动公开内容", "/zfxxgk/fdzdgknr/"}, {"依申请公开", "/zfxxgk/ysq/"}}
	if s.deep() {
		statutory = append(statutory, link{s.yearbook(), s.leadPath()})
	} else {
		sides = append(sides, link{s.yearbook(), s.leadPath()})
	}
	plain("/zfxxgk/fdzdgknr/", "法定主动公开内容", statutory)
	plain(s.disclosurePath(), "政府信息公开", sides)
	if s.mapLink() != "" {
		plain("/wzdt/", "网站地图", append(append([]link{{"新闻中心", "/xwzx/"}, {"政务服务", "/bsfw/"}}, open...), sides...))
	}
	if s.index%5 == 0 {
		s.addSitemap()
	}
}

// addDepartments adds the pages of departments, each with its own reports.
func (s *site) addDepartments(plain func(path, title string, links []link)) {
	var pages []link
	for _, d := range []link{{"财政局", "czj"}, {"教育局", "jyj"}, {"云禾镇人民政府", "yhz"}} {
		agency, slug := s.place+d.text, d.path
		own := "/bmxxgk/" + slug + "/nb/"
		var reports []entry
		for _, r := range s.Reports {
			if r.Agency == agency {
				reports = append(reports, entry{r.path, r.Title, r.Published, r.Agency})
			}
		}
		s.still(own, func() string { return s.list("信息公开年报", "<ul>"+items(reports)+"</ul>") })
		plain("/bmxxgk/"+slug+"/", agency, []link{{"机构概况", "/bmxxgk/" + slug + "/gk/"}, {"信息公开年报", own}})
		pages = append(pages, link{agency, "/bmxxgk/" + slug + "/"})
		s.Further = append(s.Further, s.Base+own)
	}
	plain("/bmxxgk/", "部门和乡镇信息公开", pages)
}

// addSitemap adds the map that robots of search engines read.
func (s *site) addSitemap() {
	paths := []string{"/", "/xwzx/", "/zwgk/", s.disclosurePath(), "/zfxxgk/zn/", s.leadPath(), "/zfxxgk/wzbb/"}
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n")
	for _, p := range paths {
		p, _, _ = strings.Cut(p, "#")
		fmt.Fprintf(&b, "<url><loc>%s%s</loc><lastmod>2025-02-01</lastmod></url>\n", s.Base, strings.ReplaceAll(p, "&", "&amp;"))
	}
	b.WriteString("</urlset>\n")
	body := b.String()
	if s.robots != "" {
		s.robots += "Sitemap: " + s.Base + "/sitemap.xml\n"
	}
	s.get("/sitemap.xml", func(*http.Request) sample.Answer { return made(http.StatusOK, "text/xml", body) })
}

// breakDown breaks what no family does by itself: the column that is gone or
// stands in a frame.
func (s *site) breakDown() {
	path, _, _ := strings.Cut(s.columnPath(), "?")
	path, _, _ = strings.Cut(path, "#")
	inner := s.routes[path]
	switch s.Break {
	case Gone:
		s.move()
		delete(s.routes, path)
	case GoneHome:
		s.move()
		s.get(path, func(*http.Request) sample.Answer {
			a := made(http.StatusFound, "text/html", "")
			a.Header.Set("Location", "/")
			return a
		})
	case Hollow:
		s.still(path, func() string {
			return s.list(s.yearbook(), `<div id="app"></div><script src="/static/js/chunk-vendors.4f1c.js"></script><script src="/static/js/app.77ab.js"></script>`)
		})
		s.lose()
	case Framed:
		s.routes["/frame"+path] = inner
		s.still(path, func() string {
			return s.list(s.yearbook(), `<iframe src="/module/visitcount/visit.jsp?type=2" width="0" height="0"></iframe>
<iframe id="list" src="/frame`+strings.ReplaceAll(s.columnPath(), "&", "&amp;")+`" width="100%" frameborder="0"></iframe>`)
		})
	}
}

// move has the column stand elsewhere, on one plain page.
func (s *site) move() {
	const path = "/zwgk/zfxxgknb2025/"
	s.Lead = s.Base + path
	s.still(path, func() string {
		var all []entry
		for _, l := range s.lists {
			all = append(all, l...)
		}
		return s.list(s.yearbook(), "<ul>\n"+items(all)+"</ul>")
	})
	s.lose()
}

// lose says that none of the reports need be found.
func (s *site) lose() {
	for i := range s.Reports {
		s.Reports[i].Must = false
	}
}

// spare says of the reports that a break hides that they need not be found:
// those that stand on the second page of a list, or behind the first.
func (s *site) spare(behindFirst bool) {
	for _, l := range s.lists {
		for i, e := range l {
			if i < s.size || !behindFirst && i >= 2*s.size {
				continue
			}
			for j := range s.Reports {
				if s.Reports[j].path == e.href {
					s.Reports[j].Must = false
				}
			}
		}
	}
}
