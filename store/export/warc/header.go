package warc

import (
	"strings"
	"time"
)

// Types of records (WARC/1.1, section 6).
const (
	TypeInfo         = "warcinfo"
	TypeRequest      = "request"
	TypeResponse     = "response"
	TypeResource     = "resource"
	TypeMetadata     = "metadata"
	TypeRevisit      = "revisit"
	TypeConversion   = "conversion"
	TypeContinuation = "continuation"
)

// Profiles of revisit records (WARC/1.1, section 6.7).
const (
	ProfileIdentical   = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
	ProfileNotModified = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
)

// Field is one named field of a record.
type Field struct{ Name, Value string }

// Header is a record's named fields, in the order they stand.
type Header []Field

// Get is the first value of a field, whose name is compared without case; "" if
// there is none.
func (h Header) Get(name string) string {
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// Values are all values of a field.
func (h Header) Values(name string) []string {
	var out []string
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			out = append(out, f.Value)
		}
	}
	return out
}

// Type is the record's type in lower case.
func (h Header) Type() string { return strings.ToLower(h.Get("WARC-Type")) }

// ID is the record's id without its angle brackets.
func (h Header) ID() string { return bare(h.Get("WARC-Record-ID")) }

// Target is the address the record is of, without the angle brackets that
// WARC/1.0 was read to ask for.
func (h Header) Target() string { return bare(h.Get("WARC-Target-URI")) }

// RefersTo is the id of the record this one is about.
func (h Header) RefersTo() string { return bare(h.Get("WARC-Refers-To")) }

// RefersToTarget is the address of the record this one is about.
func (h Header) RefersToTarget() string { return bare(h.Get("WARC-Refers-To-Target-URI")) }

// ConcurrentTo are the ids of the records of the same exchange.
func (h Header) ConcurrentTo() []string {
	all := h.Values("WARC-Concurrent-To")
	for i := range all {
		all[i] = bare(all[i])
	}
	return all
}

// MediaType is the type of the block, in lower case and without parameters.
func (h Header) MediaType() string {
	media, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(media))
}

// NotModified tells a revisit that stands for a 304 (section 6.7.3) from one of
// the same bytes; the profile's version does not matter.
func (h Header) NotModified() bool {
	return strings.HasSuffix(strings.TrimSuffix(strings.ToLower(bare(h.Get("WARC-Profile"))), "/"), "/server-not-modified")
}

// Date is when the block was had; false where the field is missing or no date.
func (h Header) Date() (time.Time, bool) { return parseDate(h.Get("WARC-Date")) }

// RefersToDate is the Date of the record this one is about.
func (h Header) RefersToDate() (time.Time, bool) { return parseDate(h.Get("WARC-Refers-To-Date")) }

// dateLayouts are those of WARC/1.1, section 5.4 (W3C date and time), and the
// fourteen digits old crawlers wrote.
var dateLayouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04Z", "2006-01-02", "20060102150405"}

func parseDate(s string) (time.Time, bool) {
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil && t.Year() > 0 && t.Year() <= 9999 {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// bare takes an address out of its angle brackets.
func bare(s string) string {
	s = strings.TrimSpace(s)
	if len(s) >= 2 && s[0] == '<' && s[len(s)-1] == '>' {
		return strings.TrimSpace(s[1 : len(s)-1])
	}
	return s
}
