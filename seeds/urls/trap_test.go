package urls

import (
	"strings"
	"testing"
)

func TestTrapStopsWhatHasNoEnd(t *testing.T) {
	tests := []struct {
		name, url, cause string
	}{
		{"nested folder", "http://a.gov.cn/nb/nb/nb/x.html", "path segment repeats: nb"},
		{"folders taking turns", "http://a.gov.cn/a1/b/a1/c/a1/", "path segment repeats: a1"},
		{"depth", "http://a.gov.cn" + strings.Repeat("/a", 2) + strings.Repeat("/b", 2) + "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", "path of 21 segments"},
		{"length", "http://a.gov.cn/?q=" + strings.Repeat("x", 2000), "url of 2019 bytes"},
		{"parameter again and again", "http://a.gov.cn/l?p=1&p=1&p=1", "query parameter repeats: p=1"},
		{"month of a year", "http://a.gov.cn/l?year=2031&month=5", "calendar"},
		{"day", "http://a.gov.cn/l?date=2024-01-02", "calendar"},
		{"calendar in the path", "http://a.gov.cn/calendar/2031/05/", "calendar"},
		{"calendar with a query", "http://a.gov.cn/rili/?p=3", "calendar"},
		{"one number for ever", "http://a.gov.cn/1/1/1/1/", "path segment repeats: 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if cause, yes := Trap(tt.url); !yes || cause != tt.cause {
				t.Errorf("Trap = %q, %v; want %q", cause, yes, tt.cause)
			}
		})
	}
}

func TestTrapLetsRealPagesPass(t *testing.T) {
	for _, u := range []string{
		"http://a.gov.cn/",
		"http://a.gov.cn/zfxxgk/nb/202501/t20250117_123456.html",
		"http://a.gov.cn/art/2024/1/1/art_1_1.html",
		"http://a.gov.cn/info/11/11/11/x.html",
		"http://a.gov.cn/zfxxgk/zfxxgknb/zj/2021n/1533676551588134914.html",
		"http://a.gov.cn/module/xxgk/xxgkAnnualReport.jsp?fbtime=2017&area=33",
		"http://a.gov.cn/public/column/6981?type=3&nav=5&sub=4&timeFrame=2021",
		"http://a.gov.cn/l?year=2024&page=3",
		"http://a.gov.cn/module/web/jpage/dataproxy.jsp?page=2&col=1&appid=1&webid=39&path=/&columnid=61490&sourceContentType=1&unitid=247686&permissiontype=0",
		"http://a.gov.cn/l?date=20240102&m=list",
		"http://a.gov.cn/calendar/about.html",
	} {
		if cause, yes := Trap(u); yes {
			t.Errorf("Trap(%q) = %q", u, cause)
		}
	}
}
