package portal

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// asking reads a column's page and returns what its scripts ask for.
func asking(address, inside string) (Listing, string) {
	l := Read(Page{URL: address, Body: []byte(chrome(inside)), Column: address})
	var out []string
	for _, r := range l.Next {
		out = append(out, strings.TrimSpace(strings.TrimPrefix(r.Method+" "+strings.TrimPrefix(r.URL, host)+" "+string(r.Body), " ")))
	}
	return l, strings.Join(out, "\n")
}

func TestAShellAsksForWhatItsScriptsWould(t *testing.T) {
	const blocks = "/columns/61f2e0ab-8a6f-4ab7-8f1c-9b8c7a6d5e4f/templates/71f2e0ab-8a6f-4ab7-8f1c-9b8c7a6d5e4f/blocks/81f2e0ab-8a6f-4ab7-8f1c-9b8c7a6d5e4f"
	tests := []struct{ name, address, html, family, want string }{
		{"gkmlpt", "/gkmlpt/index#1234", `<script>window._CONFIG={SID: '755001'}</script>`, "gkmlpt", "/gkmlpt/api/all/1234?page=1&sid=755001"},
		{"gkmlpt below a folder", "/qx/gkmlpt/policy#/77", `<script>var NFCMS_SITE_ID = "12"</script>`, "gkmlpt", "/qx/gkmlpt/api/all/77?page=1&sid=12"},
		{"a link to gkmlpt is none", "/nb/", `<a href="/gkmlpt/index">信息公开平台</a><script>SID:'1'</script>`, "plain", ""},
		{"hanweb, old path and more", "/col/col1/index.html", `<script>var u = '/module/jpage/morecolumndataproxy.jsp?page=1&columnid=1&unitid=2';</script>`, "hanweb",
			"/module/jpage/morecolumndataproxy.jsp?page=1&columnid=1&unitid=2&startrecord=1&endrecord=100&perpage=100"},
		{"hanweb, two lists", "/col/col1/index.html", `<a>x</a><script>'/d/dataproxy.jsp?columnid=1&unitid=2' '/d/dataproxy.jsp?columnid=1&unitid=2&x' '/d/dataproxy.jsp?columnid=1&unitid=3'</script>`, "hanweb",
			"/d/dataproxy.jsp?columnid=1&unitid=2&page=1&startrecord=1&endrecord=100&perpage=100\n/d/dataproxy.jsp?columnid=1&unitid=3&page=1&startrecord=1&endrecord=100&perpage=100"},
		{"another host's endpoint", "/col/col1/index.html", `<script>'http://else.example.gov.cn/d/dataproxy.jsp?columnid=1&unitid=2'</script>`, "hanweb", ""},
		{"xxgk", "/col/col1229/index.html", `<input type="hidden" name="infotypeId" value="A0212"><input type=hidden id="jdid" value='3096'><script>"/module/xxgk/tree.jsp?area=00247&divid=x"</script>`, "xxgk",
			"POST /module/xxgk/search.jsp infotypeId=A0212&jdid=3096&area=00247&divid=div1229&vc_title=&vc_number=&sortfield=%2Ccompaltedate%3A0&currpage=1&vc_filenumber=&vc_all=&texttype=0&fbtime=-1"},
		{"jpaas, attributes escaped", "/col/nb/", `<div class="pagination" rows="20"></div><div unitUrl="/jpaas-publish-server/front/page/build/unit" queryData="{&quot;webId&quot;:&quot;52&quot;,&quot;tagId&quot;:&quot;列表&quot;,&quot;pageId&quot;:&quot;9&quot;}"></div>`, "jpaas",
			"/jpaas-publish-server/front/page/build/unit?webId=52&tagId=%E5%88%97%E8%A1%A8&pageId=9&paramJson=%7B%22pageNo%22%3A1%2C%22pageSize%22%3A%2220%22%7D"},
		{"truecms", "/a/nb/nb.html", `<script>$('#l').jpage({totalRecord:45, proxyUrl:'/TrueCMS/messageController/getMessage.do', perPage:10, ajaxParam:{columnId:'1cfd-e9'}})</script>`, "truecms",
			"/TrueCMS/messageController/getMessage.do?startrecord=1&endrecord=10&perpage=10&columnId=1cfd-e9&callback=cb"},
		{"ucap", "/c1/list.html", `<script>var channelId="29a8"; $.post('/getFileListByCodeId',{channelId:channelId,page:1,size:10,relateSubChannels:true})</script>`, "ucap",
			"POST /getFileListByCodeId codeId=&channelId=29a8&page=1&size=10&relateSubChannels=true"},
		{"epoint", "/zwgk/govInfoPub.html?categorynum=003&deptcode=01", `<script>var siteInfo={"siteGuid":"7eb5","projectName":"/EWB"}; url:'rest/lightfrontaction/getgovinfolist'</script>`, "epoint",
			`POST /EWB/rest/lightfrontaction/getgovinfolist {"deptcode":"01","categorynum":"003","siteGuid":"7eb5","pageIndex":0,"pageSize":20}`},
		{"epoint, wrapped", "/zwgk/govInfoPub.html?categorynum=003", `<script>var siteGuid="7eb5"; post('/E/rest/lightfrontaction/getgovinfolist', {"token":"","params":{"pageIndex":0,"pageSize":15}})</script>`, "epoint",
			`POST /E/rest/lightfrontaction/getgovinfolist {"token":"","params":{"deptcode":"","categorynum":"003","siteGuid":"7eb5","pageIndex":0,"pageSize":15}}`},
		{"epoint, its script first", "/zwgk/govInfoPub.html?categorynum=003", `<script src="/js/webBuilderCommon.js"></script>`, "epoint", "/js/webBuilderCommon.js"},
		{"blocks", "/columns/nb/index.html", `<div data-url="` + blocks + `"></div>`, "blocks", blocks + "?page=1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, got := asking(host+tt.address, tt.html)
			if diff := cmp.Diff(tt.want, got); diff != "" || l.Family != tt.family || l.Shell != (tt.want != "") {
				t.Errorf("family %s, shell %v; asks (-want +got):\n%s", l.Family, l.Shell, diff)
			}
		})
	}
}

