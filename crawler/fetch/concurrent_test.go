package fetch

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"nianbao/store"
)

func TestFetcherIsSafeForConcurrentUse(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, report(), r.URL.Path) })
	f := newFetcher(t, nil)
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() {
			for j := range 4 {
				path := fmt.Sprintf("/%d/%d", i, j)
				x := get(t, f, s.URL+path)
				if x.Capture.Outcome != store.OK || string(x.Body) != report()+path {
					t.Errorf("%s: %q, %q, %d bytes", path, x.Capture.Outcome, x.Capture.Error, len(x.Body))
				}
			}
		})
	}
	all.Wait()
}
