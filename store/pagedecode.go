package store

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// decodePage reads a page's record. An export looks at every page there is, so
// what putPage writes is read in one pass; anything else is left to the JSON
// decoder, which knows every field by itself.
func decodePage(v []byte) (*Page, error) {
	var p Page
	var room members
	if all, ok := split(room[:0], v); ok && p.take(all) {
		return &p, nil
	}
	p = Page{}
	if err := json.Unmarshal(v, &p); err != nil {
		return nil, err
	}
	return &p, nil
}

// take sets the fields; false where one is not as putPage writes it.
func (p *Page) take(all []field) bool {
	for _, m := range all {
		var ok bool
		switch string(m.key) {
		case "url":
			p.URL, ok = textIn(m.raw)
		case "portal":
			p.Portal, ok = textIn(m.raw)
		case "region":
			p.Region, ok = textIn(m.raw)
		case "first_seen":
			ok = p.FirstSeen.UnmarshalJSON(m.raw) == nil
		case "fetched_at":
			ok = p.FetchedAt.UnmarshalJSON(m.raw) == nil
		case "changed_at":
			ok = p.ChangedAt.UnmarshalJSON(m.raw) == nil
		case "gone_at":
			ok = p.GoneAt.UnmarshalJSON(m.raw) == nil
		case "versions":
			p.Versions, ok = intIn(m.raw)
		case "status":
			p.Status, ok = intIn(m.raw)
		case "media_type":
			p.MediaType, ok = textIn(m.raw)
		case "raw_sha256":
			p.RawSHA256, ok = textIn(m.raw)
		case "read":
			if p.Read == nil {
				p.Read = new(Facts)
			}
			var room members
			facts, whole := split(room[:0], m.raw)
			ok = whole && p.Read.take(facts)
		default:
			ok = p.takeLast(m)
		}
		if !ok {
			return false
		}
	}
	return true
}

// takeLast sets the fields of requests.
func (p *Page) takeLast(m field) bool {
	var ok bool
	var n int
	switch string(m.key) {
	case "etag":
		p.ETag, ok = textIn(m.raw)
	case "last_modified":
		p.LastModified, ok = textIn(m.raw)
	case "last_run":
		n, ok = intIn(m.raw)
		p.LastRun, ok = uint32(n), ok && int(uint32(n)) == n
	case "last_seq":
		n, ok = intIn(m.raw)
		p.LastSeq, ok = uint16(n), ok && int(uint16(n)) == n
	case "last_at":
		ok = p.LastAt.UnmarshalJSON(m.raw) == nil
	case "last_outcome":
		var s string
		s, ok = textIn(m.raw)
		p.LastOutcome = Outcome(s)
	case "change":
		n, ok = intIn(m.raw)
		p.Change, ok = uint64(n), ok && n >= 0
	}
	return ok
}

func (f *Facts) take(all []field) bool {
	for _, m := range all {
		var ok bool
		switch string(m.key) {
		case "parser":
			f.Parser, ok = textIn(m.raw)
		case "kind":
			f.Kind, ok = textIn(m.raw)
		case "agency":
			f.Agency, ok = textIn(m.raw)
		case "title":
			f.Title, ok = textIn(m.raw)
		case "template":
			f.Template, ok = textIn(m.raw)
		case "content_sha256":
			f.ContentSHA256, ok = textIn(m.raw)
		case "year":
			f.Year, ok = intIn(m.raw)
		case "published_on":
			f.PublishedOn, ok = textIn(m.raw)
		case "text":
			f.Text, ok = textIn(m.raw)
		case "body":
			f.Body, ok = textIn(m.raw)
		default:
			ok = f.takeRest(m)
		}
		if !ok {
			return false
		}
	}
	return true
}

// takeRest sets counts, and what comes from attachments.
func (f *Facts) takeRest(m field) bool {
	var ok bool
	switch string(m.key) {
	case "copies":
		f.Copies, ok = intIn(m.raw)
	case "cells":
		f.Cells, ok = intIn(m.raw)
	case "annotations":
		f.Annotations, ok = intIn(m.raw)
	case "findings":
		ok = json.Unmarshal(m.raw, &f.Findings) == nil
	case "tables_from":
		f.TablesFrom, ok = textIn(m.raw)
	case "text_from":
		f.TextFrom, ok = textIn(m.raw)
	case "attachments":
		ok = json.Unmarshal(m.raw, &f.Attachments) == nil
	}
	return ok
}

// textIn reads a JSON string.
func textIn(raw []byte) (string, bool) {
	if len(raw) < 2 || raw[0] != '"' {
		return "", false
	}
	s := string(raw[1 : len(raw)-1])
	if asItIs(s) {
		return s, true
	}
	err := json.Unmarshal(raw, &s)
	return s, err == nil
}

// asItIs tells text in which every character stands for itself in a JSON string
// (RFC 8259 section 7).
func asItIs(text string) bool {
	ascii := true
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c == '\\' || c == '"' {
			return false
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	return ascii || utf8.ValidString(text)
}

// intIn reads a JSON number that is whole (RFC 8259 section 6: no sign but a
// minus, no leading zeros).
func intIn(raw []byte) (int, bool) {
	digits := bytes.TrimPrefix(raw, []byte{'-'})
	if len(digits) == 0 || digits[0] == '+' || digits[0] == '-' || digits[0] == '0' && len(digits) > 1 {
		return 0, false
	}
	n, err := strconv.Atoi(string(raw))
	return n, err == nil
}
