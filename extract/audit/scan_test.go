package audit

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// What the scanners look for, said another way.
var (
	namedYear = regexp.MustCompile(`(20[0-9]{2})\s*年`)
	stop      = regexp.MustCompile(`[。；;！？!?\n]`)
	comma     = regexp.MustCompile(`[，,]`)
	countRef  = regexp.MustCompile(`(第?)([0-9][0-9,]*)\s*(?:件|条|份|宗|起|例|[次个](?:政府信息|依申请|公开|申请))`)
)

func FuzzScannersAgreeWithTheirPatterns(f *testing.F) {
	for _, s := range []string{"", "2023年，2024 年。", "202020年", "20202年；20\n2年", "。；;！？!?\n", "，,，", "\xe3\x80\xef\xbc2099\t年\xff", "2024\u00a0年", "20年2020", "\xe5\xb9\x00 202 4\xb9\xe5\xb4。",
		"收到12件、第27条、3 次申请、4次会议、1,234\n份，5，678件，第1第2件,3件 99999999999999999999件 7个依申请8个9例"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := slices.Collect(sentences(s)), stop.Split(s, -1); !slices.Equal(got, want) {
			t.Errorf("sentences of %q are %q, want %q", s, got, want)
		}
		if got, want := clauses(s), comma.Split(s, -1); !slices.Equal(got, want) {
			t.Errorf("clauses of %q are %q, want %q", s, got, want)
		}
		var counts []int
		for _, m := range countRef.FindAllStringSubmatch(withoutCommas(s), maxNumbers) {
			if n, err := strconv.Atoi(strings.ReplaceAll(m[2], ",", "")); err == nil && m[1] == "" {
				counts = append(counts, n)
			}
		}
		if got := numbersIn(s); !slices.Equal(got, counts) {
			t.Errorf("numbers in %q are %v, want %v", s, got, counts)
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
