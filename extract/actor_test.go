package extract

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The patterns say in one line what is read by hand.
var (
	actorPattern     = regexp.MustCompile(`20[0-9]{2}年(?:度|来|以来)?[,，]?([\p{Han}]{2,22}?(?:` + strings.Join(nameEnds, "|") + `))`)
	signaturePattern = regexp.MustCompile(`^[\p{Han}]{1,24}(?:` + strings.Join(nameEnds, "|") + `|镇|乡|处|站|院|委|办|公司|政府|学校|馆|所|社|队|联合会|协会|开发区|园区|新区)$`)
	periodPattern    = regexp.MustCompile(`(20[0-9]{2})年1月1日(?:起)?(?:至|到|—|-|~|～){1,40}(?:(20[0-9]{2})年)?12月31日`)
)

func FuzzActorsAndPeriodsAreThoseOfThePatterns(f *testing.F) {
	for _, s := range []string{"2024年，石龙区财政局公开信息", "２０２４ 年度某某县人民政府办公室，2023年以来市局局局", "2024年来来来委员会", "20\n24\u3000年局局局", "2024年2024年一二三四五六七八九十一二三四五六七八九十一二局", "\xff年", "2024年某某", "2024年1月1\u200b日", "202024年1月1日至12月31日，２０ 24年1月1日起—2025年12月31日"} {
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
		var stated, found []string
		for _, m := range periodPattern.FindAllStringSubmatch(squeeze(s), -1) {
			stated = append(stated, m[1]+"–"+m[2])
		}
		for m := range periods(s) {
			found = append(found, m[1]+"–"+m[2])
		}
		if !slices.Equal(stated, found) {
			t.Errorf("periods of %q are %q, want %q", s, found, stated)
		}
	})
}

func FuzzSignaturesAreThoseOfThePattern(f *testing.F) {
	for _, s := range []string{"石龙区财政局", "局", "某局", "〇局", "某 局", "某局\n", "2024局", "某镇人民政府办公室", "某某A公司", "某\xff局", "政府", "新区", "某某新区管委会。", strings.Repeat("一", 24) + "局", strings.Repeat("一", 25) + "局", strings.Repeat("一", 22) + "人民政府", strings.Repeat("𠮷", 24) + "联合会"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := isSignature(s), len(s) <= maxSignature && signaturePattern.MatchString(s); got != want {
			t.Errorf("%q is a signature: %v, want %v", s, got, want)
		}
	})
}
