package compare

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"nianbao/extract"
	"nianbao/extract/audit"
	"nianbao/extract/form"
	"nianbao/store/export"
)

// Difference is what one report says otherwise than another. It is what
// `diff --json` prints.
type Difference struct {
	Old         Side         `json:"old"`
	New         Side         `json:"new"`
	Same        bool         `json:"same"` // nothing differs
	Fields      []Field      `json:"fields"`
	Text        []Passage    `json:"text"`
	Cells       []Cell       `json:"cells"`
	Findings    []Finding    `json:"findings"`
	Attachments []Attachment `json:"attachments"`
}

// Side is one of the two reports.
type Side struct {
	ID        string  `json:"id"`
	Version   int32   `json:"version"`
	URL       string  `json:"url"`
	Agency    *string `json:"agency"`
	Year      *int    `json:"year"`
	Title     string  `json:"title"`
	ChangedAt *string `json:"changed_at"` // when this version was first seen
	Parser    string  `json:"parser"`
}

// Field is a field of the report line that differs; "" where there is none.
type Field struct {
	Name string `json:"field"`
	Old  string `json:"old"`
	New  string `json:"new"`
}

// Sign says what became of something: Kept, Lost or Gained.
type Sign string

// The signs are those of a unified diff.
const (
	Kept   Sign = " "
	Lost   Sign = "-"
	Gained Sign = "+"
)

// Passage is a stretch of sentences in one section, with what stands beside
// those that differ.
type Passage struct {
	Section string `json:"section"` // its heading
	Lines   []Line `json:"lines"`
}

// Line is one sentence.
type Line struct {
	Sign Sign   `json:"sign"`
	Text string `json:"text"`
}

// Cell is a cell that differs: in its number, or in what is printed where it is
// not a plain number. Old and New are null where a cell holds no number;
// OldState and NewState are "absent" where the page does not have it.
type Cell struct {
	Table       string       `json:"table"`
	Row         string       `json:"row"`
	Column      string       `json:"column"`
	TableLabel  string       `json:"table_label"` // as the form prints them
	RowLabel    string       `json:"row_label"`
	ColumnLabel string       `json:"column_label"`
	Old         *form.Number `json:"old"`
	New         *form.Number `json:"new"`
	OldState    string       `json:"old_state"`
	NewState    string       `json:"new_state"`
	OldRaw      string       `json:"old_raw"` // as printed, where the state says something
	NewRaw      string       `json:"new_raw"`
}

// absent is the state of a cell that is not there.
const absent = "absent"

// Finding is a finding that only one of the two has.
type Finding struct {
	Sign Sign `json:"sign"`
	audit.Finding
}

// Attachment is a file that only one of the two has.
type Attachment struct {
	Sign Sign   `json:"sign"`
	Name string `json:"name"`
	URL  string `json:"url"`
	SHA  string `json:"sha256"`
}

// Reports compares two reports. Findings that come from comparing with others
// count only between two reports, since earlier versions have none.
func Reports(old, now *export.Report) Difference {
	d := Difference{Old: sideOf(old), New: sideOf(now)}
	d.Fields = fields(old, now)
	d.Text = text(old.Sections, now.Sections)
	d.Cells = cells(old, now)
	d.Findings = findings(old, now)
	d.Attachments = attachments(old.Attachments, now.Attachments)
	d.Same = len(d.Fields)+len(d.Text)+len(d.Cells)+len(d.Findings)+len(d.Attachments) == 0
	return d
}

func sideOf(r *export.Report) Side {
	s := Side{ID: r.ID, Version: r.Versions, URL: r.URL, Agency: r.Agency, Year: r.Year, Title: r.Title, Parser: r.Parser}
	if r.ChangedAt != nil {
		at := r.ChangedAt.Format("2006-01-02T15:04:05Z07:00")
		s.ChangedAt = &at
	}
	return s
}

