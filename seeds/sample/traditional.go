package sample

import "strings"

// traditional converts to Traditional script character by character, with the
// small table of those the sample uses.
func traditional(text string) string {
	table := make(map[rune]rune, 512)
	simplified, other := []rune(simplifiedScript), []rune(traditionalScript)
	for i := range min(len(simplified), len(other)) {
		table[simplified[i]] = other[i]
	}
	return strings.Map(func(r rune) rune {
		if t, ok := table[r]; ok {
			return t
		}
		return r
	}, text)
}

// annotate puts readings in brackets behind some characters, as mirrors do:
// every time for those of the table, doubled and without tone behind every
// third 政. Tags are left alone.
func annotate(text string) string {
	var b strings.Builder
	inTag, seen := false, 0
	for _, r := range text {
		b.WriteRune(r)
		switch r {
		case '<':
			inTag = true
		case '>':
			inTag = false
		}
		if inTag {
			continue
		}
		if reading, ok := readings[r]; ok {
			b.WriteString("(" + reading + ")")
		}
		if r == '政' {
			if seen%3 == 0 {
				b.WriteString("(zheng)(zheng)")
			}
			seen++
		}
	}
	return b.String()
}

// readings are of the characters that carry one.
var readings = map[rune]string{
	'區': "qū", '習': "xí", '導': "dǎo", '學': "xué", '領': "lǐng", '務': "wù", '內': "nèi", '構': "gòu",
	'關': "guān", '責': "zé", '結': "jié", '轉': "zhuǎn", '數': "shù", '據': "jù", '復': "fù", '議': "yì",
	'審': "shěn", '實': "shí", '業': "yè", '繼': "jì", '續': "xù", '縣': "xiàn", '設': "shè", '係': "xì",
	'術': "shù", '會': "huì", '標': "biāo", '準': "zhǔn", '發': "fā", '佈': "bù",
}
