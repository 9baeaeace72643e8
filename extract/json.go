package extract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"nianbao/extract/form"
)

// JSON is the report's part of the report line, in field order, with no HTML
// escapes: text is stored as it reads. The tables, half of it, are written by
// themselves into the rest.
func (r *Report) JSON() ([]byte, error) {
	rest := *r
	rest.Tables = form.Tables{}
	none := rest.Tables.AppendJSON([]byte(`"tables":`)) // it stands in no text: quotes are escaped there
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(&rest); err != nil {
		return nil, fmt.Errorf("encode report: %w", err)
	}
	out := bytes.TrimRight(b.Bytes(), "\n")
	at := bytes.Index(out, none)
	if at < 0 {
		return nil, errors.New("encode report: no place for its tables")
	}
	tables := r.Tables.AppendJSON([]byte(`"tables":`))
	return slices.Replace(out, at, at+len(none), tables...), nil
}
