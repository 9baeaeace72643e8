package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"nianbao/cmd/nianbao/web/webtest"
	"nianbao/store"
)

// described is the part of an OpenAPI description that is checked.
type described struct {
	OpenAPI string `json:"openapi"`
	Paths   map[string]map[string]struct {
		OperationID string `json:"operationId"`
		Parameters  []struct {
			Name     string `json:"name"`
			In       string `json:"in"`
			Required bool   `json:"required"`
			Example  any    `json:"example"`
		} `json:"parameters"`
	} `json:"paths"`
}

// validator checks answers against the description that is served.
type validator struct {
	t        *testing.T
	compiler *jsonschema.Compiler
}

func newValidator(t *testing.T, description string) *validator {
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(description))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("http://openapi.test/api.json", doc); err != nil {
		t.Fatal(err)
	}
	return &validator{t, c}
}

// check holds a body against the schema of a path's answer.
func (v *validator) check(path, target, body string) {
	v.t.Helper()
	pointer := strings.NewReplacer("~", "~0", "/", "~1").Replace(path)
	schema, err := v.compiler.Compile("http://openapi.test/api.json#/paths/" + url.PathEscape(pointer) + "/get/responses/200/content/application~1json/schema")
	if err != nil {
		v.t.Fatalf("%s: %v", path, err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(body)))
	if err != nil {
		v.t.Fatalf("%s: %v", target, err)
	}
	if err := schema.Validate(value); err != nil {
		v.t.Errorf("%s: %v\n%.500s", target, err, body)
	}
}

// testTheDescriptionIsWhatTheHandlersDo asks every endpoint that is described,
// with each of its parameters and without, and holds the answers against the
// schemas it names.
func testTheDescriptionIsWhatTheHandlersDo(t *testing.T, s *site) {
	text := s.page("/api/openapi.json")
	var d described
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	if d.OpenAPI != "3.1.0" || len(d.Paths) < 14 {
		t.Fatalf("openapi %s, %d paths", d.OpenAPI, len(d.Paths))
	}
	v := newValidator(t, text)
	first := s.truths[0]
	agency := "name=" + url.QueryEscape(first.Agency)
	for path, operations := range d.Paths {
		target := strings.NewReplacer("{id}", store.ID(webtest.URL(first)), "{host}", "www.s0.gov.example", "{n}", "1").Replace(path)
		base := ""
		if path == "/api/agency" {
			base = agency
		}
		v.check(path, target, s.page(target+"?"+base))
		for _, p := range operations["get"].Parameters {
			if p.In != "query" || p.Example == nil {
				continue
			}
			query := p.Name + "=" + url.QueryEscape(fmt.Sprint(p.Example)) + "&" + base
			v.check(path, query, s.page(target+"?"+query))
		}
		if a := s.get(target + "?nonsense=1"); a.code != http.StatusBadRequest || !strings.Contains(a.body, "nonsense") {
			t.Errorf("%s?nonsense=1: status %d, %s", target, a.code, a.body)
		}
		if a := s.get(strings.Replace(target, "/api/", "/api/x", 1)); a.code != http.StatusNotFound || !strings.Contains(a.body, `"error"`) {
			t.Errorf("a path that is not described: status %d, %s", a.code, a.body)
		}
	}
}

// testListsArePagedToTheirEnd walks lists page by page and finds everything
// once.
func testListsArePagedToTheirEnd(t *testing.T, s *site) {
	for query, limit := range map[string]int{"": 7, "&q=教育局": 1, "&year=2023": 3, "&q=政府信息公开&no_duplicates=true": 5} {
		var all, want []string
		next := ""
		for range 100 {
			var page listed
			s.json(fmt.Sprintf("/api/reports?limit=%d&cursor=%s%s", limit, next, query), &page)
			if len(page.Items) > limit {
				t.Errorf("%s: %d items on a page of %d", query, len(page.Items), limit)
			}
			for _, item := range page.Items {
				all = append(all, item.ID)
			}
			if page.NextCursor == nil {
				break
			}
			next = *page.NextCursor
		}
		var whole listed
		s.json("/api/reports?limit=100"+query, &whole)
		for _, item := range whole.Items {
			want = append(want, item.ID)
		}
		if len(want) <= limit || !slices.Equal(all, want) {
			t.Errorf("%s: %d in pages, %d at once", query, len(all), len(want))
		}
	}
}

