package bulk

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"nianbao/seeds/sample"
)

// site is what all pages of one portal have in common.
type site struct {
	name, host     string
	head, nav      string // before and after <title>
	columns        []string
	menus          []string // left menu of each column
	foot           string
	word           string // class of the body container
	token          bool   // pages carry a session token
	views          bool   // pages print the number of visits
	news           int    // entries of the side bar
	gap            time.Duration
	rendering      sample.Rendering
	otherRendering sample.Rendering // of a fifth of the pages
}

// portalOf makes the nth portal.
func portalOf(n int) *site {
	r := rand.New(rand.NewPCG(uint64(n), 0x5173))
	s := &site{name: place(r) + pick(r, []string{"县", "区", "市"}) + "人民政府", host: fmt.Sprintf("www.p%03d.gov.example", n)}
	s.token, s.views, s.news = r.IntN(3) == 0, r.IntN(2) == 0, 6+r.IntN(8)
	s.gap = time.Duration(30+r.IntN(600)) * time.Minute
	s.word = pick(r, []string{"TRS_Editor", "article-content", "zoom", "vsb_content", "pages_content"})
	s.rendering = pick(r, []sample.Rendering{sample.Clean, sample.Clean, sample.Clean, sample.Word, sample.Word, sample.Piped, sample.TabbedLines})
	s.otherRendering = pick(r, []sample.Rendering{sample.Clean, sample.Word, sample.Tabbed})
	s.head = styles(r, 60+r.IntN(120)) + scripts(r, 12+r.IntN(30))
	s.nav = menu(r, 50+r.IntN(110))
	for range 6 {
		s.columns = append(s.columns, pick(r, bureaus)+"年报")
		s.menus = append(s.menus, "<div class=\"leftmenu\">"+menu(r, 12+r.IntN(14))+"</div>\n")
	}
	s.foot = friends(r, 30+r.IntN(70)) + fmt.Sprintf("<div class=\"footer\">主办：%s办公室 承办：%s大数据中心<br>备案号：岚ICP备%08d号-1 公网安备 99%012d号 网站标识码：%010d</div>\n", s.name, s.name, r.IntN(1e8), r.IntN(1e12), r.IntN(1e10)) + scripts(r, 4)
	return s
}

// styles is an inlined style sheet.
func styles(r *rand.Rand, rules int) string {
	var b strings.Builder
	b.WriteString("<style type=\"text/css\">\n")
	for range rules {
		fmt.Fprintf(&b, ".%s%d .%s{width:%dpx;height:%dpx;line-height:%dpx;color:#%06x;background:url(../images/%s_%d.png) no-repeat %dpx %dpx;float:left}\n",
			pick(r, classes), r.IntN(30), pick(r, classes), r.IntN(1200), r.IntN(400), r.IntN(40), r.IntN(1<<24), pick(r, classes), r.IntN(99), r.IntN(90), r.IntN(90))
	}
	b.WriteString("</style>\n")
	return b.String()
}

var classes = strings.Fields("nav header main left right list title con box tab item more foot search logo banner wrap crumb page share print menu sub link icon news hot date info tool bar")

// scripts is inlined script.
func scripts(r *rand.Rand, lines int) string {
	var b strings.Builder
	b.WriteString("<script type=\"text/javascript\">\n")
	for range lines {
		v := pick(r, classes)
		fmt.Fprintf(&b, "var %s_%d = $(\"#%s%d\"); if(%s_%d.length > %d){ %s_%d.find(\".%s\").eq(%d).addClass(\"%s\").siblings().removeClass(\"%s\"); }\n",
			v, lines, pick(r, classes), r.IntN(20), v, lines, r.IntN(9), v, lines, pick(r, classes), r.IntN(9), pick(r, classes), pick(r, classes))
	}
	b.WriteString("</script>\n")
	return b.String()
}

// menu is a list of links.
func menu(r *rand.Rand, links int) string {
	var b strings.Builder
	b.WriteString("<ul class=\"menu\">\n")
	for range links {
		fmt.Fprintf(&b, "<li class=\"%s%d\"><a href=\"/%s/%s%d/\" target=\"_blank\" title=\"%s\">%s</a></li>\n",
			pick(r, classes), r.IntN(9), pick(r, classes), pick(r, classes), r.IntN(99), pick(r, things), pick(r, things))
	}
	b.WriteString("</ul>\n")
	return b.String()
}

// friends are the friend links of a footer.
func friends(r *rand.Rand, n int) string {
	var b strings.Builder
	b.WriteString("<div class=\"links\"><select onchange=\"window.open(this.value)\">\n")
	for range n {
		fmt.Fprintf(&b, "<option value=\"http://%s%d.gov.example/\">%s%s%s</option>\n", pick(r, classes), r.IntN(999), place(r), pick(r, []string{"县", "区", "市", "省"}), pick(r, bureaus))
	}
	b.WriteString("</select></div>\n")
	return b.String()
}
