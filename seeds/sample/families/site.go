package families

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"nianbao/seeds/sample"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// system is a content system: what the portals of one family have in common.
type system struct {
	family  string
	note    string // what is hard about it
	charset string // "" is UTF-8
	size    int    // entries a page; 0 is 10
	bodies  int    // that report on a sound portal; 0 is 5
	years   int    // on which they do; 0 is 6
	session bool   // links carry a session
	full    bool   // broken portals have as many reports and as long pages as sound ones
	soft    bool   // pages that are not there answer 200 with a notice
	breaks  []Break
	open    string // of the body container
	close   string
	column  func(*site) string               // path of the column, with its query or fragment
	article func(s *site, r *Report) string  // path of a report, with its query
	build   func(*site)                      // adds the lists
	lists   func(s *site, r Report) (at int) // which list a report stands in; nil is the only one
}

// spec is one portal to be built.
type spec struct {
	system system
	brk    Break
	place  string
}

func (sp spec) id() string { return Portal{Family: sp.system.family, Break: sp.brk}.ID() }

// specs are all portals: of each family a sound one and the broken ones.
func specs() []spec {
	var out []spec
	add := func(sys system, b Break) {
		out = append(out, spec{sys, b, places[len(out)%len(places)]})
	}
	for _, sys := range systems() {
		add(sys, Sound)
		for _, b := range sys.breaks {
			add(sys, b)
		}
	}
	return out
}

// numbered answers paths with a page number between two texts.
type numbered struct {
	before, after string
	answer        func(n int) sample.Answer
}

// of is the number in a path.
func (n numbered) of(path string) (page int, ok bool) {
	digits, ok := strings.CutPrefix(path, n.before)
	if !ok {
		return 0, false
	}
	if digits, ok = strings.CutSuffix(digits, n.after); !ok {
		return 0, false
	}
	page, err := strconv.Atoi(digits)
	return page, err == nil && page >= 0
}

// handler answers a request of a path.
type handler func(*http.Request) sample.Answer

// entry is one line of a list.
type entry struct {
	href  string // path with query, or absolute
	title string
	date  string
	from  string // who published it
}

// site is a portal with what it answers.
type site struct {
	Portal
	mu       sync.Mutex // guards what publishing changes
	system   system
	index    int
	place    string
	stranger string
	size     int
	lists    [][]entry
	kept     [][]entry // as they were before they were emptied; nil: they never were
	routes   map[string]handler
	numbered []numbered
	sessions int // given so far
	robots   string
	traps    []string // prefixes of paths that only a trapped crawler asks
}

// newSite builds a portal at that base.
func newSite(index int, sp spec, base, stranger string, years int) *site {
	s := &site{system: sp.system, index: index, place: sp.place, stranger: stranger, size: cmp.Or(sp.system.size, 10), routes: map[string]handler{}}
	s.Portal = Portal{Name: sp.place + "人民政府", Region: "岚海省/砚川市/" + sp.place, Family: sp.system.family, Break: sp.brk,
		Base: base, Front: base + "/", Note: sp.system.note}
	if sp.brk != Sound && sp.brk != BareYears && !sp.system.full {
		s.size = 3
	}
	s.robots, s.traps = robotsOf(index), []string{"/zwgk/day.html", "/zt/", "/user/", "/module/visitcount/", "/search/", "/weather/", "/video/"}
	s.write(years)
	s.Columns = []string{base + s.system.column(s)}
	s.system.build(s)
	s.Lead = s.Columns[0]
	s.breakDown()
	s.addFront()
	return s
}

// robotsOf is a portal's robots.txt; most real ones have none.
func robotsOf(index int) string {
	switch index % 3 {
	case 0:
		return ""
	case 1:
		return "User-agent: *\nAllow: /\n"
	default:
		return "User-agent: *\r\nDisallow: /admin/\r\nDisallow: /search/\r\nDisallow: /module/visitcount/\r\n"
	}
}

// lastYear is the year of the newest reports.
const lastYear = 2024

// bodies publish on a portal.
var bodies = []string{"人民政府", "财政局", "教育局", "水利局", "云禾镇人民政府", "民政局", "司法局", "审计局", "农业农村局", "文化和旅游局", "交通运输局", "卫生健康局"}

// write makes the reports and their pages.
func (s *site) write(years int) {
	count := cmp.Or(s.system.bodies, 5)
	if years == 0 {
		years = cmp.Or(s.system.years, 6)
	}
	if s.Break != Sound && !s.system.full {
		count, years = 3, min(years, 3)
	}
	if s.Break == BareYears {
		count, years = 1, 6
	}
	for year := lastYear; year > lastYear-years; year-- {
		for i, b := range bodies[:count] {
			d := sample.Made(s.place+b, s.Name, year)
			d.Published = fmt.Sprintf("%d-01-%02d", year+1, 28-2*i)
			s.Reports = append(s.Reports, Report{Title: d.Title, Agency: d.Agency, Year: year, Published: d.Published, Must: true, Document: d})
		}
	}
	for i := range s.Reports {
		s.file(&s.Reports[i])
	}
	if s.Break != BareYears {
		s.lists[0] = append(s.lists[0], s.decoys()...)
	}
	for _, l := range s.lists {
		byDate(l)
	}
}

