package families

import (
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"html"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"nianbao/seeds/sample"
)

// places are names of counties that are nowhere.
var places = strings.Fields(`澄屿县 栖禾县 岫云县 泊雁县 芷川县 汀岚县 蓼溪县 皓原县 绛河县 楠浦县 葭溪县 沅岭县 榆泉县 槐川县 琅溪县 碧涧县
朔塘县 鹭屿县 桐坞县 荻浦县 苇川县 霜桥县 砚池县 蔚岭县 丹麓县 钟浦县 玉渚县 暮岭县 青芜县 松岬县 锦汀县 晴岚县 白杼县 云栈县 星渚县
鹤汀县 雪川县 兰渚县 柘川县 枫渡县 杏汊县 梅坡县 竹涧县 桂堰县 槿河县 枳亭县 柚岭县 岑溪口县 蒲汀县 砺川县 棠溪县 箬岭县 椿川县 菱汀县
苕屿县 蕙川县 泠溪区 檀坪县 橘渚区 沄川县 荠塘县 莳溪县 湑川县 栎坪区 芃川县 洳溪县 茳渡县 潆水县 楮岭县 藜川县 汨桥县 棣溪县 苇岭县 滟川县 桤坪县 芎溪县
榉川县 泖塘县 薇渚县 杉汊县 瀼溪县 芊河县 栩岭县 涘川县 荇渡县 梓汀县 淙岭县 蓁川县`)

// stated is how many pages and entries a list says it has.
func (s *site) stated(list, size int) (pages, entries int) {
	entries = len(s.lists[list])
	pages = max(1, (entries+size-1)/size)
	switch s.Break {
	case WrongCount:
		return 2 * pages, 2 * entries
	case FirstAgain, LastAgain:
		return 500, 500 * size
	}
	return pages, entries
}

// turned is a page of a list, counted from 1, as the break has it; good is
// false where it is one that is not there.
func (s *site) turned(list, n, size int) (page []entry, good bool) {
	all := s.lists[list]
	last := max(1, (len(all)+size-1)/size)
	n = max(1, n)
	if n > last {
		switch s.Break {
		case FirstAgain:
			n = 1
		case LastAgain:
			n = last
		default:
			return nil, false
		}
	}
	if s.Break == EmptySecond && n == 2 {
		return nil, true
	}
	return s.inSession(all[(n-1)*size : min(len(all), n*size)]), true
}

// inSession gives the links of a page a session of their own, where the system
// has sessions in links.
func (s *site) inSession(page []entry) []entry {
	if !s.system.session {
		return page
	}
	s.sessions++
	id := strings.ToUpper(hex32(fmt.Sprint(s.place, s.sessions)))
	page = slices.Clone(page)
	for i := range page {
		if strings.HasPrefix(page[i].href, "/") {
			page[i].href += ";jsessionid=" + id
		}
	}
	return page
}

// fails says whether this page of a list cannot be had.
func (s *site) fails(n int) bool { return s.Break == Failing && n == 2 }

// item prints an entry as most templates do; every third title is cut, with
// the whole of it in the title attribute.
func (e entry) item(i int) string {
	text, title := e.title, ""
	if i%3 == 1 {
		runes := []rune(text)
		text, title = string(runes[:min(len(runes), 16)])+"...", fmt.Sprintf(" title=%q", e.title)
	}
	return fmt.Sprintf("<li><a href=\"%s\"%s target=\"_blank\">%s</a><span>%s</span></li>\n", html.EscapeString(e.href), title, text, e.date)
}

// items prints entries one below the other.
func items(page []entry) string {
	var b strings.Builder
	for i, e := range page {
		b.WriteString(e.item(i))
	}
	return b.String()
}

// top is the head of every page: its menus lead to what is not asked for.
func (s *site) top(title, meta string) string {
	charset := "utf-8"
	if s.system.charset != "" {
		charset = "gb2312"
	}
	return fmt.Sprintf(`<!DOCTYPE html>
<html><head><meta charset="%s">
<title>%s_%s</title>
<meta name="SiteName" content="%s"><meta name="SiteDomain" content="%s">
%s
<link rel="stylesheet" href="/images/style.css"><script src="/script/jquery.min.js"></script>
</head><body>
<div class="header"><a href="/"><img src="/images/logo.png" alt="%s"></a>
%s</div>
`, charset, html.EscapeString(title), s.Name, s.Name, strings.TrimPrefix(s.Base, "http://"), meta, s.Name, s.menu())
}

