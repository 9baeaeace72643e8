package passage

import "strings"

// prescribed are phrases, in normal form, of sentences that the law, the notice
// on the form (国办公开办函〔2021〕30号) or custom puts into every report. Whoever
// writes them borrows from nobody.
var prescribed = []string{
	"中华人民共和国", "政府信息公开条例", "编制本报告", "本报告由", "本年度报告", "本年度报告由",
	"统计期限", "数据统计", "电子版", "下载", "联系电话", "邮政编码", "联系地址", "通讯地址", "如有疑问", "如对本报告",
	"信息处理费", "没有其他需要报告", "无其他需要报告", "没有需要报告", "国办发", "国办函", "国办公开办", "国务院办公厅",
	"习近平", "以人民为中心", "党的二十大", "党的十九大",
}

// business is a line of work of local government: what names of its agencies
// hold, and the words by which a passage speaks of it.
type business struct {
	names  []string
	topics []string
}

// businesses lists the usual departments of local government (the statutory
// organs of 地方各级人民政府机构设置和编制管理条例 as they are usually called).
// Topics that every agency's report may speak of (行政许可, 政务服务) are not
// among them.
var businesses = []business{
	{[]string{"审计"}, []string{"审计"}},
	{[]string{"财政"}, []string{"财政", "国库", "会计"}},
	{[]string{"教育", "教体"}, []string{"教育", "学校", "招生", "教师"}},
	{[]string{"交通", "公路", "运输"}, []string{"交通运输", "公路", "道路运输", "客运", "货运"}},
	{[]string{"住房", "建设", "住建", "房产", "房管", "城乡"}, []string{"住房", "城乡建设", "房地产", "危房", "物业", "棚户区"}},
	{[]string{"水利", "水务", "河务"}, []string{"水利", "水务", "河长制", "防汛", "水库"}},
	{[]string{"农业", "农村", "乡村振兴", "畜牧"}, []string{"农业农村", "农产品", "耕地地力", "农机", "畜牧", "乡村振兴"}},
	{[]string{"卫生", "卫健", "疾病"}, []string{"卫生健康", "医疗卫生", "医疗机构", "疫苗", "医院"}},
	{[]string{"医疗保障", "医保"}, []string{"医疗保障", "医保"}},
	{[]string{"民政"}, []string{"民政", "低保", "养老", "社会救助", "殡葬"}},
	{[]string{"公安"}, []string{"公安", "户籍", "治安", "出入境"}},
	{[]string{"司法"}, []string{"司法行政", "公证", "法律援助", "社区矫正"}},
	{[]string{"人力资源", "人社", "劳动", "就业"}, []string{"人力资源", "社会保障", "就业创业", "社保", "劳动监察"}},
	{[]string{"自然资源", "国土", "规划"}, []string{"自然资源", "国土空间", "征地", "不动产", "土地出让"}},
	{[]string{"生态环境", "环境保护", "环保"}, []string{"生态环境", "环境影响评价", "污染", "排污", "环评"}},
	{[]string{"商务", "投资促进"}, []string{"商务", "外贸", "招商"}},
	{[]string{"文化", "文旅", "旅游", "广电", "体育"}, []string{"文化旅游", "文物", "旅游", "图书馆", "体育"}},
	{[]string{"应急", "安全生产", "安监"}, []string{"应急管理", "安全生产", "防灾减灾"}},
	{[]string{"市场监督", "市场监管", "工商", "食品药品", "质量技术"}, []string{"市场监管", "市场监督", "食品安全", "药品", "特种设备", "知识产权"}},
	{[]string{"统计"}, []string{"统计调查", "统计数据", "经济普查", "人口普查"}},
	{[]string{"林业", "林草", "园林"}, []string{"林业", "森林", "林长制"}},
	{[]string{"税务"}, []string{"税务", "纳税", "税收"}},
	{[]string{"城市管理", "城管", "综合执法"}, []string{"城市管理", "市容", "城管"}},
	{[]string{"科学技术", "科技"}, []string{"科技", "高新技术"}},
	{[]string{"工业", "信息化", "经信", "工信"}, []string{"工业", "中小企业"}},
	{[]string{"发展和改革", "发展改革", "发改"}, []string{"发展改革", "价格监测", "重大项目", "营商环境"}},
	{[]string{"粮食"}, []string{"粮食"}},
	{[]string{"气象"}, []string{"气象"}},
	{[]string{"退役军人"}, []string{"退役军人", "烈士"}},
	{[]string{"民族", "宗教"}, []string{"民族宗教", "宗教"}},
	{[]string{"海关"}, []string{"海关", "通关"}},
	{[]string{"公积金"}, []string{"公积金"}},
}

// strange returns the word by which a sentence speaks of the other agency's
// business, where that is not its own; false where it does not. A government,
// and whoever has no business in its name, speaks of everybody's.
func strange(sentence, own, other string) (string, bool) {
	if !has(own) {
		return "", false
	}
	for _, b := range businesses {
		if !b.of(other) || b.of(own) {
			continue
		}
		for _, topic := range b.topics {
			if strings.Contains(sentence, topic) {
				return topic, true
			}
		}
	}
	return "", false
}

// has says whether an agency's name tells its business.
func has(agency string) bool {
	for _, b := range businesses {
		if b.of(agency) {
			return true
		}
	}
	return false
}

func (b business) of(agency string) bool {
	agency = strings.ReplaceAll(agency, "人民政府", "") // which holds 民政
	for _, name := range b.names {
		if strings.Contains(agency, name) {
			return true
		}
	}
	return false
}
