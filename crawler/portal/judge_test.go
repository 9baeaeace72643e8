package portal

import "testing"

func TestJudgeAcceptsReportsHoweverTheyAreCalled(t *testing.T) {
	tests := []struct {
		title string
		year  int
	}{
		{"石龙区城乡建设和交通运输局2024年政府信息公开工作年度报告", 2024},
		{"2023年度政府信息公开年报", 2023},
		{"2023年政府信息公开年度报告", 2023},
		{"某某镇人民政府 2022 年 政府信息公开 工作 年度报告", 2022},
		{"２０２１年政府信息公开工作年度报告", 2021},
		{"二〇二四年度政府信息公开工作年度报告", 2024},
		{"二○二二年政府信息公开年报", 2022},
		{"二零一九年信息公开年报", 2019},
		{"二O一八年政府信息公开工作年度报告", 2018},
		{"区卫健委2020年政务公开工作年度报告", 2020},
		{"青溪区政府信息公开工作2023年年度报告", 2023},
		{"政府信息公开2019年度报告", 2019},
		{"市水务局政府信息公开工作年度报告（2024年）", 2024},
		{"政府信息公开年报(2016)", 2016},
		{"关于2023年度政府信息公开工作情况的报告", 2023},
		{"中共青溪区委机构编制委员会办公室2023年政府信息公开年报", 2023},
		{"区纪律检查委员会2023年信息公开工作年度报告", 2023},
		{"区审计局2024年政府信息公开工作年度报告.pdf", 2024},
		{"區教育局2023年政府信息公開工作年度報告", 2023},
		{"2021年政府信息主动公开工作年度报告", 2021},
		{"青政办〔2025〕3号 2024年政府信息公开工作年度报告", 2024},
		{"2023年政府信息公开工作年度报告（2024年1月30日）", 2023},
	}
	for _, tt := range tests {
		if got, year := Judge(tt.title); got != Accepted || year != tt.year {
			t.Errorf("Judge(%q) = %v, %d; want accepted, %d", tt.title, got, year, tt.year)
		}
	}
}

func TestJudgeRejectsOtherDocuments(t *testing.T) {
	for _, title := range []string{
		"2024年政府网站工作年度报表",
		"青溪区2024年度政府网站工作年度报表",
		"区司法局2023年法治政府建设年度报告",
		"2024年部门预算公开",
		"2023年度决算",
		"图解：2024年政府信息公开工作年度报告",
		"一图读懂2024年政府信息公开工作年度报告",
		"《2024年政府信息公开工作年度报告》解读",
		"政府信息公开指南",
		"政府信息公开目录",
		"政府信息公开制度",
		"关于做好2024年政府信息公开工作年度报告编制发布工作的通知",
		"关于报送2023年政府信息公开年报的通知",
		"我区召开2023年政府信息公开工作年度报告编写培训会",
		"2024年政务公开工作要点",
		"2024年政府工作报告",
		"首页", "上一页", "下一页", "尾页", "更多>>", "网站地图", "联系我们", "领导之窗", "English", "网上办事", "返回顶部",
	} {
		if got, _ := Judge(title); got != Rejected {
			t.Errorf("Judge(%q) = %v, want rejected", title, got)
		}
	}
}

func TestJudgeLeavesOpenWhatATitleCannotTell(t *testing.T) {
	tests := []struct {
		title string
		year  int
	}{
		{"", 0},
		{"青溪区城乡建设和交通运输局2024年政府信…", 2024},
		{"青溪区城乡建设和交...", 0},
		{"政府信息公开工作年度报告", 0},
		{"区教育局", 0},
		{"白石镇", 0},
		{"2023年工作总结", 2023},
		{"2022年度", 2022},
		{"我市公布2023年政府信息公开工作年度报告", 2023},
		{"关于印发2023年政府信息公开工作年度报告的通知", 2023},
		{"青政办〔2025〕3号 政府信息公开情况", 2025},
	}
	for _, tt := range tests {
		if got, year := Judge(tt.title); got != Undecided || year != tt.year {
			t.Errorf("Judge(%q) = %v, %d; want undecided, %d", tt.title, got, year, tt.year)
		}
	}
}

func FuzzJudge(f *testing.F) {
	for _, s := range []string{"2024年政府信息公开工作年度报告", "二〇二四年", "20\xff24年", "…", "二十十十年信息公开年报"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, title string) {
		verdict, year := Judge(title)
		if year != 0 && (year < 2000 || year > 2099) {
			t.Fatalf("year %d", year)
		}
		if verdict == Accepted && year == 0 {
			t.Fatal("accepted without a year")
		}
	})
}
