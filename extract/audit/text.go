package audit

import (
	"regexp"
	"strconv"
	"strings"

	"nianbao/extract/form"
)

// text checks the narrative against itself and, softly, against the tables.
func (c *checker) text() {
	if c.s.Copies > 1 {
		c.add(Finding{Rule: "text.doubled", Actual: whole(c.s.Copies)})
	}
	c.years()
	if a, b := c.s.TitleAgency, c.s.BodyAgency; a != "" && b != "" && !SameAgency(a, b) {
		c.add(Finding{Rule: "text.agency_mismatch", Detail: a + " ≠ " + b})
	}
	c.counts()
	if c.s.Annotations > 0 {
		c.add(Finding{Rule: "text.phonetic_annotations", Actual: whole(c.s.Annotations)})
	}
}

func whole(n int) *form.Number {
	v := form.Number(strconv.Itoa(n))
	return &v
}

// years reports years that do not fit the report's: the stated period, the
// signature, and passages left over from an older report.
func (c *checker) years() {
	if c.s.Year == 0 {
		return
	}
	if p := c.s.PeriodYear; p != 0 && p != c.s.Year {
		c.add(Finding{Rule: "text.year_mismatch", Expected: whole(c.s.Year), Actual: whole(p), Detail: strconv.Itoa(p) + "年1月1日至12月31日"})
	}
	if len(c.s.SignedOn) >= 7 {
		year, _ := strconv.Atoi(c.s.SignedOn[:4])
		month, _ := strconv.Atoi(c.s.SignedOn[5:7])
		// a report may be signed in the last weeks of its own year, not before
		if year < c.s.Year || year == c.s.Year && month < 12 {
			c.add(Finding{Rule: "text.year_mismatch", Expected: whole(c.s.Year), Actual: whole(year), Detail: c.s.SignedOn})
		}
	}
	for _, s := range c.s.Sections {
		for _, clause := range StaleYears(s.Text, c.s.Year) {
			f := Finding{Rule: "text.year_mismatch", Section: s.Number, Expected: whole(c.s.Year), Detail: clip(clause)}
			if m := yearRef.FindStringSubmatch(clause); m != nil {
				y, _ := strconv.Atoi(m[1])
				f.Actual = whole(y)
			}
			c.add(f)
		}
	}
}

var (
	yearRef    = regexp.MustCompile(`(20[0-9]{2})\s*年`)
	clauseEnd  = regexp.MustCompile(`[。；;！？!?\n，,]`)
	sentenceTo = regexp.MustCompile(`[。；;！？!?\n]`)
)

// earlier are words by which a clause may speak of an earlier year with good
// reason: comparison, a starting point, a document's number or name, a range.
var earlier = []string{"比", "较", "同期", "上年", "上一年", "去年", "以来", "来", "自", "从", "起", "始", "印发", "修订", "发布的", "制定的",
	"第", "〔", "[", "【", "（20", "(20", "《", "》", "号", "届", "至", "—", "-", "~", "～", "底", "末", "截至", "截止", "成立", "建成",
	"实施", "施行", "版", "历年", "近年", "结转", "往年", "年报", "年度报告", "遗留", "收到的", "受理的", "决算", "期间", "规划", "考核", "评估", "度第"}

// StaleYears lists the clauses of a narrative that state something of a year
// before the report's as if it were the report's own.
func StaleYears(text string, year int) []string {
	var out []string
	for _, sentence := range sentenceTo.Split(text, -1) {
		if !yearRef.MatchString(sentence) {
			continue
		}
		for _, clause := range clauseEnd.Split(sentence, -1) {
			m := yearRef.FindStringSubmatchIndex(clause)
			if m == nil || len(yearRef.FindAllString(clause, -1)) > 1 {
				continue
			}
			stated, _ := strconv.Atoi(clause[m[2]:m[3]])
			if stated >= year || stated < year-3 || excused(clause, clause[m[1]:]) {
				continue
			}
			out = append(out, strings.TrimSpace(clause))
		}
	}
	return out
}

// excused tells a clause that may name an earlier year: a full date, or one of
// the words above in it.
func excused(clause, after string) bool {
	if r := strings.TrimSpace(after); r != "" && r[0] >= '0' && r[0] <= '9' {
		return true // 2023年5月1日
	}
	for _, w := range earlier {
		if strings.Contains(clause, w) {
			return true
		}
	}
	return false
}

// SameAgency tells whether two printed names may be one agency's: equal, one
// with its region or office left out, or one a common abbreviation (住建局) of
// the other. A name of nearly the same length, or one that is spelt out (建设和交通局),
// is another one.
func SameAgency(a, b string) bool {
	long, short := []rune(a), []rune(b)
	if len(long) < len(short) {
		long, short = short, long
	}
	l, s := string(long), string(short)
	if strings.HasPrefix(l, s) || strings.HasSuffix(l, s) {
		return true
	}
	return 4*len(short) <= 3*len(long) && !strings.ContainsAny(s, "和、") && within(short, long)
}

// within tells whether short is long with characters left out.
func within(short, long []rune) bool {
	i := 0
	for _, r := range long {
		if i < len(short) && short[i] == r {
			i++
		}
	}
	return i == len(short)
}
