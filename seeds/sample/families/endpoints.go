package families

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"nianbao/seeds/sample"
)

// byDate sorts a list, newest first.
func byDate(l []entry) {
	slices.SortStableFunc(l, func(a, b entry) int { return strings.Compare(b.date, a.date) })
}

// asJSON answers with v.
func asJSON(v any) sample.Answer {
	b, err := json.Marshal(v)
	if err != nil {
		return failed() // nothing served here can fail to be marshalled
	}
	return made(http.StatusOK, "application/json;charset=UTF-8", string(b))
}

// jpaas is the newer Hanweb of Jiangsu and Zhejiang: a shell names a unit, which
// an endpoint builds; the page number counts inside paramJson only.
func jpaas() system {
	const path, endpoint = "/zwgk/zfxxgk/ndbg/index.html", "/api-gateway/jpaas-publish-server/front/page/build/unit"
	return system{
		family: "jpaas", note: "list from an endpoint; page number in paramJson, a bare one is ignored",
		breaks: []Break{Hollow, Forbidden, LastAgain, PostOnly, BareYears},
		open:   `<div class="article-content" id="zoom">`, close: "</div>",
		column: func(*site) string { return path },
		article: func(_ *site, r *Report) string {
			return "/zwgk/zfxxgk/ndbg/art/" + r.Published[:4] + "/art_" + hex32(r.Title) + ".html"
		},
		build: func(s *site) {
			web, tpl, page := hex32("web"+s.place), hex32("tpl"+s.place), hex32("page"+s.place)
			s.still(path, func() string {
				return s.list(s.yearbook(), fmt.Sprintf(`<div id="unit_list"><script parseType="bulidstatic" type="text/javascript" src="/script/unitbuild.js" url="%s" queryData="{'parseType':'bulidstatic','webId':'%s','tplSetId':'%s','pageType':'column','tagId':'信息列表','editType':'null','pageId':'%s'}"></script></div>`,
					endpoint, web, tpl, page))
			})
			s.program(endpoint, func(r *http.Request) sample.Answer {
				q := parameters(r)
				if q.Get("webId") != web || q.Get("tplSetId") != tpl || q.Get("pageId") != page || q.Get("tagId") != "信息列表" {
					return asJSON(map[string]any{"code": "500", "success": false, "message": "参数错误", "data": nil})
				}
				return s.unitBuilt(q.Get("paramJson"))
			})
			if s.Break == Forbidden {
				s.robots = "User-agent: *\nDisallow: /api-gateway/\n"
				s.lose()
			}
		},
	}
}

// parameters are those of a request, whether they stand in its query or its
// form.
func parameters(r *http.Request) url.Values {
	if err := r.ParseForm(); err != nil {
		return url.Values{}
	}
	return r.Form
}

// program adds an endpoint. It takes GET alone, or on a portal that is broken
// so POST alone: Tomcat says 405, Spring behind a filter 200 and why, others
// nothing.
func (s *site) program(path string, h handler) {
	if s.Break != PostOnly {
		s.get(path, h)
		return
	}
	s.routes[path] = func(r *http.Request) sample.Answer {
		if r.Method == http.MethodPost {
			return h(r)
		}
		switch s.system.family {
		case "jpaas":
			return asJSON(map[string]any{"code": 500, "msg": "Request method 'GET' not supported", "data": nil})
		case "truecms":
			return made(http.StatusOK, "text/html;charset=UTF-8", "\r\n")
		}
		a := made(http.StatusMethodNotAllowed, "text/html;charset=utf-8", "<html><head><title>Apache Tomcat - Error report</title></head><body><h1>HTTP Status 405 - JSP</h1></body></html>")
		a.Header.Set("Allow", http.MethodPost)
		return a
	}
}

// unitBuilt answers the endpoint of JPAAS.
func (s *site) unitBuilt(param string) sample.Answer {
	var asked struct {
		PageNo   any `json:"pageNo"`
		PageSize any `json:"pageSize"`
	}
	_ = json.Unmarshal([]byte(param), &asked) // without it the first page comes
	n := max(1, whole(fmt.Sprint(asked.PageNo), 1))
	size := whole(fmt.Sprint(asked.PageSize), s.size)
	if size < 1 || size > 50 {
		size = s.size
	}
	page, _ := s.turned(0, n, size)
	_, entries := s.stated(0, size)
	var b strings.Builder
	b.WriteString("<div class=\"page-content\"><ul>\n")
	for _, e := range page {
		fmt.Fprintf(&b, "<li><a href=\"%s\" title=\"%s\" target=\"_blank\">%s</a><span>%s</span></li>\n", e.href, e.title, e.title, e.date)
	}
	fmt.Fprintf(&b, "</ul></div>\n<div class=\"pagination\" rows=\"%d\" count=\"%d\" pageNo=\"%d\"></div>", size, entries, n)
	return asJSON(map[string]any{"code": "200", "success": true, "message": "操作成功", "data": map[string]any{"html": b.String()}})
}

