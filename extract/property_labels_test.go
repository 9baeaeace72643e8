package extract_test

// The labels of the statutory forms, typed from the notices and from the
// contract's keys; the parser's own forms are not looked at, so that a mistake
// in them shows.

// asked is one row of 收到和处理政府信息公开申请情况.
type asked struct{ key, top, group, label string }

const yearResults = "三、本年度办理结果"

// askedRows are its rows in the form of 2021 (国办公开办函〔2021〕30号); labels
// inside a group get their figures where they are drawn.
var askedRows = []asked{
	{"new_received", "", "", "一、本年新收政府信息公开申请数量"},
	{"carried_over", "", "", "二、上年结转政府信息公开申请数量"},
	{"granted", yearResults, "", "（一）予以公开"},
	{"partially_granted", yearResults, "", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"},
	{"denied.state_secret", yearResults, "（三）不予公开", "属于国家秘密"},
	{"denied.prohibited_by_law", yearResults, "（三）不予公开", "其他法律行政法规禁止公开"},
	{"denied.endangers_security", yearResults, "（三）不予公开", "危及“三安全一稳定”"},
	{"denied.third_party", yearResults, "（三）不予公开", "保护第三方合法权益"},
	{"denied.internal_affairs", yearResults, "（三）不予公开", "属于三类内部事务信息"},
	{"denied.process_information", yearResults, "（三）不予公开", "属于四类过程性信息"},
	{"denied.enforcement_file", yearResults, "（三）不予公开", "属于行政执法案卷"},
	{"denied.administrative_query", yearResults, "（三）不予公开", "属于行政查询事项"},
	{"unavailable.not_held", yearResults, "（四）无法提供", "本机关不掌握相关政府信息"},
	{"unavailable.needs_creation", yearResults, "（四）无法提供", "没有现成信息需要另行制作"},
	{"unavailable.still_unclear", yearResults, "（四）无法提供", "补正后申请内容仍不明确"},
	{"not_processed.petition", yearResults, "（五）不予处理", "信访举报投诉类申请"},
	{"not_processed.repeated", yearResults, "（五）不予处理", "重复申请"},
	{"not_processed.publication", yearResults, "（五）不予处理", "要求提供公开出版物"},
	{"not_processed.excessive", yearResults, "（五）不予处理", "无正当理由大量反复申请"},
	{"not_processed.reissue", yearResults, "（五）不予处理", "要求行政机关确认或重新出具已获取信息"},
	{"other.not_corrected", yearResults, "（六）其他处理", "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"},
	{"other.fee_unpaid", yearResults, "（六）其他处理", "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"},
	{"other.other", yearResults, "（六）其他处理", "其他"},
	{"total", yearResults, "", "（七）总计"},
	{"carried_forward", "", "", "四、结转下年度继续办理"},
}

// undividedOther is （六） in the form of 2019 (国办公开办函〔2019〕60号).
var undividedOther = asked{"other", yearResults, "", "（六）其他处理"}

// organisations are the applicants under 法人或其他组织.
var organisations = []asked{
	{key: "commercial", label: "商业企业"}, {key: "research", label: "科研机构"}, {key: "nonprofit", label: "社会公益组织"},
	{key: "legal_service", label: "法律服务机构"}, {key: "other", label: "其他"},
}

// outcomes and blocks are the columns of the table of reviews and suits.
var outcomes = []asked{
	{key: "upheld", label: "结果维持"}, {key: "corrected", label: "结果纠正"}, {key: "other", label: "其他结果"},
	{key: "pending", label: "尚未审结"}, {key: "total", label: "总计"},
}

// published is one sub-table of 主动公开政府信息情况: caption, columns, rows.
type published struct {
	caption string
	columns []asked
	rows    []asked
}

var published2021 = []published{
	{"第二十条第（一）项", []asked{{key: "issued", label: "本年制发件数"}, {key: "repealed", label: "本年废止件数"}, {key: "in_force", label: "现行有效件数"}},
		[]asked{{key: "regulations", label: "规章"}, {key: "normative_documents", label: "行政规范性文件"}}},
	{"第二十条第（五）项", []asked{{key: "decisions", label: "本年处理决定数量"}}, []asked{{key: "licensing", label: "行政许可"}}},
	{"第二十条第（六）项", []asked{{key: "decisions", label: "本年处理决定数量"}}, []asked{{key: "penalties", label: "行政处罚"}, {key: "coercion", label: "行政强制"}}},
	{"第二十条第（八）项", []asked{{key: "amount_wan", label: "本年收费金额（单位：万元）"}}, []asked{{key: "fees", label: "行政事业性收费"}}},
}

var yearBefore = []asked{{key: "previous_year", label: "上一年项目数量"}, {key: "change", label: "本年增/减"}, {key: "decisions", label: "处理决定数量"}}

var published2019 = []published{
	{"第二十条第（一）项", []asked{{key: "created", label: "本年新制作数量"}, {key: "published", label: "本年新公开数量"}, {key: "in_public", label: "对外公开总数量"}},
		[]asked{{key: "regulations", label: "规章"}, {key: "normative_documents", label: "规范性文件"}}},
	{"第二十条第（五）项", yearBefore, []asked{{key: "licensing", label: "行政许可"}, {key: "other_services", label: "其他对外管理服务事项"}}},
	{"第二十条第（六）项", yearBefore, []asked{{key: "penalties", label: "行政处罚"}, {key: "coercion", label: "行政强制"}}},
	{"第二十条第（八）项", yearBefore[:2], []asked{{key: "fees", label: "行政事业性收费"}}},
	{"第二十条第（九）项", []asked{{key: "projects", label: "采购项目数量"}, {key: "amount_wan", label: "采购总金额"}}, []asked{{key: "procurement", label: "政府集中采购"}}},
}

// counted14 is a row of 政府信息公开情况统计表 (国办发〔2014〕32号); a row without
// a unit only heads others.
type counted14 struct{ key, label, unit string }

var statistics14 = []counted14{
	{"", "一、主动公开情况", ""},
	{"1.1", "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条"},
	{"1.1.a", "其中：主动公开规范性文件数", "条"}, {"1.1.b", "制发规范性文件总数", "件"},
	{"", "（二）通过不同渠道和方式公开政府信息的情况", ""},
	{"1.2.1", "1.政府公报公开政府信息数", "条"}, {"1.2.2", "2.政府网站公开政府信息数", "条"}, {"1.2.3", "3.政务微博公开政府信息数", "条"},
	{"1.2.4", "4.政务微信公开政府信息数", "条"}, {"1.2.5", "5.其他方式公开政府信息数", "条"},
	{"", "二、回应解读情况", ""},
	{"2.1", "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次"},
	{"", "（二）通过不同渠道和方式回应解读的情况", ""},
	{"2.2.1", "1.参加或举办新闻发布会总次数", "次"}, {"2.2.1.a", "其中：主要负责同志参加新闻发布会次数", "次"},
	{"2.2.2", "2.政府网站在线访谈次数", "次"}, {"2.2.2.a", "其中：主要负责同志参加政府网站在线访谈次数", "次"},
	{"2.2.3", "3.政策解读稿件发布数", "篇"}, {"2.2.4", "4.微博微信回应事件数", "次"}, {"2.2.5", "5.其他方式回应事件数", "次"},
	{"", "三、依申请公开情况", ""},
	{"3.1", "（一）收到申请数", "件"}, {"3.1.1", "1.当面申请数", "件"}, {"3.1.2", "2.传真申请数", "件"}, {"3.1.3", "3.网络申请数", "件"}, {"3.1.4", "4.信函申请数", "件"},
	{"3.2", "（二）申请办结数", "件"}, {"3.2.1", "1.按时办结数", "件"}, {"3.2.2", "2.延期办结数", "件"},
	{"3.3", "（三）申请答复数", "件"}, {"3.3.1", "1.属于已主动公开范围数", "件"}, {"3.3.2", "2.同意公开答复数", "件"}, {"3.3.3", "3.同意部分公开答复数", "件"},
	{"3.3.4", "4.不同意公开答复数", "件"}, {"3.3.4.a", "其中：涉及国家秘密", "件"}, {"3.3.4.b", "涉及商业秘密", "件"}, {"3.3.4.c", "涉及个人隐私", "件"},
	{"3.3.4.d", "危及国家安全、公共安全、经济安全和社会稳定", "件"}, {"3.3.4.e", "不是《条例》所指政府信息", "件"}, {"3.3.4.f", "法律法规规定的其他情形", "件"},
	{"3.3.5", "5.不属于本行政机关公开数", "件"}, {"3.3.6", "6.申请信息不存在数", "件"}, {"3.3.7", "7.告知作出更改补充数", "件"}, {"3.3.8", "8.告知通过其他途径办理数", "件"},
	{"4", "四、行政复议数量", "件"}, {"4.1", "（一）维持具体行政行为数", "件"}, {"4.2", "（二）被依法纠错数", "件"}, {"4.3", "（三）其他情形数", "件"},
	{"5", "五、行政诉讼数量", "件"}, {"5.1", "（一）维持具体行政行为或者驳回原告诉讼请求数", "件"}, {"5.2", "（二）被依法纠错数", "件"}, {"5.3", "（三）其他情形数", "件"},
	{"6", "六、举报投诉数量", "件"}, {"7", "七、依申请公开信息收取的费用", "万元"},
	{"", "八、机构建设和保障经费情况", ""},
	{"8.1", "（一）政府信息公开工作专门机构数", "个"}, {"8.2", "（二）设置政府信息公开查阅点数", "个"}, {"8.3", "（三）从事政府信息公开工作人员数", "人"},
	{"8.3.1", "1.专职人员数（不包括政府公报及政府网站工作人员数）", "人"}, {"8.3.2", "2.兼职人员数", "人"},
	{"8.4", "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）", "万元"},
	{"", "九、政府信息公开会议和培训情况", ""},
	{"9.1", "（一）召开政府信息公开工作会议或专题会议数", "次"}, {"9.2", "（二）举办各类培训班数", "次"}, {"9.3", "（三）接受培训人员数", "人次"},
}

// localCounts are rows of the local tables of 2008–2013, by their codes.
var localCounts = []counted14{
	{"c01", "主动公开信息数", "条"}, {"c02", "其中:全文电子化的主动公开信息数", "条"}, {"c03", "新增的行政规范性文件数", "条"},
	{"c04", "提供服务类信息数", "条"}, {"c05", "网站专栏页面访问量", "人次"}, {"c06", "现场接待人数", "人次"}, {"c07", "网上咨询数", "人次"},
	{"c08", "咨询电话接听数", "人次"}, {"c09", "依申请公开信息目录数", "条"}, {"c10", "申请总数", "条"}, {"c11", "当面申请数", "条"},
	{"c12", "传真申请数", "条"}, {"c13", "电子邮件申请数", "条"}, {"c14", "网上申请数", "条"}, {"c15", "信函申请数", "条"},
	{"c16", "其他形式申请数", "条"}, {"c17", "对申请的答复总数", "条"}, {"c18", "同意公开答复数", "条"}, {"c19", "同意部分公开答复数", "条"},
	{"c20", "否决公开答复总数", "条"}, {"c32", "行政复议数", "件"}, {"c33", "行政诉讼数", "件"}, {"c34", "行政申诉数", "件"},
}
