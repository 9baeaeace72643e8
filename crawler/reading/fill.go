package reading

import (
	"context"
	"fmt"
	"iter"

	"nianbao/crawler/reader"
	"nianbao/extract"
	"nianbao/store"
)

// Filled counts what Fill did, in files: a body counts once.
type Filled struct {
	Read   int `json:"read"`   // have words now, and had none
	Faulty int `json:"faulty"` // cannot be read, by their own fault
	Left   int `json:"left"`   // whose program is not installed
}

// Source is what Fill needs of an archive.
type Source interface {
	// Captures walks over all captures.
	Captures(ctx context.Context) iter.Seq2[store.Capture, error]
	Blob(sha string) ([]byte, error)
	Words(sha string) (store.Words, bool, error)
	// PutWords keeps words of a body the archive holds.
	PutWords(ctx context.Context, sha string, w store.Words) error
}

// Fill has every file of an archive read that was not yet, as after a crawl on
// a machine without the programs. What is found faulty stays so, unless again
// says to try once more, as with a later version of a program. Pages are to be
// read again afterwards: only words change. It may be stopped and called again.
//
// changed, which may be nil, is called for each capture whose words are new.
func Fill(ctx context.Context, a Source, r *Reader, again bool, changed func(store.Capture)) (Filled, error) {
	var n Filled
	seen := map[string]bool{} // of files, not of pages
	for c, err := range a.Captures(ctx) {
		if err != nil {
			return n, err
		}
		if c.Outcome != store.OK || c.RawSHA256 == "" || seen[c.RawSHA256] {
			continue
		}
		had, known, err := a.Words(c.RawSHA256)
		if err != nil {
			return n, err
		}
		if known && (had.Fault == "" || !again) {
			continue
		}
		body, err := a.Blob(c.RawSHA256)
		if err != nil {
			return n, err
		}
		if media := extract.MediaType(body); !reader.Reads(media) || !extract.NeedsWords(media, body) {
			continue
		}
		seen[c.RawSHA256] = true
		words, err := r.Words(ctx, body)
		if err != nil {
			return n, fmt.Errorf("read file of %s: %w", c.URL, err)
		}
		if words == nil {
			n.Left++
			continue
		}
		if err := a.PutWords(ctx, c.RawSHA256, *words); err != nil {
			return n, err
		}
		if words.Fault != "" {
			n.Faulty++
			continue
		}
		n.Read++
		if changed != nil {
			changed(c)
		}
	}
	return n, nil
}
