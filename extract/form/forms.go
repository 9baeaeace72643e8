package form

// Line is one row of a form.
type Line struct {
	Key    string
	Labels []string // as the form prints them, without ordinals; the first is the official one
	Group  string   // label of the group it stands in
}

// Column is one value column of a form.
type Column struct {
	Key    string
	Labels []string
}

// Versions of the forms. The form is told per table by its labels, never by
// the year.
const (
	Form2021 = "2021" // 国办公开办函〔2021〕30号
	Form2019 = "2019" // 国办公开办函〔2019〕60号
	Form2014 = "2014" // 国办发〔2014〕32号, 政府信息公开情况统计表
	Local    = "local"
	Unknown  = "unknown"
)

// applicationColumns are the applicants of 收到和处理政府信息公开申请情况, in the
// order of the form.
var applicationColumns = [...]Column{
	{"natural_person", []string{"自然人"}},
	{"commercial", []string{"商业企业"}},
	{"research", []string{"科研机构"}},
	{"nonprofit", []string{"社会公益组织"}},
	{"legal_service", []string{"法律服务机构"}},
	{"other", []string{"其他"}},
	{"total", []string{"总计", "合计"}},
}

// applicationLines are the rows of 收到和处理政府信息公开申请情况. The forms of
// 2019 and 2021 differ only in （六）其他处理, undivided in 2019.
var applicationLines = []Line{
	{"new_received", []string{"本年新收政府信息公开申请数量"}, ""},
	{"carried_over", []string{"上年结转政府信息公开申请数量"}, ""},
	{"granted", []string{"予以公开"}, ""},
	{"partially_granted", []string{"部分公开（区分处理的，只计这一情形，不计其他情形）", "部分公开"}, ""},
	{"denied.state_secret", []string{"属于国家秘密"}, "不予公开"},
	{"denied.prohibited_by_law", []string{"其他法律行政法规禁止公开"}, "不予公开"},
	{"denied.endangers_security", []string{"危及“三安全一稳定”"}, "不予公开"},
	{"denied.third_party", []string{"保护第三方合法权益"}, "不予公开"},
	{"denied.internal_affairs", []string{"属于三类内部事务信息"}, "不予公开"},
	{"denied.process_information", []string{"属于四类过程性信息"}, "不予公开"},
	{"denied.enforcement_file", []string{"属于行政执法案卷"}, "不予公开"},
	{"denied.administrative_query", []string{"属于行政查询事项"}, "不予公开"},
	{"unavailable.not_held", []string{"本机关不掌握相关政府信息"}, "无法提供"},
	{"unavailable.needs_creation", []string{"没有现成信息需要另行制作"}, "无法提供"},
	{"unavailable.still_unclear", []string{"补正后申请内容仍不明确"}, "无法提供"},
	{"not_processed.petition", []string{"信访举报投诉类申请"}, "不予处理"},
	{"not_processed.repeated", []string{"重复申请"}, "不予处理"},
	{"not_processed.publication", []string{"要求提供公开出版物"}, "不予处理"},
	{"not_processed.excessive", []string{"无正当理由大量反复申请"}, "不予处理"},
	{"not_processed.reissue", []string{"要求行政机关确认或重新出具已获取信息"}, "不予处理"},
	{"other.not_corrected", []string{"申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"}, "其他处理"},
	{"other.fee_unpaid", []string{"申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"}, "其他处理"},
	{"other.other", []string{"其他"}, "其他处理"},
	{"other", []string{"其他处理"}, ""},
	{"total", []string{"总计", "合计"}, ""},
	{"carried_forward", []string{"结转下年度继续办理"}, ""},
}

// applicationGroups are row labels that only hold other rows.
var applicationGroups = []string{"本年度办理结果", "不予公开", "无法提供", "不予处理", "其他处理"}

// disclosureLines are the rows of 主动公开政府信息情况 in both forms.
var disclosureLines = []Line{
	{"regulations", []string{"规章"}, ""},
	{"normative_documents", []string{"行政规范性文件", "规范性文件"}, ""},
	{"licensing", []string{"行政许可"}, ""},
	{"other_services", []string{"其他对外管理服务事项"}, ""},
	{"penalties", []string{"行政处罚"}, ""},
	{"coercion", []string{"行政强制"}, ""},
	{"fees", []string{"行政事业性收费"}, ""},
	{"procurement", []string{"政府集中采购"}, ""},
}

// band is one sub-table of 主动公开政府信息情况: which columns its header row may
// name, and which rows may stand below it.
type band struct {
	version string // "" where both forms print it alike
	columns []Column
	rows    []string
	caption string // 第二十条第（N）项
}

var bands = []band{
	{Form2021, []Column{
		{"issued", []string{"本年制发件数"}}, {"repealed", []string{"本年废止件数"}}, {"in_force", []string{"现行有效件数"}},
	}, []string{"regulations", "normative_documents"}, "一"},
	{Form2019, []Column{
		{"created", []string{"本年新制作数量"}}, {"published", []string{"本年新公开数量"}}, {"in_public", []string{"对外公开总数量"}},
	}, []string{"regulations", "normative_documents"}, "一"},
	{Form2019, []Column{
		{"previous_year", []string{"上一年项目数量"}}, {"change", []string{"本年增/减"}}, {"decisions", []string{"处理决定数量"}},
	}, []string{"licensing", "other_services", "penalties", "coercion"}, "五"},
	{Form2021, []Column{
		{"decisions", []string{"本年处理决定数量"}},
	}, []string{"licensing", "penalties", "coercion"}, "五"},
	{Form2021, []Column{
		{"amount_wan", []string{"本年收费金额（单位：万元）", "本年收费金额"}},
	}, []string{"fees"}, "八"},
	{Form2019, []Column{
		{"previous_year", []string{"上一年项目数量"}}, {"change", []string{"本年增/减"}},
	}, []string{"fees"}, "八"},
	{Form2019, []Column{
		{"projects", []string{"采购项目数量"}}, {"amount_wan", []string{"采购总金额"}},
	}, []string{"procurement"}, "九"},
}

// reviewColumns are the outcomes of 政府信息公开行政复议、行政诉讼情况.
var reviewColumns = [...]Column{
	{"upheld", []string{"结果维持"}},
	{"corrected", []string{"结果纠正"}},
	{"other", []string{"其他结果"}},
	{"pending", []string{"尚未审结"}},
	{"total", []string{"总计", "合计"}},
}

// reviewLines are its three blocks, which the form prints side by side.
var reviewLines = []Line{
	{"review", []string{"行政复议", "复议"}, ""},
	{"litigation.direct", []string{"未经复议直接起诉"}, "行政诉讼"},
	{"litigation.after_review", []string{"复议后起诉"}, "行政诉讼"},
}
