package extract

import "strings"

// keep copies what a report says out of the text of its page, into one string
// of its own: who keeps a report does not keep the page.
func keep(r *Report) {
	size := roomForCells
	for i := range r.Sections {
		size += len(r.Sections[i].Text)
	}
	var all strings.Builder
	all.Grow(size)
	r.texts(func(s *string) {
		from := all.Len()
		all.WriteString(*s)
		*s = all.String()[from:]
	})
}

// roomForCells is made for all but the narrative, in bytes; where there is more,
// room for it is found.
const roomForCells = 2 << 10

// texts calls f with all of a report that may be a part of the page's text.
func (r *Report) texts(f func(*string)) {
	f(&r.Title)
	for _, s := range []*string{r.Agency, r.AgencyPrinted} {
		if s != nil {
			f(s)
		}
	}
	for i := range r.Sections {
		s := &r.Sections[i]
		f(&s.Ordinal)
		f(&s.Heading)
		f(&s.Text)
	}
	for i := range r.CellNotes {
		f(&r.CellNotes[i].Raw)
	}
	for i := range r.Attachments {
		f(&r.Attachments[i].URL)
		f(&r.Attachments[i].Name)
	}
	for i := range r.Findings {
		f(&r.Findings[i].Detail)
	}
	for i := range r.Origins {
		o := &r.Origins[i]
		f(&o.RowLabel)
		f(&o.Header)
		f(&o.Raw)
	}
	for key, label := range r.StatisticsLabels {
		f(&label.Unit)
		r.StatisticsLabels[key] = label
	}
	for _, t := range r.Tables.All() {
		for _, row := range t.Table {
			for _, c := range row.Cells {
				if c.Value != nil {
					f((*string)(c.Value))
				}
			}
		}
	}
}
