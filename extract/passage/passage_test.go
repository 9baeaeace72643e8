package passage_test

import (
	"fmt"
	"strings"
	"testing"

	"nianbao/extract/passage"
)

const (
	own  = "二是部分群众对政务公开工作的知晓率还不够高，结合自身特点的信息公开较少，与审计业务工作融合较少"
	far  = "三是发布的内容不够及时全面，个别科室对主动公开的范围把握不准，审核流程有待进一步规范完善"
	much = "下一步，我局将围绕重点领域开展一次公开质量提升行动，由办公室牵头，各科室对照清单逐条补充，年中组织一次互查"
	law  = "根据《中华人民共和国政府信息公开条例》第五十条的规定，编制本单位上一年度的政府信息公开工作年度报告"
)

var (
	audit  = passage.Report{ID: "a", Agency: "青河县审计局", Year: 2024, Content: "1"}
	builds = passage.Report{ID: "b", Agency: "柳原区住房和城乡建设局", Year: 2024, Content: "2"}
)

// findings compares texts of reports, and returns those of the first as
// “rule other”.
func findings(t *testing.T, reports []passage.Report, texts []string) []string {
	t.Helper()
	var x passage.Index
	section := 5
	for i, r := range reports {
		x.Add(r, passage.Sentences([]string{texts[i]}, r.Agency))
	}
	var out []string
	for _, f := range passage.Findings(reports[0], []*int{&section}, x.Shared(reports[0], passage.Sentences([]string{texts[0]}, reports[0].Agency))) {
		out = append(out, f.Rule+" "+f.Other)
		if f.Section == nil || *f.Section != 5 || f.Severity != "info" || !strings.Contains(f.Message, "“") {
			t.Errorf("incomplete finding: %+v", f)
		}
	}
	return out
}

func TestFindings(t *testing.T) {
	later := func(r passage.Report, id string, year int) passage.Report {
		r.ID, r.Year, r.Content = id, year, id
		return r
	}
	for _, test := range []struct {
		name    string
		reports []passage.Report
		texts   []string
		want    string
	}{
		{"a passage of another agency, on its work", []passage.Report{builds, audit}, []string{own + "；" + far, own + "；" + far}, "text.foreign_topic a,text.borrowed a"},
		{"seen from the one it belongs to", []passage.Report{audit, builds}, []string{own + "；" + far, own + "；" + far}, "text.borrowed b"},
		{"figures and ordinals differ", []passage.Report{builds, audit}, []string{far + "12件", "四" + strings.TrimPrefix(far, "三") + "7件"}, "text.borrowed a"},
		{"the other's name left out, one's own in", []passage.Report{builds, audit}, []string{far + "，柳原区住房和城乡建设局", far + "，青河县审计局"}, "text.borrowed a"},
		{"other punctuation and script", []passage.Report{builds, audit}, []string{far, strings.NewReplacer("，", "、", "发", "發", "规", "規").Replace(far)}, "text.borrowed a"},
		{"one's own of the year before", []passage.Report{audit, later(audit, "o", 2023)}, []string{far + "。" + own + "。" + much, far + "。" + own + "。" + much}, "text.borrowed o"},
		{"a sentence used every year", []passage.Report{audit, later(audit, "o", 2023)}, []string{far, far}, ""},
		{"the same report again", []passage.Report{audit, later(audit, "o", 2024)}, []string{far, far}, ""},
		{"a copy without a name", []passage.Report{audit, {ID: "x", Content: "1"}}, []string{far, far}, ""},
		{"what the law prescribes", []passage.Report{builds, audit}, []string{law, law}, ""},
		{"too little", []passage.Report{builds, audit}, []string{"个别科室对主动公开的范围把握得不够准确", "个别科室对主动公开的范围把握得不够准确"}, ""},
		{"nothing shared", []passage.Report{builds, audit}, []string{own, far}, ""},
		{"an agency of every trade", []passage.Report{{ID: "g", Agency: "青河县人民政府", Year: 2024}, audit}, []string{own, own}, "text.borrowed a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := strings.Join(findings(t, test.reports, test.texts), ","); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestAPhraseOfTheTradeIsNobodys(t *testing.T) {
	reports, texts := []passage.Report{builds}, []string{far}
	for i := range passage.MaxHolders {
		if i == passage.MaxHolders-1 {
			if got := findings(t, reports, texts); len(got) == 0 {
				t.Errorf("%d agencies make a phrase of the trade", len(reports))
			}
		}
		reports = append(reports, passage.Report{ID: fmt.Sprint(i), Agency: fmt.Sprintf("第%d县财政局", i), Year: 2024, Content: fmt.Sprint("c", i)})
		texts = append(texts, far)
	}
	if got := findings(t, reports, texts); len(got) != 0 {
		t.Errorf("a sentence of %d agencies gives %v", len(reports), got)
	}
}

func FuzzSentences(f *testing.F) {
	f.Add(own+"。"+law, "青河县审计局")
	f.Add("\xff\xfe。；"+far, "")
	f.Fuzz(func(t *testing.T, text, name string) {
		for _, s := range passage.Sentences([]string{"", text}, name) {
			if s.Section != 1 || !strings.Contains(text, s.Text) {
				t.Fatalf("%+v is not in the text", s)
			}
			again := passage.Sentences([]string{s.Text}, name)
			if len(again) != 1 || again[0].Print != s.Print {
				t.Fatalf("%q alone has another print", s.Text)
			}
		}
	})
}

func BenchmarkSentences(b *testing.B) {
	text := strings.Repeat(own+"。"+far+"；"+law+"。", 20)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		passage.Sentences([]string{text}, "青河县审计局")
	}
}
