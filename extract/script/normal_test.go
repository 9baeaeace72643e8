package script

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

func TestNormal(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"empty", "", ""},
		{"punctuation and spaces go", "一、总体 情况：\n\t“公开”（PDF）。", "一总体情况公开pdf"},
		{"full-width", "ＡＢＣ１２３", "abc123"},
		{"traditional", "總體情況", "总体情况"},
		{"thousands separator", "1,234,567", "1234567"},
		{"decimal point", "25.1万元，共3.", "25.1万元共3"},
		{"full-width decimal point", "２５．１", "25.1"},
		{"dots in a version", "1.2.3", "1.2.3"},
		{"dot with a space", "1 .5 1. 5", "1515"},
		{"ellipsis between digits", "1…2", "12"},
		{"ideographic full stop", "1。2", "12"},
		{"minus", "-3 –4 —5 -x --253", "-345x-253"},
		{"minus sign", "\u22123 \u2212x", "-3x"},
		{"full-width minus", "－3", "-3"},
		{"date keeps its hyphens", "2024-01-15", "2024-01-15"},
		{"letter numbers and other numbers", "二〇二四 ① Ⅷ ½ ㎡", "二〇二四1viii12m2"},
		{"circle is a symbol", "二○二四", "二二四"},
		{"combining marks go", "q\u0308e\u0301", "qé"},
		{"compatibility ideograph", "\uF967予公开", "不予公开"},
		{"bad bytes go", "政\xFF府\xE5", "政府"},
		{"replacement character goes", "政\uFFFD府", "政府"},
		{"zero-width and byte-order marks go", "政\u200B府\uFEFF", "政府"},
		{"other digits", "\u0661.\u0662", "\u0661.\u0662"},
		{"Kelvin sign", "\u212A", "k"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Normal(tt.in); got != tt.want {
				t.Errorf("Normal(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestNormalIsTheSameInEitherScript(t *testing.T) {
	for _, s := range []string{
		"乾縣人民政府", "乾隆年間", "瞭解情況、瞭望塔、一目瞭然", "全覆蓋", "關於徵求意見", "甚麼", "傢俱",
	} {
		if a, b := Normal(s), Normal(Simplify(s)); a != b {
			t.Errorf("%q: %q and, simplified, %q", s, a, b)
		}
	}
	each := func(from, to string) {
		if a, b := Normal(from), Normal(to); a != b {
			t.Errorf("%q: %q and, simplified, %q", from, a, b)
		}
	}
	eachLine(characterData, each)
	eachLine(phraseData, each)
}

func TestNFKCAgreesWithTheGeneralAlgorithm(t *testing.T) {
	for r := rune(0); r < 0x12000; r++ {
		c := string(r)
		for _, s := range []string{c, "区" + c + "a", "e" + c, c + "\u0301", "ｅ" + c + "\u0338（"} {
			if got, want := nfkc(s), norm.NFKC.String(s); got != want {
				t.Fatalf("nfkc(%+q) = %+q, want %+q", s, got, want)
			}
		}
	}
}

func FuzzNormal(f *testing.F) {
	f.Add("１,234.5 －3 乾縣")
	f.Add("e\u0301ｅ\u0338\xFF")
	f.Add("\u1100\u0301\u1161")
	f.Add("明 瞭 解")
	f.Fuzz(func(t *testing.T, s string) {
		valid := strings.ToValidUTF8(s, "\uFFFD")
		if got, want := nfkc(valid), norm.NFKC.String(valid); got != want {
			t.Errorf("nfkc(%+q) = %+q, want %+q", valid, got, want)
		}
		n := Normal(s)
		for i, r := range n {
			switch {
			case unicode.IsLetter(r), unicode.IsNumber(r):
			case (r == '.' || r == '-') && startsWithDigit(n[i+1:]):
			default:
				t.Errorf("Normal(%q) keeps %q", s, r)
			}
		}
		if strings.ContainsFunc(n, func(r rune) bool { return r >= 0x80 }) {
			return // dropping a mark or space may bring parts of a phrase or syllable together
		}
		if again := Normal(n); again != n {
			t.Errorf("Normal(%q) = %q, again %q", s, n, again)
		}
	})
}

func TestNormalOfNormalTextIsItself(t *testing.T) {
	for _, s := range []string{"总体情况", "共25.1万元增减-3", "abc", "二〇二四年", "干县人民政府"} {
		if got := Normal(s); got != s {
			t.Errorf("Normal(%q) = %q", s, got)
		}
	}
}

func BenchmarkNormal(b *testing.B) {
	for name, line := range map[string]string{
		"simplified":  "一、总体情况（一）主动公开：2024年，区政府办公室主动公开政府信息64条，占25.1%。\n",
		"traditional": "一、總體情況（一）主動公開：2024年，區政府辦公室主動公開政府信息64條，占25.1%。\n",
		"odd":         "①第20㎡（Ⅷ）é　總體情況\n",
	} {
		s := strings.Repeat(line, 1000)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				Normal(s)
			}
		})
	}
}
