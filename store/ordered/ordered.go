// Package ordered does work on all cores and gives what it makes in order.
package ordered

import (
	"iter"
	"sync"
)

// Map yields fn of each value of in, in their order. fn runs in goroutines of
// its own, at most ahead of them at a time, and so many values are read ahead
// of the one that is yielded. An error of in or fn is yielded in its place;
// what comes behind it goes on. in is walked in another goroutine. When the
// walk over Map ends, however it does, in and every fn have ended.
func Map[A, B any](in iter.Seq2[A, error], ahead int, fn func(A) (B, error)) iter.Seq2[B, error] {
	type result struct {
		value B
		err   error
	}
	return func(yield func(B, error) bool) {
		var all sync.WaitGroup
		stop := make(chan struct{})
		defer all.Wait()
		defer close(stop)
		// One is in the hands of who walks, so the queue holds the others.
		queue := make(chan chan result, max(ahead-1, 0))
		all.Go(func() {
			defer close(queue)
			for a, err := range in {
				out := make(chan result, 1)
				select {
				case queue <- out:
				case <-stop:
					return
				}
				if err != nil {
					out <- result{err: err}
					continue
				}
				all.Go(func() {
					b, err := fn(a)
					out <- result{b, err}
				})
			}
		})
		for out := range queue {
			if r := <-out; !yield(r.value, r.err) {
				return
			}
		}
	}
}
