package portal

import (
	"strings"
	"testing"
)

func TestAnAnswerAboutTheMethodIsTold(t *testing.T) {
	tests := []struct {
		name   string
		status int
		body   string
		want   bool
	}{
		{"405", 405, "<html>…</html>", true},
		{"501", 501, "", true},
		{"Spring behind a filter", 200, `{"code":500,"msg":"Request method 'GET' not supported"}`, true},
		{"Spring itself", 500, `{"status":500,"message":"Request method 'GET' is not supported"}`, true},
		{"a servlet", 400, "<h1>HTTP method GET is not supported by this URL</h1>", true},
		{"in Chinese", 200, `{"success":false,"message":"不支持GET请求"}`, true},
		{"in Chinese, the other way", 200, `{"message":"请使用POST方式提交"}`, true},
		{"a filter's own", 200, `{"message":"请求方式错误"}`, true},
		{"nothing", 200, " \r\n", true},
		{"nothing, not modified", 304, "", false},
		{"no content at all", 404, "", false},
		{"an empty list", 200, `{"total":0,"articles":[]}`, false},
		{"another error", 200, `{"code":500,"msg":"参数错误"}`, false},
		{"a failure", 500, "java.lang.NullPointerException", false},
		{"words in a long answer", 200, `{"x":"` + strings.Repeat("政府信息公开", 1000) + `","y":"Request method 'GET' not supported"}`, false},
	}
	for _, tt := range tests {
		if got := RefusesMethod(tt.status, []byte(tt.body)); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestAGetOfAnEndpointIsPostedWithItsParameters(t *testing.T) {
	got, ok := Posted(Request{URL: proxy, Before: 7})
	address, query, _ := strings.Cut(proxy, "?")
	if !ok || got.URL != address || got.Method != "POST" || string(got.Body) != query || got.ContentType != formType || got.Before != 7 {
		t.Errorf("%+v, %v", got, ok)
	}
	next := answeredTo(got, `<datastore><totalrecord>240</totalrecord><recordset>`+strings.Repeat(`<record><![CDATA[<li><a href="/art/1.html">区教育局2024年政府信息公开工作年度报告</a></li>]]></record>`, 100)+`</recordset></datastore>`)
	if len(next) != 1 || next[0].Method != "POST" || next[0].URL != address || !strings.Contains(string(next[0].Body), "page=2") {
		t.Errorf("the page after it: %+v", next)
	}
	for _, r := range []Request{
		{URL: proxy, Method: "POST"}, {URL: shellAt + "?page=2"}, {URL: strings.TrimSuffix(proxy, "?"+query)}, {URL: host + "/js/webBuilderCommon.js?v=2"},
	} {
		if _, ok := Posted(r); ok {
			t.Errorf("%+v is to be posted", r)
		}
	}
}

// answeredTo are the next pages after the answer to a request.
func answeredTo(r Request, body string) []Request {
	return Read(Page{URL: r.URL, Method: r.Method, Request: r.Body, Body: []byte(body), Column: shellAt, Shell: shellAt}).Next
}
