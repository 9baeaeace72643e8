package reading

import (
	"context"
	"errors"
	"runtime"
	"sync"

	"nianbao/crawler/reader"
	"nianbao/extract"
	"nianbao/store"
)

// Reader makes words, runs no more programs at once than there are processors,
// and says once what is not installed. Its methods may be called from many
// goroutines.
type Reader struct {
	// Tell is called once for each thing that is not installed, with a line
	// that says what to install.
	Tell func(line string)

	once sync.Once
	free chan struct{}
	mu   sync.Mutex
	told map[string]bool
}

// Words is Words of this package, but that a program that is not installed is
// told of, and leaves the words nil.
func (r *Reader) Words(ctx context.Context, body []byte) (*store.Words, error) {
	r.once.Do(func() { r.free = make(chan struct{}, runtime.GOMAXPROCS(0)) })
	if media := extract.MediaType(body); !reader.Reads(media) || !extract.NeedsWords(media, body) {
		return nil, nil
	}
	select {
	case r.free <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	w, err := Words(ctx, body)
	<-r.free
	if !errors.Is(err, reader.ErrNotInstalled) {
		return w, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if line := err.Error(); !r.told[line] {
		if r.told == nil {
			r.told = map[string]bool{}
		}
		r.told[line] = true
		r.Tell(line)
	}
	return nil, nil
}
