package sample

// agency is a made-up body and what its reports talk about. The scale,
// volume, decisions and disputes bound its yearly figures.
type agency struct {
	name      string
	we        string // how the text calls itself
	seat      string // whose portal it publishes on
	office    string // who does the work
	account   string // its WeChat account
	fields    []string
	matters   []string // what it publishes
	questions []string // what people ask about
	scale     int      // size of the body: documents, purchases
	volume    int      // applications a year at most
	decisions int      // licensing decisions a year at most
	disputes  int      // per outcome at most
	fees      bool     // charges administrative fees
}

// Names of the agencies, all fictional.
const (
	qingxiGov     = "青溪区人民政府"
	qingxiBuild   = "青溪区城市建设和交通管理局"
	qingxiHealth  = "青溪区卫生健康局"
	liutang       = "青溪区柳塘镇人民政府"
	songwuHousing = "松梧县住房和城乡建设局"
	songwuSchools = "松梧县教育局"
	songwuMarket  = "松梧县市场监督管理局"
	yanchuanGov   = "砚川市人民政府"
	yanchuanMoney = "砚川市财政局"
	yanchuanWater = "砚川市水利局"
	heduAudit     = "禾渡区审计局"
	heduLand      = "禾渡区自然资源局"
	yanpingRoads  = "雁坪县交通运输局"
	jichuanGov    = "霁川县人民政府"
	jichuanWoods  = "霁川县林业局"
	jichuanArts   = "霁川县文化和旅游局"
)

