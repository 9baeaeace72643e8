package sample

import (
	"strings"
	"testing"
)

// reportOf finds the truth of an agency's report.
func reportOf(t *testing.T, agency string, year int) Truth {
	t.Helper()
	for _, d := range Documents() {
		if d.Agency == agency && d.Year == year {
			return d
		}
	}
	t.Fatalf("no report of %s on %d", agency, year)
	return Truth{}
}

func TestPagesCarryTheQuirksOfTheirRendering(t *testing.T) {
	s := start(t)
	for _, c := range []struct {
		name   string
		agency string
		year   int
		want   []string
	}{
		{"tabs: outside the group, trailing empties", qingxiBuild, 2024,
			[]string{"<pre>", "\n3. 其他\t\t", "\n(七) 总计\t\t", "信息内容\t本年处理决定数量\t\t\n", "\t\t2. 其他法律行政法规禁止公开\t", "\n2023年，"}},
		{"tabs in lines", qingxiBuild, 2022, []string{"<br/>\n规章\t0\t0\t0<br/>", "<br/>\n3. 其他\t\t"}},
		{"pipes, fillers on a line of their own", yanpingRoads, 2021, []string{"第二十条第(一)项 |<br>\n|||<br>", "相关附件："}},
		{"pipes, fillers behind the cell", qingxiGov, 2024, []string{"第二十条第(一)项 | |||<br>", "<br>\n3160.8 |<br>", "<br>\n结果 |<br>\n结果 |<br>\n其他 |<br>\n尚未 |<br>", "图解链接"}},
		{"drifting headings, a shifted row", yanpingRoads, 2023, []string{"<p>## 一、", "<p>### ", "<p>#### ", "318.4406", "\n(七) 总计\t"}},
		{"Word", songwuHousing, 2021, []string{"<o:p>", "mso-", "<colgroup>", "&nbsp;", "colspan=\"5\"", "<font", "<td valign"}},
		{"Word with a page number in the table", songwuMarket, 2024, []string{"— ", ">4<"}},
		{"Traditional, annotated, cut, blank", songwuHousing, 2023, []string{"縣(xiàn)", "政(zheng)(zheng)府", "社會(huì)公 |<br>", "法律服 |<br>", "請數(shù)量 |<br>\n|<br>\n0 |"}},
		{"annotated cell", yanchuanGov, 2023, []string{"<td>22（其中修订16件）</td>", "<ucapcontent>"}},
		{"dashes", qingxiHealth, 2024, []string{"<td>/</td>", "<td>—</td>"}},
		{"unit in the cell", yanchuanMoney, 2024, []string{"251000元</td>"}},
		{"statistics table of 2014", yanchuanWater, 2018, []string{"统计指标", "其中：主动公开规范性文件数"}},
		{"signs in the 2019 form", qingxiGov, 2020, []string{"本年增/减", "政府集中采购", "（六）其他处理"}},
		{"retyped labels", qingxiBuild, 2023, []string{"2.其他法律行政止公开", "大量反复 申请", "主动公开政府政府情况"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, body := get(t, s.URL(reportOf(t, c.agency, c.year).Path))
			for _, want := range c.want {
				if !strings.Contains(strings.ToLower(string(body)), strings.ToLower(want)) {
					t.Errorf("the page lacks %q", want)
				}
			}
		})
	}
}

func TestEveryBodyContainerIsServed(t *testing.T) {
	s := start(t)
	all := ""
	for _, d := range s.Documents() {
		_, body := get(t, s.URL(d.Path))
		all += string(body)
	}
	for _, want := range []string{`class="TRS_Editor"`, `class="article-content"`, "<UCAPCONTENT>", `id="vsb_content"`, `id="zoom"`,
		"当前位置", "分享到", "关闭", "ICP备", `name="PubDate"`, `NAME="pubdate"`, `name=PubDate`, `name='ContentSource'`} {
		if !strings.Contains(all, want) {
			t.Errorf("no page has %s", want)
		}
	}
}

func TestDuplicatesShareTheirRecord(t *testing.T) {
	byPath := map[string]Truth{}
	for _, d := range Documents() {
		byPath[d.Path] = d
	}
	chrome, rendering := false, false
	for _, d := range byPath {
		if d.SameAs == "" {
			continue
		}
		other := byPath[d.SameAs]
		if other.SameAs != d.Path || other.Agency != d.Agency || other.Year != d.Year {
			t.Errorf("%s and %s are no pair", d.Path, other.Path)
		}
		if Text(d.Document, Piped) != Text(other.Document, Piped) {
			t.Errorf("%s and %s differ", d.Path, other.Path)
		}
		chrome = chrome || d.Site == other.Site
		rendering = rendering || d.Site != other.Site && d.Rendering != other.Rendering
	}
	if !chrome || !rendering {
		t.Errorf("a second address: %v; another host and rendering: %v", chrome, rendering)
	}
}