// fields compares what is said about the whole report.
func fields(old, now *export.Report) []Field {
	out := []Field{}
	add := func(name, a, b string) {
		if a != b {
			out = append(out, Field{name, a, b})
		}
	}
	add("kind", string(old.Kind), string(now.Kind))
	add("title", old.Title, now.Title)
	add("agency", deref(old.Agency), deref(now.Agency))
	add("agency_printed", deref(old.AgencyPrinted), deref(now.AgencyPrinted))
	add("year", number(old.Year), number(now.Year))
	add("published_on", deref(old.PublishedOn), deref(now.PublishedOn))
	add("signed_on", deref(old.SignedOn), deref(now.SignedOn))
	add("template", deref(old.Template), deref(now.Template))
	names := slices.Collect(maps.Keys(old.Templates))
	for name := range now.Templates {
		if _, both := old.Templates[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		add("templates."+name, old.Templates[name], now.Templates[name])
	}
	add("copies", fmt.Sprint(old.Copies), fmt.Sprint(now.Copies))
	add("tables_from", deref(old.TablesFrom), deref(now.TablesFrom))
	add("text_from", deref(old.TextFrom), deref(now.TextFrom))
	return out
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func number(n *int) string {
	if n == nil {
		return ""
	}
	return fmt.Sprint(*n)
}

// held is a cell with what is said of it.
type held struct {
	value *form.Number
	state string
	raw   string
}

// cells compares the tables, in the order of the forms: first as the older
// report has them, then what only the newer one has.
func cells(old, now *export.Report) []Cell {
	was, order := gather(old)
	is, after := gather(now)
	for _, at := range after {
		if _, both := was[at]; !both {
			order = append(order, at)
		}
	}
	out := []Cell{}
	for _, at := range order {
		a, b := find(was, at), find(is, at)
		if same(a, b) {
			continue
		}
		l := export.LabelOf(at)
		out = append(out, Cell{
			Table: at.Table, Row: at.Row, Column: at.Column, TableLabel: l.Table, RowLabel: l.Row, ColumnLabel: l.Column,
			Old: a.value, New: b.value, OldState: a.state, NewState: b.state, OldRaw: a.raw, NewRaw: b.raw,
		})
	}
	return out
}

func find(cells map[form.Place]held, at form.Place) held {
	if h, ok := cells[at]; ok {
		return h
	}
	return held{state: absent}
}

func same(a, b held) bool {
	return deref((*string)(a.value)) == deref((*string)(b.value)) && (a.value == nil) == (b.value == nil) && a.state == b.state && a.raw == b.raw
}

func gather(r *export.Report) (map[form.Place]held, []form.Place) {
	out, order := map[form.Place]held{}, []form.Place{}
	r.EachCell(func(at form.Place, c form.Cell, n export.Noted) bool {
		out[at] = held{c.Value, string(n.State), n.Raw}
		order = append(order, at)
		return true
	})
	return out, order
}

// findings compares the findings, whatever their order.
func findings(old, now *export.Report) []Finding {
	counts := map[string]int{}
	taken := func(list []audit.Finding) (kept []audit.Finding) {
		for _, f := range list {
			if f.Other == "" || old.ID != now.ID {
				kept = append(kept, f)
			}
		}
		return kept
	}
	was, is := taken(old.Findings), taken(now.Findings)
	for i := range was {
		counts[key(&was[i])]++
	}
	out := []Finding{}
	for _, f := range is {
		if counts[key(&f)]--; counts[key(&f)] < 0 {
			out = append(out, Finding{Gained, f})
		}
	}
	for _, f := range was {
		if counts[key(&f)] > 0 {
			counts[key(&f)]--
			out = append(out, Finding{Lost, f})
		}
	}
	return out
}

// key tells findings apart.
func key(f *audit.Finding) string {
	return strings.Join([]string{f.Rule, string(f.Severity), f.Table, f.Row, f.Column, f.Message}, "\x00")
}

// attachments compares files by address and content.
func attachments(old, now []extract.Attachment) []Attachment {
	out := []Attachment{}
	only := func(sign Sign, of, other []extract.Attachment) {
		for _, a := range of {
			if !slices.ContainsFunc(other, func(b extract.Attachment) bool { return a.URL == b.URL && a.SHA256 == b.SHA256 }) {
				out = append(out, Attachment{sign, cmp.Or(a.Name, a.URL), a.URL, a.SHA256})
			}
		}
	}
	only(Lost, old, now)
	only(Gained, now, old)
	return out
}
