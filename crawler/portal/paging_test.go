package portal

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// item makes a page a list.
const item = `<li><a href="202501/t20250117_1.html">区教育局2024年政府信息公开工作年度报告</a> 2025-01-17</li>`

func nextOf(page, html string) []string {
	got := Read(Page{URL: page, Body: []byte(chrome(item + html)), Column: column})
	var out []string
	for _, u := range got.Next {
		out = append(out, strings.TrimPrefix(u.URL, column))
	}
	return out
}

func TestScriptPagingOfTRS(t *testing.T) {
	call := func(args string) string { return "<script>createPageHTML(" + args + ");</script>" }
	older := `<script language="javascript">
var currentPage = 0;//所在页从0开始
var countPage = 3//共多少页
document.write("共"+countPage+"页");</script>`
	tests := []struct{ name, page, html, want string }{
		{"first page", "", call(`3, 0, "index", "html"`), "index_1.html index_2.html"},
		{"white space and quotes", "", "<script>\n createPageHTML ( 3 ,0,\n 'index' , 'shtml' )</script>", "index_1.shtml index_2.shtml"},
		{"in the middle", "index_1.html", call(`5, 1, "index", "html"`), "index_2.html index_3.html"},
		{"last page", "index_2.html", call(`3, 2, "index", "html"`), ""},
		{"one page", "", call(`1, 0, "index", "html"`), ""},
		{"another stem", "list.htm", call(`2, 0, "list", "htm"`), "list_1.htm"},
		{"names for numbers", "", `<script>var countPage = 3; var currentPage=0; createPageHTML(countPage,currentPage,"index","html");</script>`, "index_1.html index_2.html"},
		{"an id first and counted from one", "", call(`'page_div',3, 1,'index','shtml',41`), "index_2.shtml index_3.shtml"},
		{"definition before the call", "", `<script>function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){ if(_nPageCount == null) return; }</script>` + call(`2,0,"index","html"`), "index_1.html"},
		{"commented out", "", "<script>\n// createPageHTML(9, 0, \"index\", \"html\");\ncreatePageHTML(2, 0, \"index\", \"html\");</script>", "index_1.html"},
		{"counts of older templates", "", older, "index_1.html index_2.html"},
		{"counts on a later page", "index_1.html", strings.Replace(older, "currentPage = 0", "currentPage = 1", 1), "index_2.html"},
		{"broken arguments", "", call(`x, , "index"`), ""},
		{"real links go first", "", call(`9, 0, "index", "html"`) + `<div class="page"><a href="index_1.html">下一页</a></div>`, "index_1.html"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, strings.Join(nextOf(column+tt.page, tt.html), " ")); diff != "" {
				t.Errorf("next (-want +got):\n%s", diff)
			}
		})
	}
}

func TestScriptPagingIsCapped(t *testing.T) {
	if got := nextOf(column, `<script>createPageHTML(999999, 0, "index", "html")</script>`); len(got) != lookahead {
		t.Errorf("%d pages, want %d", len(got), lookahead)
	}
}

func TestRealPagingLinks(t *testing.T) {
	tests := []struct{ name, page, html, want string }{
		{"next and last", "list.shtml", `<div><a href="list.shtml">首页</a> <a href="list_2.shtml">下一页</a> <a href="list_9.shtml">尾页</a></div>`, "list_2.shtml list_9.shtml"},
		{"in the middle", "list_2.shtml", `<div><a href="list.shtml">首页</a> <a href="list.shtml">上一页</a> <a href="list_3.shtml"> 下 页 </a> <a href="list_9.shtml">末页</a></div>`, "list_3.shtml list_9.shtml"},
		{"a parameter called current", "?current=2", `<div class="page"><a href="?current=1">1</a><span class="on">2</span><a href="?current=3">3</a></div>`, "?current=3"},
		{"numbers", "list_2.shtml", `<div class="pagination"><a href="list.shtml">1</a><span class="current">2</span><a href="list_3.shtml">3</a><a href="list_4.shtml">[4]</a></div>`, "list_3.shtml list_4.shtml"},
		{"numbers in a list", "?p=3", `<ul class="pages"><li><a href="?p=1">1</a></li><li><a href="?p=2">2</a></li><li class="active">3</li><li><a href="?p=4">4</a></li></ul>`, "?p=4"},
		{"numbers without a current one", "", `<div id="fenye"><a href="?p=3">第3页</a><a href="?p=2">2</a><a href="?p=1">1</a></div>`, "?p=2 ?p=3"},
		{"arrows", "", `<div class="pager"><a href="?p=0">&lt;</a><a href="?p=2">&gt;</a></div>`, "?p=2"},
		{"arrow of a menu", "", `<div class="crumb"><a href="/x/">&gt;</a></div>`, ""},
		{"arrows without a block", "?lm=7&Page=2", `<center>[<a href="?lm=7&Page=1">|&lt;</a>][<a href="?lm=7&Page=3">&gt;</a>][<a href="?lm=7&Page=9">&gt;&gt;</a>]</center>`, "?lm=7&Page=3 ?lm=7&Page=9"},
		{"arrow to another list", "?lm=7&Page=2", `<center><a href="?lm=8&Page=3">&gt;</a></center>`, ""},
		{"numbers without a block", "?lm=7", `<center><a href="?lm=7&CurPage=2">2</a> <a href="?lm=7&CurPage=3">3</a> <a href="?lm=8&CurPage=4">4</a></center>`, "?lm=7&CurPage=2 ?lm=7&CurPage=3"},
		{"counting down", "../nb.htm", `<p><a href="nb/12.htm">下页</a><a href="nb/1.htm">尾页</a></p>`, "12.htm 1.htm"},
		{"choice", "", `<select onchange="location.href=this.value"><option value="index.html">1</option><option value="index_1.html">2</option></select>`, "index_1.html"},
		{"rel next", "", `<link rel="next" href="?page=2">`, "?page=2"},
		{"word with arrows", "", `<p><a href="?page=2">下一页&gt;&gt;</a></p>`, "?page=2"},
		{"by script with an address", "", `<p><a href="javascript:void(0)" onclick="location.href='index_1.html'">下一页</a></p>`, "index_1.html"},
		{"by script without one", "", `<p><a href="javascript:go(2)">下一页</a></p>`, ""},
		{"last page links to itself", "list_9.shtml", `<p><a href="list_8.shtml">上一页</a><a href="list_9.shtml">下一页</a><a href="#">尾页</a></p>`, ""},
		{"other host", "", `<p><a href="http://other.example.gov.cn/2.html">下一页</a></p>`, ""},
		{"next article", "", `<p><a href="2.html">下一篇</a></p>`, ""},
		{"days of a calendar", "", `<table class="rili"><tr><td><a href="d/2.html">2</a></td><td><a href="d/3.html">3</a></td></tr></table>`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page := column + tt.page
			if tt.page == "../nb.htm" {
				page = "http://www.example.gov.cn/zfxxgk/nb.htm"
			}
			if diff := cmp.Diff(tt.want, strings.Join(nextOf(page, tt.html), " ")); diff != "" {
				t.Errorf("next (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPagingLinksAreNoEntries(t *testing.T) {
	html := `<div class="page">`
	for n := range 9 {
		html += `<a href="list_` + strconv.Itoa(n+2) + `.shtml">` + strconv.Itoa(n+2) + `</a>`
	}
	got := read(item + html + `</div>`)
	if len(got.Entries) != 1 || len(got.Next) != maxShown || len(got.Columns) != 0 {
		t.Errorf("%d entries, %d next, %d columns", len(got.Entries), len(got.Next), len(got.Columns))
	}
}
