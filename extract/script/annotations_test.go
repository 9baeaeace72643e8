package script

import (
	"strings"
	"testing"
)

func TestStripAnnotationsRemovesSyllables(t *testing.T) {
	tests := []struct {
		name, in, want string
		n              int
	}{
		{"tone mark", "區(qū)政府", "區政府", 1},
		{"full-width", "區（qū）政府", "區政府", 1},
		{"mixed width", "區(qū）政（zhèng)府", "區政府", 2},
		{"spaces inside", "區( qū )政府", "區政府", 1},
		{"doubled", "政(zheng)(zheng)府", "政府", 2},
		{"doubled, one with tone", "政(zheng)(zhèng)府", "政府", 2},
		{"tripled, mixed width", "政(zheng)（zheng）(zheng)府", "政府", 3},
		{"tone digit", "區(qu1)政府", "區政府", 1},
		{"ü", "綠(lǜ)化", "綠化", 1},
		{"three plain", "政(zheng)府信(xin)息公(gong)開", "政府信息公開", 3},
		{"v and ü for ü", "綠(lv)化女(nü)性法律(lv)", "綠化女性法律", 3},
		{"v after q", "區(qv)委(wei)員(yuan)會", "區委員會", 3},
		{"combining marks", "區(qu\u0304)政府，綠(lu\u0308\u030C)化", "區政府，綠化", 2},
		{"school a", "發(fɑ\u0304)布", "發布", 1},
		{"single letter among many", "政(zheng)府信(xin)息公(gong)開，惡(e)意", "政府信息公開，惡意", 4},
		{"single letter with tone", "惡(è)意", "惡意", 1},
		{"at the end", "政務(wù)", "政務", 1},
		{"next to a real bracket", "區(qū)(縣)政府", "區(縣)政府", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, n := StripAnnotations(tt.in)
			if got != tt.want || n != tt.n {
				t.Errorf("StripAnnotations(%q) = %q, %d; want %q, %d", tt.in, got, n, tt.want, tt.n)
			}
		})
	}
}

func TestStripAnnotationsLeavesRealBrackets(t *testing.T) {
	for _, s := range []string{
		"", "方案(a)", "方案(a)、方案(e)、方案(o)", "方案(a)(a)", "附件(PDF)", "总量(GDP)", "客户端(app)",
		"情况(一)", "年报（2024）", "公司(ABC)", "A(b)", "A(zhèng)", "箱子(bin)", "能(can)和(he)",
		"区 (qū)", "区(qū", "区(qū政府)", "区(Qū)", "区()", "区( )", "区(qūū)", "区(qxu)", "区(zhengzheng)",
		"区(zhuangg)", "表(a1)", "表(b1)", "区(qu6)", "区(1qu)", "区(qu12)", "区(\u0304)", "区(a\u0308)",
		"区[qū]", "区(qū zhèng)", "区(m)", "区(n)", "公式(x)、(y)、(z)", "单位(kg)长(cm)宽(mm)高(km)",
	} {
		if got, n := StripAnnotations(s); got != s || n != 0 {
			t.Errorf("StripAnnotations(%q) = %q, %d", s, got, n)
		}
	}
}

func TestStripAnnotationsKeepsRealBracketsInAnnotatedText(t *testing.T) {
	const in = "一、總(zong)體情(qing)況(kuang)(一)主動(dong)公開(PDF)（2024）(kg)公司(ABC)"
	const want = "一、總體情況(一)主動公開(PDF)（2024）(kg)公司(ABC)"
	if got, n := StripAnnotations(in); got != want || n != 4 {
		t.Errorf("got %q, %d", got, n)
	}
}

func TestSyllablesAreThoseOfPutonghua(t *testing.T) {
	if n := len(syllables()); n < 395 || n > 415 {
		t.Errorf("%d syllables", n)
	}
	for s := range syllables() {
		if len(s) > longestSyllable {
			t.Errorf("%q is longer than %d", s, longestSyllable)
		}
	}
}

func FuzzStripAnnotations(f *testing.F) {
	f.Add("政(zheng)(zheng)府")
	f.Add("區（qū）(a)(PDF")
	f.Add("綠(lu\u0308\u030C)")
	f.Add("區(\xFF)(qu1)")
	f.Fuzz(func(t *testing.T, s string) {
		got, n := StripAnnotations(s)
		if n == 0 && got != s {
			t.Errorf("changed without an annotation: %q", got)
		}
		if len(got) > len(s)-3*n {
			t.Errorf("%d brackets gone, but only %d bytes", n, len(s)-len(got))
		}
		if !isSubsequence(got, s) {
			t.Errorf("%q is not what remains of %q", got, s)
		}
	})
}

// isSubsequence reports whether sub is s with bytes left out.
func isSubsequence(sub, s string) bool {
	for i := 0; i < len(s) && sub != ""; i++ {
		if s[i] == sub[0] {
			sub = sub[1:]
		}
	}
	return sub == ""
}

func BenchmarkStripAnnotations(b *testing.B) {
	for name, line := range map[string]string{
		"annotated": "伊州區(qū)住建局堅持以習(xí)近平新時代中國特色社會主義思想為指導(dǎo)，深入學(xué)習(xí)。\n",
		"plain":     "一、总体情况（一）主动公开：2024年，区政府办公室主动公开政府信息64条。\n",
	} {
		s := strings.Repeat(line, 1000)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				StripAnnotations(s)
			}
		})
	}
}
