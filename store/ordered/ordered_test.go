package ordered

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// numbers yields 0 to n-1, with an error in place of bad.
func numbers(n, bad int) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			var err error
			if i == bad {
				err = errors.New("bad")
			}
			if !yield(i, err) {
				return
			}
		}
	}
}

// TestResultsComeInOrder, whichever is ready first, errors in their places.
func TestResultsComeInOrder(t *testing.T) {
	for _, ahead := range []int{0, 1, 2, 16} {
		synctest.Test(t, func(t *testing.T) {
			var got []string
			for s, err := range Map(numbers(50, 20), ahead, func(i int) (string, error) {
				time.Sleep(time.Duration(50-i) * time.Second)
				if i == 30 {
					return "", errors.New("no")
				}
				return fmt.Sprint(i), nil
			}) {
				if err != nil {
					s = err.Error()
				}
				got = append(got, s)
			}
			var want []string
			for i := range 50 {
				want = append(want, fmt.Sprint(i))
			}
			want[20], want[30] = "bad", "no"
			if !slices.Equal(got, want) {
				t.Errorf("%d ahead: %v", ahead, got)
			}
		})
	}
}

// TestFewAreAhead: what is not yielded yet is bounded.
func TestFewAreAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var begun atomic.Int32
		yielded := int32(0)
		for range Map(numbers(100, -1), 4, func(int) (int, error) { begun.Add(1); return 0, nil }) {
			yielded++
			synctest.Wait() // until no more is begun
			if n := begun.Load() - yielded; n > 4 {
				t.Fatalf("%d are ahead", n)
			}
		}
	})
}

// TestNothingRunsAfterwards: a walk that is left leaves nothing behind.
func TestNothingRunsAfterwards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running atomic.Int32
		running.Add(1)
		in := func(yield func(int, error) bool) {
			defer running.Add(-1)
			numbers(100, -1)(yield)
		}
		for i := range Map(in, 8, func(i int) (int, error) {
			running.Add(1)
			defer running.Add(-1)
			time.Sleep(time.Duration(i) * time.Second)
			return i, nil
		}) {
			if i == 3 {
				break
			}
		}
		if n := running.Load(); n != 0 {
			t.Errorf("%d are still running", n)
		}
	})
}
