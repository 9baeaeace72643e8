package crawler_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// systems are portals as their content systems serve them.
func systems() map[string]*cms {
	hanweb := func(i int) string { return fmt.Sprintf("/art/2025/1/%d/art_61490_%d.html", 1+i%28, 1000+i) }
	trs := func(i int) string { return fmt.Sprintf("/zfxxgk/nb/202501/t202501%02d_%d.html", 1+i%28, 3000+i) }
	return map[string]*cms{
		"plain links":           {column: "/nb/", address: trs, list: plainList},
		"trs call":              {column: "/zfxxgk/nb/", address: trs, list: trsList(`<script>createPageHTML(4, %d, "index", "html");</script>`)},
		"trs variables":         {column: "/zfxxgk/nb/", address: trs, list: trsList(`<script>var currentPage = %d;var countPage = 4</script>`)},
		"trs count far too big": {column: "/zfxxgk/nb/", address: trs, list: trsList(`<script>createPageHTML(900000, %d, "index", "html");</script>`)},
		"hanweb by GET":         {column: "/col/col61490/index.html", address: hanweb, list: hanwebList(true, true, 100)},
		"hanweb own size":       {column: "/col/col61490/index.html", address: hanweb, list: hanwebList(true, false, 7)},
		"hanweb by POST":        {column: "/col/col61490/index.html", address: hanweb, list: hanwebList(false, true, 30)},
		"hanweb more columns":   {column: "/col/col61490/index.html", address: hanweb, list: moreColumns},
		"xxgk module":           {column: "/col/col1229498488/index.html", address: func(i int) string { return fmt.Sprintf("/art/2025/1/1/art_1229498488_%d.html", i) }, list: xxgkList},
		"jpaas shell":           {column: "/col/nb/index.html", address: func(i int) string { return fmt.Sprintf("/art/2025/1/1/art_%032x.html", i) }, list: jpaasList(false)},
		"jpaas drawn":           {column: "/col/nb/index.html", address: func(i int) string { return fmt.Sprintf("/art/2025/1/1/art_%032x.html", i) }, list: jpaasList(true)},
		"truecms":               {column: "/ntsxx/nb/nb.html", address: func(i int) string { return fmt.Sprintf("/ntsxx/nb/content/%08x-0000-4000-8000-000000000000.html", i) }, list: truecmsList},
		"ucap file list":        {column: "/c100001/listnb.html", address: func(i int) string { return fmt.Sprintf("/c100001/c%d/content.html", 5000000+i) }, list: ucapList},
		"ucap static":           {column: "/gknb/list.shtml", address: func(i int) string { return fmt.Sprintf("/gknb/202501/%032x.shtml", i) }, list: ucapStatic},
		"gkmlpt":                {column: "/gkmlpt/index#1234", address: func(i int) string { return fmt.Sprintf("/gkmlpt/content/10/10/post_%d.html", 10000+i) }, list: gkmlptList},
		"vsb links":             {column: "/xxgknb.htm", address: func(i int) string { return fmt.Sprintf("/info/1039/%d.htm", 20000+i) }, list: vsbList(true)},
		"vsb script":            {column: "/xxgknb.htm", address: func(i int) string { return fmt.Sprintf("/info/1039/%d.htm", 20000+i) }, list: vsbList(false)},
		"epoint":                {column: "/dynamic/zwgk/govInfoPub.html?categorynum=003006", address: func(i int) string { return fmt.Sprintf("/govInfoPub/003006/20250101/%08x.html", i) }, list: epointList},
		"blocks":                {column: "/columns/nb/index.html", address: func(i int) string { return fmt.Sprintf("/columns/nb/202501/%d.html", i) }, list: blocksList},
		"query":                 {column: "/list.aspx?id=3", address: func(i int) string { return fmt.Sprintf("/year_details.aspx?dept=38&id=%d", i) }, list: queryList},
		"last page linked":      {column: "/gknb/list.html", address: trs, list: lastList},
		"tried stem":            {column: "/gknb/home.htm", address: trs, list: stemList("home_%d.htm", 1)},
		"tried stem from zero":  {column: "/gknb/", address: trs, list: stemList("index_%d.html", 0)},
		"tried folder":          {column: "/gknb/", address: trs, list: stemList("%d.html", 1)},
		"tried query":           {column: "/gknb/nb.jsp?col=3", address: trs, list: stemList("nb.jsp?col=3&page=%d", 1)},
		"frame":                 {column: "/gknb/", address: trs, list: frameList},
	}
}

