package extract

import (
	"strings"
	"unicode/utf8"

	"nianbao/extract/form"
)

// Amounts of narrative, in characters.
const (
	proseSome   = 30  // beside tables, over two sections: the least there is
	proseBeside = 60  // beside tables
	proseEnough = 120 // under a title
	proseAlone  = 360 // without tables and title
	answer      = 8   // of one section that says something
)

// evidence is what the kind of a page is told from.
type evidence struct {
	title               named
	listing             bool // several lines are titles of reports
	sections            []Section
	tables              *form.Tables
	attachments, images int
}

// otherGenre are words in titles of pages that speak of reports, or of reports
// of another kind; without numbers such a page is none.
var otherGenre = []string{"通知", "网站工作年度", "法治政府", "图解", "一图读懂", "解读", "格式", "模板"}

// kindOf tells what a page is. A report has the narrative of one under its
// sections, or statutory tables with at least one number, or is said by its
// title to be one and has prose.
func kindOf(e evidence) Kind {
	prose, numbered, answered := 0, map[int]bool{}, 0
	for _, s := range e.sections {
		size := utf8.RuneCountInString(s.Text)
		prose += size
		if s.Number == nil || *s.Number == 0 {
			continue
		}
		numbered[*s.Number] = true
		if size >= answer {
			answered++
		}
	}
	numbers, statutory := e.tables.Numbers(), 0
	for _, t := range e.tables.All() {
		if t.Numbers() > 0 {
			statutory++
		}
	}
	titled := e.title.read
	narrated := prose >= proseBeside || answered >= 2 && prose >= proseSome
	switch {
	case numbers > 0 && narrated && (titled || len(numbered) >= 2 || statutory >= 2):
		return AnnualReport
	case numbers > 0 && (statutory >= 2 || titled || len(e.tables.Statistics) > 5):
		return LegalTableOnly
	case e.listing || !titled && containsAny(e.title.text, otherGenre):
		return NotAReport
	case len(numbered) >= 4 && prose >= proseAlone:
		return AnnualReport
	case titled && prose >= proseEnough && len(numbered) >= 3:
		return AnnualReport
	case titled && prose >= proseAlone && len(e.sections) >= 3:
		return AnnualReport
	case titled && e.title.year > 0 && prose >= proseBeside && len(e.sections) >= 5 && len(numbered) >= 2:
		return AnnualReport // a short one of the years before the tables
	case titled && e.attachments > 0:
		return AttachmentOnly
	case titled && e.images > 0:
		return ImageOnly
	}
	return NotAReport
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
