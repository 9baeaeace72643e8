package extract_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nianbao/extract"
)

// golden is what must be read off one page of testdata/pages, typed from the
// page's own words.
type golden struct {
	file      string
	url       string
	kind      extract.Kind
	title     string
	agency    string
	year      int
	published string
	signed    string
	sections  string  // numbers in order, - for a section the form does not know
	figures   figures // nil where the page has no tables
	rows      string  // the only rows of the tables there are; all where empty
	says      []string
	silent    []string // what must not be in the narrative
	files     int      // attachments
	rules     []string
	never     []string
}

var arithmetic = []string{"applications.row_sum", "applications.column_sum", "applications.balance", "review_litigation.sum", "table.shifted_row", "text.year_mismatch", "text.agency_mismatch", "cell.blank", "text.doubled"}

// TestPagesOfEveryKindAreReadAsTheySay reads pages of our own words whose
// containers, titles, headings and chrome differ from the sample portal's.
func TestPagesOfEveryKindAreReadAsTheySay(t *testing.T) {
	for _, g := range append(goldenReports, goldenOthers...) {
		t.Run(g.file, func(t *testing.T) {
			body, err := os.ReadFile(filepath.Join("testdata", "pages", g.file))
			if err != nil {
				t.Fatal(err)
			}
			g.check(t, extract.Read(extract.Page{Body: body, MediaType: "text/html", URL: g.url}))
		})
	}
}

func (g golden) check(t *testing.T, r extract.Report) {
	t.Helper()
	if r.Kind != g.kind {
		t.Fatalf("kind %s, want %s", r.Kind, g.kind)
	}
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"title", r.Title, g.title}, {"attachments", len(r.Attachments), g.files}, {"sections", numbersOf(r.Sections), g.sections},
		{"agency", deref(r.Agency), g.agency}, {"published", deref(r.PublishedOn), g.published}, {"signed", deref(r.SignedOn), g.signed},
	} {
		if c.got != c.want {
			t.Errorf("%s %q, want %q", c.what, c.got, c.want)
		}
	}
	if (r.Year == nil) != (g.year == 0) || r.Year != nil && *r.Year != g.year {
		t.Errorf("year %v, want %d", deref(r.Year), g.year)
	}
	want := map[string]string{}
	if g.figures != nil {
		want = g.figures.cells()
	}
	if g.rows != "" {
		for place := range want {
			if row := strings.Split(place, "|")[1]; !strings.Contains(" "+g.rows+" ", " "+row+" ") {
				delete(want, place)
			}
		}
	}
	sameCells(t, cellsOf(r), want)
	g.checkText(t, r)
}

func (g golden) checkText(t *testing.T, r extract.Report) {
	t.Helper()
	var all strings.Builder
	for _, s := range r.Sections {
		all.WriteString(s.Heading + "\n" + s.Text + "\n")
	}
	for _, s := range g.says {
		if strings.Count(all.String(), s) != 1 {
			t.Errorf("narrative has %q %d times, want once", s, strings.Count(all.String(), s))
		}
	}
	for _, s := range append(g.silent, chromeWords...) {
		if strings.Contains(all.String(), s) {
			t.Errorf("narrative has %q", s)
		}
	}
	for _, rule := range g.rules {
		if ruleCount(r, rule, "") == 0 {
			t.Errorf("finding %s is missing", rule)
		}
	}
	for _, rule := range g.never {
		if ruleCount(r, rule, "") > 0 {
			t.Errorf("finding %s is wrong here", rule)
		}
	}
}

// chromeWords stand around the bodies of these pages and are no narrative.
var chromeWords = []string{"首页", "当前位置", "浏览次数", "主办单位", "ICP备", "上一篇", "版权所有", "分享到", "索引号", "打印", "访客", "字体", "阅读次数", "本年制发件数", "上年结转政府信息公开申请数量"}
