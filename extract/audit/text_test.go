package audit

import (
	"strings"
	"testing"

	"nianbao/extract/form"
)

func TestStaleYearsAreFound(t *testing.T) {
	for _, text := range []string{
		"2023年，我局共公开信息64条。",
		"2023年我局主动公开政府信息120条，网站发布80条。",
		"2023年，因政府信息公开工作被申请行政复议0件。",
		"按照国办函〔2020〕109号规定，2023年本单位依申请公开政府信息未收费。",
		"本机关2023年度未收取政府信息公开信息处理费。",
		"2022年，微信公众号发布信息30条。",
		"2023 年度，政务公开工作取得较好成效。",
		"2021年全年未发生行政诉讼。",
		"截至2023年12月31日，共公开900条。",
		"截至2023年底，网站共开设栏目25个。",
		"二〇二三年，我局共公开信息300条。",
		"数据统计期限为2024年1月1日至2023年12月31日。",
	} {
		if got := StaleYears(text, 2024); len(got) != 1 {
			t.Errorf("%s: %q", text, got)
		}
	}
}

func TestYearsNamedWithReasonAreNotStale(t *testing.T) {
	for _, text := range []string{
		"2024年，我局公开信息64条。", "2025年，我局将继续做好工作。", "较2023年增长12%。", "与2023年相比，增加5件。", "比2023年多3件。",
		"2024年收到申请15件，2023年为12件，增长25%。", "2023年、2024年分别收到12件、15件。", "自2023年以来，累计公开1200条。", "2023年以来，我局持续推进。",
		"2023年底前完成改版。", "截至2022年12月31日，共公开900条。", "截至2023年底结转的3件已办结。", "截至2023年底为25个，2024年底为28个。", "2024年4月，对2023年政务公开工作开展了考评。", "二〇二四年，公开信息64条。", "2024年9月，公布2023年度执法数据。", "根据2023年政务公开工作要点安排，我局完善制度。", "2023年，政务公开纳入绩效，2024年继续强化。", "2024年也是巩固2023年成果的一年。", "2023年5月1日起施行。", "根据2019年新修订的《条例》要求。", "《2023年政务公开工作要点》已落实。",
		"公开2023年度部门决算。", "2023年度部门预算已在网站公开。", "2023年结转的3件申请均已办结。", "对2023年收到的申请逐一答复。", "国办发2023年第5号文件。",
		"2023年第3次党组会议研究。", "荣获2023年度全市政务公开先进单位。", "在2023年度全区政务公开考核中排名第一。", "完成2023年政府信息公开工作年度报告编制。",
		"针对2023年度存在的问题，逐项整改。", "2023年机构改革后，职责有所调整。", "开展2021—2023年规范性文件清理。", "2021年至2023年共清理文件30件。", "1998年，建立档案室。", "2010年，开通网站。",
		"2023年制定的规范性文件继续有效。", "无年份。", "2024年度报告（2023年版）", "2023年印发", "我局2023年未办结的1件申请已于1月办结。", "2023年10月，通过验收。",
	} {
		if got := StaleYears(text, 2024); len(got) != 0 {
			t.Errorf("%s: %q", text, got)
		}
	}
}

func TestStaleClauseIsLongEnoughToFind(t *testing.T) {
	got := StaleYears("一、复议情况。2023年，因政府信息公开工作被申请行政复议0件，被提起行政诉讼0件。", 2024)
	if len(got) != 1 || got[0] != "2023年，因政府信息公开工作被申请行政复议0件" {
		t.Errorf("%q", got)
	}
	for _, f := range Check(sound(says("2023年，因政府信息公开工作被申请行政复议0件。"))) {
		if f.Rule == "text.year_mismatch" && (number(f.Actual) != "2023" || number(f.Expected) != "2024" || *f.Section != 1) {
			t.Errorf("%+v", f)
		}
	}
}

func TestSignatureAndPeriodOfAnotherYear(t *testing.T) {
	for name, c := range map[string]struct {
		signed string
		period int
		want   int
	}{
		"the next January": {"2025-01-20", 2024, 0}, "the own December": {"2024-12-31", 2024, 0}, "the own February": {"2024-02-17", 2024, 1},
		"the year before": {"2023-12-31", 2024, 1}, "another period": {"2025-01-20", 2023, 1}, "nothing known": {"", 0, 0}, "late": {"2026-03-01", 2024, 0}, "cut": {"2025", 0, 0},
	} {
		n := 0
		for _, f := range Check(sound(func(s *Subject) { s.SignedOn, s.PeriodYear = c.signed, c.period })) {
			if f.Rule == "text.year_mismatch" {
				n++
			}
		}
		if n != c.want {
			t.Errorf("%s: %d findings, want %d", name, n, c.want)
		}
	}
}

