package export

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"nianbao/extract/audit"
	"nianbao/extract/form"
)

// ReportRow is one report in a table: everything of its line but the cells,
// which are rows of their own. Lists stand only in formats that nest. The
// parquet tag of a row's field is its name and type there; the name is the
// column's in every format.
type ReportRow struct {
	ID            string     `parquet:"id"`
	URL           string     `parquet:"url"`
	Portal        string     `parquet:"portal,dict"`
	Region        string     `parquet:"region,dict"`
	Agency        *string    `parquet:"agency,dict"`
	AgencyPrinted *string    `parquet:"agency_printed,dict"`
	Year          *int32     `parquet:"year"`
	Kind          string     `parquet:"kind,dict"`
	Title         string     `parquet:"title"`
	PublishedOn   *Day       `parquet:"published_on,date"`
	SignedOn      *Day       `parquet:"signed_on,date"`
	Template      *string    `parquet:"template,dict"`
	Disclosure    *string    `parquet:"template_disclosure,dict"`
	Applications  *string    `parquet:"template_applications,dict"`
	Review        *string    `parquet:"template_review_litigation,dict"`
	Statistics    *string    `parquet:"template_statistics,dict"`
	Cells         int32      `parquet:"cells"`      // cells that hold a number
	Characters    int32      `parquet:"characters"` // of the narrative
	Errors        int32      `parquet:"errors"`     // findings by severity
	Warnings      int32      `parquet:"warnings"`
	Infos         int32      `parquet:"infos"`
	Files         int32      `parquet:"files"` // that it links to or shows
	TablesFrom    *string    `parquet:"tables_from"`
	DuplicateOf   *string    `parquet:"duplicate_of"`
	Copies        int32      `parquet:"copies"`
	FirstSeen     *time.Time `parquet:"first_seen,timestamp(millisecond)"`
	ChangedAt     *time.Time `parquet:"changed_at,timestamp(millisecond)"`
	FetchedAt     *time.Time `parquet:"fetched_at,timestamp(millisecond)"`
	GoneAt        *time.Time `parquet:"gone_at,timestamp(millisecond)"`
	Versions      int32      `parquet:"versions"`
	Status        int32      `parquet:"status"`
	MediaType     string     `parquet:"media_type,dict"`
	Charset       string     `parquet:"charset,dict"`
	RawSHA256     string     `parquet:"raw_sha256"`
	ContentSHA256 *string    `parquet:"content_sha256"`
	Parser        string     `parquet:"parser,dict"`

	Sections    []SectionPart    `parquet:"sections,list"`
	Findings    []FindingPart    `parquet:"findings,list"`
	Attachments []AttachmentPart `parquet:"attachments,list"`
}

// SectionPart is one section of a report's narrative.
type SectionPart struct {
	Number  *int32 `parquet:"number"`
	Ordinal string `parquet:"ordinal"`
	Heading string `parquet:"heading"`
	Text    string `parquet:"text"`
}

// AttachmentPart is one file a report links to or shows.
type AttachmentPart struct {
	URL       string `parquet:"url"`
	Name      string `parquet:"name"`
	SHA256    string `parquet:"sha256"`
	MediaType string `parquet:"media_type"`
}

// FindingPart is one finding of a report. Columns are those it lists, with
// spaces between; the texts are the numbers as printed.
type FindingPart struct {
	Rule         string       `parquet:"rule,dict"`
	Severity     string       `parquet:"severity,dict"`
	Table        string       `parquet:"table,dict"`
	Row          string       `parquet:"row,dict"`
	Column       string       `parquet:"column,dict"`
	Columns      string       `parquet:"columns,dict"`
	Section      *int32       `parquet:"section"`
	Expected     *float64     `parquet:"expected" flat:"-"`
	ExpectedText *form.Number `parquet:"expected_text" flat:"expected"`
	Actual       *float64     `parquet:"actual" flat:"-"`
	ActualText   *form.Number `parquet:"actual_text" flat:"actual"`
	Detail       string       `parquet:"detail"`
	Message      string       `parquet:"message"`
}

// Key is what rows about a part of a report begin with: which report it is.
type Key struct {
	ID     string  `parquet:"id,dict"`
	Agency *string `parquet:"agency,dict"`
	Year   *int32  `parquet:"year"`
	Region string  `parquet:"region,dict"`
}

// SectionRow is one section of one report, in its position from 1 on.
type SectionRow struct {
	Key
	Position int32 `parquet:"position"`
	SectionPart
}

// FindingRow is one finding of one report.
type FindingRow struct {
	Key
	FindingPart
}