// testAReportIsTheLineOfAnExport compares the API with the archive.
func testAReportIsTheLineOfAnExport(t *testing.T, s *site) {
	n := 0
	for line, err := range s.archive.Reports(t.Context(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		if got := strings.TrimSpace(s.page("/api/reports/" + line.ID)); got != string(line.JSON) {
			t.Errorf("%s:\n%.200s\n%.200s", line.ID, got, line.JSON)
		}
	}
	if n < 50 {
		t.Errorf("only %d reports", n)
	}
}

// testWrongRequestsAreToldWhatIsWrong asks for what is not there and makes no
// sense.
func testWrongRequestsAreToldWhatIsWrong(t *testing.T, s *site) {
	id := store.ID(webtest.URL(s.truths[0]))
	for target, want := range map[string]struct {
		code int
		says string
	}{
		"/api/reports/0000000000000000":            {404, "no such report"},
		"/api/reports/../../etc/passwd":            {307, "/etc/passwd"}, // net/http cleans the path; it is not there either
		"/api/reports/%2e%2e%2fetc%2fpasswd":       {404, "no report"},
		"/api/reports?year=x":                      {400, "year"},
		"/api/reports?limit=0":                     {400, "limit"},
		"/api/reports?limit=501":                   {400, "limit"},
		"/api/reports?cursor=zzz":                  {400, "cursor"},
		"/api/reports?cursor=____________":         {400, "cursor"},
		"/api/reports?severity=awful":              {400, "severity"},
		"/api/reports?since=yesterday":             {400, "since"},
		"/api/reports?q=%ff":                       {400, "q"},
		"/api/reports?q=a&q=b":                     {400, "twice"},
		"/api/reports?year=%zz":                    {400, "query"},
		"/api/reports/" + id + "/versions/3":       {404, ""},
		"/api/reports/" + id + "/versions/-1":      {400, "versions"},
		"/api/reports/" + id + "/diff?from=9":      {404, ""},
		"/api/hosts/nowhere.example":               {404, "host"},
		"/api/hosts/a%2fb":                         {404, "host"},
		"/api/agency?name=nobody":                  {404, "nobody"},
		"/api/agencies?cursor=!":                   {400, "cursor"},
		"/export?format=exe":                       {400, "format"},
		"/export?format=csv&what=passwords":        {400, "what"},
		"/export?format=warc&what=cells":           {400, "warc"},
		"/export?format=csv&id=../x":               {400, "id"},
		"/raw/" + id + "?v=7":                      {404, ""},
		"/raw/" + id + "/files/..%2f..%2fpasswd":   {404, "file"},
		"/static/..%2fweb.go":                      {404, ""},
		"/static/style.css.bak":                    {404, ""},
		"/nowhere":                                 {404, "no such page"},
		"/reports/" + strings.Repeat("a", 9000):    {414, "too long"},
		"/search?q=" + strings.Repeat("%e5", 2000): {400, "q"},
	} {
		if a := s.get(target); a.code != want.code || !strings.Contains(a.body, want.says) {
			t.Errorf("%.80s: status %d, want %d with %q: %.300s", target, a.code, want.code, want.says, a.body)
		}
	}
}

// testAnswersAreNotSentTwice asks again with the ETag of the answer before.
func testAnswersAreNotSentTwice(t *testing.T, s *site) {
	id := store.ID(webtest.URL(s.truths[0]))
	for _, target := range []string{"/", "/search?q=公开", "/reports/" + id, "/raw/" + id, "/api/reports", "/api/reports/" + id, "/api/openapi.json", "/static/style.css"} {
		first := s.get(target)
		tag := first.header.Get("ETag")
		again := s.get(target, "If-None-Match", `"other", `+tag)
		if tag == "" || again.code != http.StatusNotModified || again.body != "" {
			t.Errorf("%s: ETag %s, then status %d with %d bytes", target, tag, again.code, len(again.body))
		}
		if head := s.do(http.MethodHead, target); head.code != 200 || head.body != "" || head.header.Get("ETag") != tag {
			t.Errorf("HEAD %s: status %d, %d bytes, ETag %s", target, head.code, len(head.body), head.header.Get("ETag"))
		}
	}
}
