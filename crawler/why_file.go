package crawler

import (
	"context"
	"errors"

	"nianbao/crawler/frontier"
	"nianbao/crawler/reader"
	"nianbao/extract"
	"nianbao/store"
)

// Explained is what Explain reads: the state of the frontier, and the files.
type Explained interface {
	frontier.Reader
	// LatestOf, PageOf, Blob and Words are those of store.Archive.
	LatestOf(ctx context.Context, url string) (store.Capture, error)
	PageOf(url string) (store.Page, bool, error)
	Blob(sha string) ([]byte, error)
	Words(sha string) (store.Words, bool, error)
}

// FilePending is what Why says of a file that awaits the program its type needs.
const FilePending = "pending"

// explainFile says why the file at a URL was not read: a word of
// store.Words.Fault, or FilePending; "" where it was, or is no file that a
// program reads.
func explainFile(ctx context.Context, a Explained, url string) (string, error) {
	c, err := a.LatestOf(ctx, url)
	if errors.Is(err, store.ErrNotFound) || err == nil && c.Outcome == store.Redirect {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	words, known, err := a.Words(c.RawSHA256)
	if err != nil || known {
		return words.Fault, err
	}
	body, err := a.Blob(c.RawSHA256)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	if media := extract.MediaType(body); err == nil && reader.Reads(media) && extract.NeedsWords(media, body) {
		return FilePending, nil
	}
	return "", err
}