// truecms is the system of Nantong: JSON with padding round XML, records by
// number, nothing without a Referer.
func truecms() system {
	const column = "/ntsrmzf/xxgknb/"
	const endpoint = "/truecms/messageController/getMessage.do"
	return system{
		family: "truecms", note: "JSONP round XML; 404 without Referer; more than 50 a page gives none",
		breaks: []Break{WrongCount, PostOnly, Forbidden},
		open:   `<div class="content">`, close: "</div>",
		column:  func(*site) string { return column + "xxgknb.html" },
		article: func(_ *site, r *Report) string { return column + "content/" + uuid(r.Title) + ".html" },
		build: func(s *site) {
			id := uuid("column" + s.place)
			s.still(column+"xxgknb.html", func() string {
				page, _ := s.turned(0, 1, s.size)
				_, entries := s.stated(0, s.size)
				return s.list(s.yearbook(), fmt.Sprintf(truecmsShell, items(page), entries, endpoint, s.size, id))
			})
			s.program(endpoint, func(r *http.Request) sample.Answer {
				q := parameters(r)
				if r.Referer() == "" || q.Get("columnId") != id {
					return s.missing()
				}
				return s.message(q.Get("callback"), whole(q.Get("startrecord"), 1), whole(q.Get("endrecord"), s.size), whole(q.Get("perpage"), s.size))
			})
			if s.Break == Forbidden {
				s.robots = "User-agent: *\nDisallow: /*.do\n"
				s.spare(true)
			}
		},
	}
}

const truecmsShell = `<div id="initData" style="display:none"><ul>
%s</ul></div>
<div id="msgList"></div>
<script src="/resource/js/jquery.jpage.js"></script>
<script>
$('#msgList').jpage({
	cache:false, openCookies:false, dataStore:initData, totalRecord:%d,
	dataBefore:'<ul id="content" class="content">', dataAfter:'</ul>',
	proxyUrl:'%s', perPage:%d, groupSize:3, barPosition:'bottom',
	ajaxParam:{ columnId:'%s' }
});
</script>`

// message answers the endpoint of truecms.
func (s *site) message(callback string, first, last, size int) sample.Answer {
	_, entries := s.stated(0, s.size)
	all := s.lists[0]
	first, last = max(1, first), min(last, len(all))
	var page []entry
	if size <= 50 && last-first < 50 && first <= last {
		page = all[first-1 : last]
	}
	xml := fmt.Sprintf("<datastore><totalrecord>%d</totalrecord><recordset>%s</recordset></datastore>", entries, records(page))
	b, err := json.Marshal(map[string]string{"result": xml})
	if err != nil {
		return failed() // a map of strings cannot fail
	}
	if callback == "" {
		return made(http.StatusOK, "application/json;charset=UTF-8", string(b))
	}
	return made(http.StatusOK, "text/javascript;charset=UTF-8", callback+"("+string(b)+");")
}

// ucapFiles is UCAP's list that a script asks for by POST.
func ucapFiles() system {
	const path, endpoint = "/zwgk/c100014/gknb.shtml", "/getFileListByCodeId"
	return system{
		family: "ucap-files", note: "list posted for by channelId; JSON results.data.results; 20 a page at most",
		breaks: []Break{Forbidden, FirstAgain},
		open:   ucapOpen, close: "</UCAPCONTENT></div>",
		column: func(*site) string { return path },
		article: func(_ *site, r *Report) string {
			return "/zwgk/c100014/" + compact(r.Published)[:6] + "/" + number(r.Title, 1000000, 9999999) + ".shtml"
		},
		build: func(s *site) {
			channel := hex32("channel" + s.place)
			s.still(path, func() string {
				return s.list(s.yearbook(), fmt.Sprintf(`<ul id="fileList"></ul><div id="page_div"></div>
<script>
var channelId = "%s";
var codeId = "";
function getList(page){
	$.ajax({ url:"%s", type:"post", dataType:"json", data:{codeId:codeId, channelId:channelId, page:page, size:%d, relateSubChannels:false}, success:function(d){ render(d.results.data); } });
}
getList(1);
</script>`, channel, endpoint, s.size))
			})
			s.routes[endpoint] = func(r *http.Request) sample.Answer {
				if r.Method != http.MethodPost || r.PostFormValue("channelId") != channel {
					return asJSON(map[string]any{"code": 500, "err": "channelId"})
				}
				return s.files(channel, whole(r.PostFormValue("page"), 1), whole(r.PostFormValue("size"), s.size))
			}
			if s.Break == Forbidden {
				s.robots = "User-agent: *\nDisallow: /getFileListByCodeId\n"
				s.lose()
			}
		},
	}
}

