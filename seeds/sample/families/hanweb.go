package families

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"

	"nianbao/seeds/sample"
)

// unit is a jpage list of Hanweb JCMS: the column, the endpoint, and what it
// minds of a request.
type unit struct {
	column, id string
	endpoint   string
	byRecord   bool // startrecord and endrecord count, page does not
	fixed      bool // perpage is ignored
	most       int  // records an answer has at most
}

func (u unit) query(webname string) string {
	return fmt.Sprintf("appid=1&webid=39&path=/&columnid=%s&unitid=%s&webname=%s&permissiontype=0", u.column, u.id, webname)
}

// hanweb is Hanweb JCMS: the first page is inlined as XML in a script, the rest
// comes from an endpoint that obeys page and perpage and ignores startrecord.
// The page itself can be turned too, by uid and pageNum.
func hanweb() system {
	u := unit{column: "61490", id: "247686", endpoint: "/module/web/jpage/dataproxy.jsp", most: 300}
	return hanwebSystem("hanweb", "first page in a data island; page and perpage obeyed, startrecord ignored", u, Forbidden, LastAgain, WrongCount, PostOnly)
}

// hanwebFixed ignores perpage.
func hanwebFixed() system {
	u := unit{column: "1229012", id: "530114", endpoint: "/module/web/jpage/dataproxy.jsp", fixed: true}
	return hanwebSystem("hanweb-fixed", "perpage ignored: ten records whatever is asked", u, EmptySecond, Framed)
}

// hanwebOld is an old release: another path, GB18030 with a gb2312 prolog,
// startrecord and endrecord obeyed, page ignored, an answer cut at 20 records.
func hanwebOld() system {
	u := unit{column: "981", id: "926", endpoint: "/module/jpage/dataproxy.jsp", byRecord: true, most: 20}
	sys := hanwebSystem("hanweb-old", "startrecord and endrecord obeyed, page ignored, 20 records at most; XML in gb2312", u, Failing)
	sys.charset = "gb18030"
	return sys
}

func hanwebSystem(family, note string, u unit, breaks ...Break) system {
	return system{
		family: family, note: note, breaks: breaks,
		open: `<div id="zoom"><!--ZJEG_RSS.content.begin-->`, close: "<!--ZJEG_RSS.content.end--></div>",
		column:  func(*site) string { return "/col/col" + u.column + "/index.html" },
		article: func(_ *site, r *Report) string { return hanwebName(r, u.column) },
		build: func(s *site) {
			s.get("/col/col"+u.column+"/index.html", func(r *http.Request) sample.Answer { return s.hanwebShell(u, r.URL.Query()) })
			s.routes[u.endpoint] = func(r *http.Request) sample.Answer { return s.dataproxy(u, r) }
			if s.Break == PostOnly {
				s.program(u.endpoint, s.routes[u.endpoint])
			}
			switch s.Break {
			case Forbidden:
				s.robots = "User-agent: *\nDisallow: /module/\n"
				s.spare(true)
			case Failing, EmptySecond:
				s.spare(true)
			}
		},
	}
}

// hanwebName is /art/2024/1/5/art_61490_1234567.html: month and day without
// zeros.
func hanwebName(r *Report, column string) string {
	d := strings.Split(r.Published, "-")
	return fmt.Sprintf("/art/%s/%s/%s/art_%s_%s.html", d[0], strings.TrimLeft(d[1], "0"), strings.TrimLeft(d[2], "0"), column, number(r.Title, 100000, 4999999))
}

// hanwebShell is the column's page, turned where the query says so.
func (s *site) hanwebShell(u unit, q url.Values) sample.Answer {
	n := 1
	if q.Get("uid") == u.id {
		n = whole(q.Get("pageNum"), 1)
	}
	page, _ := s.turned(0, n, s.size)
	_, entries := s.stated(0, s.size)
	return s.html(s.list(s.yearbook(), fmt.Sprintf(`<div id="%[1]s" class="jpage"><script type="text/xml"><datastore>
<nextgroup><![CDATA[<a href="%[2]s?page=1&%[3]s"></a>]]></nextgroup>
<recordset>%[4]s</recordset></datastore></script></div>
<script src="/script/jpage/jquery.jpage.js"></script>
<script>
$(function(){
	$('#%[1]s').jpage({
		showMode:'full', totalRecord:%[5]d, dataBefore:'<ul class="list">', dataAfter:'</ul>',
		perPage:%[6]d, groupSize:1, barPosition:'bottom',
		proxyUrl:'%[2]s',
		ajaxParam:{col:1,appid:1,webid:39,path:'/',columnid:%[7]s,sourceContentType:1,unitid:'%[1]s',webname:'%[8]s',permissiontype:0}
	});
});
</script>`, u.id, u.endpoint, u.query(s.Name), records(page), entries, s.size, u.column, s.Name)))
}

