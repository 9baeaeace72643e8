package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// Words is what a program outside this one said of a body that is a file:
// where the words of a PDF stand, the text of an old Word file. It is kept by
// the body's SHA-256, so that the body can be read again on a machine without
// that program. It is derived, but can be rebuilt by that program only: what
// drops derived records keeps these.
type Words struct {
	Tool    string `json:"tool"`            // pdftotext
	Version string `json:"version"`         // of the tool; "" where it does not tell
	Fault   string `json:"fault,omitempty"` // why there is nothing: one of the Fault… words; "" where Data holds it
	Data    []byte `json:"-"`
}

// Bytes is what the program said; nil where none was run, or nothing came of it.
func (w *Words) Bytes() []byte {
	if w == nil || w.Fault != "" {
		return nil
	}
	return w.Data
}

// Faults of a file that a program could not read. They are the file's own, and
// another run of the same program ends the same way.
const (
	FaultEncrypted  = "encrypted"
	FaultTimeout    = "timeout"
	FaultTooLarge   = "too_large"
	FaultUnreadable = "unreadable"
)

// encodeWords makes a record: the packed JSON of its head, a line end, the
// data.
func (p *packer) encodeWords(w *Words) ([]byte, error) {
	head, err := json.Marshal(w)
	if err != nil {
		return nil, fmt.Errorf("encode words: %w", err)
	}
	return p.pack(append(append(head, '\n'), w.Data...)), nil
}

// decodeWords reads a record. Errors are ErrDamaged.
func (p *packer) decodeWords(v []byte) (Words, error) {
	var w Words
	b, err := p.unpack(v)
	if err != nil {
		return w, fmt.Errorf("decode words: %w", err)
	}
	head, data, found := bytes.Cut(b, []byte("\n"))
	if !found {
		return w, damage("decode words: no head")
	}
	if err := json.Unmarshal(head, &w); err != nil {
		return w, damage("decode words: %w", err)
	}
	w.Data = data
	return w, nil
}

// Words returns what is kept of the file with this SHA-256 (hex); false where
// no program was run on it.
func (a *Archive) Words(sha string) (Words, bool, error) {
	key, err := hex.DecodeString(sha)
	if err != nil || len(key) != sha256.Size {
		return Words{}, false, fmt.Errorf("read words of %.80q: not a SHA-256 in hex", sha)
	}
	var packed []byte
	err = a.read(func(tx snapshot) error {
		packed = bytes.Clone(tx.Bucket(bucketWords).Get(key))
		return nil
	})
	if err != nil || packed == nil {
		return Words{}, false, err
	}
	w, err := a.pack.decodeWords(packed)
	if err != nil {
		return Words{}, false, fmt.Errorf("read words of %s: %w", sha, err)
	}
	return w, true, nil
}

// PutWords keeps what a program said of a file the archive holds, in place of
// what was kept of it before. ErrNotFound where no body has this SHA-256.
func (a *Archive) PutWords(ctx context.Context, sha string, w Words) error {
	key, err := hex.DecodeString(sha)
	if err != nil || len(key) != sha256.Size {
		return fmt.Errorf("keep words of %.80q: not a SHA-256 in hex", sha)
	}
	record, err := a.pack.encodeWords(&w)
	if err == nil {
		err = a.submit(ctx, len(record), func(tx *bolt.Tx) error {
			if tx.Bucket(bucketBlobSHA).Get(key) == nil {
				return ErrNotFound
			}
			return tx.Bucket(bucketWords).Put(key, record)
		})
	}
	if err != nil {
		return fmt.Errorf("keep words of %s: %w", sha, err)
	}
	return nil
}