// TestEveryFamilyIsListedWhole crawls each portal in four nights: all of it; then
// when nothing is new; when a page and a half of reports has come; and when every
// list page is due.
func TestEveryFamilyIsListedWhole(t *testing.T) {
	t.Parallel()
	for name, c := range systems() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.start(t)
			a := newArchive(t)
			crawl(t, c.options(a))
			requests := c.asked()
			lists := c.lists(requests)
			if lost := c.missing(a); len(lost) > 0 {
				t.Errorf("%d reports are not found: %v\nlists: %q", len(lost), lost, lists)
			}
			if ratio := float64(len(requests)) / float64(c.n); ratio > 1.3 {
				t.Errorf("%.2f requests for a report; lists: %q", ratio, lists)
			}
			crawl(t, at(c.options(a), 24*time.Hour))
			if again := c.asked(); len(again) != max(firstPage[name], 1) {
				t.Errorf("%d requests when nothing is new, want %d: %q", len(again), max(firstPage[name], 1), again)
			}
			crawl(t, at(c.options(a), 167*time.Hour))
			c.asked() // some reports are due to be asked again
			crawl(t, at(c.options(a), 169*time.Hour))
			for _, r := range c.lists(c.asked()) {
				if !slices.Contains(lists, r) {
					t.Errorf("asked in the sweep alone: %s", r)
				}
			}
			c.publish(12)
			crawl(t, at(c.options(a), 193*time.Hour))
			again := c.asked()
			if lost := c.missing(a); len(lost) > 0 {
				t.Errorf("%d new reports are not found: %q\nasked %q", len(lost), lost, again)
			}
			t.Logf("%d requests for %d reports, lists: %q", len(requests), c.n, lists)
		})
	}
}

// firstPage is how many requests show what a list begins with, where that is
// not one: scripts ask for it, or a frame holds it.
var firstPage = map[string]int{
	"hanweb more columns": 2, "gkmlpt": 2, "epoint": 3, "jpaas shell": 2, "ucap file list": 2, "xxgk module": 2, "blocks": 2, "frame": 2,
}

