package extract

import (
	"bytes"
	"unicode/utf8"

	"nianbao/extract/form"
)

// proseEnough is how many characters of narrative a report has at least.
const proseEnough = 120

// kindOf tells what a page is from what was read off it. A report has the
// narrative of one under its sections, or statutory tables with at least one
// number, or is said by its title to be one and has prose.
func kindOf(title string, sections []Section, tables *form.Tables, attachments, images int) Kind {
	_, titled := readTitle(title)
	prose, numbered := 0, map[int]bool{}
	for _, s := range sections {
		prose += utf8.RuneCountInString(s.Text)
		if s.Number != nil && *s.Number > 0 {
			numbered[*s.Number] = true
		}
	}
	numbers := tables.Numbers()
	statutory := 0
	for _, t := range tables.All() {
		if t.Numbers() > 0 {
			statutory++
		}
	}
	switch {
	case numbers > 0 && prose >= proseEnough && (titled || len(numbered) >= 2 || statutory >= 2):
		return AnnualReport
	case numbers > 0 && (statutory >= 2 || titled || len(tables.Statistics) > 5):
		return LegalTableOnly
	case len(numbered) >= 4 && prose >= 3*proseEnough:
		return AnnualReport
	case titled && prose >= 3*proseEnough && len(sections) >= 3:
		return AnnualReport
	case titled && attachments > 0:
		return AttachmentOnly
	case titled && images > 0:
		return ImageOnly
	}
	return NotAReport
}

// signatures of files that are no page: the report in them is an attachment's.
var signatures = []struct {
	magic []byte
	media string
}{
	{[]byte("%PDF-"), "application/pdf"},
	{[]byte("PK\x03\x04"), "application/zip"},
	{[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "application/x-ole-storage"},
	{[]byte("{\\rtf"), "application/rtf"},
	{[]byte("\x89PNG"), "image/png"},
	{[]byte("\xff\xd8\xff"), "image/jpeg"},
	{[]byte("GIF8"), "image/gif"},
	{[]byte("\x1f\x8b"), "application/gzip"},
}

// fileType names the type of a body that is a file, by its first bytes; empty
// for text.
func fileType(body []byte) string {
	for _, s := range signatures {
		if bytes.HasPrefix(body, s.magic) {
			return s.media
		}
	}
	return ""
}
