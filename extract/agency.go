package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"nianbao/extract/audit"
	"nianbao/extract/grid"
)

// nameEnd is how names of government bodies end.
const nameEnd = `(?:人民政府办公室|人民政府|管理委员会|委员会|管委会|街道办事处|办事处|办公室|税务局|[局厅署]|中心|总队|支队|海关|人民法院|人民检察院)`

var (
	// signatureName is a line that is nothing but a name.
	signatureName = regexp.MustCompile(`^[\p{Han}]{1,24}(?:` + nameEnd[3:len(nameEnd)-1] + `|镇|乡|处|站|院|委|办|公司|政府|学校|馆|所|社|队|联合会|协会|开发区|园区|新区)$`)
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
		for _, m := range actor.FindAllStringSubmatch(squeeze(s.Text), -1) {
			name := strings.TrimPrefix(m[1], "是")
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

// placed is a name that says where: a region, then the body.
var placed = regexp.MustCompile(`^[\p{Han}]{1,7}?(?:省|市|县|区|旗|州|盟|镇|乡|街道).+`)

// generic are names without a region that any place has: 县交通运输局.
var generic = []string{"省", "市", "县", "区", "镇", "乡", "街道", "局", "州", "旗"}

// reconcile settles which name the body gives against the title's. An actor in
// the narrative counts only where it is a full name; one agency's names are
// told apart from another's by audit.SameAgency.
func reconcile(title, signed, acting string) string {
	if whole := title + "人民政府"; title != "" && (signed == whole || signed == "" && acting == whole) {
		return whole // 某某乡 in a title stands for its government
	}
	if signed != "" {
		if title != "" && audit.SameAgency(title, signed) && (utf8.RuneCountInString(title) >= utf8.RuneCountInString(signed) || strings.HasPrefix(signed, title)) {
			return title
		}
		return signed
	}
	switch {
	case title == "":
		return acting
	case acting == "" || startsWithAny(acting, generic) || !placed.MatchString(acting) || audit.SameAgency(title, acting):
		return title
	}
	return acting
}

func startsWithAny(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
