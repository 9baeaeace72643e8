package crawler_test

import (
	"net/http"
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

// TestAnEmptiedListThatStillLeadsOnIsNoticed has the page's paging row stay, and
// its second page be empty too, be the first again, be missing, or stand as it was.
func TestAnEmptiedListThatStillLeadsOnIsNoticed(t *testing.T) {
	t.Parallel()
	const pager = `<div class="page"><a href="/nb/index_1.html">下一页</a> <a href="/nb/index_1.html">尾页</a></div>`
	report2024 := `<ul><li><a href="/nb/1.html">青溪区财政局2024年政府信息公开工作年度报告</a></li></ul>`
	report2023 := `<ul><li><a href="/nb/2.html">青溪区财政局2023年政府信息公开工作年度报告</a></li></ul>`
	body := func(inside string) http.HandlerFunc {
		return func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Type", "text/html; charset=utf-8")
			shell(rw, inside)
		}
	}
	tests := map[string]struct {
		second http.HandlerFunc // once it is emptied
		want   crawler.Move
	}{
		"empty":      {body(`<p>暂无信息</p><a href="/nb/">上一页</a>`), crawler.Emptied},
		"the first":  {body(pager), crawler.Emptied},
		"missing":    {http.NotFound, crawler.Emptied},
		"as it was":  {body(report2023), ""},
		"down":       {status(500), ""},
		"leading on": {body(`<ul><li><a href="/xw/1.html">区政府召开会议</a></li></ul><a href="/nb/index_2.html">下一页</a>`), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, a := newWeb(t, "a.example"), newArchive(t)
			w.on("/nb/", body(report2024+pager))
			w.on("/nb/index_1.html", body(report2023))
			w.on("/nb/index_2.html", body(report2023))
			w.on("/nb/1.html", report("青溪区财政局"))
			w.on("/nb/2.html", report("青溪区水利局"))
			o := w.options(a, "a.example")
			o.Policy.MaxDelay = 4 * time.Millisecond
			for night := range 5 {
				if night == 2 {
					w.on("/nb/", body(pager))
					w.on("/nb/index_1.html", tt.second)
				}
				w.forget()
				sum := crawl(t, at(o, time.Duration(night)*25*time.Hour))
				want := tt.want
				if night < 2 {
					want = ""
				}
				switch m := sum.MovedColumns; {
				case want == "" && len(m) > 0:
					t.Errorf("night %d: moved %+v", night, m)
				case want != "" && (len(m) != 1 || m[0].What != want || m[0].New != (night == 2)):
					t.Errorf("night %d: moved %+v, want %s", night, m, want)
				}
				if n := w.times("a.example", "/nb/index_1.html"); night > 2 && tt.want != "" && n > 0 {
					t.Errorf("night %d: the second page is asked %d times", night, n)
				}
			}
			if n := len(reports(t, a)); n != 2 {
				t.Errorf("%d reports, want 2", n)
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