// records are entries as the endpoint gives them, each its HTML in CDATA.
func records(page []entry) string {
	var b strings.Builder
	for _, e := range page {
		fmt.Fprintf(&b, "<record><![CDATA[\n<li><a href='%s' target='_blank' title='%s'>%s</a><b>%s</b></li>]]></record>\n",
			html.EscapeString(e.href), e.title, e.title, e.date)
	}
	return b.String()
}

// dataproxy answers the endpoint; parameters may stand in the query or the
// form, as in any servlet.
func (s *site) dataproxy(u unit, r *http.Request) sample.Answer {
	size := whole(r.FormValue("perpage"), s.size)
	if u.fixed || size < 1 {
		size = s.size
	}
	if u.most > 0 {
		size = min(size, u.most)
	}
	if r.FormValue("columnid") != u.column || r.FormValue("unitid") != u.id || r.FormValue("webid") != "39" {
		return s.datastore(u, nil, 0, 0, 1)
	}
	n := whole(r.FormValue("page"), 1)
	if u.byRecord {
		first, last := whole(r.FormValue("startrecord"), 1), whole(r.FormValue("endrecord"), s.size)
		return s.byRecord(u, max(1, first), max(1, last))
	}
	if s.fails(n) {
		return failed()
	}
	page, _ := s.turned(0, n, size)
	pages, entries := s.stated(0, size)
	return s.datastore(u, page, pages, entries, n+1)
}

// byRecord answers with the records from first to last, as many as it gives.
func (s *site) byRecord(u unit, first, last int) sample.Answer {
	all := s.lists[0]
	if s.Break == Failing && first > 1 {
		return failed()
	}
	last = min(last, first+min(u.most, 2*s.size)-1, len(all))
	var page []entry
	if first <= last {
		page = all[first-1 : last]
	}
	pages, entries := s.stated(0, s.size)
	return s.datastore(u, page, pages, entries, last/s.size+1)
}

func (s *site) datastore(u unit, page []entry, pages, entries, next int) sample.Answer {
	label := "UTF-8"
	if s.system.charset != "" {
		label = "gb2312"
	}
	text := fmt.Sprintf("\n\n\n<?xml version='1.0' encoding='%s'?><datastore>\n<totalrecord>%d</totalrecord><totalpage>%d</totalpage>"+
		"<nextgroup><![CDATA[<a href=\"%s?page=%d&%s\"></a>]]></nextgroup>\n<recordset>\n%s</recordset></datastore>",
		label, entries, pages, u.endpoint, next, u.query(s.Name), records(page))
	return made(http.StatusOK, "text/xml", s.encode(text))
}

