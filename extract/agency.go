package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"nianbao/extract/audit"
)

// signatureEnds are how names end with which a report is signed.
var signatureEnds = append(slices.Clone(nameEnds), "镇", "乡", "处", "站", "院", "委", "办", "公司", "政府", "学校", "馆", "所", "社", "队", "联合会", "协会", "开发区", "园区", "新区")

// period is the span of the statistics, and the year it names.
var period = regexp.MustCompile(`^(20[0-9]{2})年1月1日(?:起)?,?(?:截?至|到|—|-|~|～)+(?:(20[0-9]{2})年)?12月31日`)

// pronouns begin words that look like a name and name nobody.
var pronouns = []string{"我", "本", "各", "全", "该", "此", "由", "在", "为", "与", "和", "对", "向", "经", "按", "根据", "通过", "国务院"}

// signature reads the last lines of a body: the agency and the date of signing.
func signature(blocks []line) (agency, date string) {
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
		if rest == "" || isSignature(rest) {
			return rest, d
		}
		return "", ""
	}
	if isSignature(line) && utf8.RuneCountInString(line) >= 4 {
		return line, ""
	}
	return "", ""
}

// isSignature tells a line that is nothing but a name.
func isSignature(line string) bool {
	if len(line) > maxSignature {
		return false
	}
	for _, end := range signatureEnds {
		if name, found := strings.CutSuffix(line, end); found && isHan(name, mostSigned) {
			return true
		}
	}
	return false
}

// Bounds of such a line, in bytes, and of the name in it before its end, in
// characters.
const (
	maxSignature = 160
	mostSigned   = 24
)

// isHan tells a text of one to so many Chinese characters.
func isHan(s string, most int) bool {
	n := 0
	for _, r := range s {
		if n++; n > most || !han(r) {
			return false
		}
	}
	return n > 0
}

// han tells a Chinese character, first by the block that nearly all are in.
func han(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF || unicode.Is(unicode.Han, r) }

// actingAgency is the agency the narrative names as the one who acts: most
// often, and first among equals.
func actingAgency(sections []Section) string {
	count := map[string]int{}
	best := ""
	for _, s := range sections {
		for name := range actors(s.Text) {
			name = strings.TrimPrefix(name, "是")
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

// stranger is the agency the narrative speaks of, where that is neither the one
// of the title nor the one that signed, and the title's is not named in it.
func stranger(title, signed, acting string, sections []Section) string {
	if title == "" || signed == "" || acting == "" || !placed.MatchString(acting) || startsWithAny(acting, generic) ||
		audit.SameAgency(title, acting) || audit.SameAgency(signed, acting) {
		return ""
	}
	named := 0
	for _, s := range sections {
		named += strings.Count(s.Text, title)
	}
	if named > 1 { // the signature is one
		return ""
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
