package extract

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// JSON is the report's part of the report line, in field order, with no HTML
// escapes: text is stored as it reads.
func (r *Report) JSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r); err != nil {
		return nil, fmt.Errorf("encode report: %w", err)
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
