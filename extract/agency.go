package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"nianbao/extract/grid"
)

// nameEnd is how names of government bodies end.
const nameEnd = `(?:人民政府办公室|人民政府|管理委员会|委员会|管委会|街道办事处|办事处|办公室|税务局|[局厅署]|中心|总队|支队|海关|人民法院|人民检察院)`

var (
	// signatureName is a line that is nothing but a name.
	signatureName = regexp.MustCompile(`^[\p{Han}]{1,24}(?:` + nameEnd[3:len(nameEnd)-1] + `|镇|乡|处|站|院|委|办|公司|政府|学校)$`)
	// actor is a name that a sentence begins with, behind a year.
	actor = regexp.MustCompile(`20[0-9]{2}年(?:度|来|以来)?[,，]?([\p{Han}]{2,22}?` + nameEnd + `)`)
	// period is the span of the statistics, and the year it names.
	period = regexp.MustCompile(`(20[0-9]{2})年1月1日(?:起)?(?:至|到|—|-|~|～)+(?:(20[0-9]{2})年)?12月31日`)
)

// pronouns begin words that look like a name and name nobody.
var pronouns = []string{"我", "本", "各", "全", "该", "此", "由", "在", "为", "与", "和", "对", "向", "经", "按", "根据", "通过", "国务院"}

// signature reads the last lines of a body: the agency and the date of signing.
func signature(blocks []grid.Block) (agency, date string) {
	seen := 0
	for i := len(blocks) - 1; i >= 0 && seen < 4; i-- {
		if blocks[i].Grid != nil {
			break
		}
		line := squeeze(blocks[i].Text)
		if line == "" {
			continue
		}
		seen++
		if utf8.RuneCountInString(line) > 60 {
			break
		}
		name, d := signatureLine(line)
		if d != "" && date == "" {
			date = d
		}
		if name != "" && agency == "" {
			agency = name
		}
	}
	return agency, date
}

// signatureLine reads one line as a name, a date, or both.
func signatureLine(line string) (name, date string) {
	line = strings.Trim(line, "()（）。.")
	if d, rest, ok := cutDate(line); ok {
		if rest == "" || signatureName.MatchString(rest) {
			return rest, d
		}
		return "", ""
	}
	if signatureName.MatchString(line) && utf8.RuneCountInString(line) >= 4 {
		return line, ""
	}
	return "", ""
}

// actingAgency is the agency the narrative names as the one who acts: most
// often, and first among equals.
func actingAgency(sections []Section) string {
	count := map[string]int{}
	best := ""
	for _, s := range sections {
		text := squeeze(s.Text)
		for _, m := range actor.FindAllStringSubmatch(text, -1) {
			name := m[1]
			if utf8.RuneCountInString(name) < 4 || startsWithAny(name, pronouns) || strings.Contains(name, "信息公开") {
				continue
			}
			count[name]++
			if best == "" || count[name] > count[best] {
				best = name
			}
		}
	}
	return best
}

func startsWithAny(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
