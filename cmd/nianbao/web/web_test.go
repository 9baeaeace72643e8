package web_test

import (
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"nianbao/cmd/nianbao/web"
	"nianbao/cmd/nianbao/web/webtest"
	"nianbao/seeds/sample"
	"nianbao/store"
)

// site is a server of the sample portal's reports.
type site struct {
	t       testing.TB
	url     string
	archive *store.Archive
	server  *web.Server
	truths  []sample.Truth
}

// serve starts a server of an archive with the sample's reports, the first of
// which has two versions.
func serve(t testing.TB, o web.Options) *site {
	t.Helper()
	a := webtest.Open(t)
	truths := webtest.Sample(t, a)
	webtest.Changed(t, a, truths[0], "这里有罕见龘字。")
	s := serveArchive(t, a, o)
	s.truths = truths
	return s
}

func serveArchive(t testing.TB, a *store.Archive, o web.Options) *site {
	t.Helper()
	server, err := web.New(t.Context(), a, o)
	if err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewServer(server)
	t.Cleanup(func() {
		listener.Close()
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return &site{t: t, url: listener.URL, archive: a, server: server}
}

// answered is an answer, read to its end.
type answered struct {
	code   int
	header http.Header
	body   string
}

// get asks without following redirects. Headers come as name, value.
func (s *site) get(target string, headers ...string) answered {
	s.t.Helper()
	return s.do(http.MethodGet, target, headers...)
}

func (s *site) do(method, target string, headers ...string) answered {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.url+target, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if req.Header.Add(headers[i], headers[i+1]); headers[i] == "Host" {
			req.Host = headers[i+1]
		}
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Timeout: time.Minute}
	res, err := client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatalf("%s: %v", target, err)
	}
	return answered{res.StatusCode, res.Header, string(body)}
}

// page asks for a page that must be there.
func (s *site) page(target string, headers ...string) string {
	s.t.Helper()
	a := s.get(target, headers...)
	if a.code != http.StatusOK {
		s.t.Fatalf("%s: status %d: %.300s", target, a.code, a.body)
	}
	return a.body
}

// json asks for an answer of the API that must be there.
func (s *site) json(target string, into any) {
	s.t.Helper()
	if err := json.Unmarshal([]byte(s.page(target)), into); err != nil {
		s.t.Fatalf("%s: %v", target, err)
	}
}

// listed is a page of results as programs read it.
type listed struct {
	Items []struct {
		ID     string  `json:"id"`
		Agency *string `json:"agency"`
		Year   *int    `json:"year"`
		Schema string  `json:"schema"`
	} `json:"items"`
	NextCursor *string `json:"next_cursor"`
}

// TestSite asks one site what only reads, one question after the other.
func TestSite(t *testing.T) {
	s := serve(t, web.Options{})
	for name, test := range map[string]func(*testing.T, *site){
		"Every page is there in both languages":   testEveryPageIsThereInBothLanguages,
		"A report is shown as printed":            testAReportIsShownAsPrinted,
		"The description is what the handlers do": testTheDescriptionIsWhatTheHandlersDo,
		"Lists are paged to their end":            testListsArePagedToTheirEnd,
		"A report is the line of an export":       testAReportIsTheLineOfAnExport,
		"Wrong requests are told what is wrong":   testWrongRequestsAreToldWhatIsWrong,
		"Answers are not sent twice":              testAnswersAreNotSentTwice,
		"Only own names are answered on loopback": testOnlyOwnNamesAreAnsweredOnLoopback,
		"Every answer is guarded":                 testEveryAnswerIsGuarded,
		"Every format is downloaded":              testEveryFormatIsDownloaded,
		"Pages are sent compressed":               testPagesAreSentCompressed,
		"Unreadable addresses are refused":        testUnreadableAddressesAreRefused,
		"no link is dead":                         testNoLinkIsDead,
		"language":                                testLanguage,
	} {
		t.Run(name, func(t *testing.T) {
			here := *s
			here.t = t
			test(t, &here)
		})
	}
}

