package portal

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOnlyFramesThatCanHoldAListAreAsked names frames as portals have them
// beside or round their lists.
func TestOnlyFramesThatCanHoldAListAreAsked(t *testing.T) {
	const list = `src="/gk/inner.html"`
	tests := []struct {
		name, html string
		want       string
	}{
		{"a list", `<iframe ` + list + ` width="100%" height="900" frameborder="0"></iframe>`, "/gk/inner.html"},
		{"without a size", `<iframe ` + list + `></iframe>`, "/gk/inner.html"},
		{"in per cent", `<iframe ` + list + ` width="100%" height="100%"></iframe>`, "/gk/inner.html"},
		{"stretched by a script", `<iframe ` + list + ` height="0" onload="this.height=this.contentWindow.document.body.scrollHeight"></iframe>`, "/gk/inner.html"},
		{"once, though framed twice", `<iframe ` + list + `></iframe><iframe ` + list + `></iframe>`, "/gk/inner.html"},
		{"no size", `<iframe ` + list + ` width="0" height="0"></iframe>`, ""},
		{"no size by style", `<iframe ` + list + ` style="width: 0px; height: 0px"></iframe>`, ""},
		{"one pixel", `<iframe ` + list + ` width="1" height="1"></iframe>`, ""},
		{"as high as a line", `<iframe ` + list + ` width="300" height="25" scrolling="no"></iframe>`, ""},
		{"as high as a line by style", `<iframe ` + list + ` style="width:300px;height:25px"></iframe>`, ""},
		{"hidden", `<iframe ` + list + ` hidden></iframe>`, ""},
		{"not displayed", `<iframe ` + list + ` style="display: none"></iframe>`, ""},
		{"in what is not displayed", `<div style="DISPLAY: none"><p><iframe ` + list + `></iframe></p></div>`, ""},
		{"counter", `<iframe src="/module/visitcount/visit.jsp?type=3" height="300"></iframe>`, ""},
		{"counter of another make", `<iframe src="/hits/show.do?id=3" height="300"></iframe>`, ""},
		{"box to log in", `<iframe src="/sso/login.do" height="300"></iframe>`, ""},
		{"weather", `<iframe src="/tianqi/index.html" height="300"></iframe>`, ""},
		{"video", `<iframe src="/video/2024/1.html" height="300"></iframe><iframe src="/js/ckplayer/index.html" height="300"></iframe><iframe src="/vod/7" height="300"></iframe>`, ""},
		{"map", `<iframe src="/ditu/index.html" height="300"></iframe>`, ""},
		{"vote, chat, helpers", `<iframe src="/vote/3.html"></iframe><iframe src="/robot/chat.html"></iframe><iframe src="/wza/bar.html"></iframe>`, ""},
		{"head and foot", `<iframe src="/inc/head.html" height="200"></iframe><iframe src="/footer.html" height="200"></iframe>`, ""},
		{"a file", `<iframe src="/gk/2024.pdf" height="900"></iframe>`, ""},
		{"another host", `<iframe src="http://player.example.com/gk/list.html" height="900"></iframe>`, ""},
		{"names that only look so", `<iframe src="/gk/account/list.html"></iframe><iframe src="/gk/livelihood/index.html"></iframe><iframe src="/gk/mapping/"></iframe>`,
			"/gk/account/list.html /gk/livelihood/index.html /gk/mapping/"},
		{"the likeliest first, five of them", `<iframe src="/a.html"></iframe><iframe src="/b.html"></iframe><iframe src="/c.html"></iframe><iframe src="/d.html"></iframe>
			<iframe src="/e.html"></iframe><iframe src="/x/list.html"></iframe><iframe src="/zfxxgk/nb/in/1.html"></iframe>`,
			"/zfxxgk/nb/in/1.html /x/list.html /a.html /b.html /c.html"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Read(Page{URL: host + "/zfxxgk/nb/", Body: []byte("<html><body><h1>政府信息公开年报</h1>" + tt.html + "</body></html>")})
			if diff := cmp.Diff(tt.want, strings.ReplaceAll(strings.Join(got.Frames, " "), host, "")); diff != "" {
				t.Errorf("frames (-want +got):\n%s", diff)
			}
		})
	}
}
