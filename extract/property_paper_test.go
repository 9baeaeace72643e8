package extract_test

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"

	"nianbao/extract"
)

// draw makes one random report from a seed. Every choice has dice of its own,
// so that switching one off (to make a failing report smaller) leaves the
// others as they fell.
type draw struct {
	seed uint64
	off  map[string]bool
}

func (d draw) dice(what string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(what))
	return rand.New(rand.NewPCG(d.seed, h.Sum64()))
}

// chance falls with so many in a hundred, unless it is switched off.
func (d draw) chance(what string, percent int) bool {
	return !d.off[what] && d.dice(what).IntN(100) < percent
}

// block is a heading, a paragraph or a table of a report.
type block struct {
	heading bool
	text    string
	sheet   *sheet
}

// paper is a report before it is rendered, with what must be read off it.
type paper struct {
	title, agency string
	year, copies  int
	narrated      bool
	blocks        []block
	want          map[string]figure
	templates     map[string]string
	turn          func(string) string // to Traditional script; nil where it is not
}

// forms a report may be in; mixed takes each table from another one.
var reportForms = []string{"2021", "2021", "2021", "2019", "2019", "mixed", "2014", "local"}

// paper draws the report as it can be written in one way: where only spaces
// part cells, figures are plain.
func (d draw) paper(way string) paper {
	dice, plain := d.dice("form"), way == "spaced" || way == "listed"
	kind := pick(dice, reportForms)
	if avoids(way, "statistics") {
		kind = pick(dice, reportForms[:6])
	}
	p := paper{copies: 1, want: map[string]figure{}, templates: map[string]string{}, narrated: avoids(way, "neighbours") || !d.chance("bare", 12)}
	h := &hand{dice: d.dice("figures"), odd: pick(dice, []int{0, 0, 5, 25}), plain: plain, usual: avoids(way, "strange dash"), short: avoids(way, "long wide digits")}
	if d.off["odd"] {
		h.odd = 0
	}
	if d.chance("sums", 60) {
		h.sums = map[string]int{}
	}
	c := &clerk{dice: d.dice("order"), fill: h.figure, want: p.want}
	p.year = map[string]int{"2014": 2014, "local": 2009, "2019": 2019}[kind] + dice.IntN(4)
	if p.year < 2000 {
		p.year += 2021
	}
	if kind == "2019" {
		p.year = 2019 + p.year%2
	}
	p.agency = pick(dice, places) + pick(dice, offices)
	p.title = p.agency + fmt.Sprint(p.year) + "年" + pick(dice, []string{"", "度"}) + "政府信息公开工作年度报告"
	sheets := d.sheets(c, kind, &p, way)
	p.write(d.dice("words"), sheets)
	return p
}

// sheets draws one to three tables of the form, at least one of them with a
// number in it.
func (d draw) sheets(c *clerk, kind string, p *paper, way string) map[int]*sheet {
	dice := d.dice("tables")
	if kind == "2014" || kind == "local" {
		s := c.statisticsSheet(kind == "local")
		p.templates["statistics"] = kind
		return map[int]*sheet{7: &s}
	}
	form := func() string {
		if kind == "mixed" {
			return pick(dice, []string{"2019", "2021"})
		}
		return kind
	}
	shuffled := way != "spaced" && way != "listed" && d.chance("shuffled", 30)
	out := map[int]*sheet{}
	which := pick(dice, []int{1, 1, 2, 2, 4, 4, 3, 5, 6, 7}) // bit by table; more of them take longer and show little more
	if avoids(way, "disclosure") || avoids(way, "review_litigation") {
		which |= 2
	}
	if which&1 != 0 && !d.off["disclosure"] && !avoids(way, "disclosure") {
		v := form()
		s := c.disclosureSheet(map[string][]published{"2021": published2021, "2019": published2019}[v], shuffled)
		out[2], p.templates["disclosure"] = &s, v
	}
	if which&2 != 0 && !d.off["applications"] {
		v := form()
		s := c.applicationsSheet(v == "2019", shuffled)
		out[3], p.templates["applications"] = &s, v
	}
	if which&4 != 0 && !d.off["review"] && !avoids(way, "review_litigation") {
		s := c.reviewSheet()
		out[4] = &s
	}
	return out
}

// write puts headings and prose around the tables, in our own words.
func (p *paper) write(dice *rand.Rand, sheets map[int]*sheet) {
	for i, head := range p.headings() {
		s := sheets[i+1]
		if p.narrated {
			p.blocks = append(p.blocks, block{heading: true, text: head})
		}
		if p.narrated && (s == nil || dice.IntN(4) == 0) {
			p.blocks = append(p.blocks, block{text: p.sentence(dice)})
		}
		if s != nil {
			p.blocks = append(p.blocks, block{sheet: s})
		}
	}
	if p.narrated {
		p.blocks = append(p.blocks, block{text: p.agency}, block{text: fmt.Sprintf("%d年1月%d日", p.year+1, 2+dice.IntN(28))})
	}
}

// headings are those of the report's time.
func (p *paper) headings() []string {
	if p.year < 2019 {
		return headings2008
	}
	return headings2021
}

// sentence is prose without a figure that a table could contradict.
func (p *paper) sentence(dice *rand.Rand) string {
	var b strings.Builder
	for range 1 + dice.IntN(3) {
		b.WriteString(pick(dice, clauses))
	}
	return strings.ReplaceAll(b.String(), "@", fmt.Sprint(p.year)+"年，"+p.agency)
}

func (p *paper) kind() extract.Kind {
	if p.narrated {
		return extract.AnnualReport
	}
	return extract.LegalTableOnly
}

var (
	places  = []string{"云山县", "青泽市", "临溪区", "白雁县", "西澜区", "石桥市", "湖西区", "乾县", "沙河镇"}
	offices = []string{"水利局", "财政局", "教育局", "住房和城乡建设局", "卫生健康局", "司法局", "统计局", "农业农村局"}

	headings2021 = []string{"一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
		"四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"}
	headings2008 = []string{"一、概述", "二、主动公开政府信息情况", "三、依申请公开政府信息情况", "四、政府信息公开的收费及减免情况",
		"五、因政府信息公开申请行政复议、提起行政诉讼的情况", "六、存在的主要问题及改进措施", "七、其他需要说明的事项"}

	clauses = []string{
		"@坚持以公开为常态、不公开为例外，把群众关心的事情及时说清楚，让办事的人少跑路、少问人。",
		"@按照条例要求完善工作制度，明确专人负责信息的收集、审核与发布，做到先审查、后公开。",
		"依托门户网站和公告栏公布机构职能、办事指南与工作动态，内容更新及时，查询方便。",
		"工作中还有不足，公开的内容不够丰富，解读的形式较为单一，部分人员业务不够熟练。",
		"下一步将加强学习培训，丰富解读形式，扩大公开范围，主动接受社会监督。",
		"没有其他需要说明的情况，各项工作按照计划推进，未发生泄密事件。",
	}
)
