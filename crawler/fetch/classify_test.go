package fetch

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"nianbao/store"
)

// chrome is the navigation that stands around everything on a portal.
var chrome = strings.Repeat(`<li><a href="/zwgk/">政府信息公开目录</a></li>`, 80)

func htmlPage(title, body string) string {
	return "<!DOCTYPE html><html><head><title>" + title + "</title><script>var a=1;</script></head><body><ul>" + chrome + "</ul>" + body + "<div>版权所有 石龙区人民政府 豫ICP备05000000号</div></body></html>"
}

func gbk(s string) string {
	out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		panic(err) // a literal of this file
	}
	return out
}

var longText = strings.Repeat("<p>本单位认真贯彻落实政府信息公开条例，全年主动公开信息三百余条。</p>", 40)
var someTable = "<table>" + strings.Repeat("<tr><td>本年新收政府信息公开申请数量</td><td>0</td></tr>", 20) + "</table>"

const ok, soft, wall = store.OK, store.Soft404, store.Challenge

var pages = []struct {
	name   string
	status int
	body   string
	want   store.Outcome
	cause  string
}{
	{"a report", 200, htmlPage("2024年度报告", longText), ok, ""},
	{"a report that mentions missing pages", 200, htmlPage("2024年度报告", longText+"<p>群众反映部分页面不存在、链接已失效。</p>"), ok, ""},
	{"a report on a column being built", 200, htmlPage("2024年度报告", longText+"<p>栏目建设中</p>"), ok, ""},
	{"a short article on building", 200, htmlPage("关于我市产业园正在建设中的情况", "<p>我市产业园项目正在建设中，预计明年完工。各有关单位要按照职责分工，认真抓好落实，确保项目按期建成投产并发挥效益，带动周边就业。</p>"), ok, ""},
	{"a proposal numbered 404", 200, htmlPage("关于第404号提案的答复", "<p>现答复如下。</p>"), ok, ""},
	{"a page numbered 1404", 200, htmlPage("公告 2024-1404", "<p>公告。</p>"), ok, ""},
	{"a list", 200, htmlPage("年报", `<ul><li><a href="/a.html">2024年政府信息公开工作年度报告</a></li></ul>`), ok, ""},
	{"a list that links to an error guide", 200, htmlPage("年报", `<a href="/h.html">页面不存在怎么办</a>`), ok, ""},
	{"an attachment alone", 200, "<html><title>2024年报</title><body><a href=P020.pdf>附件</a><script src=x.js></script></body></html>", ok, ""},
	{"a frame alone", 200, `<html><body><div id="app"></div><iframe src="/list.html"></iframe><script src=a.js></script></body></html>`, ok, ""},
	{"a table alone", 200, "<html><title>404</title><body>" + strings.Repeat(someTable, 10) + "</body></html>", ok, ""},
	{"records in a script", 200, `<div id="root"></div><script type="text/xml"><datastore><record>x</record></datastore></script>`, ok, ""},
	{"sends on to the list", 200, `<meta http-equiv="refresh" content="0; url=./list/index.html">`, ok, ""},

	{"a missing page", 200, htmlPage("石龙区人民政府", "<h1>您访问的页面不存在或已删除！</h1>"), soft, "页面不存在"},
	{"a missing page, in GBK", 200, gbk(htmlPage("提示信息", "<p>该信息已删除</p>")), soft, "该信息已删除"},
	{"a missing page with a damaged byte", 200, htmlPage("提示", "<p>该信息已删除</p>\xff"), soft, "该信息已删除"},
	{"a column being built", 200, htmlPage("部门年报", "<div>栏目建设中，敬请期待…</div>"), soft, "栏目建设中"},
	{"a title", 200, htmlPage("404 Not Found", "<p>sorry</p>"), soft, "title"},
	{"a title with the portal's name", 200, htmlPage("404_石龙区人民政府", "<p>3秒后返回首页</p>"), soft, "title"},
	{"a title in Chinese", 200, htmlPage("404错误页面", strings.Repeat("<p>热门信息推荐阅读内容</p>", 60)), soft, "title"},
	{"a title split by entities", 200, htmlPage("&#39029;面&#19981;存在", "<p>x</p>"), soft, "页面不存在"},
	{"words split by tags", 200, htmlPage("提示", "<p><b>页面</b><span>不</span>存在</p>"), soft, "页面不存在"},
	{"a number alone", 200, htmlPage("提示", "<h1>404</h1><p>抱歉</p>"), soft, "404"},
	{"an alert", 200, `<script>alert('该信息已删除!');history.back();</script>`, soft, "alerts"},
	{"sends on to an error page", 200, `<meta http-equiv=refresh content="0;url=/404.html">`, soft, "sends on"},
	{"a script sends on to an error page", 200, `<script>window.location.href = "/error/404.shtml";</script>`, soft, "sends on"},
	{"sends on to the front page", 200, `<script>alert("稍候");window.location="/"</script>`, soft, "front page"},
	{"a login page", 200, htmlPage("用户登录", `<form>用户名<input name=u> 密码<input type=PASSWORD name=p></form>`), soft, "login"},
	{"a login page without a title", 200, `<form>用户名<input name=u> 密码<input type="password" name=p></form>`, soft, "login"},
	{"a list with a login in its head", 200, htmlPage("年报", `<form>邮箱登录<input type=password></form><ul><li><a href="/a.html">2024年政府信息公开工作年度报告</a></li></ul>`), ok, ""},
	{"a report with a login in its head", 200, htmlPage("登录后可评论：2024年度报告", "<input type=password>"+longText), ok, ""},
	{"nothing", 200, "", soft, "empty"},
	{"white space", 200, " \r\n\t ", soft, "empty"},
	{"an empty application", 200, `<html><head><title>政府网</title></head><body><noscript>请启用JavaScript以继续使用本站点的全部功能</noscript><div id="app"></div><script src="/js/chunk-vendors.1.js"></script></body></html>`, soft, "shell"},
	{"an application that is loading", 200, `<div id=app>加载中，请稍候</div><script src=/js/app.js></script>`, soft, "shell"},

	{"瑞数", 200, `<html><head><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=1</script><script src="/x.js"></script></head><body></body></html>`, wall, "$_ts"},
	{"瑞数, 202", 202, `<html><script>$_ts={}</script></html>`, wall, "$_ts"},
	{"202 with another script", 202, `<html><script src="/probe.js"></script></html>`, wall, "202"},
	{"202 with a page", 202, htmlPage("2024年度报告", longText), ok, ""},
	{"加速乐", 200, `<script>document.cookie=('__jsl_clearance=1');location.href=location.pathname</script>`, wall, "__jsl_clearance"},
	{"阿里云", 200, `<html><script>var arg1='ABC';setCookie("acw_sc__v2",arg1);document.location.reload()</script></html>`, wall, "acw_sc__v2"},
	{"an unnamed wall", 200, `<script>document.cookie="a=b";location.reload()</script>`, wall, "cookie"},
	{"words", 200, `<html><title>安全验证</title><body>请向右拖动滑块</body></html>`, wall, "安全验证"},
	{"words that wait", 200, `<html><title>请稍候…</title><body></body></html>`, wall, "请稍候"},
	{"words in English", 200, `<html><title>Just a moment...</title><body>Checking</body></html>`, wall, "just a moment"},
	{"a report on safety", 200, htmlPage("2024年度报告", longText+"<p>安全验证</p>"), ok, ""},
	{"a wall's script around a report", 200, htmlPage("2024年度报告", longText+"<script>acw_sc__v2</script>"), ok, ""},
}

