package extract_test

import (
	"regexp"
	"strings"
	"testing"

	"nianbao/extract"
)

// TestABodyPastedAgainIsReadOnce puts the body of one page together with
// itself in the ways editors do.
func TestABodyPastedAgainIsReadOnce(t *testing.T) {
	body := bodyOf(t, "no_container.html")
	title := "<p>云山县水利局2023年政府信息公开工作年度报告</p>"
	flat := flattened(body)
	want := extract.Read(extract.Page{Body: []byte(title + body), MediaType: "text/html"})
	for name, c := range map[string]struct {
		page   string
		copies int
	}{
		"once":                       {title + body, 1},
		"twice":                      {body + body, 2},
		"twice with the title":       {title + body + title + body, 2},
		"title before the first":     {title + body + body, 2},
		"title before the second":    {body + title + body, 2},
		"three times":                {body + body + body, 3},
		"in two containers":          {"<div>" + body + "</div><div>" + body + "</div>", 2},
		"another tail":               {body + body + "<p>相关附件：</p><p><a href=\"1.docx\">附件1</a></p>", 2},
		"a signature behind each":    {body + "<p>云山县水利局</p><p>2024年1月20日</p>" + body + "<p>云山县水利局</p><p>2024年1月20日</p>", 2},
		"a signature behind one":     {body + body + "<p>云山县水利局</p><p>2024年1月20日</p>", 2},
		"second flattened":           {title + body + title + flat, 2},
		"first flattened":            {title + flat + title + body, 2},
		"other white space":          {body + strings.ReplaceAll(strings.ReplaceAll(body, "，", "， "), "<p>", "<p>　　"), 2},
		"another number in table 1":  {body + strings.Replace(body, "<td>9</td>", "<td>10</td>", 1), 1},
		"another number in prose":    {body + strings.Replace(body, "214条", "241条", 1), 1},
		"two years on one page":      {body + nextYear.ReplaceAllString(body, "2024"), 1},
		"a long passage quoted":      {strings.Replace(body, "<p>改进措施", passage(body)+"<p>改进措施", 1), 1},
		"its own first section only": {body + "<h3>一、总体情况</h3>" + passage(body), 1},
	} {
		t.Run(name, func(t *testing.T) {
			r := extract.Read(extract.Page{Body: []byte("<html><body>" + c.page + "</body></html>"), MediaType: "text/html"})
			if r.Copies != c.copies {
				t.Fatalf("copies %d, want %d", r.Copies, c.copies)
			}
			if (ruleCount(r, "text.doubled", "") > 0) != (c.copies > 1) {
				t.Errorf("text.doubled does not go with %d copies", c.copies)
			}
			if c.copies == 1 {
				return
			}
			sameCells(t, cellsOf(r), cellsOf(want))
			if got := numbersOf(r.Sections); got != "1 2 3 4 5 6" {
				t.Errorf("sections %s", got)
			}
			if !strings.Contains(name, "signature") && deref(r.ContentSHA256) != deref(want.ContentSHA256) {
				t.Errorf("the hash is not that of one copy")
			}
		})
	}
}

var (
	nextYear = regexp.MustCompile("2023")
	rowEnd   = regexp.MustCompile(`</tr>`)
	cellEnd  = regexp.MustCompile(`</td><td[^>]*>`)
	anyTag   = regexp.MustCompile(`<[^>]*>`)
)

// flattened is a body as plain lines, its rows as lines with tabs.
func flattened(body string) string {
	s := cellEnd.ReplaceAllString(body, "\t")
	s = rowEnd.ReplaceAllString(s, "\n")
	s = strings.NewReplacer("</p>", "\n", "</h3>", "\n").Replace(s)
	return "<pre>" + anyTag.ReplaceAllString(s, "") + "</pre>"
}

// passage is the first section's prose.
func passage(body string) string {
	i := strings.Index(body, "<p>")
	return body[i : strings.Index(body[i:], "<h3")+i]
}
