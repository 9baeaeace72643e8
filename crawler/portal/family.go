package portal

import "strings"

// family is a content system with its own way to list and to page. A row with
// nil functions lists by plain links.
type family struct {
	name string
	// marks are strings of which a page of this system holds at least one.
	marks []string
	// records returns HTML fragments of the list that the page keeps in
	// scripts, in order; nil if the system keeps none there.
	records func(*document) []string
	// next returns the pages after this one that only scripts know; it is asked
	// where the page shows no paging links itself.
	next func(*document) []string
}

// families is in order of precedence: what is told by a mark nobody else has
// stands before what is told by general ones. The last row takes all others.
var families = []family{
	{name: "trs", marks: []string{"createPageHTML", "TRS_Editor", "TRS_UEDITOR", "trs_editor_view", "trs_web"}, next: trsNext},
	{name: "hanweb", marks: []string{"dataproxy.jsp", "<datastore>"}, records: hanwebRecords},
	{name: "plain"},
}

// recognise returns the family of a page.
func recognise(d *document) family {
	for _, f := range families {
		for _, mark := range f.marks {
			if strings.Contains(d.text, mark) {
				return f
			}
		}
	}
	for i := range d.links {
		if trsArticle.MatchString(d.links[i].url) {
			return families[0]
		}
	}
	return families[len(families)-1]
}