// hanwebModule is Hanweb's disclosure module: a form posts to a search that
// gives rows of the whole portal, other columns too, and counts pages in words.
func hanwebModule() system {
	const column, area = "1229498488", "11330100002489461F"
	path := "/col/col" + column + "/index.html"
	return system{
		family: "hanweb-xxgk", note: "a search that is posted; rows of other columns between; 共N页 only; sessions in links", session: true,
		breaks: []Break{FirstAgain},
		open:   `<div class="article-content">`, close: "</div>",
		column:  func(*site) string { return path },
		article: func(_ *site, r *Report) string { return hanwebName(r, column) },
		build: func(s *site) {
			for i := range 12 {
				s.lists[0] = append(s.lists[0], entry{fmt.Sprintf("/art/2024/6/%d/art_1229498001_%d.html", 1+i, 500+i),
					fmt.Sprintf("关于印发%s第%d批重点项目计划的通知", s.place, 1+i), fmt.Sprintf("2024-06-%02d", 1+i), s.Name})
			}
			byDate(s.lists[0])
			s.still(path, func() string {
				return s.list(s.yearbook(), fmt.Sprintf(`<iframe src="/module/xxgk/tree.jsp?area=%[2]s" width="220" height="600"></iframe>
<div id="div%[1]s"></div>
<form name="searchform" id="searchform" action="/module/xxgk/search.jsp" method="post">
<input type="hidden" name="infotypeId" value="A0212"><input type="hidden" name="jdid" value="3096"><input type="hidden" name="area" value="%[2]s">
<input type="hidden" name="divid" value="div%[1]s"><input type="text" name="vc_title" value=""><input type="text" name="vc_number" value="">
<input type="hidden" name="currpage" value="1"><input type="hidden" name="sortfield" value=",createdatetime:0,orderid:0"><input type="hidden" name="texttype" value="0"><input type="hidden" name="fbtime" value="-1">
</form>
<script>
function gotopage(n){ document.searchform.currpage.value = n; $.post('/module/xxgk/search.jsp', $('#searchform').serialize(), function(d){ $('#div%[1]s').html(d); }); }
gotopage(1);
</script>`, column, area))
			})
			s.routes["/module/xxgk/search.jsp"] = func(r *http.Request) sample.Answer { return s.searched(r, area) }
		},
	}
}

// searched answers the search of the disclosure module.
func (s *site) searched(r *http.Request, area string) sample.Answer {
	n := whole(r.FormValue("currpage"), 1)
	page, _ := s.turned(0, n, s.size)
	if r.FormValue("area") != area || r.FormValue("infotypeId") != "A0212" {
		page = nil
	}
	var b strings.Builder
	b.WriteString("<table width=\"100%\" class=\"tb_title\"><tr><td>标题</td><td>文号</td><td>发布日期</td></tr></table>\n<table width=\"100%\">\n")
	for i, e := range page {
		class := []string{"odd", "even"}[i%2]
		fmt.Fprintf(&b, "<tr class=\"tr_main_value_%s\"><td><a href=\"%s\" target=\"_blank\" title=\"%s\" class=\"bt_link\">%s</a></td><td></td><td>%s</td></tr>\n",
			class, e.href, e.title, e.title, e.date)
	}
	pages, entries := s.stated(0, s.size)
	fmt.Fprintf(&b, "</table>\n<div class=\"tb_foot\">共%d条&nbsp;&nbsp;共%d页&nbsp;&nbsp;当前第%d页 <a href=\"javascript:gotopage(%d)\">下一页</a></div>", entries, pages, n, n+1)
	return s.html(b.String())
}

// hanwebAnnual is the page of Hanweb's disclosure module for annual reports,
// whose years are queries of it.
func hanwebAnnual() system {
	const path, area = "/module/xxgk/xxgkAnnualReport.jsp", "002645135"
	year := func(n int) string { return fmt.Sprintf("%s?fbtime=%d&area=%s", path, n, area) }
	return system{
		family: "hanweb-annual", note: "years are queries of one program; the newest is shown without one", bodies: 10, years: 3,
		breaks: []Break{Failing},
		open:   `<div class="article-content">`, close: "</div>",
		column:  func(*site) string { return path + "?area=" + area },
		lists:   func(_ *site, r Report) int { return lastYear - r.Year },
		article: func(_ *site, r *Report) string { return hanwebName(r, "1229219") },
		build: func(s *site) {
			s.get(path, func(r *http.Request) sample.Answer {
				n := lastYear - whole(r.URL.Query().Get("fbtime"), lastYear)
				if n < 0 || n >= len(s.lists) || r.URL.Query().Get("area") != area {
					return s.html(s.list(s.yearbook(), "<p>暂无信息</p>"))
				}
				if s.fails(n + 1) {
					return failed()
				}
				var years strings.Builder
				for i := range s.lists {
					fmt.Fprintf(&years, "<li><a href=\"%s\">%d年</a></li>", strings.ReplaceAll(year(lastYear-i), "&", "&amp;"), lastYear-i)
				}
				return s.html(s.list(s.yearbook(), "<ul class=\"years\">"+years.String()+"</ul><ul>\n"+items(s.lists[n])+"</ul>"))
			})
			if s.Break == Failing {
				for i := range s.Reports {
					s.Reports[i].Must = s.Reports[i].Year != lastYear-1
				}
			}
		},
	}
}
