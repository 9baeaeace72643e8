package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// textOf digests what makes a version: title, sections, tables, their labels
// and the cells as printed. Left out is what changes without the text or a
// cell changing, or comes from elsewhere than the page: charset, media, dates
// and agency (a list page or a seed may give them), copies, attachments (their
// links carry session numbers), forms recognised, and findings. The other
// results are the attachments the tables and the narrative came from, "" if none.
//
// Two digests can only be compared under the same parser. body is compact, and
// extract writes its keys in one order, so bytes can be compared.
func textOf(body []byte) (digest, tablesFrom, textFrom string, err error) {
	var part struct {
		Title      json.RawMessage `json:"title"`
		Sections   json.RawMessage `json:"sections"`
		Tables     json.RawMessage `json:"tables"`
		Labels     json.RawMessage `json:"statistics_labels"`
		Notes      json.RawMessage `json:"cell_notes"`
		TablesFrom *string         `json:"tables_from"`
		TextFrom   *string         `json:"text_from"`
	}
	if err := json.Unmarshal(body, &part); err != nil {
		return "", "", "", fmt.Errorf("read text of reading: %w", err)
	}
	h := sha256.New()
	for _, b := range [][]byte{part.Title, part.Sections, part.Tables, part.Labels, part.Notes} {
		h.Write(b)
		h.Write([]byte{'\n'})
	}
	if part.TablesFrom != nil {
		tablesFrom = *part.TablesFrom
	}
	if part.TextFrom != nil {
		textFrom = *part.TextFrom
	}
	return shortDigest(h.Sum(nil)), tablesFrom, textFrom, nil
}

// shortDigest keeps 16 bytes of a sum: enough to tell versions of one page apart.
func shortDigest(sum []byte) string { return hex.EncodeToString(sum[:16]) }

// digestOf is the digest of a reading's body, compact.
func digestOf(body []byte) string {
	sum := sha256.Sum256(body)
	return shortDigest(sum[:])
}

// facts makes the indexed fields of a reading. body is the compacted Body.
func (r *Reading) facts(body []byte) (*Facts, error) {
	text, tables, narrative, err := textOf(body)
	if err != nil {
		return nil, err
	}
	f := r.fields()
	f.Text, f.Body, f.TablesFrom, f.TextFrom = text, digestOf(body), tables, narrative
	return f, nil
}

// fields are the facts that need no look at the body.
func (r *Reading) fields() *Facts {
	f := &Facts{
		Parser: r.Parser, Kind: r.Kind, Agency: r.Agency, Title: r.Title, Template: r.Template,
		ContentSHA256: r.ContentSHA256, Year: r.Year, PublishedOn: r.PublishedOn,
		Copies: r.Copies, Cells: r.Cells, Annotations: r.Annotations, Attachments: r.Attachments,
	}
	if len(r.Findings) > 0 {
		f.Findings = make(map[string]int, len(r.Findings))
		for _, rule := range r.Findings {
			f.Findings[rule]++
		}
	}
	return f
}
