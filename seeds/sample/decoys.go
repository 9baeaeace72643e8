package sample

// Addresses on the lists that are no reports.
const (
	SoftGonePath = "/zfxxgk/zfxxgknb/202003/t20200309_1730021.html" // 200, but the page does not exist
	GonePath     = "/zfxxgk/zfxxgknb/201903/t20190311_1288410.html" // 404
	InternalPath = "/zfxxgk/internal/2020.html"                     // refused by robots.txt
	OffsitePath  = "/offsite/archives2024.shtml"                    // linked from another portal: never to be followed
)

// decoys are what else the first list of a site links to.
func decoys(site int, bases []string) []entry {
	switch site {
	case qingxi:
		return []entry{
			{href: "/zfxxgk/zfxxgknb/202501/t20250106_3370008.html", text: "青溪区人民政府门户网站2024年度网站工作年度报表", date: "2025-01-06"},
			{href: "/zfxxgk/zfxxgknb/202502/t20250211_3401177.html", text: "一图读懂：青溪区2024年政府信息公开工作年度报告", date: "2025-02-11"},
			{href: "/zfxxgk/zfxxgknb/202503/t20250320_3412090.html", text: "青溪区2024年法治政府建设年度报告", date: "2025-03-20"},
			{href: SoftGonePath, text: "青溪区档案局2019年政府信息公开工作年度报告", date: "2020-03-09"},
			{href: GonePath, text: "青溪区司法局2018年政府信息公开工作年度报告", date: "2019-03-11"},
			{href: bases[yanchuan] + OffsitePath, text: "砚川市档案馆2024年政府信息公开工作年度报告", date: "2025-01-20"},
			{href: "http://www.example.gov.cn/zfxxgk/nb/2024.html", text: "岚海省人民政府2024年政府信息公开工作年度报告", date: "2025-01-28"},
		}
	case songwu:
		return []entry{
			{href: "/zwgk/xxgknb/2025/content_30177.shtml", text: "松梧县集中发布2024年度政府信息公开工作年度报告", date: "2025-03-31"},
			{href: "/zwgk/xxgknb/2024/content_28811.shtml", text: "松梧县住房和城乡建设局2023年部门预决算公开", date: "2024-02-02"},
			{href: "javascript:void(0)", text: "更多", date: ""},
		}
	case yanchuan:
		return []entry{
			{href: "/ycs/gknb/202502/2f1c6de0a97b44d58c0e5b7741aa93f0.shtml", text: "图解：砚川市2024年政府信息公开工作年度报告", date: "2025-02-18"},
			{href: "/ycs/gknb/202003/77ab0c9d1e2f43658790a1b2c3d4e5f6.shtml", text: "砚川市审计局2019年政府信息公开工作年度报告", date: "2020-03-20"},
			{href: "mailto:xxgk@example.gov.cn", text: "意见反馈", date: ""},
		}
	case hedu:
		return []entry{
			{href: "/info/1066/20417.htm", text: "禾渡区审计局2024年度法治政府建设年度报告", date: "2025-03-12"},
			{href: "/info/1066/20418.htm", text: "全区政务公开工作培训会召开", date: "2025-04-08"},
		}
	case yanping:
		return []entry{
			{href: InternalPath, text: "雁坪县交通运输局2020年政府信息公开工作年度报告", date: "2021-02-01"},
			{href: "/zfxxgk/jtysj/2025/bb.html", text: "雁坪县交通运输局网站工作年度报表（2024年度）", date: "2025-01-09"},
		}
	default:
		return nil
	}
}

// story is a page that is no report.
type story struct {
	site  int
	path  string
	title string
	date  string
	text  []string
}

// stories are the pages behind the decoys that exist.
func stories() []story {
	return []story{
		{qingxi, "/zfxxgk/zfxxgknb/202501/t20250106_3370008.html", "青溪区人民政府门户网站2024年度网站工作年度报表", "2025-01-06",
			[]string{"网站名称：青溪区人民政府门户网站。独立用户访问总量：318204个。网站总访问量：1502377次。", "信息发布总数：4127条，其中概况类信息36条，政务动态信息2915条，信息公开目录信息1176条。"}},
		{qingxi, "/zfxxgk/zfxxgknb/202502/t20250211_3401177.html", "一图读懂：青溪区2024年政府信息公开工作年度报告", "2025-02-11",
			[]string{"请看图解：青溪区2024年政府信息公开工作亮点。"}},
		{qingxi, "/zfxxgk/zfxxgknb/202503/t20250320_3412090.html", "青溪区2024年法治政府建设年度报告", "2025-03-20",
			[]string{"一、依法行政制度体系不断完善。全年审查重大行政决策合法性意见21件。", "二、行政执法规范化水平提升。开展案卷评查两次，抽查案卷160册。"}},
		{songwu, "/zwgk/xxgknb/2025/content_30177.shtml", "松梧县集中发布2024年度政府信息公开工作年度报告", "2025-03-31",
			[]string{"本网讯 近日，松梧县各部门2024年度政府信息公开工作年度报告在县政府门户网站集中发布，方便公众查阅和监督。", "县政府办公室提醒，公众可以在年报专栏按单位和年份查找。"}},
		{songwu, "/zwgk/xxgknb/2024/content_28811.shtml", "松梧县住房和城乡建设局2023年部门预决算公开", "2024-02-02",
			[]string{"现将部门预算和决算情况予以公开，请社会各界监督。"}},
		{yanchuan, "/ycs/gknb/202502/2f1c6de0a97b44d58c0e5b7741aa93f0.shtml", "图解：砚川市2024年政府信息公开工作年度报告", "2025-02-18",
			[]string{"图解内容请在电脑端查看。"}},
		{yanchuan, OffsitePath, "砚川市档案馆2024年政府信息公开工作年度报告", "2025-01-20", []string{"档案馆年度报告见附件。"}},
		{hedu, "/info/1066/20417.htm", "禾渡区审计局2024年度法治政府建设年度报告", "2025-03-12",
			[]string{"区审计局把法治建设摆在突出位置，全年组织学习法律法规八次，办理审计听证事项零件。"}},
		{hedu, "/info/1066/20418.htm", "全区政务公开工作培训会召开", "2025-04-08",
			[]string{"4月8日，全区政务公开工作培训会召开，各部门负责年度报告编制的工作人员参加。"}},
		{yanping, InternalPath, "雁坪县交通运输局2020年政府信息公开工作年度报告", "2021-02-01", []string{"本页仅供内部使用。"}},
		{yanping, "/zfxxgk/jtysj/2025/bb.html", "雁坪县交通运输局网站工作年度报表（2024年度）", "2025-01-09",
			[]string{"网站名称：雁坪县交通运输局。信息发布总数：212条。"}},
	}
}

// document makes a story printable in its site's chrome.
func (s story) document() Document {
	return Document{Title: s.title, Published: s.date, Source: "网站编辑", Sections: []Section{{Paragraphs: s.text}}}
}

// gone is the notice that stands for a page that does not exist.
func gone() Document {
	return Document{Title: "提示信息", Sections: []Section{{Paragraphs: []string{"您访问的页面不存在或已被删除！", "系统将在5秒后返回首页。"}}}}
}
