package portal

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
)

const column = "http://www.example.gov.cn/zfxxgk/nb/"

// patience is how long a hostile page may take on a busy machine under the race
// detector. Each takes a second or two; anything quadratic takes minutes.
const patience = time.Minute

// chrome is what stands around every list.
func chrome(list string) string {
	return `<!DOCTYPE html><html><head><meta charset="utf-8"><title>年报</title></head><body>
<div class="header"><a href="/">首页</a><a href="/zwgk/">政务公开</a><a href="/zfxxgk/">政府信息公开</a></div>
<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/zfxxgk/">政府信息公开</a> &gt; <a href="./">政府信息公开年报</a></div>
<div class="left-menu"><ul><li><a href="/zfxxgk/zn/">政府信息公开指南</a></li><li><a href="/zfxxgk/fdzdgk/">法定主动公开内容</a></li><li><a href="/zfxxgk/nb/">政府信息公开年报</a></li></ul></div>
<div class="main">` + list + `</div>
<div class="footer"><a href="http://www.gov.cn/">中国政府网</a><a href="http://other.example.gov.cn/">市人民政府</a><a href="javascript:void(0)">收藏</a><a>无</a></div></body></html>`
}

func read(list string) Listing {
	return Read(Page{URL: column, Body: []byte(chrome(list)), Charset: "utf-8", Column: column})
}

func TestReadKeepsReportsAndWhatMayBeOne(t *testing.T) {
	got := read(`<ul class="list">
<li><a href="./202501/t20250117_101.html" title="青溪区教育局2024年政府信息公开工作年度报告">青溪区教育局2024年政府信息公开…</a><span>2025-01-17</span></li>
<li><span>[2025-01-18]</span><a href="./202501/t20250118_102.html">青溪区水利局2024年政府信息公开工作年度报告</a></li>
<li><a href="/zfxxgk/nb/202501/t20250119_103.html"><img src="x.png" alt="pdf"></a><a href="/zfxxgk/nb/202501/t20250119_103.html">青溪区林业局2024年政府信息公开工作年度报告</a> 2025/1/19</li>
<li><a href="202501/t20250120_104.html">青溪区城市管理和综合行政执法局2024年政…</a><i>2025.01.20</i></li>
<li><a href="202501/t20250121_105.html">2024年政府网站工作年度报表</a><i>2025-01-21</i></li>
<li><a href="202501/t20250122_106.html">图解：2024年政府信息公开工作年度报告</a><i>2025-01-22</i></li>
<li><a href="202501/P020250123.pdf">青溪区审计局2024年政府信息公开工作年度报告<em>2025-01-23</em></a></li>
<li><a href="http://news.example.com/x.html">区领导调研春耕生产</a><i>2025-01-24</i></li>
</ul>`)
	want := []Entry{
		{URL: column + "202501/t20250117_101.html", Title: "青溪区教育局2024年政府信息公开工作年度报告", Date: "2025-01-17", Verdict: Accepted, Year: 2024},
		{URL: column + "202501/t20250118_102.html", Title: "青溪区水利局2024年政府信息公开工作年度报告", Date: "2025-01-18", Verdict: Accepted, Year: 2024},
		{URL: column + "202501/t20250119_103.html", Title: "青溪区林业局2024年政府信息公开工作年度报告", Date: "2025-01-19", Verdict: Accepted, Year: 2024},
		{URL: column + "202501/t20250120_104.html", Title: "青溪区城市管理和综合行政执法局2024年政…", Date: "2025-01-20", Verdict: Undecided, Year: 2024},
		{URL: column + "202501/P020250123.pdf", Title: "青溪区审计局2024年政府信息公开工作年度报告", Date: "2025-01-23", Verdict: Accepted, Year: 2024},
	}
	if diff := cmp.Diff(want, got.Entries); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	if got.Family != "trs" || got.Charset != "utf-8" || len(got.Next) != 0 || len(got.Columns) != 0 {
		t.Errorf("listing %+v", got)
	}
	// Three in the header, two in the crumb besides the page itself, two in the
	// menu, three in the list, two in the footer.
	if got.Counted != 12 {
		t.Errorf("counted %d, want 12", got.Counted)
	}
}