// files answers the endpoint of UCAP.
func (s *site) files(channel string, n, size int) sample.Answer {
	if size < 1 || size > 20 {
		size = 20
	}
	n = max(1, n)
	page, _ := s.turned(0, n, size)
	_, entries := s.stated(0, size)
	results := []any{}
	for _, e := range page {
		at := e.href
		if strings.HasPrefix(at, "/") {
			at = s.Base + at
		}
		results = append(results, map[string]any{"title": e.title, "titleHtml": "<b>" + e.title + "</b>", "url": at,
			"publishedTimeStr": e.date + " 09:30:00", "channelId": channel,
			"domainMetaList": []any{map[string]any{"resultList": []any{map[string]string{"key": "writtendate", "value": e.date}}}}})
	}
	return asJSON(map[string]any{"code": 200, "results": map[string]any{"data": map[string]any{
		"page": n, "rows": size, "total": entries, "channelId": channel, "results": results}}})
}

// gkmlpt is Guangdong's platform: the category stands in the column's fragment,
// a hundred articles a page, of all kinds.
func gkmlpt() system {
	const category, sid = "1234", "755001"
	return system{
		family: "gkmlpt", note: "category in the fragment, sid in a script; 100 a page whatever is asked, mostly other documents",
		breaks: []Break{LastAgain, BareYears}, size: 100,
		open: `<div class="article-content">`, close: "</div>",
		column: func(*site) string { return "/gkmlpt/index#" + category },
		article: func(_ *site, r *Report) string {
			id := number(r.Title, 1000000, 9999999)
			return fmt.Sprintf("/gkmlpt/content/%s/%s/post_%s.html", id[:1], id[:4], id)
		},
		build: func(s *site) {
			s.size = 100
			for i := range 215 {
				date := time.Date(2024, 12, 31, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -9*i).Format(time.DateOnly)
				s.lists[0] = append(s.lists[0], entry{fmt.Sprintf("/gkmlpt/content/1/%d/post_%d.html", 1000+i, 1000000+i),
					fmt.Sprintf("%s关于第%d号建议的答复", s.place, 1+i), date, s.Name})
			}
			byDate(s.lists[0])
			s.still("/gkmlpt/index", func() string {
				return s.list("政府信息公开目录", fmt.Sprintf(`<div id="app"></div>
<script>window._CONFIG = { DOMAIN: '%s', SID: '%s', SITE_NAME: '%s', NFCMS_SITE_ID: '%s', BASE_URL: '/gkmlpt', TREE: [{"id":%s,"name":"年报","children":[]},{"id":77,"name":"机构职能","children":[]}] };</script>
<script src="/gkmlpt/static/js/app.js"></script>`, strings.TrimPrefix(s.Base, "http://"), sid, s.Name, sid, category))
			})
			s.get("/gkmlpt/api/all/"+category, func(r *http.Request) sample.Answer { return s.catalogue(r, sid) })
		},
	}
}

// catalogue answers the endpoint of gkmlpt; page 0 is the first too.
func (s *site) catalogue(r *http.Request, sid string) sample.Answer {
	q := r.URL.Query()
	page, _ := s.turned(0, whole(q.Get("page"), 1), s.size)
	_, entries := s.stated(0, s.size)
	if q.Get("sid") != sid {
		page, entries = nil, 0
	}
	articles := []any{}
	for _, e := range page {
		at := e.href
		if strings.HasPrefix(at, "/") {
			at = s.Base + at
		}
		day, err := time.Parse(time.DateOnly, e.date)
		if err != nil {
			return failed() // dates are our own
		}
		id, _, _ := strings.Cut(at[strings.LastIndex(at, "_")+1:], ".")
		articles = append(articles, map[string]any{"id": whole(id, 0), "title": e.title, "url": at + "#1234", "post_url": "", "publisher": e.from,
			"source": e.from, "document_number": "", "date": day.Unix(), "create_time": day.Unix(), "display_publish_time": day.Unix(),
			"first_publish_time": day.Unix(), "abstract": "", "classify_main_name": "年报", "attachment": []any{}, "is_abolished": 0, "json_ext": "{}"})
	}
	return asJSON(map[string]any{"total": entries, "articles": articles, "classify": map[string]any{"id": 1234, "name": "年报"}})
}

