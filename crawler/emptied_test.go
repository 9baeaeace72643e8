package crawler_test

import (
	"testing"
	"time"

	"nianbao/crawler"
)

// TestAColumnThatIsEmptiedIsNoticed empties the list of portals, whose page
// stays as it is where an endpoint or a frame has the list, and fills it again.
func TestAColumnThatIsEmptiedIsNoticed(t *testing.T) {
	t.Parallel()
	for _, id := range []string{
		"trs", "ucap", "hanweb", "hanweb-old", "hanweb-xxgk", "hanweb/post-only", "jpaas", "jpaas/post-only", "truecms",
		"ucap-files", "gkmlpt", "epoint", "epoint-file", "hebei", "frame", "aspnet/framed",
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			server, a, opts := aFamily(t, id)
			column := server.Portals()[0].Columns[0]
			nights := []struct {
				do   func(string) error
				want crawler.Move
				news bool
			}{{nil, "", false}, {nil, "", false}, {server.Empty, crawler.Emptied, true}, {nil, crawler.Emptied, false}, {server.Restore, "", false}}
			for i, night := range nights {
				if night.do != nil {
					if err := night.do(id); err != nil {
						t.Fatal(err)
					}
				}
				sum := crawl(t, at(opts, time.Duration(i)*25*time.Hour))
				why := ask(t, a, opts, column)
				if night.want == "" {
					if len(sum.MovedColumns) > 0 || why.Moved != nil {
						t.Errorf("night %d: moved %+v, why %+v", i, sum.MovedColumns, why.Moved)
					}
					continue
				}
				if m := sum.MovedColumns; len(m) != 1 || m[0].What != night.want || m[0].New != night.news || m[0].URL != column {
					t.Errorf("night %d: moved %+v, want %s", i, m, night.want)
				}
				if why.Moved == nil || why.Moved.What != night.want {
					t.Errorf("night %d: why %+v", i, why.Moved)
				}
			}
		})
	}
}

// TestAnEndpointThatFailsDoesNotEmptyItsColumn has the endpoint answer with an
// error for a night.
func TestAnEndpointThatFailsDoesNotEmptyItsColumn(t *testing.T) {
	t.Parallel()
	c := systems()["gkmlpt"]
	c.start(t)
	a := newArchive(t)
	for night, fails := range []string{"", "", "/api/", ""} {
		c.mu.Lock()
		c.fails = fails
		c.mu.Unlock()
		o := at(c.options(a), time.Duration(night)*25*time.Hour)
		o.Policy.MaxDelay = 4 * time.Millisecond
		if sum := crawl(t, o); len(sum.MovedColumns) > 0 {
			t.Errorf("night %d: %+v", night, sum.MovedColumns)
		}
	}
}