func TestClassifyPages(t *testing.T) {
	for _, tt := range pages {
		got, cause := Classify(tt.status, http.Header{}, "text/html", []byte(tt.body), "http://h.gov.cn/a.html")
		if got != tt.want || !strings.Contains(cause, tt.cause) || (got == store.OK) != (cause == "") {
			t.Errorf("%s: %q, %q; want %q, %q", tt.name, got, cause, tt.want, tt.cause)
		}
	}
}

func TestClassifyAnswers(t *testing.T) {
	const script = "<script>document.cookie='a=b';location.reload()</script>"
	h := func(kv ...string) http.Header {
		out := http.Header{}
		for i := 0; i < len(kv); i += 2 {
			out.Add(kv[i], kv[i+1])
		}
		return out
	}
	const url = "http://h.gov.cn/a?x=1"
	tests := []struct {
		name   string
		status int
		header http.Header
		body   string
		want   store.Outcome
	}{
		{"not modified", 304, nil, "", store.NotModified},
		{"redirect", 302, h("Location", "/b"), "", store.Redirect},
		{"redirect to https", 301, h("Location", "https://h.gov.cn/a?x=1"), "", store.Redirect},
		{"redirect to itself", 302, h("Location", "HTTP://H.gov.cn:80/a?x=1#top"), "", store.RedirectLoop},
		{"redirect for a cookie", 302, h("Location", "?x=1", "Set-Cookie", "a=b"), "", store.RedirectLoop},
		{"redirect to an error page", 302, h("Location", "/404.html"), "", store.Soft404},
		{"redirect to the front page", 302, h("Location", "http://www.h.gov.cn/index.shtml"), "", store.Soft404},
		{"redirect to a page of a front page's program", 302, h("Location", "/index.php?id=7"), "", store.Redirect},
		{"redirect to another site's front page", 302, h("Location", "http://new.gov.cn/"), "", store.Redirect},
		{"redirect to a login page", 302, h("Location", "/user/login.jsp?back=/a"), "", store.Soft404},
		{"redirect to a page on logins", 302, h("Location", "/a/login-help/1.html?u=/login"), "", store.Redirect},
		{"redirect nowhere", 302, nil, "", store.HTTPError},
		{"several choices", 300, nil, "", store.HTTPError},
		{"a part", 206, nil, "x", store.Incomplete},
		{"unauthorised", 401, nil, "<script>$_ts={}</script>", store.HTTPError},
		{"forbidden", 403, nil, "<script>$_ts={}</script>", store.HTTPError},
		{"not found", 404, nil, "<script>$_ts={}</script>", store.HTTPError},
		{"gone", 410, nil, "", store.HTTPError},
		{"412", 412, nil, "", store.Challenge},
		{"521", 521, nil, script, store.Challenge},
		{"521 by cookie", 521, h("Set-Cookie", "__jsluid_s=1", "Server", "cloudflare"), "", store.Challenge},
		{"521 of Cloudflare", 521, h("Server", "cloudflare"), "Web server is down", store.HTTPError},
		{"512", 512, nil, script, store.Challenge},
		{"512 without a script", 512, nil, "", store.HTTPError},
		{"400 with a wall", 400, nil, "<script>$_ts={}</script>", store.Challenge},
		{"400", 400, nil, "bad request", store.HTTPError},
		{"500", 500, nil, "", store.HTTPError},
		{"no status of HTTP", 799, nil, "", store.HTTPError},
	}
	for _, tt := range tests {
		got, cause := Classify(tt.status, tt.header, "text/html", []byte(tt.body), url)
		quiet := got == store.Redirect || got == store.NotModified
		if got != tt.want || quiet != (cause == "") {
			t.Errorf("%s: %q, %q; want %q", tt.name, got, cause, tt.want)
		}
	}
}