// epoint is Epoint WebBuilder: JSON is posted, the list comes as JSON.
func epoint() system {
	return epointSystem("epoint", "JSON is posted; pageIndex from 1; siteGuid in a script of the page", false, Forbidden, WrongCount)
}

// epointFile has what its endpoint demands in a script of its own.
func epointFile() system {
	return epointSystem("epoint-file", "siteGuid and project stand in /js/webBuilderCommon.js alone", true, Failing)
}

func epointSystem(family, note string, inFile bool, breaks ...Break) system {
	const path, endpoint, category = "/dynamic/zwgk/govInfoPub.html", "/EWB-FRONT/rest/lightfrontaction/getgovinfolist", "003012"
	return system{
		family: family, note: note, breaks: breaks,
		open: `<div id="ivs_content">`, close: "</div>",
		column: func(*site) string { return path + "?categorynum=" + category + "&deptcode=001001" },
		article: func(_ *site, r *Report) string {
			return "/govxxgk/001001/" + r.Published + "/" + uuid(r.Title) + ".html"
		},
		build: func(s *site) {
			guid := uuid("site" + s.place)
			info := fmt.Sprintf("var siteInfo = {\"projectName\":\"/EWB-FRONT\",\"siteGuid\":\"%s\"};\n", guid)
			if inFile {
				file := info
				s.get("/js/webBuilderCommon.js", func(*http.Request) sample.Answer { return made(http.StatusOK, "application/javascript", file) })
				info = ""
			}
			s.still(path, func() string {
				return s.list(s.yearbook(), fmt.Sprintf(`<div id="infolist"></div><div id="pager"></div>
<script src="/js/webBuilderCommon.js"></script>
<script>
%svar pageSize = %d, pageIndex = 1, categorynum = Util.getUrlParams('categorynum'), deptcode = Util.getUrlParams('deptcode');
$.ajax({ url: siteInfo.projectName + "/rest/lightfrontaction/getgovinfolist", type: "post", contentType: "application/json", dataType: "json",
	data: JSON.stringify({deptcode:deptcode, categorynum:categorynum, pageIndex:pageIndex, pageSize:pageSize, siteGuid:siteInfo.siteGuid}) });
</script>`, info, s.size))
			})
			s.routes[endpoint] = func(r *http.Request) sample.Answer { return s.infoList(r, guid, category) }
			if s.Break == Forbidden {
				s.robots = "User-agent: *\nDisallow: /EWB-FRONT/rest/\n"
				s.lose()
			}
			if s.Break == Failing {
				s.spare(true)
			}
		},
	}
}

// infoList answers the endpoint of Epoint.
func (s *site) infoList(r *http.Request, guid, category string) sample.Answer {
	var asked struct {
		SiteGUID    string `json:"siteGuid"`
		CategoryNum string `json:"categorynum"`
		PageIndex   any    `json:"pageIndex"`
		PageSize    any    `json:"pageSize"`
	}
	body, err := io.ReadAll(r.Body)
	if r.Method != http.MethodPost || err != nil || json.Unmarshal(body, &asked) != nil {
		return asJSON(map[string]any{"custom": map[string]any{"code": 0, "text": "参数错误"}, "status": map[string]any{"code": 200}})
	}
	size := whole(fmt.Sprint(asked.PageSize), s.size)
	if size < 1 || size > 50 {
		size = 50
	}
	n := whole(fmt.Sprint(asked.PageIndex), 1)
	if s.Break == Failing && n > 1 {
		return failed()
	}
	page, _ := s.turned(0, n, size)
	_, entries := s.stated(0, size)
	if asked.SiteGUID != guid || asked.CategoryNum != category {
		page, entries = nil, 0
	}
	data := []any{}
	for i, e := range page {
		title := e.title
		if i%2 == 1 {
			title = string([]rune(title)[:14]) + "..."
		}
		data = append(data, map[string]any{"infoid": strconv.Itoa(i), "infourl": e.href, "realtitle": e.title, "title": title, "infodate": e.date, "deptname": e.from, "isnew": "0"})
	}
	return asJSON(map[string]any{"controls": []any{}, "custom": map[string]any{"code": 1, "text": "", "total": entries, "data": data},
		"status": map[string]any{"code": 200, "state": "ok"}})
}
