package main

import (
	"nianbao/extract"
	"nianbao/extract/passage"
)

// compareFiles adds to the findings of each file what it shares with the others
// checked along with it.
func compareFiles(files []checked) {
	var index passage.Index
	each := func(do func(c *checked, r passage.Report, sentences []passage.Sentence, numbers []*int)) {
		for i := range files {
			if c := &files[i]; c.Error == "" {
				sentences, numbers := sentencesOf(&c.report)
				do(c, passageReport(c), sentences, numbers)
			}
		}
	}
	each(func(_ *checked, r passage.Report, sentences []passage.Sentence, _ []*int) { index.Add(r, sentences) })
	each(func(c *checked, r passage.Report, sentences []passage.Sentence, numbers []*int) {
		c.Findings = append(c.Findings, passage.Findings(r, numbers, index.Shared(r, sentences))...)
	})
}

func sentencesOf(r *extract.Report) ([]passage.Sentence, []*int) {
	texts, numbers := make([]string, len(r.Sections)), make([]*int, len(r.Sections))
	for i, s := range r.Sections {
		texts[i], numbers[i] = s.Text, s.Number
	}
	return passage.Sentences(texts, known(r.Agency), known(r.AgencyPrinted)), numbers
}

// passageReport names a file to those it is compared with.
func passageReport(c *checked) passage.Report {
	r := passage.Report{ID: c.File, Agency: known(c.Agency), Content: known(c.report.ContentSHA256)}
	if c.Year != nil {
		r.Year = *c.Year
	}
	return r
}

// known is what a pointer holds; "" where it holds nothing.
func known(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
