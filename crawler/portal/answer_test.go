package portal

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
)

const (
	host    = "http://www.example.gov.cn"
	shellAt = host + "/zfxxgk/nb/index.html"
	gkmlpt  = host + "/gkmlpt/api/all/12?page=1&sid=755001"
	proxy   = host + "/module/web/jpage/dataproxy.jsp?page=1&columnid=61490&unitid=3&startrecord=1&endrecord=100&perpage=100"
	truecms = host + "/TrueCMS/messageController/getMessage.do?startrecord=1&endrecord=10&perpage=10&columnId=a&callback=cb"
)

// answered reads what an endpoint sent.
func answered(address, body string, before int) Listing {
	return Read(Page{URL: address, Body: []byte(body), Column: shellAt, Shell: shellAt, Before: before})
}

func gbk(t testing.TB, text string) string {
	t.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRowsAreReadInWhateverAnswerTheyCome(t *testing.T) {
	const name = "区教育局2024年政府信息公开工作年度报告"
	row := `<li><a href="/art/2025/1/17/art_61490_1.html" title="` + name + `">区教育局2024年政府信息…</a><span>2025-01-17</span></li>`
	store := `<datastore><totalrecord>1</totalrecord><totalpage>1</totalpage><recordset><record><![CDATA[` + row + `]]></record></recordset></datastore>`
	escaped := strings.NewReplacer(`"`, `\"`, "/", `\/`).Replace
	want := Entry{URL: host + "/art/2025/1/17/art_61490_1.html", Title: name, Date: "2025-01-17", Verdict: Accepted, Year: 2024}
	tests := []struct{ name, address, body string }{
		{"datastore", proxy, store},
		{"datastore in GBK with a prolog", proxy, gbk(t, `<?xml version="1.0" encoding="gb2312"?>`+store)},
		{"byte-order mark and white space", proxy, "\ufeff\r\n " + store},
		{"records with escaped markup", proxy, `<datastore><record>` + strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(row) + `</record></datastore>`},
		{"records alone", proxy, `<record><![CDATA[` + row + `]]></record>`},
		{"datastore in JSONP", truecms, `cb({"result":"` + escaped(store) + `"});`},
		{"JSONP that is not closed", truecms, `cb({"result":"` + escaped(store) + `"}`},
		{"JSONP with a comment first", truecms, `/**/ typeof cb === 'function' && cb({"result":"` + escaped(store) + `"});`},
		{"rows as texts", truecms, `{"total":1,"data":["` + escaped(row) + `"]}`},
		{"fragment in JSON", host + "/api-gateway/jpaas-publish-server/front/page/build/unit?paramJson=%7B%22pageNo%22%3A1%7D", `{"data":{"html":"<ul>` + escaped(row) + `<\/ul><div class=\"pagination\" rows=\"15\" count=\"1\"><\/div>"}}`},
		{"fields", gkmlpt, `{"total":1,"articles":[{"id":1,"title":"` + name + `","url":"\/art\/2025\/1\/17\/art_61490_1.html","date":1737088496}]}`},
		{"fields in GBK", gkmlpt, gbk(t, `{"articles":[{"title":"`+name+`","url":"/art/2025/1/17/art_61490_1.html","date":"2025-01-17 08:00:00"}]}`)},
		{"milliseconds", gkmlpt, `{"articles":[{"title":"` + name + `","url":"/art/2025/1/17/art_61490_1.html","publishTime":1737088496000}]}`},
		{"digits", gkmlpt, `{"articles":[{"title":"` + name + `","url":"/art/2025/1/17/art_61490_1.html","pubDate":"20250117"}]}`},
		{"title with markup and entities", gkmlpt, `{"articles":[{"title":"<font color=red>区教育局<\/font>2024年<br>政府信息公开&nbsp;工作年度报告","url":"/art/2025/1/17/art_61490_1.html","date":"2025-01-17"}]}`},
		{"cut title and a whole one", gkmlpt, `{"articles":[{"title":"区教育局2024年…","showTitle":"x","fullTitle":"` + name + `","url":"/art/2025/1/17/art_61490_1.html","date":"2025-01-17"}]}`},
		{"an article's own markup is no row", gkmlpt, `{"articles":[{"content":"<a href='/x/1.html'>某某局2020年政府信息公开工作年度报告</a>","title":"` + name + `","url":"/art/2025/1/17/art_61490_1.html","date":"2025-01-17"}]}`},
		{"damaged after the row", gkmlpt, `{"articles":[{"title":"` + name + `","url":"/art/2025/1/17/art_61490_1.html","date":"2025-01-17"},{"title":"区水`},
		{"scripts and other hosts beside it", gkmlpt, `[{"title":"` + name + `","url":"/art/2025/1/17/art_61490_1.html","date":"2025-01-17"},
			{"title":"` + name + `","url":"javascript:alert(1)"},{"title":"` + name + `","url":"data:text/html,x"},{"title":"` + name + `","url":""}]`},
		{"HTML alone", host + "/module/xxgk/search.jsp", `<table><tr class="tr_main_value_odd"><td>` + row + `</td></tr></table>共1页`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := answered(tt.address, tt.body, 0)
			for i := range got.Entries { // the last field's blank is a matter of pages
				got.Entries[i].Title = strings.ReplaceAll(got.Entries[i].Title, " ", "")
			}
			if diff := cmp.Diff([]Entry{want}, got.Entries); diff != "" {
				t.Errorf("entries (-want +got):\n%s", diff)
			}
		})
	}
}

