package portal

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkRead reads a list page of 60 KB: 20 reports, menus, scripts.
func BenchmarkRead(b *testing.B) {
	var rows strings.Builder
	for i := range 20 {
		fmt.Fprintf(&rows, `<li><a href="202501/t20250117_%d.html">第%d局2024年政府信息公开工作年度报告</a><span>2025-01-17</span></li>`, i, i)
	}
	menu := strings.Repeat(`<li class="item"><a href="/zwgk/fdzdgk/xx/" target="_blank">法定主动公开内容</a></li>`, 300)
	script := "<script>" + strings.Repeat("function f(a, b) { return a + b; }\n", 400) + "</script>"
	page := Page{URL: column, Column: column, Body: []byte(chrome("<ul>" + menu + "</ul>" + script + "<ul>" + rows.String() + `</ul><div class="page">共 <b>45</b> 条 第1页/共3页</div>`))}
	b.SetBytes(int64(len(page.Body)))
	for b.Loop() {
		if l := Read(page); len(l.Entries) != 20 {
			b.Fatalf("%d entries", len(l.Entries))
		}
	}
}

// BenchmarkAnswer reads 100 rows of JSON.
func BenchmarkAnswer(b *testing.B) {
	body := `{"total":450,"articles":` + articles(0, 100) + `}`
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if l := answered(gkmlpt, body, 0); len(l.Entries) != 100 {
			b.Fatalf("%d entries", len(l.Entries))
		}
	}
}
