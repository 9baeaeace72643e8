package script

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSimplifyTakesTheLongestMatch(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"characters", "區政府辦公室統計總數", "区政府办公室统计总数"},
		{"phrase keeps a character", "乾縣、乾隆年間", "乾县、乾隆年间"},
		{"character alone", "乾燥", "干燥"},
		{"longer phrase first", "瞭解、一目瞭然、瞭望塔", "了解、一目了然、瞭望塔"},
		{"first candidate", "覆蓋率、關於", "覆盖率、关于"},
		{"ascii between", "ABC區123", "ABC区123"},
		{"beyond the basic plane stays", "𠮷區", "𠮷区"},
		{"bad bytes stay", "\xE5區\xFF\xE5\x8D", "\xE5区\xFF\xE5\x8D"},
		{"simplified", "总体情况", "总体情况"},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Simplify(tt.in); got != tt.want {
				t.Errorf("Simplify(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestSimplifyAgreesWithEveryEntry(t *testing.T) {
	for name, data := range map[string]string{"characters": characterData, "phrases": phraseData} {
		entries := 0
		eachLine(data, func(from, to string) {
			entries++
			if got := Simplify(from); got != to {
				t.Errorf("%s: Simplify(%q) = %q, want %q", name, from, got, to)
			}
		})
		if entries < 400 {
			t.Errorf("%s: only %d entries read", name, entries)
		}
	}
}

func TestNothingBelowFirstMapped(t *testing.T) {
	check := func(from, _ string) {
		if from[0] < firstMapped {
			t.Errorf("entry %q starts below U+3000", from)
		}
	}
	eachLine(characterData, check)
	eachLine(phraseData, check)
}

func TestSimplifyAllocatesNothingWhereNothingChanges(t *testing.T) {
	s := strings.Repeat("一、总体情况：2024年，不断完善公开机制。", 50)
	Simplify(s)
	if n := testing.AllocsPerRun(20, func() { Simplify(s) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestIsTraditional(t *testing.T) {
	tests := []struct {
		name, in string
		want     bool
	}{
		{"traditional", "一、總體情況：2024年，區政府辦公室主動公開政府信息64條。", true},
		{"simplified", "一、总体情况：2024年，区政府办公室主动公开政府信息64条。", false},
		{"simplified naming a county", "乾县人民政府关于瞭望塔建设情况的报告，於某某、乾隆", false},
		{"only shared characters", "乾 瞭望 於", false},
		{"simplified with a name and a link", "繁體版 李堃 总体情况 主动公开 统计总计", false},
		{"traditional with simplified chrome", "首页 总计 區政府辦公室主動公開政府信息，總體情況統計", true},
		{"one name", "李堃", false},
		{"bad bytes", "\xE5\xE5\x8D", false},
		{"empty", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := IsTraditional(tt.in); got != tt.want {
				t.Errorf("IsTraditional(%q) = %v", tt.in, got)
			}
		})
	}
}

func TestSimplifiedTextIsNotTraditional(t *testing.T) {
	for _, s := range []string{"總體情況統計", "關於開展檢查、聽證的說明", "機關單位、學校與醫療衛生機構"} {
		if !IsTraditional(s) || IsTraditional(Simplify(s)) {
			t.Errorf("%q: %v, simplified %v", s, IsTraditional(s), IsTraditional(Simplify(s)))
		}
	}
}

func FuzzSimplify(f *testing.F) {
	f.Add("乾縣瞭解")
	f.Add("\xE5\x8D區\xFF")
	f.Add("𠮷么麼")
	f.Fuzz(func(t *testing.T, s string) {
		got := Simplify(s)
		if utf8.ValidString(s) && !utf8.ValidString(got) {
			t.Errorf("valid became invalid: %q", got)
		}
		if utf8.RuneCountInString(got) != utf8.RuneCountInString(s) {
			t.Errorf("Simplify(%q) = %q: another number of characters", s, got)
		}
		IsTraditional(s)
	})
}

func BenchmarkSimplify(b *testing.B) {
	for name, line := range map[string]string{
		"traditional": "一、總體情況：2024年，區政府辦公室主動公開政府信息64條，瞭解群眾關切。\n",
		"simplified":  "一、总体情况：2024年，区政府办公室主动公开政府信息64条，了解群众关切。\n",
		"ascii":       "<td class=\"MsoNormal\" style=\"width:12pt\">2024</td>\n",
	} {
		s := strings.Repeat(line, 2000)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				Simplify(s)
			}
		})
	}
}

func BenchmarkIsTraditional(b *testing.B) {
	s := strings.Repeat("一、总体情况：2024年，区政府办公室主动公开政府信息64条。\n", 2000)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		IsTraditional(s)
	}
}