// file gives a report its address and its line in a list.
func (s *site) file(r *Report) {
	r.path = s.system.article(s, r)
	r.URL = s.Base + r.path
	if s.system.lists != nil {
		r.column = s.system.lists(s, *r)
	}
	for len(s.lists) <= r.column {
		s.lists = append(s.lists, nil)
	}
	title := r.Title
	if s.Break == BareYears {
		title = fmt.Sprintf("%d年度", r.Year)
	}
	s.lists[r.column] = append(s.lists[r.column], entry{r.path, title, r.Published, r.Agency})
	if shown := *r; !strings.Contains(r.path, "?") {
		s.routes[r.path] = func(*http.Request) sample.Answer { return s.html(s.article(&shown)) }
	}
}

// publish posts one more report, newer than all others.
func (s *site) publish() Report {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := sample.Made(s.place+"人民政府办公室", s.Name, lastYear)
	d.Published = fmt.Sprintf("%d-02-20", lastYear+1)
	r := Report{Title: d.Title, Agency: d.Agency, Year: lastYear, Published: d.Published, Must: true, Document: d}
	s.file(&r)
	s.Reports = append(s.Reports, r)
	byDate(s.lists[r.column])
	return r
}

// relist has the lists hold no report of the portal's own, or all of them again.
func (s *site) relist(empty bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil {
		s.kept = slices.Clone(s.lists)
	}
	own := map[string]bool{}
	for _, r := range s.Reports {
		own[r.path] = true
	}
	for i, all := range s.kept {
		s.lists[i] = slices.Clone(all)
		if empty {
			s.lists[i] = slices.DeleteFunc(s.lists[i], func(e entry) bool { return own[e.href] })
		}
	}
}

// decoys stand in every list and are no reports.
func (s *site) decoys() []entry {
	return []entry{
		{s.stranger + "/nb/2024.html", s.place + "档案馆2024年政府信息公开工作年度报告", "2025-01-13", "档案馆"},
		{"/decoy/" + number(s.place, 100000, 999999) + ".html", s.place + "人民政府门户网站2023年度网站工作年度报表", "2024-01-09", "办公室"},
	}
}

// answer is what the portal says to a request.
func (s *site) answer(r *http.Request) sample.Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	path, _, _ := strings.Cut(r.URL.Path, ";")
	if path == "/robots.txt" && s.robots != "" {
		return sample.Answer{Status: http.StatusOK, Header: http.Header{"Content-Type": {"text/plain"}}, Body: []byte(s.robots)}
	}
	if h := s.routes[path]; h != nil {
		return h(r)
	}
	if path == "/robots.txt" {
		return made(http.StatusNotFound, "text/html", "<html><body>404</body></html>")
	}
	for _, n := range s.numbered {
		if page, ok := n.of(path); ok {
			return n.answer(page)
		}
	}
	for _, prefix := range s.traps {
		if strings.HasPrefix(path, prefix) {
			return s.trap(r)
		}
	}
	return s.missing()
}

// html answers with a page in the portal's charset.
func (s *site) html(text string) sample.Answer {
	if s.system.charset == "" {
		return made(http.StatusOK, "text/html; charset=utf-8", text)
	}
	return made(http.StatusOK, "text/html", s.encode(text))
}

func (s *site) encode(text string) string {
	if s.system.charset == "" {
		return text
	}
	b, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		return text // GB18030 holds all of Unicode
	}
	return b
}

func (s *site) missing() sample.Answer {
	if s.system.soft {
		return s.html(s.top("提示信息", "") + "<div class=\"error\"><h2>您访问的页面不存在或已被删除！</h2><p>系统将在5秒后返回首页。</p></div>" + s.bottom())
	}
	return made(http.StatusNotFound, "text/html", "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n")
}

func failed() sample.Answer {
	return made(http.StatusInternalServerError, "text/html", "<html><head><title>Error 500</title></head><body>java.lang.NullPointerException</body></html>")
}

func made(status int, media, body string) sample.Answer {
	return sample.Answer{Status: status, Header: http.Header{"Content-Type": {media}}, Body: []byte(body)}
}

// get adds an answer to GET of a path.
func (s *site) get(path string, h handler) {
	s.routes[path] = func(r *http.Request) sample.Answer {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			return made(http.StatusMethodNotAllowed, "text/html", "<html><body>405</body></html>")
		}
		return h(r)
	}
}

// still adds a page that is the same to any query.
func (s *site) still(path string, page func() string) {
	s.get(path, func(*http.Request) sample.Answer { return s.html(page()) })
}

// newStranger is the host that is nobody's.
func newStranger(base string) *site {
	s := &site{Portal: Portal{Name: "砚川市档案馆", Base: base}, routes: map[string]handler{}}
	d := sample.Made("砚川市档案局", "砚川市人民政府", 2024)
	s.still("/nb/2024.html", func() string { return s.article(&Report{Title: d.Title, Document: d}) })
	return s
}
