package warc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"nianbao/store"
)

// NoteSchema names a note's form, its first field.
const NoteSchema = "nianbao.warc-note/1"

// noteMark stands in the warcinfo of an export.
const noteMark = "Metadata records of type application/json hold the rest of each capture (" + NoteSchema + ")."

// maxNote bounds a note, in bytes.
const maxNote = 1 << 20

// Note is what a capture has that WARC has no field for: the block of the
// metadata record of its exchange. Read says that reports are looked for in the
// page: a list page may not be taken for one when it is read again.
type Note struct {
	Capture store.Capture // without Run and headers
	Read    bool
	Words   *store.Words // what a program said of the body; its data stand in a conversion record
}

// noteJSON is a note as it is written: the capture as `export --what captures`
// has it, without its run, which is one archive's own, and without headers,
// which stand in the other records.
type noteJSON struct {
	Schema string       `json:"schema"`
	Read   bool         `json:"read"`
	Words  *store.Words `json:"words,omitempty"`
	store.Capture
	Run             *int        `json:"run,omitempty"`
	RequestHeaders  http.Header `json:"request_headers,omitempty"`
	ResponseHeaders http.Header `json:"response_headers,omitempty"`
}

// Encode writes the block of a note.
func (n Note) Encode() ([]byte, error) {
	b, err := json.Marshal(noteJSON{Schema: NoteSchema, Read: n.Read, Words: n.Words, Capture: n.Capture})
	if err != nil {
		return nil, fmt.Errorf("encode note: %w", err)
	}
	return b, nil
}

// ReadNote reads the note that a metadata record is; false where it is another
// program's record. A note that is no JSON is an error.
func (rec *Record) ReadNote() (Note, bool, error) {
	if rec.Type() != TypeMetadata || rec.MediaType() != "application/json" {
		return Note{}, false, nil
	}
	block, err := rec.Block(maxNote)
	if err != nil {
		return Note{}, false, err
	}
	var n noteJSON
	if json.Unmarshal(block, &n) != nil || n.Schema != NoteSchema {
		return Note{}, false, nil
	}
	if err := rec.CheckBlock(block); err != nil {
		return Note{}, false, err
	}
	return Note{Capture: n.Capture, Read: n.Read, Words: n.Words}, true, nil
}

// Noted tells whether a warcinfo record is that of an archive's export, in which
// every capture has a note.
func (rec *Record) Noted() (bool, error) {
	if rec.Type() != TypeInfo {
		return false, nil
	}
	block, err := rec.Block(maxNote)
	return bytes.Contains(block, []byte(noteMark)), err
}
