package portal

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAPagesOutlineHasTheLinksOfItsScripts(t *testing.T) {
	const at = "http://www.example.gov.cn/zwgk/"
	tests := []struct {
		name, url, body string
		want            map[string]string // address → folded title
	}{
		{"real links", at, `<a href="zfxxgk/">政府 信息公开</a><a href="#top">顶部</a><a href="mailto:a@b">信</a>`,
			map[string]string{at + "zfxxgk/": "政府信息公开"}},
		{"a menu of data", at, `<script>var m=[{"name":"政务公开","url":"\/zwgk\/x\/","children":[{"title":"年报","href":"/nb/"}]},{name:'指南',link:'/zn.html'}]</script>`,
			map[string]string{"http://www.example.gov.cn/zwgk/x/": "政务公开", "http://www.example.gov.cn/nb/": "年报", "http://www.example.gov.cn/zn.html": "指南"}},
		{"a menu that is written", at, `<script>document.write("<li><a href=\"/nb/\" target='_blank'>信息公开年报</a></li>"); s += '<a href="' + u + '">更多</a>'</script>`,
			map[string]string{"http://www.example.gov.cn/nb/": "信息公开年报"}},
		{"attributes", at, `<div data-url="/nb/index.html">公开年报</div><div data-url="plugin">不是</div><li onclick="window.open('/zd.html')">制度</li>`,
			map[string]string{"http://www.example.gov.cn/nb/index.html": "公开年报", "http://www.example.gov.cn/zd.html": "制度"}},
		{"categories of gkmlpt", "http://www.example.gov.cn/gkmlpt/index", `<script>TREE: [{"id":1234,"pid":0,"name":"年报","children":[{"id":77,"name":"职能"}]}]</script>`,
			map[string]string{"http://www.example.gov.cn/gkmlpt/index#1234": "年报", "http://www.example.gov.cn/gkmlpt/index#77": "职能"}},
		{"fragments are kept", at, `<a href="/gkmlpt/index#12">年报</a>`, map[string]string{"http://www.example.gov.cn/gkmlpt/index#12": "年报"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := map[string]string{}
			for _, l := range Outlined(Page{URL: tt.url, Body: []byte(tt.body), Charset: "utf-8"}).Links {
				got[l.URL] = l.Name
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("links (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAPageSaysWhoseItIsAndWhereItLeads(t *testing.T) {
	tests := []struct{ body, site, refresh string }{
		{`<title>首页_青溪区人民政府门户网站</title>`, "青溪区人民政府", ""},
		{`<title>欢迎访问青溪区人民政府官方网站</title><meta http-equiv=Refresh content="0;URL='/index.shtml'">`, "青溪区人民政府", "http://a.gov.cn/index.shtml"},
		{`<title>政务公开</title><meta name="SiteName" content="青溪区人民政府">`, "青溪区人民政府", ""},
		{`<meta http-equiv="refresh" content="600">`, "", ""},
		{`<script>window.location.href="/zwgk/";</script>`, "", "http://a.gov.cn/zwgk/"},
		{`<script>top.location.replace('index.html')</script>`, "", "http://a.gov.cn/index.html"},
		{`<script>location.href = '/x?u=' + u;</script>`, "", ""},
		{`<script>if (phone) location.href="/m/";</script><a href="/zwgk/">政务公开</a>`, "", ""},
		{`<meta http-equiv="refresh" content="5; url=/">`, "", ""},
	}
	for _, tt := range tests {
		out := Outlined(Page{URL: "http://a.gov.cn/", Body: []byte(tt.body)})
		if out.Site != tt.site || out.Refresh != tt.refresh {
			t.Errorf("%s: site %q, leads to %q", tt.body, out.Site, out.Refresh)
		}
	}
}

func FuzzOutlined(f *testing.F) {
	f.Add([]byte(`<a href=/a>b</a><script>[{"name":"a","url":"/b"}]</script><meta http-equiv=refresh content="0;url=c">`))
	f.Add([]byte(`{"id":1,"name":"x"}<iframe src=/y></iframe>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, l := range Outlined(Page{URL: "http://a.gov.cn/gkmlpt/index", Body: body}).Links {
			if l.URL == "" {
				t.Error("a link to nowhere")
			}
		}
	})
}
