package extract

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// actorPattern and periodPattern say in one line what is read by hand.
var (
	actorPattern = regexp.MustCompile(`20[0-9]{2}年(?:度|来|以来)?[,，]?([\p{Han}]{2,22}?(?:` + strings.Join(nameEnds, "|") + `))`)
	newYearsDay  = regexp.MustCompile(`年1月1日`)
)

func FuzzActorsAreThoseOfThePattern(f *testing.F) {
	for _, s := range []string{"2024年，石龙区财政局公开信息", "２０２４ 年度某某县人民政府办公室，2023年以来市局局局", "2024年来来来委员会", "20\n24\u3000年局局局", "2024年2024年一二三四五六七八九十一二三四五六七八九十一二局", "\xff年", "2024年1月1\u200b日"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var want []string
		for _, m := range actorPattern.FindAllStringSubmatch(squeeze(s), -1) {
			want = append(want, m[1])
		}
		if got := slices.Collect(actors(s)); !slices.Equal(got, want) {
			t.Errorf("actors of %q are %q, want %q", s, got, want)
		}
		if newYearsDay.MatchString(squeeze(s)) && !hasNewYear(s) {
			t.Errorf("%q has a period and is passed over", s)
		}
	})
}