// testEveryPageIsThereInBothLanguages opens every page there is.
func testEveryPageIsThereInBothLanguages(t *testing.T, s *site) {
	d := s.truths[0]
	id := store.ID(webtest.URL(d))
	agency := url.QueryEscape(d.Agency)
	for path, words := range map[string][2]string{
		"/":                         {"Coverage by region and year", "按地区和年度的覆盖情况"},
		"/search":                   {"newest year first", "按年度从新到旧"},
		"/search?q=" + agency:       {"Download these reports", "下载这些报告"},
		"/reports/" + id:            {"The archived page", "归档网页"},
		"/reports/" + id + "?v=1":   {"This is version", "这是第"},
		"/reports/" + id + "/diff":  {"What changed", "变更内容"},
		"/agencies":                 {"Agencies", "机关"},
		"/agency?name=" + agency:    {"Years side by side", "逐年对比"},
		"/hosts":                    {"Hosts", "站点"},
		"/hosts/www.s0.gov.example": {"URLs known", "已知网址"},
		"/about":                    {"Rules behind the findings", "问题所依据的规则"},
		"/?region=" + url.QueryEscape("岚海省"): {"All regions", "全部地区"},
	} {
		for i, lang := range []string{"en-GB,en;q=0.9", "zh-CN"} {
			body := s.page(path, "Accept-Language", lang)
			if !strings.Contains(body, words[i]) {
				t.Errorf("%s in %s: no %q\n%.600s", path, lang, words[i], body)
			}
			if strings.Contains(body, "<script") || strings.Contains(body, " style=") || strings.Contains(body, "ZgotmplZ") {
				t.Errorf("%s: a script, an inline style or an address that was refused", path)
			}
			if !strings.HasSuffix(strings.TrimSpace(body), "</html>") {
				t.Errorf("%s: not whole", path)
			}
		}
	}
}

// testAReportIsShownAsPrinted looks for every cell of a report in its page.
func testAReportIsShownAsPrinted(t *testing.T, s *site) {
	for _, d := range s.truths[1:] {
		body := s.page("/reports/" + store.ID(webtest.URL(d)))
		for table, rows := range d.Tables {
			for row, cells := range rows {
				for column, value := range cells {
					if value != nil && !strings.Contains(body, ">"+*value) && !strings.Contains(body, "= "+*value) {
						t.Errorf("%s: no %s of %s, %s, %s", d.Path, *value, table, row, column)
					}
				}
			}
		}
	}
}

// testLanguage asks in every way a language is chosen.
func testLanguage(t *testing.T, s *site) {
	for _, c := range []struct {
		path, accept, cookie, want string
	}{
		{"/about", "", "", "en"}, {"/about", "zh-TW, en;q=0.5", "", "zh-CN"}, {"/about", "fr, zh;q=0.5, en;q=0.1", "", "zh-CN"}, {"/about", "fr", "", "en"},
		{"/about", "en", "lang=zh", "zh-CN"}, {"/about?lang=en", "zh", "lang=zh", "en"}, {"/about?lang=xx", "zh", "", "zh-CN"}, {"/about", "en", "lang=<x>", "en"},
	} {
		a := s.get(c.path, "Accept-Language", c.accept, "Cookie", c.cookie)
		if !strings.Contains(a.body, `<html lang="`+c.want+`">`) {
			t.Errorf("%+v: %.80s", c, a.body)
		}
		if kept := a.header.Get("Set-Cookie"); strings.Contains(c.path, "lang=en") != strings.HasPrefix(kept, "lang=en;") {
			t.Errorf("%+v: cookie %q", c, kept)
		}
	}
}

var (
	linked   = regexp.MustCompile(`(?:href|src|action)="(/[^"]*)"`)
	anchored = regexp.MustCompile(`href="#([^"]+)"`)
)

// testNoLinkIsDead follows every link of the site from the overview on, and
// every anchor.
func testNoLinkIsDead(t *testing.T, s *site) {
	seen, bodies := map[string]bool{"/": true}, map[string]string{}
	for queue := []string{"/"}; len(queue) > 0; queue = queue[1:] {
		path, method := queue[0], http.MethodGet
		if strings.HasPrefix(path, "/export?") {
			method = http.MethodHead // what they hold is tested elsewhere
		}
		a := s.do(method, path)
		if a.code != http.StatusOK {
			t.Errorf("%s: status %d: %.200s", path, a.code, a.body)
		}
		if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || strings.HasPrefix(path, "/raw/") {
			continue
		}
		bodies[path] = a.body
		for _, m := range linked.FindAllStringSubmatch(a.body, -1) {
			to, _, _ := strings.Cut(html.UnescapeString(m[1]), "#")
			if !seen[to] && !strings.Contains(to, "lang=") {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	anchors := 0
	for path, body := range bodies {
		for _, m := range anchored.FindAllStringSubmatch(body, -1) {
			if anchors++; !strings.Contains(body, ` id="`+html.UnescapeString(m[1])+`"`) {
				t.Errorf("%s: nothing is at #%s", path, m[1])
			}
		}
	}
	if len(bodies) < 150 || anchors < 100 {
		t.Errorf("only %d pages and %d anchors were found", len(bodies), anchors)
	}
}