var agencies = []agency{
	{qingxiGov, "我区", qingxiGov, "区政府办公室", "青溪发布",
		[]string{"重大建设项目", "优化营商环境", "民生实事", "公共资源配置", "社会救助"},
		[]string{"政府常务会议议题", "国民经济统计公报", "区级预决算", "规划计划", "人事任免"},
		[]string{"征地补偿", "旧城改造", "学区划分"}, 5, 190, 90000, 40, true},
	{qingxiBuild, "我局", qingxiGov, "局办公室", "青溪建设",
		[]string{"道路养护", "燃气安全", "公共停车", "保障性住房", "物业管理"},
		[]string{"施工许可", "保障房分配", "道路挖掘审批", "信用评价", "招标投标"},
		[]string{"房屋征收", "小区验收", "占道施工"}, 1, 14, 300, 1, false},
	{qingxiHealth, "我局", qingxiGov, "综合科", "健康青溪",
		[]string{"疾病预防控制", "基层医疗", "职业健康", "妇幼保健", "医疗质量"},
		[]string{"医疗机构审批", "饮用水监测", "双随机抽查", "义诊安排", "疫苗接种"},
		[]string{"病历复制", "医疗机构执业登记", "医师资格"}, 1, 9, 420, 1, false},
	{liutang, "我镇", qingxiGov, "党政和便民服务办公室", "柳塘新事",
		[]string{"惠农补贴", "村级事务", "宅基地审批", "低保救助", "河道整治"},
		[]string{"补贴发放名册", "防汛值守安排", "项目验收", "村级工程", "救助名单"},
		[]string{"土地确权", "拆迁协议", "低保核定"}, 0, 5, 40, 1, false},
	{songwuHousing, "我局", "松梧县人民政府", "办公室", "松梧住建",
		[]string{"房屋安全", "城镇供热", "污水处理", "农村危房改造", "建筑市场"},
		[]string{"竣工备案", "供热测温", "资质审批", "危房鉴定", "工程质量抽查"},
		[]string{"商品房预售", "规划验收", "维修资金"}, 2, 24, 520, 3, true},
	{songwuSchools, "我局", "松梧县人民政府", "政务科", "松梧教育",
		[]string{"义务教育招生", "教师招聘", "校园安全", "学生资助", "校外培训"},
		[]string{"学区范围", "招生计划", "资助名单", "校外培训机构白名单", "教师资格认定"},
		[]string{"学位分配", "民办学校审批", "教师职称"}, 1, 12, 260, 1, false},
	{songwuMarket, "我局", "松梧县人民政府", "综合规划股", "松梧市监",
		[]string{"食品安全", "特种设备", "价格监管", "知识产权", "计量检定"},
		[]string{"抽检结果", "行政处罚文书", "企业登记", "计量比对", "召回公告"},
		[]string{"举报处理结果", "企业档案", "抽检依据"}, 1, 46, 9000, 6, false},
	{yanchuanGov, "我市", yanchuanGov, "市政府办公室", "砚川发布",
		[]string{"重点产业", "生态环境", "稳岗就业", "养老托育", "城市更新"},
		[]string{"政府规章草案", "重大决策目录", "政府工作报告分解", "统计数据", "应急预案"},
		[]string{"规划调整", "国有土地收回", "会议纪要"}, 6, 420, 160000, 60, true},
	{yanchuanMoney, "我局", yanchuanGov, "办公室", "砚川财政",
		[]string{"预算管理", "政府采购", "惠企资金", "政府债务", "会计监督"},
		[]string{"预决算公开", "采购投诉处理", "专项资金分配", "债务限额", "会计师事务所检查"},
		[]string{"专项资金去向", "采购合同", "拨款凭证"}, 2, 16, 120, 1, true},
	{yanchuanWater, "我局", yanchuanGov, "办公室", "砚川水利",
		[]string{"防汛抗旱", "河湖管理", "农村供水", "水土保持", "节约用水"},
		[]string{"取水许可", "水库调度", "河长名录", "水质监测", "工程建设"},
		[]string{"水库移民补偿", "河道采砂", "取水审批"}, 2, 18, 340, 1, true},
	{heduAudit, "我局", "禾渡区人民政府", "办公室", "禾渡审计",
		[]string{"预算执行审计", "经济责任审计", "投资审计", "民生资金审计", "审计整改"},
		[]string{"审计结果公告", "审计计划", "整改情况", "内部审计指导", "廉政规定"},
		[]string{"审计报告", "工程结算", "离任审计"}, 1, 7, 0, 1, false},
	{heduLand, "我局", "禾渡区人民政府", "法规信访科", "禾渡自然资源",
		[]string{"国土空间规划", "不动产登记", "耕地保护", "地质灾害防治", "矿产资源"},
		[]string{"土地出让", "规划批前公示", "征地公告", "测绘成果", "登记办事指南"},
		[]string{"征地批复", "红线图", "勘测定界"}, 2, 88, 2100, 9, true},
	{yanpingRoads, "我局", "雁坪县人民政府", "办公室", "雁坪交通",
		[]string{"农村公路", "客运管理", "超限治理", "水上安全", "驾培行业"},
		[]string{"公路养护计划", "客运班线许可", "治超处罚", "工程招标", "出租汽车运价"},
		[]string{"占地补偿", "线路审批", "工程档案"}, 1, 8, 180, 1, true},
	{jichuanGov, "我县", jichuanGov, "县政府办公室", "霁川发布",
		[]string{"乡村振兴", "教育资源", "医疗保障", "安全生产", "财政资金"},
		[]string{"县级预决算", "重大项目清单", "人口普查公报", "规范性文件", "应急预案"},
		[]string{"征地补偿", "林权确认", "会议纪要"}, 3, 96, 21000, 12, true},
	{jichuanWoods, "我局", jichuanGov, "办公室", "霁川林业",
		[]string{"森林防火", "林权登记", "野生动物保护", "造林绿化", "木材检疫"},
		[]string{"采伐许可", "防火禁令", "补助名单", "造林计划", "检疫结果"},
		[]string{"林权档案", "补助发放", "采伐审批"}, 1, 14, 260, 2, false},
	{jichuanArts, "我局", jichuanGov, "办公室", "霁川文旅",
		[]string{"公共文化", "文物保护", "旅游市场", "广播电视", "景区安全"},
		[]string{"文物名录", "旅行社名单", "演出许可", "免费开放时间", "景区等级"},
		[]string{"文物认定", "经费使用", "景区审批"}, 1, 6, 90, 1, false},
}

// byName finds an agency; the zero agency if there is none.
func byName(name string) agency {
	for _, a := range agencies {
		if a.name == name {
			return a
		}
	}
	return agency{}
}
