package extract

import (
	"testing"
	"unicode/utf8"

	"nianbao/extract/script"
)

// TestMarkersAreFoundThroughSpacesAnnotationsAndEitherScript holds what may
// stand between or in place of the characters of a marker, and what may not.
func TestMarkersAreFoundThroughSpacesAnnotationsAndEitherScript(t *testing.T) {
	for _, c := range []struct {
		text string
		want int
	}{
		{"一、本年新收政府信息公开申请数量", 1}, {"本 年\u3000新收\u00a0政府信息\n公开", 1}, {"本年新收政府信息公開申請數量", 1}, {"統計指標", 1}, {"結轉下年度繼續辦理", 1},
		{"未經(jīng)复議直接起訴", 1}, {"未經(jing)(jing)複議直接起訴", 1}, {"未经（jīng）复议直接起诉", 1}, {"第二十(shi)条第", 1},
		{"未经（试行）复议直接起诉", 0}, {"未经(abcdefghij)复议直接起诉", 0}, {"未经(jing复议直接起诉", 0}, {"未经()复议直接起诉", 0}, {"未经(3)复议直接起诉", 0}, {"未经(", 0},
		{"本年新收", 0}, {"统计\xff指标", 0}, {"", 0},
	} {
		if got := traceOf(c.text).labels; got != c.want {
			t.Errorf("%q has %d labels, want %d", c.text, got, c.want)
		}
	}
}

// TestEveryFirstCharacterIsKnownInTraditionalScript holds traditionalFirsts
// complete for what Traditional pages use.
func TestEveryFirstCharacterIsKnownInTraditionalScript(t *testing.T) {
	firsts := map[rune]bool{}
	for _, w := range append(append([]string(nil), labels...), headings...) {
		r, _ := utf8.DecodeRuneInString(w)
		firsts[r] = true
	}
	for r := rune(0x4E00); r <= 0x9FFF; r++ {
		to := script.Fold(r)
		if to == r || !firsts[to] || !script.IsTraditional(string(r)+string(r)) {
			continue
		}
		if traditionalFirsts[to] != r {
			t.Errorf("%c is the Traditional form of %c, and no marker is looked for there", r, to)
		}
	}
}
