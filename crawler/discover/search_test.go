package discover

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"nianbao/crawler/portal"
	"nianbao/seeds"
)

const home = "http://www.qingxi.gov.cn/"

// explore searches a portal of pages by address: ">URL" redirects, what is not
// there is missing.
func explore(t *testing.T, front string, pages map[string]string) (r Result, asked []string) {
	t.Helper()
	s, err := New(front)
	if err != nil {
		t.Fatal(err)
	}
	for len(asked) < 200 {
		a, ok := s.Next()
		if !ok {
			return s.Result(), asked
		}
		if slices.Contains(asked, a.URL) {
			t.Errorf("%s is asked for twice", a.URL)
		}
		asked = append(asked, a.URL)
		body, there := pages[a.URL]
		switch to, moved := strings.CutPrefix(body, ">"); {
		case !there:
			s.Take(a, Answer{Cause: "404"})
		case moved:
			s.Take(a, Answer{Location: to})
		default:
			s.Take(a, Answer{Body: []byte(body), Charset: "utf-8", MediaType: "text/html"})
		}
	}
	t.Fatalf("no end: %v", asked)
	return r, asked
}

// menu is a page of links: name, address, name, address …
func menu(links ...string) string {
	var b strings.Builder
	b.WriteString("<html><head><meta charset=utf-8><title>青溪区人民政府</title></head><body><ul>")
	for i := 0; i+1 < len(links); i += 2 {
		fmt.Fprintf(&b, "<li><a href=%q>%s</a></li>", links[i+1], links[i])
	}
	return b.String() + "</ul></body></html>"
}

// reports is a page that links to the reports of these years.
func reports(path string, years ...int) string {
	var links []string
	for _, y := range years {
		links = append(links, fmt.Sprintf("青溪区人民政府%d年政府信息公开工作年度报告", y), fmt.Sprintf("%s%d.html", path, y))
	}
	return menu(links...)
}

