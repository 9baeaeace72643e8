package audit

import (
	"regexp"
	"strconv"
	"strings"

	"nianbao/extract/form"
)

var (
	countRef = regexp.MustCompile(`([0-9]+)\s*(?:余)?\s*(?:件|条|份|宗|次|起|个)`)
	noneRef  = regexp.MustCompile(`(?:未|没有|无)(?:共|曾|再)?(?:收到|接到|接收|受理|产生)`)
	received = regexp.MustCompile(`(?:收到|受理|接收|接到|新收)`)
	// otherScope are words by which a sentence counts something else than the
	// table does.
	otherScope = []string{"全县各", "全市各", "全区各", "各镇", "各乡", "各部门", "下属", "信访", "热线", "12345", "留言", "咨询", "提案", "建议", "信箱"}
)

// counts compares what the narrative says was received with the table. It is
// soft: silent where any number of the sentence, or a sum of two, is in the
// table's first two rows or their total.
func (c *checker) counts() {
	t := c.s.Tables
	if t == nil {
		return
	}
	newRow := t.Applications.Row("new_received")
	fresh, ok := atoi(newRow.Get("total"))
	if !ok {
		return
	}
	carried, _ := atoi(t.Applications.Row("carried_over").Get("total"))
	done, _ := atoi(t.Applications.Row("total").Get("total"))
	for _, s := range c.s.Sections {
		for _, sentence := range sentenceTo.Split(s.Text, -1) {
			if !aboutApplications(sentence) {
				continue
			}
			if agrees(sentence, fresh, carried, done) {
				continue
			}
			c.add(Finding{Rule: "text.table_mismatch", Table: form.Applications, Row: "new_received", Column: "total",
				Section: s.Number, Actual: newRow.Get("total"), Detail: clip(sentence)})
			return // one is enough to look at the place
		}
	}
}

func atoi(n *form.Number) (int, bool) {
	if n == nil {
		return 0, false
	}
	v, err := strconv.Atoi(string(*n))
	return v, err == nil
}

// aboutApplications tells a sentence that counts the applications received.
func aboutApplications(s string) bool {
	if !strings.Contains(s, "申请") || !strings.Contains(s, "公开") || !received.MatchString(s) {
		return false
	}
	for _, w := range otherScope {
		if strings.Contains(s, w) {
			return false
		}
	}
	return noneRef.MatchString(s) || countRef.MatchString(s)
}

// agrees tells whether a sentence's numbers can be the table's: new, carried
// over, both together (受理 counts both), or what was answered.
func agrees(sentence string, fresh, carried, done int) bool {
	var numbers []int
	for _, m := range countRef.FindAllStringSubmatch(sentence, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil {
			numbers = append(numbers, n)
		}
	}
	if len(numbers) == 0 {
		return fresh == 0 || !noneRef.MatchString(sentence)
	}
	known := func(n int) bool { return n == fresh || n == fresh+carried || n == done && done > 0 }
	for i, a := range numbers {
		if known(a) {
			return true
		}
		for _, b := range numbers[i+1:] {
			if known(a + b) {
				return true
			}
		}
	}
	return false
}
