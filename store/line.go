package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"nianbao/extract/audit"
)

// Schema names the report line's form, its first field.
const Schema = "nianbao.report/1"

// field is one member of a JSON object: its key, unquoted, and its value as it
// stands.
type field struct {
	key []byte
	raw json.RawMessage
}

// appendTo appends the member.
func (f *field) appendTo(b []byte) []byte {
	if plain(f.key) {
		b = append(append(append(b, '"'), f.key...), '"')
	} else {
		b = appendText(b, string(f.key))
	}
	return append(append(b, ':'), f.raw...)
}

// fields takes a JSON object apart without touching its values. The error is
// that of the JSON, or that it is no object.
func fields(out []field, object []byte) ([]field, error) {
	if out, ok := split(out, object); ok {
		return out, nil
	}
	dec := json.NewDecoder(bytes.NewReader(object))
	if t, err := dec.Token(); err != nil {
		return nil, err
	} else if t != json.Delim('{') {
		return nil, errors.New("not a JSON object")
	}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return nil, err
		}
		key, ok := t.(string)
		if !ok {
			return nil, errors.New("not a JSON object")
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return nil, err
		}
		out = append(out, field{[]byte(key), raw})
	}
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	return out, nil
}

// head is the archive's own part of the report line. charset and
// content_sha256 are the reading's, but stand among its fields.
type head struct {
	id, duplicateOf        string // "" = of none
	page                   *Page
	charset, contentSHA256 json.RawMessage
}

// headOf makes the archive's part of the report line. duplicateOf may be "".
func headOf(id string, p *Page, duplicateOf string) head {
	return head{id: id, page: p, duplicateOf: duplicateOf}
}

// appendTo appends the head as JSON, in the order of CONTRACT, without its last
// brace.
func (h *head) appendTo(b []byte) []byte {
	p := h.page
	b = appendText(append(b, `{"schema":`...), Schema)
	b = appendText(append(b, `,"id":`...), h.id)
	b = appendText(append(b, `,"url":`...), p.URL)
	b = appendText(append(b, `,"portal":`...), p.Portal)
	b = appendText(append(b, `,"region":`...), p.Region)
	b = appendTime(append(b, `,"fetched_at":`...), p.FetchedAt)
	b = appendTime(append(b, `,"first_seen":`...), p.FirstSeen)
	b = appendTime(append(b, `,"changed_at":`...), p.ChangedAt)
	b = appendTime(append(b, `,"gone_at":`...), p.GoneAt)
	b = strconv.AppendInt(append(b, `,"versions":`...), int64(p.Versions), 10)
	b = strconv.AppendInt(append(b, `,"status":`...), int64(p.Status), 10)
	b = appendText(append(b, `,"media_type":`...), p.MediaType)
	b = appendRaw(append(b, `,"charset":`...), h.charset)
	b = appendText(append(b, `,"raw_sha256":`...), p.RawSHA256)
	b = appendRaw(append(b, `,"content_sha256":`...), h.contentSHA256)
	if b = append(b, `,"duplicate_of":`...); h.duplicateOf == "" {
		return append(b, "null"...)
	}
	return appendText(b, h.duplicateOf)
}

// appendText appends a JSON string. What is not UTF-8 in it becomes U+FFFD.
func appendText(b []byte, s string) []byte {
	if asItIs(s) {
		return append(append(append(b, '"'), s...), '"')
	}
	var quoted bytes.Buffer
	enc := json.NewEncoder(&quoted)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string always can be
	return append(b, bytes.TrimSuffix(quoted.Bytes(), []byte("\n"))...)
}

// appendTime appends a time as the report line has it: RFC 3339 in UTC, whole
// seconds; null for never.
func appendTime(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return append(b, "null"...)
	}
	b = t.UTC().Truncate(time.Second).AppendFormat(append(b, '"'), time.RFC3339)
	return append(b, '"')
}

// appendRaw appends JSON as it is; null for none.
func appendRaw(b []byte, raw json.RawMessage) []byte {
	if raw == nil {
		return append(b, "null"...)
	}
	return append(b, raw...)
}

// compose makes the report line of a page and its reading: one JSON object,
// without a line end. The reading's values are copied as they are; a field the
// archive answers for is the archive's, whatever the reading holds. across are
// findings that come from comparing with other reports; they stand last.
func compose(h head, body []byte, across ...audit.Finding) ([]byte, error) {
	var room members
	all, err := fields(room[:0], body)
	if err != nil {
		return nil, damage("compose report %s: %w", h.id, err)
	}
	rest := all[:0]
	for _, f := range all {
		switch string(f.key) {
		case "charset":
			h.charset = f.raw
		case "content_sha256":
			h.contentSHA256 = f.raw
		case "parser":
			if read := h.page.Read; read != nil && read.Parser != "" {
				f.raw = appendText(nil, read.Parser)
			}
			rest = append(rest, f)
		case "findings":
			if f.raw, err = withFindings(f.raw, across); err != nil {
				return nil, damage("compose report %s: %w", h.id, err)
			}
			rest = append(rest, f)
		case "schema", "id", "url", "portal", "region", "fetched_at", "first_seen", "changed_at", "gone_at",
			"versions", "status", "media_type", "raw_sha256", "duplicate_of":
		default:
			rest = append(rest, f)
		}
	}
	b := h.appendTo(make([]byte, 0, len(body)+1024))
	for i := range rest {
		b = rest[i].appendTo(append(b, ','))
	}
	return append(b, '}'), nil
}