func plainList(c *cms, w http.ResponseWriter, r *http.Request) bool {
	page := number(strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/nb/list_"), ".html"), 1)
	if r.URL.Path != "/nb/" && page == 1 || page > c.pages() {
		return false
	}
	paging := `<a href="/nb/">首页</a>`
	if page < c.pages() {
		paging += fmt.Sprintf(`<a href="/nb/list_%d.html">下一页</a>`, page+1)
	}
	shell(w, c.ul(page)+"<div>"+paging+"</div>")
	return true
}

// trsList serves index.html, index_1.html …, with what tells of them.
func trsList(script string) func(*cms, http.ResponseWriter, *http.Request) bool {
	return func(c *cms, w http.ResponseWriter, r *http.Request) bool {
		page := number(strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/zfxxgk/nb/index_"), ".html"), 0)
		if r.URL.Path != "/zfxxgk/nb/" && page == 0 || page >= c.pages() {
			return false
		}
		shell(w, c.ul(page+1)+fmt.Sprintf(script, page))
		return true
	}
}

// hanwebList inlines one page and a half; dataproxy.jsp is asked by its whole
// address or by POST, keeps to the size asked for or to its own.
func hanwebList(whole, honoured bool, most int) func(*cms, http.ResponseWriter, *http.Request) bool {
	const fields = "col=1&appid=1&webid=39&path=/&columnid=61490&sourceContentType=1&unitid=247686&webname=%E9%9D%92%E6%BA%AA&permissiontype=0"
	return func(c *cms, w http.ResponseWriter, r *http.Request) bool {
		const proxy = "/module/web/jpage/dataproxy.jsp"
		q := r.URL.Query()
		switch {
		case r.URL.Path == "/col/col61490/index.html" && r.URL.RawQuery == "":
			next := ""
			if whole {
				next = `<nextgroup><![CDATA[<a href="` + proxy + `?page=1&amp;` + strings.ReplaceAll(fields, "&", "&amp;") + `"></a>]]></nextgroup>`
			}
			shell(w, `<div id="247686"></div><script type="text/xml"><datastore>`+next+strings.TrimPrefix(datastore(c.n, c.pages(), c.rowsFrom(0, 20)), "<datastore>")+`</script>
<script>$(function(){ $('#247686').jpage({ themeName: 'default', dataStore: s, perPage: 15, totalRecord: `+fmt.Sprint(c.n)+`, proxyUrl:'`+proxy+`',
ajaxParam:{col:1,appid:1,webid:39,path:'/',columnid:61490,sourceContentType:1,unitid:'247686',webname:'青溪',permissiontype:0}, groupSize:3 }); });</script>`)
			return true
		case r.URL.Path != proxy:
			return false
		case whole == (r.Method == http.MethodPost):
			return false
		case !whole && (r.PostForm.Get("columnid") != "61490" || r.PostForm.Get("webname") != "青溪"):
			return false
		case whole && q.Get("unitid") != "247686":
			return false
		}
		size := min(number(q.Get("perpage"), 0), most)
		from := number(q.Get("startrecord"), 0) - 1
		if !honoured {
			size, from = most, (number(q.Get("page"), 1)-1)*most
		}
		w.Header().Set("Content-Type", "text/xml")
		fmt.Fprint(w, gbk("<?xml version='1.0' encoding='gb2312'?>"+datastore(c.n, (c.n+size-1)/size, c.rowsFrom(from, size))))
		return true
	}
}

// xxgkList is drawn by POST alone, and holds what other columns have too.
func xxgkList(c *cms, w http.ResponseWriter, r *http.Request) bool {
	switch {
	case r.URL.Path == "/col/col1229498488/index.html":
		shell(w, `<div id="div1229498488"></div><iframe src="/module/xxgk/tree.jsp?area=002482429&divid=div1"></iframe>
<script>var infotypeId='A0212',jdid=3096; function search(){ $.post('/module/xxgk/search.jsp', {}); }</script>`)
		return true
	case r.URL.Path == "/module/xxgk/tree.jsp":
		shell(w, "<ul></ul>")
		return true
	case r.URL.Path != "/module/xxgk/search.jsp" || r.Method != http.MethodPost || r.PostForm.Get("infotypeId") != "A0212":
		return false
	}
	page := number(r.PostForm.Get("currpage"), 1)
	var b strings.Builder
	for i, row := range c.rows(page) {
		class := []string{"odd", "even"}[i%2]
		fmt.Fprintf(&b, `<tr class="tr_main_value_%s"><td>%s</td></tr>`, class, strings.NewReplacer("<li>", "", "</li>", "").Replace(row))
		fmt.Fprintf(&b, `<tr class="tr_main_value_%s"><td><a href="/art/2025/1/1/art_77_%d.html">某某局2024年政府信息公开工作年度报告</a></td></tr>`, class, 900+i)
	}
	fmt.Fprintf(w, `<table>%s</table><div>&nbsp;&nbsp;共%d页&nbsp;第%d页 <a href="javascript:goto(%d)">下一页</a></div>`, b.String(), c.pages(), page, page+1)
	return true
}

func jpaasList(drawn bool) func(*cms, http.ResponseWriter, *http.Request) bool {
	return func(c *cms, w http.ResponseWriter, r *http.Request) bool {
		fragment := func(page int) string {
			return c.ul(page) + fmt.Sprintf(`<div class="pagination" rows="%d" count="%d"><a href="javascript:void(0)">下一页</a></div>`, c.size, c.count())
		}
		switch r.URL.Path {
		case "/col/nb/index.html":
			list := ""
			if drawn {
				list = fragment(1)
			}
			shell(w, `<div class="nav" unitUrl="/api-gateway/jpaas-publish-server/front/page/build/unit" queryData="{'parseType':'bulidstatic','webId':'52','tplSetId':'MsPk','pageType':'column','tagId':'导航','editType':'null','pageId':'1638'}"></div>
<div id="list" unitUrl="/api-gateway/jpaas-publish-server/front/page/build/unit" queryData="{'parseType':'bulidstatic','webId':'52','tplSetId':'MsPk','pageType':'column','tagId':'信息列表','editType':'null','pageId':'1638'}">`+list+`</div>`)
		case "/api-gateway/jpaas-publish-server/front/page/build/unit":
			q := r.URL.Query()
			if q.Get("webId") != "52" || q.Get("tagId") != "信息列表" || q.Get("tplSetId") != "MsPk" {
				return false
			}
			var param struct {
				PageNo   int
				PageSize string
			}
			if err := json.Unmarshal([]byte(q.Get("paramJson")), &param); err != nil || drawn && param.PageSize != fmt.Sprint(c.size) {
				return false
			}
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, asJSON(map[string]any{"success": true, "code": "200", "time": fmt.Sprint(len(c.requests)), "data": map[string]any{"html": fragment(param.PageNo)}}))
		default:
			return false
		}
		return true
	}
}

func truecmsList(c *cms, w http.ResponseWriter, r *http.Request) bool {
	q := r.URL.Query()
	switch {
	case r.URL.Path == "/ntsxx/nb/nb.html":
		shell(w, `<div id="initData" style="display:none"><ul>`+strings.Join(c.rowsFrom(0, 20), "")+`</ul></div><script>$('#list').jpage({ totalRecord:`+fmt.Sprint(c.n)+`,
proxyUrl:'/TrueCMS/messageController/getMessage.do', perPage:10, groupSize:2, ajaxParam:{ columnId:'1cfdefeb-e9aa' } });</script>`)
		return true
	case r.URL.Path != "/TrueCMS/messageController/getMessage.do" || r.Header.Get("Referer") != c.server.URL+"/ntsxx/nb/nb.html" || q.Get("columnId") != "1cfdefeb-e9aa" || q.Get("perpage") != "10":
		return false
	}
	from, to := number(q.Get("startrecord"), 1)-1, number(q.Get("endrecord"), 1)
	w.Header().Set("Content-Type", "text/html;charset=UTF-8")
	fmt.Fprintf(w, "%s(%s)", q.Get("callback"), asJSON(map[string]string{"result": datastore(c.n, 5, c.rowsFrom(from, to-from))}))
	return true
}

func ucapList(c *cms, w http.ResponseWriter, r *http.Request) bool {
	switch {
	case r.URL.Path == "/c100001/listnb.html":
		shell(w, `<ul id="list"></ul><script>var channelId = "29a88b67e4b149cfa9fac7919dfb08a5"; var size = 15;
$.ajax({url:"/getFileListByCodeId", type:"post", data:{codeId:"", channelId:channelId, page:1, size:size, relateSubChannels:true}});</script>`)
		return true
	case r.URL.Path != "/getFileListByCodeId" || r.Method != http.MethodPost || r.PostForm.Get("channelId") != "29a88b67e4b149cfa9fac7919dfb08a5":
		return false
	}
	size := number(r.PostForm.Get("size"), 10)
	from := (c.page(number(r.PostForm.Get("page"), 1)) - 1) * size
	rows := []any{}
	for i := from; i < min(from+size, c.n); i++ {
		rows = append(rows, map[string]any{
			"title": agency(i) + "2024年政府信息…", "titleHtml": "<em>" + title(i) + "</em>", "url": c.address(i), "publishedTimeStr": day(i) + " 10:00:00",
			"content": `<p><a href="/zcfgk/1.html">某某2020年政府信息公开工作年度报告</a></p>`, "domainMetaList": []any{map[string]string{"name": "文号", "value": "无"}},
		})
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	fmt.Fprint(w, asJSON(map[string]any{"code": 200, "results": map[string]any{"data": map[string]any{"page": 1, "rows": size, "total": c.count(), "results": rows}}}))
	return true
}

func ucapStatic(c *cms, w http.ResponseWriter, r *http.Request) bool {
	page := number(strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/gknb/list_"), ".shtml"), 1)
	if r.URL.Path != "/gknb/list.shtml" && page == 1 || page > c.pages() {
		return false
	}
	shell(w, `<meta name="others" content="页面生成时间 2025-01-01">`+c.ul(page)+fmt.Sprintf(`<div id="page-div"></div><script>createPageHTML('page-div',%d,%d,'list','shtml',%d);</script>`, c.pages(), page, c.n))
	return true
}

func gkmlptList(c *cms, w http.ResponseWriter, r *http.Request) bool {
	q := r.URL.Query()
	switch {
	case r.URL.Path == "/gkmlpt/index":
		shell(w, `<div id="app"><a v-for="a in articles">{{a.title}}</a></div><script>window._CONFIG = { SID: '755001', NAME: '青溪区' };</script>`)
		return true
	case r.URL.Path != "/gkmlpt/api/all/1234" || q.Get("sid") != "755001":
		return false
	}
	page := c.page(number(q.Get("page"), 1))
	rows := []any{}
	for i := (page - 1) * c.size; i < min(page*c.size, c.n); i++ {
		rows = append(rows, map[string]any{
			"id": i, "title": title(i), "url": c.server.URL + c.address(i), "post_url": "", "publisher": agency(i), "date": 1736900000 + 86400*i,
			"display_publish_time": 1736900000 + 86400*i, "abstract": "", "json_ext": map[string]any{},
		})
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprint(w, asJSON(map[string]any{"articles": rows, "total": c.count(), "stamp": len(c.requests)}))
	return true
}