// bottom ends every page; Hits is what moves.
func (s *site) bottom() string {
	return fmt.Sprintf(`<div class="footer"><a href="/gywm/">关于我们</a> | <a href="/lxwm/">联系我们</a>%s<br>主办：%s办公室　岚ICP备%s号　网站标识码：%s</div>
</body></html>
`, s.mapLink(), s.Name, number("icp"+s.place, 10000000, 99999999), number("code"+s.place, 1000000000, 9999999999))
}

// list is a list page round what the family prints, with traps beside it.
func (s *site) list(title, inner string) string {
	meta := fmt.Sprintf(`<meta name="ColumnName" content="%s"><meta name="ColumnType" content="信息公开">`, title)
	return s.top(title, meta) + fmt.Sprintf(`<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="%s">政府信息公开</a> &gt; %s</div>
<div class="main"><div class="left">%s</div><div class="right">
%s
</div></div>
`, s.disclosurePath(), title, s.bait(), inner) + s.bottom()
}

// article is a report's own page.
func (s *site) article(r *Report) string {
	d := r.Document
	meta := fmt.Sprintf("<meta name=\"ArticleTitle\" content=\"%s\">\n<meta name=\"PubDate\" content=\"%s 09:12\">\n<meta name=\"ContentSource\" content=\"%s\">",
		html.EscapeString(d.Title), d.Published, html.EscapeString(d.Source))
	return s.top(d.Title, meta) + fmt.Sprintf(`<div class="position">当前位置：<a href="/">首页</a> &gt; 政府信息公开年报</div>
<h1 class="title">%s</h1>
<div class="info">发布时间：%s　来源：%s　字体：【大 中 小】　打印　关闭</div>
`, html.EscapeString(d.Title), d.Published, d.Source) + s.body(d) + "<div class=\"share\">分享到：微信 微博　扫一扫在手机打开当前页</div>\n" + s.bottom()
}

// body is a report's text in the family's container.
func (s *site) body(d sample.Document) string {
	return s.system.open + "\n" + sample.Body(d, sample.Clean) + "\n" + s.system.close + "\n"
}

// bait is what stands beside a list and must not be followed: a calendar, an
// endless row of pages, or links with a session, by turns.
func (s *site) bait() string {
	var b strings.Builder
	switch s.index % 3 {
	case 0:
		b.WriteString("<div class=\"rili\">信息公开日历<br>")
		for month := 1; month <= 12; month++ {
			fmt.Fprintf(&b, "<a href=\"/zwgk/day.html?year=2024&amp;month=%d\">%d月</a> ", month, month)
		}
		b.WriteString("</div>")
	case 1:
		b.WriteString("<div class=\"zt\"><a href=\"/zt/show.html?id=1\">政府信息公开专题</a></div>")
	default:
		fmt.Fprintf(&b, "<div class=\"dl\"><a href=\"/user/login.html;jsessionid=%s\">登录</a></div>", strings.ToUpper(hex32(s.place)))
	}
	return b.String()
}

// trap answers what bait links: pages that lead to more of their kind.
func (s *site) trap(r *http.Request) sample.Answer {
	id, err := strconv.Atoi(r.URL.Query().Get("id"))
	if err != nil {
		id = 1
	}
	month, err := strconv.Atoi(r.URL.Query().Get("month"))
	if err != nil {
		month = 1
	}
	return s.html(s.top("专题", "") + fmt.Sprintf(`<ul><li><a href="/zt/show.html?id=%d">政府信息公开年度报告专题（%d）</a></li>
<li><a href="/zwgk/day.html?year=%d&amp;month=%d">下个月的政府信息公开工作年度报告</a></li></ul>`, id+1, id+1, 2024+month/12, 1+month%12) + s.bottom())
}

// number is a number that a key stands for, from low up to high.
func number(key string, low, high uint64) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(key)) // never fails
	return strconv.FormatUint(low+h.Sum64()%(high-low), 10)
}

// hex32 are 32 hex digits that a key stands for.
func hex32(key string) string {
	h := fnv.New128a()
	_, _ = h.Write([]byte(key)) // never fails
	return hex.EncodeToString(h.Sum(nil))
}

// uuid is hex32 in groups.
func uuid(key string) string {
	h := hex32(key)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// compact is a date without dashes.
func compact(date string) string { return strings.ReplaceAll(date, "-", "") }

// whole reads a number of a request; low where there is none.
func whole(text string, low int) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		return low
	}
	return n
}