func TestASearchFindsColumnsHoweverTheyAreLinked(t *testing.T) {
	sub := "http://zfxxgk.qingxi.gov.cn/"
	tests := []struct {
		name  string
		pages map[string]string
		want  []string
	}{
		{"by its menu", map[string]string{
			home: menu("政务公开", "/zwgk/"), home + "zwgk/": menu("政府信息公开", "/x/"), home + "x/": menu("政府信息公开年报", "/n/"), home + "n/": reports("/n/", 2023, 2024),
		}, []string{home + "n/"}},
		{"by its address alone", map[string]string{
			home: `<a href="/zfxxgk/"><img src=a.png></a>`, home + "zfxxgk/": `<a href="zfxxgknb/index.html"><img src=b.png></a>`, home + "zfxxgk/zfxxgknb/index.html": reports("/n/", 2024),
		}, []string{home + "zfxxgk/zfxxgknb/index.html"}},
		{"on a sister host", map[string]string{
			home: menu("政府信息公开", sub), sub: menu("公开年报", "/gknb/"), sub + "gknb/": reports("/gknb/", 2022, 2024),
		}, []string{sub + "gknb/"}},
		{"years that stand elsewhere", map[string]string{
			home: menu("信息公开年报", "/nb/"), home + "nb/": menu("2024年", "/c/24/", "2023年", "/c/23/", "规划", "/gh/"),
			home + "c/24/": reports("/c/24/", 2024), home + "c/23/": reports("/c/23/", 2023),
		}, []string{home + "c/24/", home + "c/23/"}},
		{"behind redirects", map[string]string{
			home: ">" + home + "index.shtml", home + "index.shtml": menu("政府信息公开年报", "/old/"), home + "old/": ">" + home + "new/", home + "new/": reports("/new/", 2024),
		}, []string{home + "new/"}},
		{"of a portal with a new name", map[string]string{
			home: ">https://www.qxq.gov.cn/", "https://www.qxq.gov.cn/": menu("政府信息公开年报", "/nb/"), "https://www.qxq.gov.cn/nb/": reports("/nb/", 2024),
		}, []string{"https://www.qxq.gov.cn/nb/"}},
		{"in a frame of a page on the way", map[string]string{
			home: menu("政府信息公开", "/gk/"), home + "gk/": `<iframe src="/gk/left.html"></iframe>`, home + "gk/left.html": menu("年度报告", "/gk/nb/"), home + "gk/nb/": reports("/gk/nb/", 2024),
		}, []string{home + "gk/nb/"}},
		{"a list under two names is one", map[string]string{
			home: menu("政府信息公开年报", "/a/", "信息公开年报", "/b/"), home + "a/": reports("/r/", 2023, 2024), home + "b/": reports("/r/", 2023, 2024),
		}, []string{home + "a/"}},
		{"no menu names it", map[string]string{
			home: menu("政务公开", "/zwgk/"), home + "zwgk/": reports("/r/", 2022, 2023, 2024),
		}, []string{home + "zwgk/"}},
		{"budgets, websites and law are none", map[string]string{
			home:               menu("政府网站年度报表", "/wz/", "法治政府建设年度报告", "/fz/", "部门决算公开", "/js/", "统计年报", "/tj/"),
			home + "wz/":       menu("青溪区政府网站2024年度工作年度报表", "/wz/1.html"),
			home + "fz/":       menu("青溪区2024年法治政府建设年度报告", "/fz/1.html"),
			home + "tj/":       menu("青溪区2024年统计年报", "/tj/1.html"),
			home + "js/":       menu("青溪区2024年部门决算", "/js/1.html"),
			home + "wz/1.html": "x",
		}, nil},
		{"nothing off the portal", map[string]string{
			home: menu("政府信息公开年报", "http://www.other.gov.cn/nb/"), "http://www.other.gov.cn/nb/": reports("/nb/", 2024),
		}, nil},
		{"no redirect off the governments", map[string]string{
			home: ">http://www.casino.example/", "http://www.casino.example/": menu("政府信息公开年报", "/nb/"), "http://www.casino.example/nb/": reports("/nb/", 2024),
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, asked := explore(t, home, tt.pages)
			var got []string
			for _, c := range r.Columns {
				got = append(got, c.URL)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("found %v, want %v\nasked %v\nunproven %v", got, tt.want, asked, r.Unproven)
			}
		})
	}
}

// aReport is a page that prints a report.
func aReport(agency string, year int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<html><head><meta charset=utf-8><title>%s</title></head><body><div id=zoom><h1>%[1]s%d年政府信息公开工作年度报告</h1>", agency, year)
	for _, h := range []string{"一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"} {
		fmt.Fprintf(&b, "<p>%s</p><p>%s</p>", h, strings.Repeat("全年围绕群众关心的事项及时更新栏目内容，对照目录逐项核对，明确专人负责。", 3))
	}
	return b.String() + "</div></body></html>"
}

