package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Reading is what extraction read off one capture: the fields the archive
// indexes, and the rest as the JSON object it came as.
type Reading struct {
	Parser        string
	Kind          string
	Agency        string // "" where unknown
	Title         string
	Template      string
	ContentSHA256 string // hex; "" where there is neither narrative nor a number
	Year          int    // 0 where unknown
	PublishedOn   string // YYYY-MM-DD; "" where unknown
	Copies        int
	Cells         int
	Annotations   int      // phonetic annotations removed
	Findings      []string // rule names, one per finding
	Attachments   []string // URLs of the files it names

	// Body is extract's part of the report line, a JSON object. It is stored
	// compacted and otherwise as it is: numbers keep their digits.
	Body json.RawMessage
}

// notAReport is the kind that is kept and counted, but left out of exports and
// of every index by which reports are found (CONTRACT, A report).
const notAReport = "not_a_report"

// maxReading bounds a reading's JSON, in bytes. The longest real report is
// under 1 MB; what is past this is no report.
const maxReading = 64 << 20

// compact checks that a reading's body is one JSON object, and returns it
// without insignificant white space.
func (r *Reading) compact() ([]byte, error) {
	if len(r.Body) > maxReading {
		return nil, fmt.Errorf("reading of %d bytes is over %d", len(r.Body), maxReading)
	}
	var b bytes.Buffer
	if err := json.Compact(&b, r.Body); err != nil {
		return nil, fmt.Errorf("compact reading: %w", err)
	}
	if b.Len() == 0 || b.Bytes()[0] != '{' {
		return nil, errors.New("reading is not a JSON object")
	}
	return b.Bytes(), nil
}
