package extract

import (
	"cmp"
	"errors"

	"nianbao/extract/audit"
	"nianbao/extract/form"
	"nianbao/extract/grid"
)

// attached is an attachment as read.
type attached struct {
	parts
	document document
	sha256   string
	year     int    // it reports on, as far as it says
	agency   string // whose report it is, as far as its title says
}

// complete takes over from the page's files what the page lacks: its tables,
// its narrative, its title. It returns the SHA-256 of the files the tables and the
// narrative came from; nil where they are the page's own. List, the record's attachments, is
// filled in with what the files are.
//
// A file that says to be of another year or agency than the page is not the
// page's report. Where several have tables that contradict each other nothing
// is taken: nothing says which the page means.
func (d *document) complete(p *parts, list []Attachment) (tablesFrom, textFrom *string) {
	files := d.readFiles(list)
	own := d.claims(p)
	fitting := files[:0]
	for _, f := range files {
		if (own.year == 0 || f.year == 0 || own.year == f.year) && sameOrUnknown(own.agency, f.agency) {
			fitting = append(fitting, f)
		}
	}
	if p.laid.Tables.Numbers() == 0 {
		if f := withTables(fitting); f != nil {
			p.laid, tablesFrom = f.laid, &f.sha256
			d.annotations += f.document.annotations
		}
	}
	if !narrates(p.narrative) {
		if f := withNarrative(fitting, tablesFrom); f != nil {
			textFrom = &f.sha256
			p.narrative, p.normals, p.lines, p.copies = f.narrative, f.normals, f.lines, f.copies
			if !p.title.read && f.title.read {
				p.title = f.title
			}
		}
	}
	return tablesFrom, textFrom
}

// readFiles reads the page's files, and fills in the record's attachments.
func (d *document) readFiles(list []Attachment) []attached {
	var out []attached
	for i := range list {
		a := &list[i]
		for _, f := range d.page.Files {
			if f.URL != a.URL {
				continue
			}
			a.SHA256, a.MediaType, a.Name = f.SHA256, fileType(f.Body, f.MediaType), cmp.Or(f.Name, a.Name)
			blocks, err := fileBlocks(f.Body, f.Words, a.MediaType)
			if errors.Is(err, grid.ErrNoText) {
				d.pictured++
			}
			if err != nil {
				break
			}
			one := attached{sha256: f.SHA256, document: document{page: Page{URL: f.URL, Explain: d.page.Explain}, blocks: blocks}}
			one.document.foldScript()
			one.parts = one.document.parts()
			one.claims(stem(a.Name))
			out = append(out, one)
			break
		}
	}
	return out
}

// claims reads off an attachment's title, period and name whose report it is.
func (f *attached) claims(name string) {
	called, _ := readTitle(name)
	f.year = cmp.Or(f.title.year, periodYear(f.narrative), called.year, statedYear(f.narrative))
	f.agency = cmp.Or(f.title.agency, called.agency)
}

// claims reads off a page whose report it is, and of which year.
func (d *document) claims(p *parts) titleParts {
	linked, _ := readTitle(stem(d.page.LinkTitle))
	return titleParts{
		year:   cmp.Or(d.page.Year, p.title.year, linked.year, periodYear(p.narrative)),
		agency: cmp.Or(p.title.agency, linked.agency, d.page.Agency),
	}
}

func sameOrUnknown(a, b string) bool { return a == "" || b == "" || audit.SameAgency(a, b) }

// withTables is the file whose tables are meant: the one with the most
// numbers, where no other contradicts it.
func withTables(files []attached) *attached {
	var best *attached
	for i := range files {
		if f := &files[i]; best == nil || f.laid.Tables.Numbers() > best.laid.Tables.Numbers() {
			best = f
		}
	}
	if best == nil || best.laid.Tables.Numbers() == 0 {
		return nil
	}
	for i := range files {
		if !agree(&best.laid.Tables, &files[i].laid.Tables) {
			return nil
		}
	}
	return best
}

// agree tells whether no cell has different numbers in two renderings of the
// same tables.
func agree(a, b *form.Tables) bool {
	all := b.All()
	for i, t := range a.All() {
		for _, r := range t.Table {
			other := all[i].Row(r.Key)
			for _, c := range r.Cells {
				if v := other.Get(c.Column); v != nil && c.Value != nil && *v != *c.Value {
					return false
				}
			}
		}
	}
	return true
}

// withNarrative is the file whose narrative is meant: that of the tables, else
// the first with one.
func withNarrative(files []attached, tablesFrom *string) *attached {
	var first *attached
	for i := range files {
		f := &files[i]
		if !narrates(f.narrative) {
			continue
		}
		if tablesFrom != nil && f.sha256 == *tablesFrom {
			return f
		}
		if first == nil {
			first = f
		}
	}
	return first
}

// narrates tells sections of which at least two of the form's own say
// something.
func narrates(sections []Section) bool {
	answered := 0
	for _, s := range sections {
		if s.Number != nil && *s.Number > 0 && len([]rune(s.Text)) >= answer {
			answered++
		}
	}
	return answered >= 2
}
