package extract_test

import (
	"math/rand/v2"
	"strings"
)

// traditional pairs characters of the labels and of our prose with their
// Traditional forms, typed by hand: not the tables the parser folds by.
var traditional = strings.Fields(`总總 体體 况況 开開 动動 处處 项項 规規 范範 废廢 发發 数數 现現 关關 为為 与與 业業 构構 组組 织織 会會 个個 诉訴 讼訟 议議 结結
	纠糾 审審 维維 经經 执執 许許 罚罰 强強 费費 额額 单單 万萬 计計 条條 机機 类類 内內 务務 过過 办辦 区區 县縣 导導 门門 户戶 网網 说說 让讓 问問 题題
	无無 设設 专專 职職 员員 训訓 练練 统統 标標 准準 确確 号號 还還 没沒 对對 应應 护護 报報 举舉 访訪 请請 补補 长長 监監 决決 财財 卫衛 资資 农農
	广廣 众眾 订訂 权權 询詢 缴繳 纳納 继繼 续續 转轉 当當 较較 丰豐 坚堅 态態 栏欄 读讀 够夠 进進 制制 读讀 据據 系係 云雲 临臨 泽澤 桥橋 节節 乡鄉 镇鎮
	价價 证證 认認 记記 简簡 话話 电電 时時 学學 习習 级級 领領 产產 围圍 异異 识識 术術 尚尚 团團 书書 买買 采採 购購 减減 产產 闻聞 辑輯 稳穩 华華 国國 属屬 征徵 传傳`)

// syllables are readings for phonetic annotations.
var syllables = strings.Fields(`區qū 務wù 關guān 內nèi 復fù 結jié 為wéi 發fā 數shù 規guī 範fàn 導dǎo 處chǔ 報bào 據jù 應yīng 經jīng 審shěn 執zhí 請qǐng 單dān 網wǎng 員yuán 總zǒng 項xiàng 與yǔ 現xiàn 機jī 構gòu 質zhì 縣xiàn 條tiáo`)

// mirrored turns a report to Traditional script, annotated as mirrors leave
// it: 區(qū), 務(wu)(wu).
func (d draw) mirrored(p *paper, way string) {
	dice := d.dice("mirror")
	annotate := dice.IntN(100) < 70 && !avoids(way, "annotations")
	var pairs []string
	for _, pair := range traditional {
		r := []rune(pair)
		pairs = append(pairs, string(r[0]), string(r[1]))
	}
	turn := strings.NewReplacer(pairs...)
	readings := map[rune]string{}
	for _, s := range syllables {
		r := []rune(s)
		readings[r[0]] = string(r[1:])
	}
	p.turn = turn.Replace
	p.each(func(s string) string {
		s = turn.Replace(s)
		if !annotate {
			return s
		}
		return annotated(dice, s, readings)
	})
}

func annotated(dice *rand.Rand, s string, readings map[rune]string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteRune(r)
		reading := readings[r]
		if reading == "" {
			continue
		}
		switch dice.IntN(6) {
		case 0, 1:
			b.WriteString("(" + reading + ")")
		case 2:
			b.WriteString("(" + toneless.Replace(reading) + ")(" + toneless.Replace(reading) + ")")
		}
	}
	return b.String()
}

var toneless = strings.NewReplacer("ū", "u", "ù", "u", "ā", "a", "è", "e", "é", "e", "ǎ", "a", "ī", "i", "í", "i", "ǔ", "u", "ī", "i",
	"à", "a", "ò", "o", "ō", "o", "ǐ", "i", "ǒ", "o", "á", "a", "ì", "i", "ě", "e", "ǚ", "u")

// each changes every text of a report.
func (p *paper) each(f func(string) string) {
	p.title = f(p.title)
	for i := range p.blocks {
		p.blocks[i].text = f(p.blocks[i].text)
		if s := p.blocks[i].sheet; s != nil {
			for _, row := range s.rows {
				for j := range row {
					row[j].text = f(row[j].text)
				}
			}
		}
	}
}
