package fetch

import (
	"strings"
	"testing"
)

func TestShapeTellsOnePageFromAnother(t *testing.T) {
	const at = "http://h.gov.cn/nb/t2024_1.html?id=7"
	page := func(body string) string {
		return "<html><head><title>提示</title></head><body><h1>您来晚了</h1>" + body + "</body></html>"
	}
	base, ok := ShapeOf([]byte(page("<p>本页已归档</p>")), at)
	if !ok || base.Title != "提示" || !base.Small || len(base.Hash) != 16 {
		t.Fatalf("shape %+v, %v", base, ok)
	}
	for name, c := range map[string]struct {
		body string
		url  string
		same bool
	}{
		"a clock":                  {page("<p>本页已归档 2026-03-01 22:00</p>"), at, true},
		"spaces and comments":      {page("<p>\n 本页  已归档 <!-- 17 ms --></p>"), at, true},
		"its own address":          {page("<p>http://h.gov.cn/nb/t2024_1.html?id=7 本页已归档</p>"), at, true},
		"its own path":             {page("<p>/nb/t2024_1.html 本页已归档</p>"), at, true},
		"its own path, unescaped":  {page("<p>/年报.html 本页已归档</p>"), "http://h.gov.cn/%E5%B9%B4%E6%8A%A5.html", true},
		"another address":          {page("<p>本页已归档</p>"), "http://h.gov.cn/other.html", true},
		"other words":              {page("<p>本页未归档</p>"), at, false},
		"another title":            {strings.Replace(page("<p>本页已归档</p>"), "提示", "年报", 1), at, false},
		"a picture":                {page("<p>本页已归档</p><img src=1.png>"), at, false},
		"a frame":                  {page("<p>本页已归档</p><iframe src=/f/1.pdf></iframe>"), at, false},
		"a link":                   {page("<p>本页已归档</p><a href=1.pdf></a>"), at, false},
		"a script with its number": {page("<p>本页已归档</p><script>load(17)</script>"), at, false},
	} {
		got, ok := ShapeOf([]byte(c.body), c.url)
		if !ok || (got.Hash == base.Hash) != c.same {
			t.Errorf("%s: %+v, %v; want the same: %v", name, got, ok, c.same)
		}
	}
	two := [2]Shape{}
	for i, pic := range []string{"1.png", "2.png"} {
		two[i], _ = ShapeOf([]byte(page("<img src="+pic+">")), at)
	}
	if two[0].Hash == two[1].Hash {
		t.Error("two pages of a scanned report have one shape")
	}
}

func TestShapeIsOfSmallPagesOnly(t *testing.T) {
	for name, c := range map[string]struct {
		body      string
		ok, small bool
	}{
		"next to nothing":      {"<html><body>1 2</body></html>", false, false},
		"a report":             {report(), false, false},
		"a report, in GBK":     {gbk(htmlPage("年度报告", longText+longText)), false, false},
		"a page of some words": {htmlPage("提示", strings.Repeat("<p>本页已归档至内网系统</p>", 50)), true, false},
		"a notice in chrome":   {htmlPage("提示", "<p>本页已归档</p>"), true, true},
		"a script alone":       {"<script>alert('本页已归档')</script>", true, true},
	} {
		s, ok := ShapeOf([]byte(c.body), "http://h/")
		if ok != c.ok || s.Small != c.small {
			t.Errorf("%s: %+v, %v", name, s, ok)
		}
	}
}

func FuzzShape(f *testing.F) {
	f.Add([]byte(htmlPage("404", "<p>页面</p><img src=/a.png>")), "http://h.cn/a?b=%zz")
	f.Add([]byte("<a href=x><a href=x"), "")
	f.Fuzz(func(t *testing.T, body []byte, url string) {
		s, ok := ShapeOf(body, url)
		again, _ := ShapeOf(body, url)
		if s != again || ok != (s.Hash != "") {
			t.Errorf("%+v, then %+v", s, again)
		}
	})
}