// TestAColumnOfBareNamesIsProvenByOneOfItsReports has lists whose links say
// nothing of a report.
func TestAColumnOfBareNamesIsProvenByOneOfItsReports(t *testing.T) {
	years := menu("2024年度", "/art/24.html", "2023年度", "/art/23.html", "2022", "/art/22.html")
	agencies := menu("青溪区财政局", "/nb/1.html", "青溪区教育局", "/nb/2.html", "青溪区水利局", "/nb/3.html")
	cut := `<div class="page"><a href="/nb/index_1.html">下一页</a></div>` + menu("青溪区2025年国土空间规……", "/nb/9.html", "青溪区财政局2024年政府信……", "/nb/1.html", "青溪区教育局2023年政府信……", "/nb/2.html")
	tests := []struct {
		name, list, page, other string
		want                    bool
		years                   int
		where                   string
	}{
		{"years", years, "art/24.html", aReport("青溪区人民政府", 2024), true, 3, "named by their year alone; that of 2024 was read"},
		{"years that lead to something else", years, "art/24.html", menu("规划", "/gh/"), false, 0, ""},
		{"years that lead nowhere", years, "art/25.html", aReport("青溪区人民政府", 2024), false, 0, ""},
		{"years that lead to files", years, "art/24.html", "%PDF-1.4\n%âãÏÓ\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", true, 3, "that of 2024 was read"},
		{"agencies", agencies, "nb/1.html", aReport("青溪区财政局", 2024), true, 0, "named by their agency alone; that of 青溪区财政局 was read"},
		{"titles cut short", cut, "nb/1.html", aReport("青溪区财政局", 2024), true, 3, "with titles cut short; that of 青溪区财政局2024年政府信…… was read"},
		{"cut titles of something else", cut, "nb/1.html", menu("规划", "/gh/"), false, 0, ""},
		{"pages of agencies", agencies, "nb/1.html", menu("机构概况", "/gk/"), false, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, asked := explore(t, home, map[string]string{home: menu("政府信息公开年报", "/nb/"), home + "nb/": tt.list, home + tt.page: tt.other})
			if !tt.want {
				if len(r.Columns) > 0 {
					t.Errorf("proposed %+v, asked %v", r.Columns, asked)
				}
				return
			}
			if len(r.Columns) != 1 || r.Columns[0].URL != home+"nb/" || len(r.Columns[0].Years) != tt.years || r.Columns[0].Links != 3 || !strings.Contains(r.Columns[0].Where, tt.where) || len(asked) > 4 || len(asked) > 3 && tt.list != cut {
				t.Errorf("proposed %+v, asked %v, unproven %+v", r.Columns, asked, r.Unproven)
			}
		})
	}
}

// TestOneReportProvesAColumnOfYearsThatNameAgencies counts what is asked for a
// column whose years' lists name agencies alone.
func TestOneReportProvesAColumnOfYearsThatNameAgencies(t *testing.T) {
	pages := map[string]string{home: menu("政府信息公开年报", "/nb/")}
	var years []string
	for y := 2024; y > 2019; y-- {
		at := fmt.Sprintf("nb/%d/", y)
		years = append(years, fmt.Sprintf("%d年", y), "/"+at)
		var list []string
		for i, agency := range []string{"青溪区人民政府", "青溪区教育局", "青溪区财政局", "青溪区水利局"} {
			page := fmt.Sprintf("%s%d.html", at, i)
			list = append(list, agency, "/"+page)
			pages[home+page] = aReport(agency, y)
		}
		pages[home+at] = menu(list...)
	}
	pages[home+"nb/"] = menu(years...)
	r, asked := explore(t, home, pages)
	if len(r.Columns) != 1 || r.Columns[0].URL != home+"nb/" || len(asked) != 4 {
		t.Errorf("proposed %+v, asked %v", r.Columns, asked)
	}
	if where := r.Columns[0].Where; !strings.Contains(where, "2024年") || !strings.Contains(where, "agency alone") {
		t.Errorf("it stands %q", where)
	}
}

func TestWhatIsNotProposedIsNamed(t *testing.T) {
	r, _ := explore(t, home, map[string]string{
		home: menu("政府信息公开年报", "/nb/", "信息公开年报", "http://www.other.gov.cn/nb/", "年度报告", "/gone/", "公开年报", "/app/"), home + "nb/": menu("规划", "/gh/"),
		home + "app/": `<div id=app></div><script src="/app.js"></script>`,
	})
	want := map[string]string{home + "nb/": "links to no report", "http://www.other.gov.cn/nb/": "another host", home + "gone/": "404", home + "app/": "drawn by scripts"}
	for _, u := range r.Unproven {
		if !strings.Contains(u.Cause, want[u.URL]) || u.From != home || want[u.URL] == "" {
			t.Errorf("%+v", u)
		}
		delete(want, u.URL)
	}
	if len(want) > 0 || len(r.Columns) > 0 {
		t.Errorf("not named: %v; found %v", want, r.Columns)
	}
}

