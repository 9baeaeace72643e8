package sample

// Keys of the tables.
const (
	Disclosure   = "disclosure"
	Applications = "applications"
	Review       = "review_litigation"
	Statistics   = "statistics"
)

// block is one numbered part of the disclosure table: a caption, a header row
// of its own with spans of its own, and data rows.
type block struct {
	caption string
	heads   []string
	spans   []int // of heads and of data rows alike
	columns []string
	rows    []label
}

type label struct{ key, text string }

// disclosure2021 is table 1 of 国办公开办函〔2021〕30号, four grid columns.
var disclosure2021 = []block{
	{"第二十条第（一）项", []string{"信息内容", "本年制发件数", "本年废止件数", "现行有效件数"}, []int{1, 1, 1, 1},
		[]string{"issued", "repealed", "in_force"},
		[]label{{"regulations", "规章"}, {"normative_documents", "行政规范性文件"}}},
	{"第二十条第（五）项", []string{"信息内容", "本年处理决定数量"}, []int{1, 3},
		[]string{"decisions"}, []label{{"licensing", "行政许可"}}},
	{"第二十条第（六）项", []string{"信息内容", "本年处理决定数量"}, []int{1, 3},
		[]string{"decisions"}, []label{{"penalties", "行政处罚"}, {"coercion", "行政强制"}}},
	{"第二十条第（八）项", []string{"信息内容", "本年收费金额（单位：万元）"}, []int{1, 3},
		[]string{"amount_wan"}, []label{{"fees", "行政事业性收费"}}},
}

// disclosure2019 is table 1 of 国办公开办函〔2019〕60号: five grid columns, and
// in each block another column is the one that spans two.
var disclosure2019 = []block{
	{"第二十条第（一）项", []string{"信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"}, []int{1, 1, 2, 1},
		[]string{"created", "published", "in_public"},
		[]label{{"regulations", "规章"}, {"normative_documents", "规范性文件"}}},
	{"第二十条第（五）项", []string{"信息内容", "上一年项目数量", "本年增/减", "处理决定数量"}, []int{1, 1, 1, 2},
		[]string{"previous_year", "change", "decisions"},
		[]label{{"licensing", "行政许可"}, {"other_services", "其他对外管理服务事项"}}},
	{"第二十条第（六）项", []string{"信息内容", "上一年项目数量", "本年增/减", "处理决定数量"}, []int{1, 1, 2, 1},
		[]string{"previous_year", "change", "decisions"},
		[]label{{"penalties", "行政处罚"}, {"coercion", "行政强制"}}},
	{"第二十条第（八）项", []string{"信息内容", "上一年项目数量", "本年增/减"}, []int{1, 2, 2},
		[]string{"previous_year", "change"}, []label{{"fees", "行政事业性收费"}}},
	{"第二十条第（九）项", []string{"信息内容", "采购项目数量", "采购总金额"}, []int{1, 2, 2},
		[]string{"projects", "amount_wan"}, []label{{"procurement", "政府集中采购"}}},
}

// applicants are the value columns of table 2.
var applicants = []label{
	{"natural_person", "自然人"}, {"commercial", "商业企业"}, {"research", "科研机构"},
	{"nonprofit", "社会公益组织"}, {"legal_service", "法律服务机构"}, {"other", "其他"}, {"total", "总计"},
}

const (
	corner      = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
	applicant   = "申请人情况"
	legalPerson = "法人或其他组织"
	handled     = "三、本年度办理结果"
)

// item is a data row of table 2. Depth is how many label columns its own label
// stands in from: 1 spans all three, 2 stands under 三, 3 in a group under it.
type item struct {
	key   string
	depth int
	group string
	text  string
}

const (
	denied       = "（三）不予公开"
	unavailable  = "（四）无法提供"
	notProcessed = "（五）不予处理"
	otherwise    = "（六）其他处理"
)

// applications2021 is table 2 of 国办公开办函〔2021〕30号.
var applications2021 = []item{
	{"new_received", 1, "", "一、本年新收政府信息公开申请数量"},
	{"carried_over", 1, "", "二、上年结转政府信息公开申请数量"},
	{"granted", 2, "", "（一）予以公开"},
	{"partially_granted", 2, "", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"},
	{"denied.state_secret", 3, denied, "1.属于国家秘密"},
	{"denied.prohibited_by_law", 3, denied, "2.其他法律行政法规禁止公开"},
	{"denied.endangers_security", 3, denied, "3.危及“三安全一稳定”"},
	{"denied.third_party", 3, denied, "4.保护第三方合法权益"},
	{"denied.internal_affairs", 3, denied, "5.属于三类内部事务信息"},
	{"denied.process_information", 3, denied, "6.属于四类过程性信息"},
	{"denied.enforcement_file", 3, denied, "7.属于行政执法案卷"},
	{"denied.administrative_query", 3, denied, "8.属于行政查询事项"},
	{"unavailable.not_held", 3, unavailable, "1.本机关不掌握相关政府信息"},
	{"unavailable.needs_creation", 3, unavailable, "2.没有现成信息需要另行制作"},
	{"unavailable.still_unclear", 3, unavailable, "3.补正后申请内容仍不明确"},
	{"not_processed.petition", 3, notProcessed, "1.信访举报投诉类申请"},
	{"not_processed.repeated", 3, notProcessed, "2.重复申请"},
	{"not_processed.publication", 3, notProcessed, "3.要求提供公开出版物"},
	{"not_processed.excessive", 3, notProcessed, "4.无正当理由大量反复申请"},
	{"not_processed.reissue", 3, notProcessed, "5.要求行政机关确认或重新出具已获取信息"},
	{"other.not_corrected", 3, otherwise, "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"},
	{"other.fee_unpaid", 3, otherwise, "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"},
	{"other.other", 3, otherwise, "3.其他"},
	{"total", 2, "", "（七）总计"},
	{"carried_forward", 1, "", "四、结转下年度继续办理"},
}

// applications2019 is the same table with （六）其他处理 undivided.
func applications2019() []item {
	var items []item
	for _, it := range applications2021 {
		switch it.key {
		case "other.not_corrected":
			items = append(items, item{"other", 2, "", otherwise})
		case "other.fee_unpaid", "other.other":
		default:
			items = append(items, it)
		}
	}
	return items
}

// outcomes are the value columns of each block of table 3.
var outcomes = []label{
	{"upheld", "结果维持"}, {"corrected", "结果纠正"}, {"other", "其他结果"}, {"pending", "尚未审结"}, {"total", "总计"},
}

// proceedings are the blocks of table 3, each a row of the record.
var proceedings = []label{
	{"review", "行政复议"}, {"litigation.direct", "未经复议直接起诉"}, {"litigation.after_review", "复议后起诉"},
}

// keys lists the keys of labels in order.
func keys(labels []label) []string {
	out := make([]string, len(labels))
	for i, l := range labels {
		out[i] = l.key
	}
	return out
}