func TestAPageThatHoldsAFullFirstPageIsAskedOnFromTheSecond(t *testing.T) {
	var rows strings.Builder
	for i := range 10 {
		fmt.Fprintf(&rows, `<li><a href="/art/%d.html">第%d局2024年政府信息公开工作年度报告</a></li>`, i, i)
	}
	unit := `<div unitUrl="/jpaas-publish-server/front/page/build/unit" queryData="{'webId':'52','tagId':'列表','pageId':'9'}"><ul>` + rows.String() + `</ul><div class="pagination" rows="10" count="%d"></div></div>`
	for count, want := range map[int]string{10: "", 11: "%22pageNo%22%3A2", 300: "%22pageNo%22%3A2"} {
		l, got := asking(host+"/col/nb/", fmt.Sprintf(unit, count))
		if want == "" && got != "" || !strings.Contains(got, want) || l.Shell || len(l.Next) == 1 && l.Next[0].Before != 10 {
			t.Errorf("of %d rows: asks %q, shell %v", count, got, l.Shell)
		}
	}
}

func TestYearsOfTheModuleAreSubColumns(t *testing.T) {
	l, _ := asking(host+"/module/xxgk/xxgkAnnualReport.jsp?area=002&fbtime=2024", `<select onchange="go(this.value)"><option value="2024">2024年</option><option value="2023">2023年</option><option value="-1">全部</option></select>
<a href="/module/xxgk/xxgkAnnualReport.jsp?fbtime=2022&area=002">2022年度</a>`)
	var got []string
	for _, c := range l.Columns {
		got = append(got, strings.TrimPrefix(c.URL, host))
	}
	want := []string{"/module/xxgk/xxgkAnnualReport.jsp?area=002&fbtime=2023", "/module/xxgk/xxgkAnnualReport.jsp?fbtime=2022&area=002"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
}

func TestFramesWithoutAListAreLeft(t *testing.T) {
	l, _ := asking(column, `<iframe src="/list/a.html"></iframe><iframe src="/x/count.jsp" width="0"></iframe><iframe src="/y.html" style="display: none"></iframe>
<iframe src="/z.html" height="1px"></iframe><iframe src="/module/visitcount/visit.jsp"></iframe><iframe src="/user/login.html"></iframe><iframe src="/a.pdf"></iframe><iframe src="http://else.example.gov.cn/l.html"></iframe>`)
	if diff := cmp.Diff([]string{host + "/list/a.html"}, l.Frames); diff != "" {
		t.Errorf("frames (-want +got):\n%s", diff)
	}
}

func TestTheSecondPageIsGuessedOnlyWhereThereMayBeOne(t *testing.T) {
	list := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `<li><a href="/x/%d.html">第%d局2024年政府信息公开工作年度报告</a> 2025-01-17</li>`, i, i)
		}
		return "<ul>" + b.String() + "</ul>"
	}
	tests := []struct{ name, address, html, want string }{
		{"a full page", "/nb/index.html", list(20), "/nb/index_2.html /nb/index_1.html"},
		{"no page is full with so many", "/nb/index.html", list(21), ""},
		{"the list says it goes on", "/nb/index.html", list(21) + `<p>共3页</p>`, "/nb/index_2.html /nb/index_1.html /nb/2.html /nb/index.html?page=2"},
		{"it says it does not", "/nb/index.html", list(20) + `<p>共1页</p>`, ""},
		{"it says how many rows it has", "/nb/index.html", list(20) + `<p>共20条</p>`, ""},
		{"it is the last page", "/nb/3.html", list(20) + `<p>第3页/共3页</p>`, ""},
		{"a short list", "/nb/", list(4) + `<a href="javascript:go(2)">下一页</a>`, ""},
		{"a script that says the stem", "/nb/", list(12) + `<script>location.href='list-' + (n+1) + '.shtml'; // 下一页</script>`, "/nb/list-2.shtml /nb/list-1.shtml /nb/index_2.html /nb/index_1.html"},
		{"a script that says the parameter", "/nb/", list(12) + `<script>location.href='?pn=' + n; // 下一页</script>`, "/nb/?pn=2 /nb/index_2.html /nb/index_1.html /nb/2.html"},
		{"a number to count on", "/nb/column-index-1.shtml", list(20), "/nb/column-index-2.shtml"},
		{"a folder", "/col/77", list(20), "/col/77/2 /col/77?page=2"},
		{"a program", "/nb/list.jsp?c=1", list(20), "/nb/list.jsp?c=1&page=2 /nb/list.jsp?c=1&pageNo=2"},
		{"another stem", "/nb/home.htm", list(20), "/nb/home_2.htm /nb/home_1.htm"},
		{"real links", "/nb/", list(20) + `<p><a href="p2.html">下一页</a></p>`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, _ := asking(host+tt.address, tt.html)
			var got []string
			for _, r := range l.Guesses {
				got = append(got, strings.TrimPrefix(r.URL, host))
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("guesses (-want +got):\n%s", diff)
			}
		})
	}
}
