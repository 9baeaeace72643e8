package audit

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nianbao/extract/script"
)

// numbered is the number or the name of a document, or a meeting's.
var numbered = regexp.MustCompile(`[0-9]+\s*号|〔|【|[（(\[]20|《|》|第[0-9一二三四五六七八九十]+[次届号期]`)

// earlier are words by which a clause may speak of an earlier year with good
// reason, by the reason.
var earlier = []struct {
	reason string
	words  []string
}{
	{"compares", []string{"比", "较20", "较上", "较去", "较往", "较前", "相较", "同期", "上年", "上一年", "去年", "持平", "连续", "历年", "近年", "往年"}},
	{"starts or ends there", []string{"以来", "年来", "自20", "从20", "年起", "起至", "年始", "年开始", "年至", "至20", "—", "-", "–", "~", "～", "年底", "年末", "截至", "截止", "期间", "延续", "跨年"}},
	{"was made then", []string{"印发", "修订", "发布的", "制定的", "出台的", "下发的", "成立", "建成", "组建", "机构改革", "改版", "开通", "上线", "实施", "施行", "版"}},
	{"is about then", []string{"年报", "年度报告", "决算", "预算", "规划", "考核", "考评", "评估", "测评", "检查", "督查", "抽查", "巡察", "巡视", "验收", "回头看", "审计", "统计年鉴", "年鉴", "公报", "总结", "反馈", "整改", "针对"}},
	{"goes on from then", []string{"结转", "遗留", "未办结", "未审结", "未办理", "收到的", "受理的", "提出的", "申请的"}},
	{"honours", []string{"荣获", "获评", "获得", "被评", "评为", "表彰", "先进", "优秀", "通报", "排名", "称号"}},
}

// reasons are all of those words.
var reasons = func() *lexicon {
	var lists [][]string
	for _, e := range earlier {
		lists = append(lists, e.words)
	}
	return newLexicon(lists...)
}()

// comparing are words by which a sentence sets years side by side.
var comparing = []string{"增长", "增加", "减少", "下降", "上升", "提高", "持平", "相比", "同比", "较", "分别为", "变化"}

// shortClause is the length, in characters, up to which a clause says nothing
// without the one behind it: “2023年，因政府信息公开…”.
const shortClause = 10

// StaleYears lists the clauses of a narrative that state something of a year
// before the report's as if it were the report's own. A clause that is hardly
// more than the year comes with the one behind it.
func StaleYears(text string, year int) []string {
	var out []string
	text = westernYears(text)
	if !namesEarlier(text, year) {
		return nil
	}
	own := strconv.Itoa(year)
	for sentence := range sentences(text) {
		if !namesEarlier(sentence, year) || strings.Contains(sentence, own) && containsAny(sentence, comparing) {
			continue
		}
		parts := clauses(sentence)
		to := countsTo(sentence, year)
		for i, clause := range parts {
			_, dated := nextYear(clause, 0)
			until := to && countedTo.MatchString(clause)
			if dated && (until || utf8.RuneCountInString(strings.TrimSpace(clause)) <= shortClause) && i+1 < len(parts) {
				clause += "，" + parts[i+1]
			}
			if until || isBackwards(clause) || stale(clause, year) && !history(parts[i+1:], own) {
				out = append(out, strings.TrimSpace(clause))
			}
		}
	}
	return out
}

// inNumerals is a year in Chinese numerals.
var inNumerals = regexp.MustCompile(`二[〇○零][〇○零一二三四五六七八九]{2}年`)

// westernYears writes such years in figures.
func westernYears(text string) string {
	if !strings.Contains(text, "二〇") && !strings.Contains(text, "二○") && !strings.Contains(text, "二零") {
		return text
	}
	return inNumerals.ReplaceAllStringFunc(text, func(m string) string {
		y, ok := script.ParseYear(m)
		if !ok {
			return m
		}
		return strconv.Itoa(y) + "年"
	})
}

// stale tells a clause that names one earlier year, without a reason.
func stale(clause string, year int) bool {
	y, ok := nextYear(clause, 0)
	if !ok || !y.before(year) {
		return false
	}
	_, another := nextYear(clause, y.end)
	return !another && !ofObject(clause[:y.start]) && !excused(clause, clause[y.end:])
}

// governing are words behind which a year tells of what year something is: it
// is not when something was done.
var governing = []string{"公布", "公布了", "发布", "发布了", "公示", "公示了", "公开", "公开了", "编制", "编制了", "报送", "对", "把", "将", "关于", "根据", "按照", "对照", "落实", "完成", "完成了", "巩固"}

// ofObject tells the text before a year behind which the year is one of those.
func ofObject(before string) bool {
	before = strings.TrimRight(before, " ")
	return slices.ContainsFunc(governing, func(w string) bool { return strings.HasSuffix(before, w) })
}

// backwards is a span that ends before it begins: 2024年1月1日至2023年12月31日.
var backwards = regexp.MustCompile(`(20[0-9]{2})\s*年\s*1\s*月\s*1\s*日起?(?:至|到|—|－|-)(20[0-9]{2})\s*年\s*12\s*月\s*31\s*日`)

func isBackwards(clause string) bool {
	m := backwards.FindStringSubmatch(clause)
	return m != nil && m[2] < m[1]
}

// history tells a clause behind which the report's own year begins another:
// what was done then, and what now.
func history(behind []string, own string) bool {
	return slices.ContainsFunc(behind, func(c string) bool { return strings.HasPrefix(strings.TrimSpace(c), own) })
}

// countedTo is how a text says up to what day it counts: the end of a year.
var countedTo = regexp.MustCompile(`截[至止]到?\s*(20[0-9]{2})\s*年?\s*(?:12\s*月\s*(?:31\s*日|底|末)|度?[底末])`)

// countsTo tells a sentence that counts up to the end of the year before the
// report's, and names no other year: the day was left over.
func countsTo(sentence string, year int) bool {
	if !strings.Contains(sentence, "截") || containsAny(sentence, comparing) || strings.Contains(sentence, strconv.Itoa(year)) || strings.Contains(sentence, "结转") {
		return false
	}
	m := countedTo.FindStringSubmatch(sentence)
	return m != nil && m[1] == strconv.Itoa(year-1)
}

// before tells a year that a report of a later one may still have from an
// older text.
func (y year) before(report int) bool { return y.number < report && y.number >= report-3 }

// namesEarlier tells whether a sentence names such a year at all.
func namesEarlier(sentence string, report int) bool {
	for y := range years(sentence) {
		if y.before(report) {
			return true
		}
	}
	return false
}

// excused tells a clause that may name an earlier year: a full date, the
// number or name of a document, or one of the words above.
func excused(clause, after string) bool {
	if r := strings.TrimSpace(after); r != "" && (r[0] >= '0' && r[0] <= '9' || strings.HasPrefix(r, "第")) {
		return true // 2023年5月1日, 2023年第3次会议
	}
	if numbered.MatchString(clause) {
		return true
	}
	return reasons.in(clause)
}
