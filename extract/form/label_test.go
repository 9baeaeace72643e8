package form

import (
	"math/rand/v2"
	"testing"
)

// rowNamed is the key of the row a printed label names, "" where none.
func rowNamed(label string) string {
	l := &layer{words: words()}
	key, ok := l.lineKey(l.readToken(label), []token{{kind: value}})
	if !ok {
		return ""
	}
	return key
}

func TestEveryRowLabelIsKnownInAnyStyle(t *testing.T) {
	for _, row := range applicationsPaper {
		label, key := row.label, row.key
		if got := rowNamed(label); got != key {
			t.Errorf("%s is read as %q, want %s", label, got, key)
		}
		for _, ordinal := range []string{"", "1.", "1、", "1. ", "１．", "（1）", "(1)", "1)", "①", "（一）", "(一) ", "一、", "一.", "1"} {
			if got := rowNamed(ordinal + bare(label)); got != key {
				t.Errorf("%s%s is read as %q, want %s", ordinal, bare(label), got, key)
			}
		}
		spaced := ""
		for _, r := range label {
			spaced += string(r) + " "
		}
		if got := rowNamed(spaced); got != key {
			t.Errorf("%s is read as %q, want %s", spaced, got, key)
		}
	}
}

func TestLabelsAsPagesPrintThem(t *testing.T) {
	for label, key := range map[string]string{
		"2.其他法律行政止公开":                  "denied.prohibited_by_law",
		"无正当理由大量反复 申请":                 "not_processed.excessive",
		"申请人无正当理由逾期不补正":                "other.not_corrected",
		"申请人逾期未按收费通知要求缴纳费用":            "other.fee_unpaid",
		"（三）不予公开1.属于国家秘密":              "denied.state_secret",
		"（四）无法提供\n1.本机关不掌握相关政府信息":      "unavailable.not_held",
		"（五）不予处理2.重复申请":                "not_processed.repeated",
		"（六）其他处理3.其他":                  "other.other",
		"三、本年度办理结果（一）予以公开":             "granted",
		"三、本年度办理结果（七）总计":               "total",
		"（二）部分公开(区分处理的,只计这一情形,不计其他情形)": "partially_granted",
		"（二）部分公开":                      "partially_granted",
		"本年新收":                         "new_received",
		"上年结转":                         "carried_over",
		"结转下年度":                        "carried_forward",
		"一、本年新收政府信息公开申请数量（件）":          "new_received",
		"危及三安全一稳定":                     "denied.endangers_security",
		"危及“三安全、一稳定”":                  "denied.endangers_security",
		"属于四类过程性信息（讨论记录、过程稿、磋商信函、请示报告）": "denied.process_information",
		"（七）合计": "total",
		"二、上年結轉政府信息公開申請數量":    "carried_over",
		"四、结转下年度继续办理的":        "carried_forward",
		"要求行政机关确认或重新出具已获取的信息": "not_processed.reissue",
		"没有现成信息需另行制作":         "unavailable.needs_creation",
		"（一）予以公升":             "granted", // one of four characters wrong
		"（二）邵分公开":             "partially_granted",
		"2.重复审请":              "not_processed.repeated",
		"（一）不以公开":             "", // the opposite, or half of each
		"予分公开":                "",
		"重复甲请书":               "",
		"重夏甲请":                "",
		"（三）不予公开":             "", // groups and heads name no row
		"（四）无法提供":             "",
		"（五）不予处理":             "",
		"三、本年度办理结果":           "",
		"法人或其他组织":             "",
		"申请人情况":               "",
		"自然人":                 "",
		"其他组织":                "",
		"政府信息公开申请数量":          "", // either of two
		"公开":                  "",
		"属于":                  "",
		"申请人":                 "",
		"行政机关不再处理其政府信息公开申请": "",
		"行政许可":   "",
		"不予以公开":  "",
		"合计申请人数": "",
		"（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）": "",
	} {
		if got := rowNamed(label); got != key {
			t.Errorf("%s is read as %q, want %q", label, got, key)
		}
	}
}

// TestFourCharactersWithOneWrongNameTheirRowOnlyWhereNoOtherIsMeant holds it for
// the disclosure table, whose labels differ in two.
func TestFourCharactersWithOneWrongNameTheirRowOnlyWhereNoOtherIsMeant(t *testing.T) {
	l := &layer{words: words()}
	for label, key := range map[string]string{
		"行政许司": "licensing", "行改许可": "licensing", "待政处罚": "penalties", "行政强刮": "coercion", "行政强制": "coercion",
		"行政处可": "", "行政处分": "", "行政许诺件": "", "行政检查": "", "行政": "", "许可处罚": "",
	} {
		got := ""
		if entry, ok := l.bandLabel(l.readToken(label)); ok {
			got = disclosureLines[entry].Key
		}
		if got != key {
			t.Errorf("%s is read as %q, want %q", label, got, key)
		}
	}
}

// TestDamagedLabelsNeverNameAnother damages every label of every vocabulary:
// with characters lost, cut or wrong, it must name itself or nothing.
func TestDamagedLabelsNeverNameAnother(t *testing.T) {
	w := words()
	for name, v := range map[string]vocabulary{
		"applicationLines": w.applicationLines, "applicationColumns": w.applicationColumns, "applicationGroups": w.applicationGroups,
		"disclosureLines": w.disclosureLines, "disclosureColumns": w.disclosureColumns,
		"reviewLines": w.reviewLines, "reviewColumns": w.reviewColumns,
		"statistics2014": w.statistics2014, "statisticsLocal": w.statisticsLocal,
	} {
		t.Run(name, func(t *testing.T) {
			dice := rand.New(rand.NewPCG(7, uint64(len(v.labels))))
			for i, label := range v.labels {
				for range 400 {
					broken := damage(dice, label)
					entry, _, ok := v.find(broken)
					if _, official := v.exact[broken]; ok && !official && entry != v.index[i] && v.labels[entry] != label {
						t.Errorf("%s, damaged to %s, is read as entry %d", label, broken, entry)
						break
					}
				}
			}
		})
	}
}

// damage takes or replaces characters of a label: up to half of it at one end,
// a third here and there, or a fifth made wrong.
func damage(dice *rand.Rand, label string) string {
	r := []rune(label)
	some := func(part int) int { return 1 + dice.IntN(max(1, len(r)/part)) }
	switch dice.IntN(4) {
	case 0: // cut behind
		return string(r[:len(r)-some(2)])
	case 1: // cut in front
		return string(r[some(2):])
	case 2: // lost here and there
		for range some(3) {
			i := dice.IntN(len(r))
			r = append(r[:i:i], r[i+1:]...)
		}
	default: // wrong here and there
		other := []rune("的件不其申公无行一政处")
		for range some(5) {
			r[dice.IntN(len(r))] = other[dice.IntN(len(other))]
		}
	}
	return string(r)
}

// readToken is a token of a text that stands by itself.
func (l *layer) readToken(text string) token {
	t := token{text: text, term: unlabelled, kind: kindOf(text)}
	if t.kind == label && len(text) <= maxLabel {
		t.term = l.termOf(text)
	}
	return t
}