func TestSameAgency(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"石桥县水利局", "石桥县水利局", true}, {"石桥县水利局", "水利局", true}, {"石桥县 水利局", "石桥县水利局", true}, {"石桥县人民政府", "石桥县人民政府办公室", true},
		{"石桥县住建局", "石桥县住房和城乡建设局", true}, {"县卫健委", "石桥县卫生健康委员会", true}, {"石桥县人社局", "石桥县人力资源和社会保障局", true},
		{"市发改委", "河口市发展和改革委员会", true}, {"石桥县文旅局", "石桥县文化和旅游局", true}, {"石桥县市场监管局", "石桥县市场监督管理局", true}, {"石桥县应急局", "石桥县应急管理局", true},
		{"石桥县水利局", "石桥县财政局", false}, {"石桥县水利局", "河口县水利局", false}, {"石桥区建设和交通运输局", "石桥区城乡建设和交通运输局", false},
		{"石桥县住建局", "河口县住房和城乡建设局", false}, {"石桥县教育局", "石桥县体育局", false}, {"石桥县交通运输局", "石桥县审计局", false},
	} {
		for _, p := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			if got := SameAgency(p[0], p[1]); got != c.same {
				t.Errorf("SameAgency(%s, %s) is %v", p[0], p[1], got)
			}
		}
	}
}

// mismatches counts text.table_mismatch for a sentence beside a table with 12
// received, 3 carried over and 14 answered.
func mismatches(text string) int {
	n := 0
	for _, f := range Check(sound(says(text))) {
		if f.Rule == "text.table_mismatch" {
			n++
		}
	}
	return n
}

func TestCountsInTheTextThatAreNotInTheTable(t *testing.T) {
	for _, text := range []string{
		"2024年，我局收到政府信息公开申请20件。", "全年共收到依申请公开件申请8件，均已答复。", "本年度未收到政府信息公开申请。", "2024年，我局没有收到依申请公开申请。",
		"我单位共受理信息公开申请１８件。", "收到政府信息公开申请1,204件，办结1,204件。", "收到政府信息公开申请20件，其中自然人18件，企业2件。", "新收政府信息公开申请5宗。",
		"本机关2024年无依申请公开事项。", "全年收到政府信息公开申请三十五件，均已答复。",
	} {
		if mismatches(text) != 1 {
			t.Errorf("not found: %s", text)
		}
	}
}

func TestCountsThatFitOrCountSomethingElse(t *testing.T) {
	for _, text := range []string{
		"2024年，我局收到政府信息公开申请12件。", "收到政府信息公开申请 12 件，予以公开11件。", "全年受理政府信息公开申请15件，含上年结转3件。", "受理公开申请15件。", "共收到申请13件，撤回1件，均为政府信息公开申请。",
		"收到政府信息公开申请，其中网络申请10件、信函申请2件。", "收到网上公开申请10件。", "答复政府信息公开申请14件。", "收到政府信息公开申请后20个工作日内予以答复。",
		"因政府信息公开收到行政复议申请2件。", "未收到因政府信息公开提起的行政诉讼申请。", "全县共收到政府信息公开申请120件。", "各部门共收到公开申请88件。", "收到群众来信来访申请30件，公开答复。",
		"去年同期收到政府信息公开申请20件。", "2023年收到政府信息公开申请20件。", "自2008年以来，收到政府信息公开申请400件。", "收到政府信息公开申请10余件。", "收到政府信息公开申请近20件。",
		"依据条例第27条收到公开申请。", "做好依申请公开工作，接收群众监督，主动公开信息156条。", "主动公开信息156条，收到公开申请12件。", "收到人大建议、政协提案申请公开30件。",
		"收到政府信息公开申请十二件。", "上半年收到政府信息公开申请9件。", "局属单位收到政府信息公开申请8件。", "每收到一件政府信息公开申请，当日登记。", "全年无依申请公开收费情况。", "本年度无申请，未发生依申请公开收费。", "其中未收到法人的公开申请。", "未收到商业企业政府信息公开申请。", "受理行政许可申请350件，结果全部公开。", "畅通公开申请的接收渠道。", "", "收到政府信息公开申请１２件。", "收到申请1.2万件。",
	} {
		if mismatches(text) != 0 {
			t.Errorf("found, and is none: %s", text)
		}
	}
}

func TestCountsAreSilentWithoutATotal(t *testing.T) {
	for _, s := range []Subject{
		sound(says("收到政府信息公开申请20件。"), put(form.Applications, "new_received", "total", "_")),
		sound(says("收到政府信息公开申请20件。"), without(form.Applications, "*")),
		{Sections: []Section{{Text: "收到政府信息公开申请20件。"}}},
	} {
		for _, f := range Check(s) {
			if f.Rule == "text.table_mismatch" {
				t.Errorf("it fires: %s", f.Message)
			}
		}
	}
}

func FuzzStaleYears(f *testing.F) {
	for _, s := range []string{"2023年，我局公开64条。", "比2023年多。", "2023年", "，2023年，，2022年。2021年", "\xff2023年\xff", "2023 年"} {
		f.Add(s, 2024)
	}
	f.Fuzz(func(t *testing.T, text string, year int) {
		for _, clause := range StaleYears(text, year) {
			if !namedYear.MatchString(clause) {
				t.Fatalf("%q of %q names no year", clause, text)
			}
			if !strings.Contains(strings.ReplaceAll(westernYears(text), ",", "，"), strings.ReplaceAll(clause, ",", "，")) {
				t.Fatalf("%q is not in %q", clause, text)
			}
		}
		agrees(text, year, 1, 2)
		aboutApplications(text, year)
	})
}