// articles are rows of gkmlpt.
func articles(from, n int) string {
	var rows []string
	for i := from; i < from+n; i++ {
		rows = append(rows, fmt.Sprintf(`{"title":"第%d局2024年政府信息公开工作年度报告","url":"/content/post_%d.html"}`, i, i))
	}
	return "[" + strings.Join(rows, ",") + "]"
}

func TestAnAnswerLeadsToTheNextAsLongAsRowsCome(t *testing.T) {
	at := func(page int) string { return fmt.Sprintf("%s/gkmlpt/api/all/12?page=%d&sid=755001", host, page) }
	tests := []struct {
		name, body string
		page       int
		before     int
		want       string // the next page's address and the rows before it
	}{
		{"first of three", `{"total":45,"articles":` + articles(0, 20) + `}`, 1, 0, at(2) + " 20"},
		{"second", `{"total":45,"articles":` + articles(20, 20) + `}`, 2, 20, at(3) + " 40"},
		{"last", `{"total":45,"articles":` + articles(40, 5) + `}`, 3, 40, ""},
		{"total as text", `{"total":"45","articles":` + articles(0, 20) + `}`, 1, 0, at(2) + " 20"},
		{"total of one page", `{"total":20,"articles":` + articles(0, 20) + `}`, 1, 0, ""},
		{"no total", `{"articles":` + articles(0, 20) + `}`, 1, 0, at(2) + " 20"},
		{"a total of less than the page", `{"total":3,"articles":` + articles(0, 20) + `}`, 1, 0, at(2) + " 20"},
		{"no rows", `{"total":45,"articles":[]}`, 2, 20, ""},
		{"total of a thousand million", `{"total":1000000000,"articles":` + articles(0, 20) + `}`, 1, 0, at(2) + " 20"},
		{"total of a thousand million and no rows", `{"total":1000000000,"articles":[]}`, 7, 140, ""},
		{"negative total", `{"total":-5,"pages":-1,"articles":` + articles(0, 20) + `}`, 1, 0, at(2) + " 20"},
		{"total in words", `{"total":"many","articles":` + articles(0, 20) + `}`, 1, 0, at(2) + " 20"},
		{"fractional total", `{"total":4.5e1,"articles":` + articles(0, 20) + `}`, 1, 0, at(2) + " 20"},
		{"pages only", `{"totalPages":3,"articles":` + articles(40, 5) + `}`, 3, 40, ""},
		{"far beyond any list", `{"articles":` + articles(0, 20) + `}`, maxNumber, 20 * maxNumber, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			for _, r := range answered(at(tt.page), tt.body, tt.before).Next {
				got += fmt.Sprintf("%s %d", r.URL, r.Before)
			}
			if got != tt.want {
				t.Errorf("next %q, want %q", got, tt.want)
			}
		})
	}
}

func TestASizeThatIsNotKeptToIsReplacedByTheServersOwn(t *testing.T) {
	row := func(i int) string {
		return fmt.Sprintf(`<record><![CDATA[<li><a href="/art/%d.html">第%d局2024年政府信息公开工作年度报告</a></li>]]></record>`, i, i)
	}
	body := "<datastore><totalrecord>45</totalrecord><totalpage>3</totalpage><recordset>"
	for i := range 20 {
		body += row(i)
	}
	got := answered(proxy, body+"</recordset></datastore>", 0)
	want := []Request{{URL: strings.NewReplacer("page=1&", "page=2&", "startrecord=1", "startrecord=21", "endrecord=100", "endrecord=40", "perpage=100", "perpage=20").Replace(proxy), Before: 20}}
	if diff := cmp.Diff(want, got.Next); diff != "" {
		t.Errorf("next (-want +got):\n%s", diff)
	}
}