// CellRow is one cell of one report. Value is the number, Digits the number as
// printed; both are nil in a cell that is blank or holds none. State and Raw
// are set where the cell is not a plain number.
type CellRow struct {
	Key
	Table       string       `parquet:"table,dict"`
	TableLabel  string       `parquet:"table_label,dict"`
	Template    string       `parquet:"template,dict"`
	Row         string       `parquet:"row,dict"`
	RowLabel    string       `parquet:"row_label,dict"`
	Column      string       `parquet:"column,dict"`
	ColumnLabel string       `parquet:"column_label,dict"`
	Unit        string       `parquet:"unit,dict"`
	Value       *float64     `parquet:"value" flat:"-"`
	Digits      *form.Number `parquet:"value_text,dict" flat:"value"`
	State       form.State   `parquet:"state,dict"`
	Raw         string       `parquet:"raw,dict"`
}

// Row makes the report's own row.
func (r *Report) Row(yield func(ReportRow) bool) bool {
	row := ReportRow{
		ID: r.ID, URL: r.URL, Portal: r.Portal, Region: r.Region, Agency: r.Agency, AgencyPrinted: r.AgencyPrinted,
		Year: small(r.Year), Kind: string(r.Kind), Title: r.Title, PublishedOn: day(r.PublishedOn), SignedOn: day(r.SignedOn),
		Template: r.Template, Disclosure: r.version(form.Disclosure), Applications: r.version(form.Applications),
		Review: r.version(form.ReviewLitigation), Statistics: r.version(form.Statistics),
		Cells: int32(r.Tables.Numbers()), Files: int32(len(r.Attachments)), TablesFrom: r.TablesFrom,
		DuplicateOf: r.DuplicateOf, Copies: int32(r.Copies),
		FirstSeen: r.FirstSeen, ChangedAt: r.ChangedAt, FetchedAt: r.FetchedAt, GoneAt: r.GoneAt,
		Versions: r.Versions, Status: r.Status, MediaType: r.MediaType, Charset: r.Charset,
		RawSHA256: r.RawSHA256, ContentSHA256: r.ContentSHA256, Parser: r.Parser,
	}
	for _, s := range r.Sections {
		row.Characters += int32(utf8.RuneCountInString(s.Text))
		row.Sections = append(row.Sections, SectionPart{small(s.Number), s.Ordinal, s.Heading, s.Text})
	}
	for i := range r.Findings {
		f := findingPart(&r.Findings[i])
		switch audit.Severity(f.Severity) {
		case audit.Error:
			row.Errors++
		case audit.Warning:
			row.Warnings++
		default:
			row.Infos++
		}
		row.Findings = append(row.Findings, f)
	}
	for _, a := range r.Attachments {
		row.Attachments = append(row.Attachments, AttachmentPart(a))
	}
	return yield(row)
}

// version is the form's version of one table; nil where the page has none.
func (r *Report) version(table string) *string {
	if v, ok := r.Templates[table]; ok {
		return &v
	}
	return nil
}

func (r *Report) key() Key {
	return Key{ID: r.ID, Agency: r.Agency, Year: small(r.Year), Region: r.Region}
}

// SectionRows makes a row of each section of the report.
func (r *Report) SectionRows(yield func(SectionRow) bool) bool {
	for i, s := range r.Sections {
		if !yield(SectionRow{r.key(), int32(i + 1), SectionPart{small(s.Number), s.Ordinal, s.Heading, s.Text}}) {
			return false
		}
	}
	return true
}

// FindingRows makes a row of each finding of the report.
func (r *Report) FindingRows(yield func(FindingRow) bool) bool {
	for i := range r.Findings {
		if !yield(FindingRow{r.key(), findingPart(&r.Findings[i])}) {
			return false
		}
	}
	return true
}

func findingPart(f *audit.Finding) FindingPart {
	return FindingPart{
		Rule: f.Rule, Severity: string(f.Severity), Table: f.Table, Row: f.Row, Column: f.Column,
		Columns: strings.Join(f.Columns, " "), Section: small(f.Section),
		Expected: float(f.Expected), ExpectedText: f.Expected, Actual: float(f.Actual), ActualText: f.Actual,
		Detail: f.Detail, Message: f.Message,
	}
}

// small is a number of the report in 32 bits. Years and sections fit; what
// does not is not known.
func small(n *int) *int32 {
	if n == nil || int(int32(*n)) != *n {
		return nil
	}
	v := int32(*n)
	return &v
}

// float is the number nearest to the printed one; nil where there is none, or
// one past what a double holds.
func float(n *form.Number) *float64 {
	if n == nil {
		return nil
	}
	v, err := strconv.ParseFloat(string(*n), 64)
	if err != nil {
		return nil
	}
	return &v
}

// Day is a date without a time, in days since 1970-01-01.
type Day int32

// day reads YYYY-MM-DD; nil where there is none.
func day(s *string) *Day {
	if s == nil {
		return nil
	}
	t, err := time.Parse(time.DateOnly, *s)
	if err != nil {
		return nil
	}
	d := Day(t.Unix() / (24 * 60 * 60))
	return &d
}

// Time is the day's first instant, UTC.
func (d Day) Time() time.Time { return time.Unix(int64(d)*24*60*60, 0).UTC() }

// String is the day as YYYY-MM-DD.
func (d Day) String() string { return d.Time().Format(time.DateOnly) }