func TestFilesAreNotClassifiedByTheirWords(t *testing.T) {
	for _, mt := range []string{"text/plain", "application/json", "application/pdf", "application/zip", "text/xml"} {
		for _, body := range []string{"", "页面不存在 404", "<title>404</title>"} {
			if got, cause := Classify(200, nil, mt, []byte(body), "http://h/"); got != store.OK || cause != "" {
				t.Errorf("%s %q: %q, %q", mt, body, got, cause)
			}
		}
	}
}

func FuzzClassify(f *testing.F) {
	f.Add(200, "text/html", []byte(htmlPage("404", "<p>页面不存在</p>")), "http://h.cn/a", "")
	f.Add(521, "text/html", []byte("<script>document.cookie='a'"), "http://h.cn/a", "")
	f.Add(302, "", []byte{}, "http://h.cn/a%", "//x/%zz\xff")
	f.Add(200, "", []byte(gbk("<title>该信息已删除")), "", "")
	f.Fuzz(func(t *testing.T, status int, mediaType string, body []byte, url, location string) {
		h := http.Header{"Location": {location}}
		outcome, cause := Classify(status, h, mediaType, body, url)
		quiet := outcome == store.OK || outcome == store.Redirect || outcome == store.NotModified
		if outcome == "" || quiet != (cause == "") {
			t.Errorf("outcome %q with cause %q", outcome, cause)
		}
		if again, _ := Classify(status, h, mediaType, body, url); again != outcome {
			t.Errorf("%q, then %q", outcome, again)
		}
	})
}

func TestAFrontPageThatMovesIsFollowed(t *testing.T) {
	for from, to := range map[string]string{
		"http://h.gov.cn/": "/index.html", "http://h.gov.cn/index.html": "https://h.gov.cn/", "http://www.h.gov.cn/": "http://h.gov.cn/",
		"http://h.gov.cn/login": "/login/", "http://h.gov.cn/404.html": "/error.html",
	} {
		if got, cause := Classify(302, http.Header{"Location": {to}}, "", nil, from); got != store.Redirect {
			t.Errorf("%s to %s: %q, %q", from, to, got, cause)
		}
	}
}
