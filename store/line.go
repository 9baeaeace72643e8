package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"nianbao/extract/audit"
)

// Schema names the report line's form, its first field.
const Schema = "nianbao.report/1"

// field is one member of a JSON object: its key, and its value as it stands.
type field struct {
	key string
	raw json.RawMessage
}

// appendTo appends the member.
func (f *field) appendTo(b []byte) ([]byte, error) {
	if plain([]byte(f.key)) {
		b = append(append(append(b, '"'), f.key...), '"', ':')
	} else {
		key, err := json.Marshal(f.key)
		if err != nil {
			return nil, err
		}
		b = append(append(b, key...), ':')
	}
	return append(b, f.raw...), nil
}

// fields takes a JSON object apart without touching its values. The error is
// that of the JSON, or that it is no object.
func fields(object []byte) ([]field, error) {
	if out, ok := split(object); ok {
		return out, nil
	}
	dec := json.NewDecoder(bytes.NewReader(object))
	if t, err := dec.Token(); err != nil {
		return nil, err
	} else if t != json.Delim('{') {
		return nil, errors.New("not a JSON object")
	}
	var out []field
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
		out = append(out, field{key, raw})
	}
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	return out, nil
}

// head is the archive's own part of the report line, in the order of CONTRACT.
// charset and content_sha256 are the reading's, but stand between these.
type head struct {
	Schema        string          `json:"schema"`
	ID            string          `json:"id"`
	URL           string          `json:"url"`
	Portal        string          `json:"portal"`
	Region        string          `json:"region"`
	FetchedAt     *string         `json:"fetched_at"`
	FirstSeen     *string         `json:"first_seen"`
	ChangedAt     *string         `json:"changed_at"`
	GoneAt        *string         `json:"gone_at"`
	Versions      int             `json:"versions"`
	Status        int             `json:"status"`
	MediaType     string          `json:"media_type"`
	Charset       json.RawMessage `json:"charset"`
	RawSHA256     string          `json:"raw_sha256"`
	ContentSHA256 json.RawMessage `json:"content_sha256"`
	DuplicateOf   *string         `json:"duplicate_of"`

	parser string // it stands among the reading's fields
}

// stamp is a time as the report line has it: RFC 3339 in UTC, whole seconds;
// nil for never.
func stamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Truncate(time.Second).Format(time.RFC3339)
	return &s
}

// headOf makes the archive's part of the report line. duplicateOf may be "".
func headOf(id string, p *Page, duplicateOf string) head {
	h := head{
		Schema: Schema, ID: id, URL: p.URL, Portal: p.Portal, Region: p.Region,
		FetchedAt: stamp(p.FetchedAt), FirstSeen: stamp(p.FirstSeen), ChangedAt: stamp(p.ChangedAt), GoneAt: stamp(p.GoneAt),
		Versions: p.Versions, Status: p.Status, MediaType: p.MediaType, RawSHA256: p.RawSHA256,
	}
	if duplicateOf != "" {
		h.DuplicateOf = &duplicateOf
	}
	if p.Read != nil {
		h.parser = p.Read.Parser
	}
	return h
}

// compose makes the report line of a page and its reading: one JSON object,
// without a line end. The reading's values are copied as they are; a field the
// archive answers for is the archive's, whatever the reading holds. across are
// findings that come from comparing with other reports; they stand last.
func compose(h head, body []byte, across ...audit.Finding) ([]byte, error) {
	all, err := fields(body)
	if err != nil {
		return nil, damage("compose report %s: %w", h.ID, err)
	}
	rest := all[:0]
	for _, f := range all {
		switch f.key {
		case "charset":
			h.Charset = f.raw
		case "content_sha256":
			h.ContentSHA256 = f.raw
		case "parser":
			if h.parser != "" {
				if f.raw, err = json.Marshal(h.parser); err != nil {
					return nil, fmt.Errorf("compose report %s: %w", h.ID, err)
				}
			}
			rest = append(rest, f)
		case "findings":
			if f.raw, err = withFindings(f.raw, across); err != nil {
				return nil, damage("compose report %s: %w", h.ID, err)
			}
			rest = append(rest, f)
		case "schema", "id", "url", "portal", "region", "fetched_at", "first_seen", "changed_at", "gone_at",
			"versions", "status", "media_type", "raw_sha256", "duplicate_of":
		default:
			rest = append(rest, f)
		}
	}
	b, err := encodeHead(h, len(body)+1024)
	if err != nil {
		return nil, err
	}
	for i := range rest {
		if b, err = rest[i].appendTo(append(b, ',')); err != nil {
			return nil, fmt.Errorf("compose report %s: %w", h.ID, err)
		}
	}
	return append(b, '}'), nil
}

// encodeHead is the head as JSON without its last brace, with room for so many
// bytes in all.
func encodeHead(h head, size int) ([]byte, error) {
	b := bytes.NewBuffer(make([]byte, 0, size))
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(h); err != nil {
		return nil, fmt.Errorf("compose report %s: %w", h.ID, err)
	}
	return b.Bytes()[:b.Len()-len("}\n")], nil
}
