package reading

import (
	"context"
	"errors"

	"nianbao/crawler/reader"
	"nianbao/extract"
	"nianbao/store"
)

// Words has the program that reads files of a body's type read it. They are
// nil where none is needed: for a page, a
// Word file that extraction reads itself, an image. What
// is the file's own fault (a password, damage) is in the words. The error wraps
// reader.ErrNotInstalled, whose text says what to install, or is the context's
// or this machine's.
func Words(ctx context.Context, body []byte) (*store.Words, error) {
	media := extract.MediaType(body)
	if !reader.Reads(media) || !extract.NeedsWords(media, body) {
		return nil, nil
	}
	w, err := reader.File(ctx, media, body)
	if err == nil {
		return &store.Words{Tool: w.Tool, Version: w.Version, Data: w.Data}, nil
	}
	for _, f := range faults {
		if errors.Is(err, f.is) {
			return &store.Words{Tool: w.Tool, Version: w.Version, Fault: f.word}, nil
		}
	}
	return nil, err
}

var faults = []struct {
	is   error
	word string
}{
	{reader.ErrEncrypted, store.FaultEncrypted},
	{reader.ErrTimeout, store.FaultTimeout},
	{reader.ErrTooLarge, store.FaultTooLarge},
	{reader.ErrUnreadable, store.FaultUnreadable},
}
