package reading

import (
	"context"
	"errors"
	"runtime"
	"testing"
)

func TestALargeFileIsReadAlone(t *testing.T) {
	ended, end := context.WithCancel(t.Context())
	end()
	enter := func(r *Reader, ctx context.Context, size int) func() {
		t.Helper()
		leave, err := r.enter(ctx, size)
		if err != nil {
			t.Fatal(err)
		}
		return leave
	}
	refused := func(r *Reader, size int) {
		t.Helper()
		if _, err := r.enter(ended, size); !errors.Is(err, context.Canceled) {
			t.Errorf("%d bytes beside another file: error %v", size, err)
		}
	}
	r := &Reader{}
	leave := enter(r, t.Context(), aloneFrom)
	refused(r, 1)
	refused(r, aloneFrom)
	leave()

	leave = enter(r, t.Context(), aloneFrom-1)
	refused(r, aloneFrom)
	leave()

	var all []func() // whoever was refused left no place taken
	for range runtime.GOMAXPROCS(0) {
		all = append(all, enter(r, t.Context(), 1))
	}
	refused(r, 1)
	for _, leave := range all {
		leave()
	}
	enter(r, t.Context(), aloneFrom)()
}
