package audit

import (
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// What the scanners look for, said another way.
var (
	namedYear = regexp.MustCompile(`(20[0-9]{2})\s*年`)
	stop      = regexp.MustCompile(`[。；;！？!?\n]`)
	comma     = regexp.MustCompile(`[，,]`)
)

func FuzzScannersAgreeWithTheirPatterns(f *testing.F) {
	for _, s := range []string{"", "2023年，2024 年。", "202020年", "20202年；20\n2年", "。；;！？!?\n", "，,，", "\xe3\x80\xef\xbc2099\t年\xff", "2024\u00a0年", "20年2020", "\xe5\xb9\x00 202 4\xb9\xe5\xb4。"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := slices.Collect(sentences(s)), stop.Split(s, -1); !slices.Equal(got, want) {
			t.Errorf("sentences of %q are %q, want %q", s, got, want)
		}
		if got, want := clauses(s), comma.Split(s, -1); !slices.Equal(got, want) {
			t.Errorf("clauses of %q are %q, want %q", s, got, want)
		}
		var got, want []year
		for y := range years(s) {
			got = append(got, y)
		}
		for _, m := range namedYear.FindAllStringSubmatchIndex(s, -1) {
			n, _ := strconv.Atoi(s[m[2]:m[3]])
			want = append(want, year{n, m[0], m[1]})
		}
		if !slices.Equal(got, want) {
			t.Errorf("years of %q are %v, want %v", s, got, want)
		}
	})
}
