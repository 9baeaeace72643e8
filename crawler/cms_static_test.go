package crawler_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// vsbList counts down: xxgknb.htm, then xxgknb/3.htm, 2, 1.
func vsbList(links bool) func(*cms, http.ResponseWriter, *http.Request) bool {
	return func(c *cms, w http.ResponseWriter, r *http.Request) bool {
		n := number(strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/xxgknb/"), ".htm"), c.pages())
		if r.URL.Path != "/xxgknb.htm" && n == c.pages() || n < 1 {
			return false
		}
		page := c.pages() - n + 1
		paging := fmt.Sprintf(`<td>共%d条</td><td>&nbsp;%d/%d&nbsp;</td>`, c.n, page, c.pages())
		switch {
		case links && page == 1:
			paging += fmt.Sprintf(`<td><a href="xxgknb/%d.htm">下页</a></td><td><a href="xxgknb/1.htm">尾页</a></td>`, n-1)
		case links && n > 1:
			paging += fmt.Sprintf(`<td><a href="%d.htm">下页</a></td><td><a href="1.htm">尾页</a></td>`, n-1)
		}
		shell(w, `<script>_vsb_x=1</script>`+c.ul(page)+"<table><tr>"+paging+"</tr></table>")
		return true
	}
}

// epointList says its site in a script of its own and counts from 0.
func epointList(c *cms, w http.ResponseWriter, r *http.Request) bool {
	switch r.URL.Path {
	case "/dynamic/zwgk/govInfoPub.html":
		shell(w, `<ul id="list"></ul><script src="/js/webBuilderCommon.js?v=2"></script><script>EWB.list({url:'rest/lightfrontaction/getgovinfolist', pageIndex: 0, pageSize: 15});</script>`)
		return true
	case "/js/webBuilderCommon.js":
		w.Header().Set("Content-Type", "application/javascript")
		fmt.Fprint(w, `var siteInfo = {"siteGuid":"7eb5f7f1-9041-43ad-8e13-8fcb82ea831a","projectName":"/EWB-FRONT"}; function f(){ return "a" + 1; }`)
		return true
	case "/EWB-FRONT/rest/lightfrontaction/getgovinfolist":
	default:
		return false
	}
	body, err := io.ReadAll(r.Body)
	var q struct {
		CategoryNum, SiteGUID string
		PageIndex, PageSize   int
	}
	if err != nil || json.Unmarshal(body, &q) != nil || q.CategoryNum != "003006" || q.SiteGUID == "" || !strings.Contains(r.Header.Get("Content-Type"), "json") {
		return false
	}
	rows := []any{}
	index := c.page(q.PageIndex+1) - 1
	for i := index * q.PageSize; i < min((index+1)*q.PageSize, c.n); i++ {
		rows = append(rows, map[string]any{"realtitle": title(i), "title": "青溪…", "infourl": c.address(i), "infodate": day(i)})
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprint(w, asJSON(map[string]any{"status": map[string]any{"code": 1}, "custom": map[string]any{"total": c.count(), "data": rows}}))
	return true
}

// blocksList says no count and serves an empty fragment past the end.
func blocksList(c *cms, w http.ResponseWriter, r *http.Request) bool {
	const block = "/columns/61f2e0ab-8a6f-4ab7-8f1c-9b8c7a6d5e4f/templates/71f2e0ab-8a6f-4ab7-8f1c-9b8c7a6d5e4f/blocks/81f2e0ab-8a6f-4ab7-8f1c-9b8c7a6d5e4f"
	switch r.URL.Path {
	case "/columns/nb/index.html":
		shell(w, `<div data-url="`+block+`"></div>`)
	case block:
		fmt.Fprint(w, c.ul(number(r.URL.Query().Get("page"), 1)))
	default:
		return false
	}
	return true
}

func queryList(c *cms, w http.ResponseWriter, r *http.Request) bool {
	if r.URL.Path != "/list.aspx" || r.URL.Query().Get("id") != "3" {
		return false
	}
	page := number(r.URL.Query().Get("PageIndex"), 1)
	paging := ""
	for n := 1; n <= c.pages(); n++ {
		if n == page {
			paging += fmt.Sprintf("<span>%d</span>", n)
			continue
		}
		paging += fmt.Sprintf(`<a href="list.aspx?id=3&amp;PageIndex=%d">%d</a>`, n, n)
	}
	shell(w, c.ul(page)+`<div class="pager">`+paging+"</div>")
	return true
}

// lastList links to the last page only; 下一页 is a script.
func lastList(c *cms, w http.ResponseWriter, r *http.Request) bool {
	page := number(strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/gknb/list_"), ".html"), 1)
	if r.URL.Path != "/gknb/list.html" && page == 1 || page > c.pages() {
		return false
	}
	shell(w, c.ul(page)+fmt.Sprintf(`<div class="page"><a href="list.html">首页</a><a href="javascript:next()">下一页</a><a href="list_%d.html">尾页</a></div>`, c.pages()))
	return true
}

// stemList shows no way to its other pages but that there are some. shift is
// the number of the first page.
func stemList(name string, shift int) func(*cms, http.ResponseWriter, *http.Request) bool {
	return func(c *cms, w http.ResponseWriter, r *http.Request) bool {
		page := 0
		if r.URL.RequestURI() == c.column {
			page = 1
		}
		for n := 2; n <= c.pages(); n++ {
			if strings.HasSuffix(r.URL.RequestURI(), "/"+fmt.Sprintf(name, n-1+shift)) {
				page = n
			}
		}
		if page == 0 {
			return false
		}
		shell(w, c.ul(page)+`<div class="page"><a href="javascript:go(2)">下一页</a></div>`)
		return true
	}
}

// frameList has its list in a frame.
func frameList(c *cms, w http.ResponseWriter, r *http.Request) bool {
	if r.URL.Path == "/gknb/" {
		shell(w, `<iframe src="/frame/list.html"></iframe>`)
		return true
	}
	page := number(r.URL.Query().Get("p"), 1)
	if r.URL.Path != "/frame/list.html" {
		return false
	}
	next := ""
	if page < c.pages() {
		next = fmt.Sprintf(`<a href="?p=%d">下一页</a>`, page+1)
	}
	shell(w, c.ul(page)+"<p>"+next+"</p>")
	return true
}

// moreColumns is a page of 大汉 JCMS over several columns: its rows come from
// morecolumndataproxy.jsp alone, which counts by rows and wants all that the
// page's script sets.
func moreColumns(c *cms, w http.ResponseWriter, r *http.Request) bool {
	switch {
	case r.URL.Path == "/col/col61490/index.html" && r.URL.RawQuery == "":
		shell(w, `<div id="5215819"></div><script>$(function(){ $('#5215819').jpage({ themeName:'default', perPage:15, totalRecord:0,
proxyUrl:'/module/web/jpage/morecolumndataproxy.jsp',
ajaxParam:{col:1,appid:1,webid:3257,path:'/',columnid:'61490,61491,61492',b_vir:0,virinfos:'',sourceContentType:3,unitid:'5215819',keyWordCount:999,webname:'青溪教育网'} }); });</script>`)
		return true
	case r.URL.Path != "/module/web/jpage/morecolumndataproxy.jsp" || r.Method != http.MethodPost:
		return false
	}
	f := r.PostForm
	if f.Get("columnid") != "61490,61491,61492" || f.Get("keyWordCount") != "999" || f.Get("sourceContentType") != "3" || f.Get("b_vir") != "0" {
		return false
	}
	q := r.URL.Query()
	from, to := number(q.Get("startrecord"), 1)-1, number(q.Get("endrecord"), 20)
	w.Header().Set("Content-Type", "text/xml;charset=utf-8")
	fmt.Fprint(w, datastore(c.n, 3, c.rowsFrom(from, min(to-from, 20))))
	return true
}
