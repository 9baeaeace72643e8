package script

import "testing"

func TestParseYear(t *testing.T) {
	for _, s := range []string{
		"2024", "２０２４", "二〇二四", "二○二四", "二零二四", "二0二四", "20 24", " 2024 ", "二O二四", "二Ｏ二四",
		"2O24", "２０ 二四", "2024年", "2024年度", "二〇二四年", "二◯二四", "2 0 2 4",
	} {
		if got, ok := ParseYear(s); !ok || got != 2024 {
			t.Errorf("ParseYear(%q) = %d, %v", s, got, ok)
		}
	}
	for _, s := range []string{
		"", "年", "24", "202", "20244", "20245年", "1024", "3024", "二十四", "2024-1", "二〇二四月", "OOOO", "2024x", "年2024", "两〇二四",
	} {
		if got, ok := ParseYear(s); ok || got != 0 {
			t.Errorf("ParseYear(%q) = %d, %v", s, got, ok)
		}
	}
}

func TestParseNumeral(t *testing.T) {
	tests := map[string]int{
		"一": 1, "九": 9, "零": 0, "十": 10, "十二": 12, "二十": 20, "二十一": 21, "一百": 100, "一百零三": 103,
		"一百一十": 110, "两千零二十四": 2024, "二〇二四": 2024, "12": 12, "３": 3, " 三 ": 3, "两": 2,
	}
	for s, want := range tests {
		if got, ok := ParseNumeral(s); !ok || got != want {
			t.Errorf("ParseNumeral(%q) = %d, %v; want %d", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "百", "十十", "一二十", "十百", "1十", "二十零", "零十", "a", "十a", "12345", "一万", "百二"} {
		if got, ok := ParseNumeral(s); ok {
			t.Errorf("ParseNumeral(%q) = %d, want none", s, got)
		}
	}
}

func FuzzNumerals(f *testing.F) {
	f.Add("二〇二四年")
	f.Add("两千零二十四")
	f.Add("\xFF十")
	f.Fuzz(func(t *testing.T, s string) {
		if y, ok := ParseYear(s); ok && (y < firstYear || y > lastYear) {
			t.Errorf("ParseYear(%q) = %d", s, y)
		}
		if n, ok := ParseNumeral(s); ok && (n < 0 || n > 9999) {
			t.Errorf("ParseNumeral(%q) = %d", s, n)
		}
	})
}