func TestADepartmentsColumnNamesItsAgency(t *testing.T) {
	var links []string
	for _, y := range []int{2023, 2024} {
		links = append(links, fmt.Sprintf("青溪区财政局%d年政府信息公开工作年度报告", y), fmt.Sprintf("/czj/nb/%d.html", y))
	}
	r, _ := explore(t, home, map[string]string{
		home: menu("政府信息公开", "/gk/"), home + "gk/": menu("政府信息公开年报", "/gk/nb/", "部门信息公开", "/bm/"),
		home + "gk/nb/": reports("/gk/nb/", 2024), home + "bm/": menu("青溪区财政局", "/czj/", "首页", "/"),
		home + "czj/": menu("信息公开年报", "/czj/nb/"), home + "czj/nb/": menu(links...),
	})
	if len(r.Columns) != 2 || r.Columns[0].Agency != "" || r.Columns[1].Agency != "青溪区财政局" || !slices.Equal(r.Columns[1].Years, []int{2023, 2024}) {
		t.Errorf("%+v", r.Columns)
	}
}

func TestAnAgencyIsProposedOnlyByItsWholeName(t *testing.T) {
	for title, want := range map[string]string{
		"青溪区财政局2024年政府信息公开工作年度报告":  "青溪区财政局",
		"2024年青溪区财政局政府信息公开工作年度报告":  "青溪区财政局",
		"关于青溪区财政局2024年信息公开年度报告":    "青溪区财政局",
		"江州市青溪区财政局2024年政府信息公开年度报告": "",
		"青溪区水利局2024年政府信息公开工作年度报告":  "",
	} {
		r, _ := explore(t, home, map[string]string{
			home: menu("政府信息公开", "/gk/"), home + "gk/": menu("部门信息公开", "/bm/"), home + "bm/": menu("青溪区财政局", "/czj/", "首页", "/"),
			home + "czj/": menu("信息公开年报", "/czj/nb/"), home + "czj/nb/": menu(title, "/czj/nb/2024.html"),
		})
		if len(r.Columns) != 1 || r.Columns[0].Agency != want {
			t.Errorf("%s: %+v, want %q", title, r.Columns, want)
		}
	}
}

func TestASiteMapIsAskedForOnlyWhereItIsNamedOrNothingElseIsLeft(t *testing.T) {
	site := home + "sitemap.xml"
	r, asked := explore(t, home, map[string]string{
		home: menu("新闻", "/xw/"), site: "<urlset><url><loc>" + home + "zfxxgk/zfxxgknb/</loc></url><url><loc>http://www.other.gov.cn/gknb/</loc></url></urlset>",
		home + "zfxxgk/zfxxgknb/": reports("/nb/", 2024),
	})
	if len(r.Columns) != 1 || asked[1] != site {
		t.Errorf("%v: %+v", asked, r.Columns)
	}
	_, asked = explore(t, home, map[string]string{home: menu("政府信息公开年报", "/nb/"), home + "nb/": reports("/nb/", 2024)})
	if slices.Contains(asked, site) {
		t.Errorf("%v", asked)
	}
}

