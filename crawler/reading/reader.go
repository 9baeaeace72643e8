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

// Reader makes words, runs no more programs at once than there are processors
// and only one on a large file, and says once what is not installed. Its methods may be called from many
// goroutines.
type Reader struct {
	// Tell is called once for each thing that is not installed, with a line
	// that says what to install.
	Tell func(line string)

	once sync.Once
	free chan struct{} // one place for each program that runs
	all  chan struct{} // held by who waits for all places
	mu   sync.Mutex
	told map[string]bool
}

// Words is Words of this package, but that a program that is not installed is
// told of, and leaves the words nil.
func (r *Reader) Words(ctx context.Context, body []byte) (*store.Words, error) {
	if media := extract.MediaType(body); !reader.Reads(media) || !extract.NeedsWords(media, body) {
		return nil, nil
	}
	leave, err := r.enter(ctx, len(body))
	if err != nil {
		return nil, err
	}
	undo := func() {}
	if len(body) >= aloneFrom {
		undo = boundMemory()
	}
	w, err := Words(ctx, body)
	undo()
	leave()
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

// aloneFrom is the size of files, in bytes, from which one is read alone: its
// words and its rulings take a multiple of it on both sides of the pipe.
const aloneFrom = 1 << 20

// enter waits for the places that a file of a size takes, and gives what frees
// them: one, or all of them for a large file. The error is the context's.
func (r *Reader) enter(ctx context.Context, size int) (leave func(), err error) {
	r.once.Do(func() {
		r.free, r.all = make(chan struct{}, runtime.GOMAXPROCS(0)), make(chan struct{}, 1)
	})
	places, taken := 1, 0
	leave = func() {
		for range taken {
			<-r.free
		}
	}
	if size >= aloneFrom {
		places = cap(r.free)
	}
	select {
	case r.all <- struct{}{}: // two that take some of all places each would wait for ever
		defer func() { <-r.all }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	for ; taken < places; taken++ {
		select {
		case r.free <- struct{}{}:
		case <-ctx.Done():
			leave()
			return nil, ctx.Err()
		}
	}
	return leave, nil
}