func TestReadFindsTheListByDatesWhereNoTitleIsAccepted(t *testing.T) {
	got := read(`<div class="side"><a href="/a/">区教育局</a><a href="/b/">区水利局</a></div>
<table><tr><td><a href="/x/1.html">区教育局</a></td><td>2025-01-17</td></tr>
<tr><td><a href="/x/2.html">政府信息公开工作年度报告</a></td><td>2025-01-18</td></tr>
<tr><td><a href="/x/3.html">区领导调研</a></td><td>2025-01-18</td></tr></table>`)
	want := []Entry{
		{URL: "http://www.example.gov.cn/x/1.html", Title: "区教育局", Date: "2025-01-17"},
		{URL: "http://www.example.gov.cn/x/2.html", Title: "政府信息公开工作年度报告", Date: "2025-01-18"},
	}
	if diff := cmp.Diff(want, got.Entries); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	if got.Family != "plain" {
		t.Errorf("family %q, want plain", got.Family)
	}
}

func TestReadFindsAListOfCutTitlesBesideAWholeOne(t *testing.T) {
	list := `<div class="hot"><ul><li><a href="/x/9.html">2022年区水利局政府信息公开工作年度报告</a></li><li><a href="/x/8.html">2024年区领导调研</a></li></ul></div><dl>`
	for n := range 4 {
		list += `<dt><a href="/x/` + strconv.Itoa(n) + `.html">区教育局202` + strconv.Itoa(n) + `年政...</a></dt><dd>区教育局</dd>`
	}
	var got []string
	for _, e := range read(list + `</dl><div class="foot"><a href="/x/7.html">2023年区领导...</a></div>`).Entries {
		got = append(got, e.URL)
	}
	want := []string{"http://www.example.gov.cn/x/9.html"}
	for n := range 4 {
		want = append(want, "http://www.example.gov.cn/x/"+strconv.Itoa(n)+".html")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
}

func TestReadFindsAgencyListsWithoutDates(t *testing.T) {
	got := read(`<div class="grid"><a href="2024/1001234.html">区教育局</a> <a href="2024/1001235.html">白石镇</a></div>
<div class="more"><a href="/other/1.html">区水利局</a></div>`)
	if len(got.Entries) != 2 || got.Entries[0].Title != "区教育局" || got.Entries[1].Title != "白石镇" {
		t.Errorf("entries %+v", got.Entries)
	}
}

func TestReadNamesBareLinksByTheirItem(t *testing.T) {
	got := read(`<table>
<tr><td>1</td><td>区教育局2024年政府信息公开工作年度报告</td><td>2025-01-17</td><td><a href="a.pdf">查看</a></td></tr>
<tr><td>2</td><td>区水利局2024年政府信息公开工作年度报告</td><td>2025-01-18</td><td><a href="b.pdf"><img src="pdf.gif"></a></td></tr></table>`)
	want := []Entry{
		{URL: column + "a.pdf", Title: "区教育局2024年政府信息公开工作年度报告", Date: "2025-01-17", Verdict: Accepted, Year: 2024},
		{URL: column + "b.pdf", Title: "区水利局2024年政府信息公开工作年度报告", Date: "2025-01-18", Verdict: Accepted, Year: 2024},
	}
	if diff := cmp.Diff(want, got.Entries); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
}

func TestReadFindsSubColumnsBelowTheColumnOnly(t *testing.T) {
	got := read(`<div class="tabs"><a href="2024/">2024年</a><a href="/zfxxgk/nb/2023n/index.html">2023年度</a>
<a href="bm/">区政府部门</a><a href="zj/index.shtml">镇街</a><a href="bsz/">白石镇</a><a href="?year=2022">2022年</a>
<a href="2021/">2021年政府信息公开年报</a>
<a href="../zn/">部门指南</a><a href="/zfxxgk/zj/">街道</a><a href="http://else.example.gov.cn/zfxxgk/nb/2020/">2020年</a>
<a href="index.html">部门</a><a href="202501/t20250101_1.html">部门</a></div>`)
	var names []string
	for _, c := range got.Columns {
		names = append(names, c.Title+" "+strings.TrimPrefix(c.URL, column))
	}
	want := []string{"2024年 2024/", "2023年度 2023n/index.html", "区政府部门 bm/", "镇街 zj/index.shtml", "白石镇 bsz/", "2022年 ?year=2022", "2021年政府信息公开年报 2021/"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
}

func TestReadReadsAChoiceOfYears(t *testing.T) {
	page := Page{URL: "http://www.example.gov.cn/nb.jsp", Charset: "utf-8", Body: []byte(chrome(item + `<select onchange="location.href='nb.jsp?year='+this.value">
<option value="">全部</option><option value="2023">2023年</option><option value="2022">2022年</option><option value="3">其他</option></select>`))}
	var got []string
	for _, c := range Read(page).Columns {
		got = append(got, c.URL)
	}
	want := []string{"http://www.example.gov.cn/nb.jsp?year=2023", "http://www.example.gov.cn/nb.jsp?year=2022"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
}

func TestReadReadsLiteralAddressesOfScripts(t *testing.T) {
	const title = "区教育局2024年政府信息公开工作年度报告"
	tests := []struct{ name, html, want string }{
		{"window.open", `<a href="javascript:void(0)" onclick="window.open('./202501/1.html')">` + title + `</a>`, column + "202501/1.html"},
		{"address in the link", `<a href="javascript:openUrl(&quot;/nb/1.html&quot;,'_blank')">` + title + `</a>`, "http://www.example.gov.cn/nb/1.html"},
		{"location", `<a href="#" onclick="location.href='1.pdf?x=1'">` + title + `</a>`, column + "1.pdf?x=1"},
		{"no link at all", `<li onclick="window.location='/a/b/'"><p>` + title + `</p></li>`, "http://www.example.gov.cn/a/b/"},
		{"real link goes first", `<a href="2.html" onclick="window.open('3.html')">` + title + `</a>`, column + "2.html"},
		{"put together at run time", `<a href="#" onclick="window.open('/a/'+id+'.html')">` + title + `</a>`, ""},
		{"no address", `<a href="javascript:show('教育局')">` + title + `</a>`, ""},
		{"without an address", `<a name="x">` + title + `</a>`, ""},
		{"mail", `<a href="mailto:a@b.cn">` + title + `</a>`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := read(tt.html)
			switch {
			case tt.want == "" && len(got.Entries) > 0:
				t.Errorf("entries %+v, want none", got.Entries)
			case tt.want != "" && (len(got.Entries) != 1 || got.Entries[0].URL != tt.want || got.Entries[0].Title != title):
				t.Errorf("entries %+v, want %s", got.Entries, tt.want)
			}
		})
	}
}

func TestReadReadsTheRowsHanwebKeepsInAScript(t *testing.T) {
	got := read(`<div id="423656"><script type="text/xml"><datastore><nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1"></a>]]></nextgroup>
<recordset><record><![CDATA[<li><a href="/art/2025/1/17/art_61490_1.html">区教育局2024年政府信息公开工作年度报告</a><b>2025-01-17</b></li>]]></record>
<record><![CDATA[<li><a href="/art/2025/1/18/art_61490_2.html">区水利局2024年政府信…</a><b>2025-01-18</b></li>]]></record></recordset></datastore></script></div>`)
	want := []Entry{
		{URL: "http://www.example.gov.cn/art/2025/1/17/art_61490_1.html", Title: "区教育局2024年政府信息公开工作年度报告", Date: "2025-01-17", Verdict: Accepted, Year: 2024},
		{URL: "http://www.example.gov.cn/art/2025/1/18/art_61490_2.html", Title: "区水利局2024年政府信…", Date: "2025-01-18", Year: 2024},
	}
	if diff := cmp.Diff(want, got.Entries); diff != "" || got.Family != "hanweb" {
		t.Errorf("family %q, entries (-want +got):\n%s", got.Family, diff)
	}
}

func TestReadHonoursTheBase(t *testing.T) {
	body := `<head><base href="/other/"><base href="/late/"></head><a href="1.html">2024年政府信息公开年报</a>`
	got := Read(Page{URL: column + "index_1.html", Body: []byte(body), Column: column})
	if len(got.Entries) != 1 || got.Entries[0].URL != "http://www.example.gov.cn/other/1.html" {
		t.Errorf("entries %+v", got.Entries)
	}
}

func TestReadEscapesQueriesInThePagesCharset(t *testing.T) {
	body, err := simplifiedchinese.GBK.NewEncoder().String(chrome(`<a href="show.jsp?n=年报">区教育局2024年政府信息公开工作年度报告</a>`))
	if err != nil {
		t.Fatal(err)
	}
	body = strings.Replace(body, `charset="utf-8"`, `charset="gb2312"`, 1)
	got := Read(Page{URL: column, Body: []byte(body), Column: column})
	if got.Charset != "gb18030" || len(got.Entries) != 1 || got.Entries[0].URL != column+"show.jsp?n=%C4%EA%B1%A8" {
		t.Errorf("charset %q, entries %+v", got.Charset, got.Entries)
	}
}

func TestReadNamesTheFramesOfAShell(t *testing.T) {
	got := read(`<iframe src="/list/frame.html?c=1"></iframe><iframe src="http://map.example.com/"></iframe><iframe src="a.pdf"></iframe>`)
	if diff := cmp.Diff([]string{"http://www.example.gov.cn/list/frame.html?c=1"}, got.Frames); diff != "" {
		t.Errorf("frames (-want +got):\n%s", diff)
	}
}

func TestReadStaysFastAndBoundedOnHugePages(t *testing.T) {
	var b strings.Builder
	b.WriteString("<ul>")
	for i := range 50_000 {
		fmt.Fprintf(&b, `<li><a href="t/%d.html">青溪区第%d局2024年政府信息公开工作年度报告</a><i>2025-01-17</i></li>`, i, i)
	}
	start := time.Now()
	got := read(b.String() + "</ul>")
	if len(got.Entries) != MaxEntries || got.Cut != 50_000-MaxEntries || got.Counted < got.Cut {
		t.Errorf("%d entries, %d cut, %d counted", len(got.Entries), got.Cut, got.Counted)
	}
	if took := time.Since(start); took > patience {
		t.Errorf("took %v", took)
	}
}

func TestReadStaysFastOnHostilePages(t *testing.T) {
	spans := strings.Repeat("<i></i>", 200_000)
	deep := strings.Repeat("<div class='a b c'>", 400)
	tests := []struct{ name, html string }{
		{"empty elements around paging links", "<p>" + strings.Repeat(`<a href="?p=2">2</a>`, 40) + spans + "</p>"},
		{"empty elements in links inside links", strings.Repeat(`<div onclick="location='1.html'">`, 400) + spans},
		{"paging links without end", "<ul>" + strings.Repeat(`<li class="page"><a href="?p=2">2</a></li>`, 50_000) + "</ul>"},
		{"links at the bottom", deep + strings.Repeat(`<a href="1.html">区教育局</a>`, 30_000)},
		{"one long script", "<script>" + strings.Repeat("createPageHTML(", 100_000) + "</script>"},
		{"one long title", `<a href="1.html" title="` + strings.Repeat("年", 2_000_000) + `">年…</a>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			read(tt.html)
			if took := time.Since(start); took > patience {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestReadSurvivesWhatTheParserRefuses(t *testing.T) {
	body := strings.Repeat("<div><b>", 2000) + `<li><a href="1.html">区教育局2024年政府信息公开工作年度报告</a> 2025-01-17`
	got := Read(Page{URL: column, Body: []byte(body), Column: column})
	if len(got.Entries) != 1 || got.Entries[0].Date != "2025-01-17" {
		t.Errorf("entries %+v", got.Entries)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(chrome(`<script>createPageHTML(5,0,"index","html")</script><li><a href="1.html">2024年政府信息公开年报</a>`)), column)
	f.Add([]byte(`<base href="//[::1"><a href="http://x/%zz?a b">…</a><select onchange="location=this.value"><option value="/2">2`), "http://a/")
	f.Add([]byte(`<div class=page><a href=?p=2>下一页</a><a href=?p=9>尾页</a><span class=cur>1</span>`), "http://a/l?p=1#x")
	f.Fuzz(func(t *testing.T, body []byte, u string) {
		got := Read(Page{URL: u, Body: body, Column: column})
		seen := map[string]bool{u: true}
		for _, e := range append(got.Entries, got.Columns...) {
			if seen[e.URL] || e.Verdict == Rejected && e.Title == "" {
				t.Fatalf("%+v twice or rejected", e)
			}
			seen[e.URL] = true
		}
		for _, n := range got.Next {
			if n.Method == "" && seen[n.URL] {
				t.Fatalf("next page %s is something else too", n.URL)
			}
			seen[n.key()], seen[n.URL] = true, true
		}
	})
}
