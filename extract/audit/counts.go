package audit

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nianbao/extract/form"
	"nianbao/extract/script"
)

var (
	noneRef = regexp.MustCompile(`(?:未|没有|无)(?:共|曾|再)?(?:收到|接到|接收|受理)|` + noneAtAll)
	vague   = regexp.MustCompile(`[0-9]\s*(?:余|多|几)|近[0-9]|约[0-9]|[万亿]`)
)

// noneAtAll is a clause that ends by saying there were no applications, without
// a word for receiving.
const noneAtAll = `(?:无|没有)(?:任何)?(?:依申请公开|(?:政府)?信息公开申请)(?:政府信息|的)?(?:事项|件|情况|情形)?$`

var noneEnds = regexp.MustCompile(noneAtAll)

// vagueBegins are in every text that vague matches.
var vagueBegins = newLexicon([]string{"余", "多", "几", "近", "约", "万", "亿"})

// received are words for what comes in.
var received = newLexicon([]string{"收到", "受理", "接收", "接到", "新收"})

// otherScope are words by which a sentence counts something else than the
// table does: other matters, other bodies, other years.
var otherScope = newLexicon([]string{
	"信访", "来信", "来访", "热线", "12345", "留言", "咨询", "提案", "建议", "信箱", "复议", "诉讼", "起诉", "应诉", "行政许可申请", "申请许可", "救助", "补贴", "投诉", "意见",
	"全省", "全市", "全县", "全区", "全州", "全旗", "全镇", "全乡", "全系统", "各镇", "各乡", "各街道", "各部门", "各单位", "各县", "各区", "下属", "所属", "局属", "厅属", "委属", "各分局", "基层", "辖区", "转办", "转来", "交办", "上半年", "下半年", "季度", "市直", "县直", "区直",
	"去年", "上一年", "同期", "以来", "历年", "往年",
})

// partial are words by which a clause counts only some of the applications.
var partial = newLexicon([]string{"其中", "自然人", "法人", "企业", "机构", "组织", "公民", "个人", "信函", "邮寄", "传真", "当面", "现场", "网络", "网上", "线上", "线下", "平台", "邮箱", "电子", "结转", "属于", "涉及"})

// counts compares what the narrative says was received with the table. It is
// soft: silent where any number of the sentence, a sum of neighbours or a
// difference is in the table's first two rows or their total.
func (c *checker) counts() {
	t := c.s.Tables
	if t == nil {
		return
	}
	newRow := t.Applications.Row("new_received")
	fresh, ok := atoi(newRow.Get("total"))
	if !ok {
		return
	}
	carried, _ := atoi(t.Applications.Row("carried_over").Get("total"))
	done, _ := atoi(t.Applications.Row("total").Get("total"))
	for _, s := range c.s.Sections {
		for sentence := range sentences(s.Text) {
			if !strings.Contains(sentence, "申请") || !received.in(sentence) && !saysNone(sentence) {
				continue // most, told by the cheapest of what follows
			}
			sentence = westernCounts(figures.Replace(sentence))
			if !aboutApplications(sentence, c.s.Year) || agrees(sentence, fresh, carried, done) {
				continue
			}
			c.add(Finding{Rule: "text.table_mismatch", Table: form.Applications, Row: "new_received", Column: "total",
				Section: s.Number, Actual: newRow.Get("total"), Detail: clip(sentence)})
			return // one is enough to look at the place
		}
	}
}

// figures writes full-width figures and separators as plain ones.
var figures = strings.NewReplacer("０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9")

func atoi(n *form.Number) (int, bool) {
	if n == nil {
		return 0, false
	}
	v, err := strconv.Atoi(string(*n))
	return v, err == nil
}

// aboutApplications tells a sentence that counts all applications received in
// the report's year: a clause that says received, of applications, and how
// many; before any word that counts only some of them.
func aboutApplications(s string, year int) bool {
	if !strings.Contains(s, "公开") || !strings.ContainsAny(s, "0123456789") && !noneRef.MatchString(s) || otherScope.in(s) || vagueBegins.in(s) && vague.MatchString(s) {
		return false
	}
	for y := range years(s) {
		if year > 0 && y.number != year {
			return false
		}
	}
	for _, clause := range clauses(withoutCommas(s)) {
		if partial.in(clause) {
			return false
		}
		clause = strings.TrimRight(clause, " \t\n。；;")
		if strings.Contains(clause, "申请") && (received.in(clause) && len(numbersIn(clause)) > 0 || noneRef.MatchString(clause)) {
			return true
		}
	}
	return false
}

