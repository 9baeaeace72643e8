package audit

// Rule is one rule with what it says. In messages, {row}, {column}, {columns},
// {table}, {expected}, {actual} and {detail} are filled in.
type Rule struct {
	Name     string
	Severity Severity // of a finding that sets none itself
	Doc      string
	ZH, EN   string
}

// Rules lists every rule, in the order findings are reported.
var Rules = []Rule{
	{"applications.row_sum", Error,
		"The six kinds of applicants of a row add up to its 总计. A blank counts as 0 and makes it a warning; a blank total is not compared.",
		"“{row}”一行六类申请人合计为 {expected}，总计栏填的是 {actual}{blank}",
		"{row}: the six applicant columns add up to {expected}, the total says {actual}{blank}"},
	{"applications.column_sum", Error,
		"In each column the results (一)–(六) add up to （七）总计.",
		"“{column}”一列各项办理结果合计为 {expected}，“（七）总计”填的是 {actual}{blank}",
		"{column}: the results add up to {expected}, row （七）总计 says {actual}{blank}"},
	{"applications.balance", Error,
		"In each column 一 + 二 equals 三（七）+ 四, as the form itself states.",
		"“{column}”一列：第一项加第二项为 {expected}，第三项（七）加第四项为 {actual}，两者应相等{blank}",
		"{column}: new + carried over is {expected}, results + carried forward is {actual}{blank}"},
	{"review_litigation.sum", Error,
		"The four outcomes of reviews, and of suits with and without review, add up to the 总计 of their block.",
		"“{row}”四种结果合计为 {expected}，总计填的是 {actual}{blank}",
		"{row}: the four outcomes add up to {expected}, the total says {actual}{blank}"},
	{"cell.not_a_number", Warning,
		"A value cell holds text that is no number.",
		"“{row}”的“{column}”不是数字：“{detail}”，请只填数字",
		"{row}, {column}: not a number: {detail}"},
	{"cell.negative", Warning,
		"A count is below zero (only 本年增/减 may be).",
		"“{row}”的“{column}”为负数：{actual}，请核对",
		"{row}, {column}: a negative count: {actual}"},
	{"table.shifted_row", Warning,
		"The numbers of a row stand one column from where they belong; they were read where they belong.",
		"“{row}”一行的数字错位一列，已按正确的列读取，请在表中移正",
		"{row}: the numbers stand one column off; read where they belong"},
	{"table.missing", Warning,
		"A table the form prescribes is not there.",
		"缺少表格：{table}，没有相应情况的也应列表填 0",
		"the table is missing: {table}"},
	{"table.row_missing", Warning,
		"A row the form prescribes is not in the table.",
		"{table}：缺少“{row}”一行，没有的填 0",
		"{table}: the row is missing: {row}"},
	{"section.missing", Warning,
		"One of the six sections the form prescribes is not there.",
		"缺少“{detail}”部分，请补上",
		"a section is missing: {detail}"},
	{"years.carried_over", Warning,
		"上年结转 is not what last year's report carried forward (only where that report is given).",
		"“{column}”一列：上年结转为 {actual}，而上年报告结转下年度继续办理为 {expected}",
		"{column}: carried over is {actual}, last year's report carried forward {expected}"},
	{"years.in_force", Warning,
		"现行有效件数 is not last year's plus those issued less those repealed (usual, not prescribed; only where that report is given).",
		"“{row}”现行有效件数为 {actual}，按上年报告加本年制发减本年废止应为 {expected}",
		"{row}: in force is {actual}; last year's plus issued less repealed is {expected}"},
	{"text.doubled", Warning,
		"The body stands in the page more than once; one copy was read.",
		"正文重复出现 {actual} 次，只读取其中一份，请删去多余的",
		"the body stands {actual} times in the page; one copy was read"},
	{"text.year_mismatch", Warning,
		"The text speaks of another year than the report's: a stale year left over, a period or a signature that does not fit.",
		"年份与报告年度（{expected} 年）不一致，请核对是否为往年内容：{detail}",
		"a year that does not fit the report's, {expected}: {detail}"},
	{"text.agency_mismatch", Warning,
		"The title names another agency than the body does.",
		"标题与正文的机关名称不一致，请核对：{detail}",
		"title and body name different agencies: {detail}"},
	{"cell.blank", Info,
		"Value cells of a row are left blank. Blank is not 0.",
		"“{row}”一行有空白单元格：{columns}；空白不等于 0，没有的请填 0",
		"{row}: blank cells (blank is not 0): {columns}"},
	{"text.table_mismatch", Info,
		"A count in the narrative is not in the table; often for good reason (another scope, cases carried over).",
		"正文中的数字与表格不一致：{detail}（表中“{row}”总计为 {actual}）；统计范围不同的可不改",
		"a count in the text is not in the table: {detail} (the total of {row} is {actual})"},
	{"text.phonetic_annotations", Info,
		"The page carries phonetic annotations in brackets, as mirrors in Traditional script do; they were removed.",
		"页面带有 {actual} 处注音，已去除",
		"{actual} phonetic annotations were removed"},
	{"text.foreign_topic", Info,
		"A passage speaks of work that is another agency's (found by comparing with other agencies' reports).",
		"有一段内容与本机关职能不符：{detail}",
		"a passage on another agency's work: {detail}"},
	{"text.borrowed", Info,
		"A passage also stands in another agency's or another year's report.",
		"有一段内容与另一份报告相同，请核对是否误用：{detail}",
		"a passage also stands in another report: {detail}"},
}

// signedEarly is what text.year_mismatch says of a signature.
var signedEarly = Rule{"text.year_mismatch", Warning,
	"The report is signed before the last weeks of the year it reports on.",
	"落款日期为 {detail}，与 {expected} 年度报告不符（应在次年编制）",
	"signed on {detail}, which does not fit a report on {expected}, drawn up in the year after",
}

func rule(name string) Rule {
	for _, r := range Rules {
		if r.Name == name {
			return r
		}
	}
	return Rule{Name: name, Severity: Warning, ZH: name, EN: name}
}