func TestWhatALinkPromises(t *testing.T) {
	tests := []struct {
		name, at string
		of       role
		want     role
		ok       bool
	}{
		{"政府信息公开年报", "/a/", rolePath, roleColumn, true},
		{"政府信息公开工作年度报告", "/a/", rolePath, roleColumn, true},
		{"年度报告", "/a/", rolePath, roleColumn, true},
		{"公开年报", "/a/", rolePath, roleColumn, true},
		{"政府信息公開年報", "/a/", rolePath, roleColumn, true},
		{"", "/zfxxgk/gknb/", rolePath, roleColumn, true},
		{"", "/xxgk/ndxxgkbg/index.html", rolePath, roleColumn, true},
		{"政府信息公开", "/a/", roleFront, rolePath, true},
		{"法定主动公开内容", "/a/", rolePath, rolePath, true},
		{"网站地图", "/a/", roleFront, roleMap, true},
		{"部门信息公开", "/a/", rolePath, roleBodies, true},
		{"青溪区财政局", "/a/", roleBodies, roleBody, true},
		{"青溪区财政局", "/a/", rolePath, 0, false},
		{"青溪区财政局", "/czj/xxgk/", rolePath, roleBody, true},
		{"青溪区2024年政府信息公开工作年度报告", "/a.html", rolePath, 0, false}, // a report itself
		{"政府信息公开指南", "/a/", rolePath, 0, false},
		{"政府信息公开专题", "/zt/", rolePath, 0, false},
		{"网站工作年度报表", "/a/", rolePath, 0, false},
		{"法治政府建设年度报告", "/a/", rolePath, 0, false},
		{"统计年报", "/a/", rolePath, 0, false},
		{"政府工作报告", "/a/", rolePath, 0, false},
		{"新闻中心", "/a/", roleFront, 0, false},
		{"政府信息公开年报", "/user/login.jsp", rolePath, 0, false},
		{"政府信息公开", "/search/?q=x", rolePath, 0, false},
	}
	for _, tt := range tests {
		page := portal.Outlined(portal.Page{URL: home, Charset: "utf-8", Body: []byte(menu(tt.name, tt.at))})
		got, _, ok := judge(page.Links[0], tt.of)
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("%s at %s: role %d, %v; want %d, %v", tt.name, tt.at, got, ok, tt.want, tt.ok)
		}
	}
}

func TestASeedFileIsReadBackWhateverPagesSay(t *testing.T) {
	nasty := []string{"青溪区", "a: b # c", "'\"\\", "- x", "yes", "12", "a\nb\u2028c\u0085d", "\x00\x1b[31m", strings.Repeat("长", 500), "{x}", "&a *b", "中国　政府", "\xff\xfe"}
	for _, text := range nasty {
		r := Result{Front: home, Site: text, Requests: 3, Columns: []Column{
			{URL: home + "nb/", Agency: "局" + text, Name: text, From: home, Family: "trs", Links: 2, Years: []int{2023, 2024}, Sample: text},
			{URL: home + "gkmlpt/index#12", Name: text, From: home, Where: text, Years: []int{}},
		}, Unproven: []Unproven{{URL: home, Name: text, From: text, Cause: text}}}
		file := SeedFile([]Result{r, r, {Front: "http://b.gov.cn/"}}, "2026-11-22")
		portals, err := seeds.Parse(file, "found.yaml")
		if err != nil {
			t.Errorf("%q: %v\n%s", text, err, file)
			continue
		}
		if len(portals) != 1 || len(portals[0].Columns) != 2 || portals[0].Columns[1].URL != home+"gkmlpt/index#12" || portals[0].Columns[0].Verified != "2026-11-22" {
			t.Errorf("%q: %+v", text, portals)
		}
	}
}

func FuzzSearch(f *testing.F) {
	f.Add([]byte(menu("政府信息公开年报", "/nb/", "2024年", "/c/")), []byte(reports("/nb/", 2024)))
	f.Add([]byte("<urlset><loc>"+home+"gknb/</loc>"), []byte(`<script>createPageHTML(3,0,"index","html")</script><iframe src="/a"></iframe>`))
	f.Fuzz(func(t *testing.T, first, rest []byte) {
		s, err := New(home)
		if err != nil {
			t.Fatal(err)
		}
		for n := range 60 {
			a, ok := s.Next()
			if !ok {
				break
			}
			if !s.own(a.URL) {
				t.Fatalf("%s is asked for", a.URL)
			}
			body := rest
			if n == 0 {
				body = first
			}
			s.Take(a, Answer{Body: body, MediaType: "text/html"})
		}
		r := s.Result()
		if len(r.Columns) == 0 {
			return
		}
		if _, err := seeds.Parse(SeedFile([]Result{r}, "2026-11-22"), "f"); err != nil {
			t.Error(err)
		}
	})
}