// saysNone tells a sentence one of whose clauses says there were none.
func saysNone(sentence string) bool {
	return strings.ContainsAny(sentence, "无没") && slices.ContainsFunc(clauses(sentence), func(c string) bool {
		return noneEnds.MatchString(strings.TrimRight(c, " \t\n。；;"))
	})
}

// inWords is a count in Chinese numerals before its unit: 二十件. 一件 is any one.
var inWords = regexp.MustCompile(`[一二三四五六七八九十百千零〇两]{1,7}[件份宗]`)

// westernCounts writes such counts in figures.
func westernCounts(s string) string {
	if strings.ContainsAny(s, "每逐任") {
		return s // 每收到一件
	}
	return inWords.ReplaceAllStringFunc(s, func(m string) string {
		_, size := utf8.DecodeLastRuneInString(m)
		number, unit := m[:len(m)-size], m[len(m)-size:]
		n, ok := script.ParseNumeral(number)
		if !ok || n == 1 {
			return m
		}
		return strconv.Itoa(n) + unit
	})
}

// commas are thousands separators.
var commas = regexp.MustCompile(`([0-9])[,，]([0-9]{3})`)

// withoutCommas is a text whose numbers have none.
func withoutCommas(s string) string {
	for i := 1; i < len(s); i++ {
		if isDigit(s[i-1]) && (s[i] == ',' || s[i] == "，"[0]) {
			return commas.ReplaceAllString(s, "$1$2")
		}
	}
	return s
}

// numbersIn lists what a text counts: figures with a unit behind them. The
// number of an article (第27条) is no count.
func numbersIn(s string) []int {
	var out []int
	s = withoutCommas(s)
	seen := 0
	for i := 0; i < len(s) && seen < maxNumbers; {
		if !isDigit(s[i]) {
			i++
			continue
		}
		from := i
		for i < len(s) && (isDigit(s[i]) || s[i] == ',') {
			i++
		}
		if !hasUnit(strings.TrimLeft(s[i:], " \t\n\f\r")) {
			continue
		}
		seen++
		if n, err := strconv.Atoi(strings.ReplaceAll(s[from:i], ",", "")); err == nil && !strings.HasSuffix(s[:from], "第") {
			out = append(out, n)
		}
	}
	return out
}

// Units in which applications are counted; of some, only what they count tells
// that it is these.
var (
	units    = []string{"件", "条", "份", "宗", "起", "例"}
	anyUnits = []string{"次", "个"}
	counted  = []string{"政府信息", "依申请", "公开", "申请"}
)

// hasUnit tells a text that begins with a unit.
func hasUnit(s string) bool {
	for _, u := range units {
		if strings.HasPrefix(s, u) {
			return true
		}
	}
	for _, u := range anyUnits {
		if rest, found := strings.CutPrefix(s, u); found {
			return slices.ContainsFunc(counted, func(c string) bool { return strings.HasPrefix(rest, c) })
		}
	}
	return false
}

// maxNumbers bounds the work on one sentence.
const maxNumbers = 50

// agrees tells whether a sentence's numbers can be the table's: new, carried
// over, both together (受理 counts both), or what was answered.
func agrees(sentence string, fresh, carried, done int) bool {
	numbers := numbersIn(sentence)
	if len(numbers) == 0 {
		return fresh == 0 || !noneRef.MatchString(sentence)
	}
	known := func(n int) bool { return n == fresh || n == fresh+carried || n == done && done > 0 }
	for i, a := range numbers {
		if known(a) {
			return true
		}
		sum := a
		for _, b := range numbers[i+1:] {
			if sum += b; known(sum) || known(a+b) || a > b && known(a-b) {
				return true
			}
		}
	}
	return false
}
