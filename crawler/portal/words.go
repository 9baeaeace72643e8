package portal

import (
	"regexp"
	"strings"
)

// reportName is what the report is called, in the words seen: 政府信息公开工作年度报告
// (Regulations, article 50), 政府信息公开年报, 政务公开工作年度报告, 信息公开工作情况的年度报告, the
// year in the middle or not.
var reportName = regexp.MustCompile(`(?:信息|政务)(?:主动)?公开(?:工作|情况|总结|年度|的|年|[(\[]?(?:20[0-9]{2}|二[` + zeros + `][` + digits + `]{2})年?度?[)\]]?)*(?:报告|年报)`)

// otherDocuments names what stands in the same lists and is another document:
// website reports, law-based administration, budgets, pictures of the report,
// and work about the reports.
var otherDocuments = []string{
	"网站工作年度报表", "年度报表", "工作报表", "网站监管", "法治政府", "依法行政工作", "政府工作报告",
	"预算", "决算", "图解", "一图读懂", "一图看懂", "一图了解", "图说", "解读", "漫画", "指南", "目录", "制度", "办法",
	"做好", "报送", "召开", "关于编制", "编制工作", "编写工作", "推进会", "培训会", "培训班", "部署会", "工作方案", "实施方案",
	"工作要点", "社会责任报告", "执法统计", "双随机", "体检报告", "评估报告",
	"返回", "回到",
}

// announcements are words of pages that tell of reports. Many of them hold the
// report they announce, so they are looked at.
var announcements = []string{"公布", "发布", "印发", "公示", "出炉", "亮相", "上线", "通知", "通告", "公告"}

// hints are words that leave a title open: parts of the report's name, or of
// one cut off.
var hints = []string{"信息公开", "政务公开", "公开工作", "公开报告", "年报", "年度报告", "年度", "工作报告", "工作总结"}

// agencySuffixes end the names of agencies.
var agencySuffixes = []string{
	"局", "委", "办", "厅", "院", "处", "所", "站", "室", "部", "会", "署", "队", "社", "校", "馆", "中心", "政府", "街道",
	"镇", "乡", "村", "区", "县", "市", "苏木", "社区", "集团", "公司", "大学", "医院", "银行", "海关", "公安", "法院", "林场", "农场",
}

// bareWords are links that say nothing of where they lead; what does stands
// beside them in their item.
var bareWords = []string{"下载", "点击下载", "查看", "点击查看", "查看详情", "查看全文", "详情", "详细", "全文", "阅读全文", "打开", "浏览", "附件", "pdf", "PDF", "word", "doc", "docx", "[查看]", "[下载]"}

// columnWords stand in the names of sub-columns.
var columnWords = []string{
	"部门", "街道", "乡镇", "镇街", "镇乡", "街镇", "乡(镇", "镇(街", "单位", "机关", "直属", "垂直", "垂管", "委办局", "各区", "各县", "各镇", "各乡", "县区", "县(市",
	"区级", "市级", "县级", "省级", "开发区", "园区", "管委会", "企事业", "事业单位", "年报", "年度报告", "历年", "往年",
}

// simplified folds the Traditional characters of the words above; a whole
// table is not needed to judge a title.
var simplified = strings.NewReplacer(
	"開", "开", "報", "报", "務", "务", "總", "总", "結", "结", "況", "况", "網", "网", "決", "决", "預", "预",
	"圖", "图", "讀", "读", "編", "编", "製", "制", "錄", "录", "關", "关", "於", "于", "佈", "布", "發", "发",
	"區", "区", "縣", "县", "鎮", "镇", "鄉", "乡", "廳", "厅", "處", "处", "辦", "办", "門", "门", "單", "单", "機", "机",
	"動", "动", "會", "会", "級", "级", "歷", "历", "頁", "页", "後", "后",
)