func TestRequestsAreNumberedWhereverTheNumberStands(t *testing.T) {
	tests := []struct {
		name, field string
		give, want  Request
		number      int
	}{
		{"query", "page", Request{URL: "http://a/x?page=1&mypage=7"}, Request{URL: "http://a/x?page=5&mypage=7"}, 1},
		{"form", "currpage", Request{URL: "http://a/x?currpage=", Body: []byte("a=1&currpage=2&b=$1")}, Request{URL: "http://a/x?currpage=5", Body: []byte("a=1&currpage=5&b=$1")}, 2},
		{"JSON", "pageIndex", Request{URL: "http://a/x", Body: []byte(`{"params":{"pageIndex":"3","pageSize":20}}`)}, Request{URL: "http://a/x", Body: []byte(`{"params":{"pageIndex":"5","pageSize":20}}`)}, 3},
		{"JSON in a query", "pageNo", Request{URL: "http://a/x?paramJson=%7B%22pageNo%22%3A4%2C%22pageSize%22%3A%2215%22%7D"}, Request{URL: "http://a/x?paramJson=%7B%22pageNo%22%3A5%2C%22pageSize%22%3A%2215%22%7D"}, 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, ok := tt.give.number(tt.field)
			if diff := cmp.Diff(tt.want, tt.give.with(tt.field, 5)); diff != "" || n != tt.number || !ok {
				t.Errorf("number %d %v; with 5 (-want +got):\n%s", n, ok, diff)
			}
		})
	}
}

func TestHostileAnswersCostLittle(t *testing.T) {
	size := 2 << 20
	if os.Getenv("NIANBAO_FULL") != "" {
		size = 20 << 20
	}
	many := func(s string) string { return strings.Repeat(s, size/len(s)) }
	tests := []struct{ name, body string }{
		{"rows", `{"articles":` + articles(0, size/90) + `}`},
		{"numbers", `{"articles":[` + many("1,") + `1]}`},
		{"one text", `{"title":"` + many("年") + `","url":"/1.html"}`},
		{"texts with links", `["` + many(`<a href='1'>年报</a>","`) + `"]`},
		{"deeply nested", many(`{"a":[`)},
		{"deeply nested markup", `{"html":"` + many("<div>") + `<a href='/1.html'>x</a>"}`},
		{"records without an end", many("<record><![CDATA[")},
		{"counts without an end", "<p>" + many("共 <b>")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			got := answered(gkmlpt, tt.body, 0)
			if took := time.Since(start); took > patience {
				t.Errorf("took %v", took)
			}
			if len(got.Entries) > MaxEntries || len(got.Next) > MaxNext {
				t.Errorf("%d entries, %d next", len(got.Entries), len(got.Next))
			}
		})
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add(gkmlpt, []byte(`{"total":45,"articles":`+articles(0, 3)+`}`), []byte(nil), 0)
	f.Add(proxy, []byte(`<datastore><totalrecord>9</totalrecord><record><![CDATA[<li><a href="/1.html">2024年政府信息公开年报</a>]]></record>`), []byte("col=1&page=2"), 7)
	f.Add(truecms, []byte(`cb({"result":"<record><![CDATA[<a href='/1'>x</a>]]></record>"`), []byte(nil), -3)
	f.Add(host+"/EWB-FRONT/rest/lightfrontaction/getgovinfolist", []byte(`{"custom":{"total":"3","data":[{"realtitle":"2024年政府信息公开年报","infourl":"/1"}]}}`), []byte(`{"pageIndex":0,"pageSize":1}`), 0)
	f.Add(host+"/js/webBuilderCommon.js", []byte(`var siteInfo={"siteGuid":"1-2","projectName":"/a","categorynum":"003"}`), []byte(nil), 0)
	f.Fuzz(func(t *testing.T, address string, body, request []byte, before int) {
		p := Page{URL: address, Body: body, Request: request, Column: shellAt, Shell: shellAt, Before: before}
		if len(request) > 0 {
			p.Method = "POST"
		}
		got := Read(p)
		if len(got.Entries) > MaxEntries || len(got.Next) > MaxNext || len(got.Guesses) > maxGuesses {
			t.Fatalf("%d entries, %d next, %d guesses", len(got.Entries), len(got.Next), len(got.Guesses))
		}
		asked := Request{URL: address, Method: p.Method, Body: request}
		for _, r := range append(got.Next, got.Guesses...) {
			if r.key() == asked.key() {
				t.Fatalf("leads to itself: %+v", r)
			}
		}
	})
}
