package bulk

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// The words of a made-up narrative, by their place in a clause.
var (
	verbs = strings.Fields(`推进 落实 完善 规范 加强 健全 优化 拓展 深化 严格 提升 强化 梳理 公布 更新 编制 组织 开展 举办 印发 修订 清理
		核对 督促 回应 征求 收集 办理 答复 登记 汇总 通报 检查 培训 解读 推送 发布 转载 归集 共享 打通 压实 细化 明确 建立 制定 研究 部署
		听取 协调 对接 整改 验收 评估 考核 监测 排查 公示 受理 审核 签发 送达 归档 保障 巩固 延伸 聚焦 围绕 依托 坚持 统筹 抽查 走访 调研`)
	things = strings.Fields(`主动公开目录 公开指南 决策事项 民生实事 营商环境 财政预算 部门决算 项目审批 行政许可 处罚结果 双随机抽查 政策解读 网民留言
		公众号 门户网站 专栏栏目 查阅场所 便民热线 申请渠道 答复文书 保密审查 三审三校 台账 错敏词 链接 附件 数据 指标 清单 责任分工 工作要点 考核办法
		社会评议 监督电话 业务培训 专题会议 乡村振兴 义务教育 医疗卫生 养老服务 社会救助 住房保障 环境治理 安全生产 食品药品 交通出行 水利工程 公共文化
		就业创业 惠企政策 招标采购 土地征收 规划计划 应急预案 统计数据 建议提案 人事信息 机构职能 权责清单 规范性文件 会议纪要 存量信息 政务新媒体
		基层试点 标准化目录 村务公开 老旧小区 农村饮水 防汛抗旱 河湖管理 林长制 秸秆禁烧 电梯维保 物业服务 校外培训 医保报销 退役军人 残疾人事业 社区矫正`)
	ways = strings.Fields(`及时 全面 准确 依法 按季度 按月 逐条 同步 主动 集中 分类 分级 常态化 规范化 逐级 定期 不定期 多渠道 第一时间 按程序 认真 切实 稳妥
		扎实 进一步 持续 深入 有效 重点 统一 实时 双向 联合 会同有关部门 在县级层面 在镇街层面 面向企业 面向群众 以问题为导向 以需求为牵引 结合实际 因地制宜`)
	links   = strings.Fields(`同时， 此外， 其中， 另外， 一是 二是 三是 四是 为此， 目前， 年内， 下一步， 总体上， 与上年相比， 针对上述问题， 在此基础上， 全年 上半年 下半年 截至年底，`)
	results = strings.Fields(`取得明显成效 满意度稳步提高 未发生泄密事件 群众知晓率继续提升 覆盖面不断扩大 流程更加顺畅 质量有所改善 时效性明显增强 内容更加贴近群众
		形成闭环管理 得到上级肯定 仍有提升空间 力量有待充实 形式还不够丰富 主动性还需加强 更新不够及时 解读不够深入 协同有待加强 差距依然存在 短板逐步补齐`)
	units   = strings.Fields(`条 件 次 期 篇 份 场 项 人次 个 户 处 万元 公里 家`)
	surname = []rune("青松砚禾雁柳岚澄沐浔栖稷黎晏潼泓溪桐榆槐萱芷蓼菖荻芦茗苍翠碧素玄朗昭晖曜")
	bureaus = strings.Fields(`教育局 财政局 水利局 民政局 司法局 审计局 统计局 林业局 气象局 信访局 医疗保障局 应急管理局 农业农村局 卫生健康局 自然资源局
		交通运输局 市场监督管理局 生态环境局 住房和城乡建设局 文化广电和旅游局 人力资源和社会保障局 发展和改革委员会 退役军人事务局 行政审批服务局 城市管理局`)
)

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// place is a made-up name of two characters.
func place(r *rand.Rand) string { return string([]rune{pick(r, surname), pick(r, surname)}) }

// clause says something about as surprising as what reports say: some 40 bits.
func clause(r *rand.Rand, b *strings.Builder) {
	if r.IntN(3) == 0 {
		b.WriteString(pick(r, links))
	}
	if r.IntN(2) == 0 {
		b.WriteString(pick(r, ways))
	}
	b.WriteString(pick(r, verbs) + pick(r, things))
	switch r.IntN(5) {
	case 0:
		fmt.Fprintf(b, "%d%s", r.IntN(900), pick(r, units))
	case 1:
		b.WriteString("、" + pick(r, things))
	case 2:
		b.WriteString("，" + pick(r, results))
	case 3:
		b.WriteString("和" + place(r) + pick(r, things) + "，共" + fmt.Sprint(1+r.IntN(200)) + pick(r, units))
	}
}

// prose is a paragraph of about n characters.
func prose(r *rand.Rand, n int) string {
	var b strings.Builder
	for b.Len() < 3*n {
		clause(r, &b)
		if r.IntN(3) == 0 {
			b.WriteString("。")
		} else {
			b.WriteString("，")
		}
	}
	return strings.TrimSuffix(b.String(), "，") + "。"
}

// headline is the title of a piece of news.
func headline(r *rand.Rand) string {
	return place(r) + pick(r, []string{"县", "区", "镇", "街道"}) + pick(r, ways) + pick(r, verbs) + pick(r, things) + pick(r, []string{"", "", "工作", "专题会议召开", "情况通报", "的通知", "（图）"})
}
