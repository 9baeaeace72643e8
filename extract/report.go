package extract

import (
	"nianbao/extract/audit"
	"nianbao/extract/form"
)

// Parser is the version of the rules by which a page is read. A stored report
// of an older one is stale; reparse reads it anew.
const Parser = "2026.11.4"

// Kind says what a page is.
type Kind string

// The kinds. A page that is no report is kept and counted, never exported.
const (
	AnnualReport   Kind = "annual_report"
	LegalTableOnly Kind = "legal_table_only" // tables with at least one number, no narrative
	AttachmentOnly Kind = "attachment_only"  // the report is a file that was not read yet
	ImageOnly      Kind = "image_only"       // the report is images of its pages
	NotAReport     Kind = "not_a_report"
)

// Report is what was read off one page. Field order is that of the report line
// in exports, where the archive's own fields stand before it.
type Report struct {
	Charset          string                `json:"charset"`
	ContentSHA256    *string               `json:"content_sha256"`
	Copies           int                   `json:"copies"`
	Parser           string                `json:"parser"`
	Kind             Kind                  `json:"kind"`
	Title            string                `json:"title"`
	Agency           *string               `json:"agency"`
	AgencyPrinted    *string               `json:"agency_printed"`
	Year             *int                  `json:"year"`
	PublishedOn      *string               `json:"published_on"` // YYYY-MM-DD
	SignedOn         *string               `json:"signed_on"`    // YYYY-MM-DD
	Template         *string               `json:"template"`
	Templates        map[string]string     `json:"templates"` // form version by table
	Sections         []Section             `json:"sections"`
	Tables           form.Tables           `json:"tables"`
	StatisticsLabels map[string]form.Label `json:"statistics_labels,omitempty"`
	CellNotes        []form.Note           `json:"cell_notes"`
	Attachments      []Attachment          `json:"attachments"`
	TablesFrom       *string               `json:"tables_from"`         // sha256 of the attachment they came from
	TextFrom         *string               `json:"text_from,omitempty"` // sha256 of the attachment the sections came from
	Findings         []audit.Finding       `json:"findings"`
	EmptyForm        bool                  `json:"-"` // no report, but the form's tables without a number
	Annotations      int                   `json:"-"` // phonetic annotations removed
	Origins          []form.Origin         `json:"-"` // where each cell was read; only of a page to be explained
}

// Section is one part of the narrative under its heading, without tables.
// Number is 1–6 by title (national form), 0 before the first heading, nil for
// a heading the form does not know.
type Section struct {
	Number  *int   `json:"number"`
	Ordinal string `json:"ordinal"`
	Heading string `json:"heading"`
	Text    string `json:"text"`
}

// Attachment is a file the page links to or shows. SHA256 and MediaType are
// empty until it was fetched.
type Attachment struct {
	URL       string `json:"url"`
	Name      string `json:"name"`
	SHA256    string `json:"sha256"`
	MediaType string `json:"media_type"`
}
