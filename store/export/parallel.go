package export

import (
	"iter"
	"runtime"
	"sync"
)

// aheadPerCore is how many values each core may be ahead of the one that is
// yielded: enough that none waits for a slow one, few enough to hold.
const aheadPerCore = 8

// inParallel yields fn of each value of in, in order, with fn running on all
// cores. An error of in or fn is yielded in its place. in is walked in another
// goroutine; when yield says no, that one has ended before inParallel does.
func inParallel[A, B any](in iter.Seq2[A, error], fn func(A) (B, error)) iter.Seq2[B, error] {
	type result struct {
		value B
		err   error
	}
	return func(yield func(B, error) bool) {
		var walk sync.WaitGroup
		stop := make(chan struct{})
		defer walk.Wait()
		defer close(stop)
		queue := make(chan chan result, aheadPerCore*runtime.GOMAXPROCS(0))
		walk.Go(func() {
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
				go func() {
					b, err := fn(a)
					out <- result{b, err}
				}()
			}
		})
		for out := range queue {
			if r := <-out; !yield(r.value, r.err) {
				return
			}
		}
	}
}
