package portal

import (
	"regexp"
	"strconv"
	"strings"
)

// Request is one further page of a list, as it is to be asked for.
type Request struct {
	URL         string // canonical
	Method      string // "" is GET
	Body        []byte // of a POST
	ContentType string // of Body
	Guess       bool   // it is tried: the portal does not say that it is there
	Before      int    // rows of the list on the pages before it, as far as they were counted
}

// formType is how forms are posted.
const formType = "application/x-www-form-urlencoded; charset=UTF-8"

// jsonType is how the few systems that want JSON are asked.
const jsonType = "application/json;charset=UTF-8"

// get is a page that is asked for by its address alone.
func get(canonical string) Request { return Request{URL: canonical} }

// gets are several.
func gets(canonical []string) []Request {
	var out []Request
	for _, u := range canonical {
		out = append(out, get(u))
	}
	return out
}

// key tells requests apart.
func (r Request) key() string { return r.Method + " " + r.URL + "\n" + string(r.Body) }

// jsonNumber is a number in JSON, plain or percent-escaped.
const jsonNumber = `((?:%22|")NAME(?:%22|")\s*(?:%3A|:)\s*(?:%22|")?)(-?[0-9]{1,9})`

// patterns find a number by its name: in a query or a form, and in JSON.
func patterns(name string) (form, json *regexp.Regexp) {
	name = regexp.QuoteMeta(name)
	form = regexp.MustCompile(`(^|[?&])(` + name + `=)([^&#]*)`)
	json = regexp.MustCompile(strings.Replace(jsonNumber, "NAME", name, 1))
	return form, json
}

// number reads a numbered field of a request, from its query, form or JSON.
func (r Request) number(name string) (int, bool) {
	form, json := patterns(name)
	_, query, _ := strings.Cut(r.URL, "?")
	for _, part := range []string{query, string(r.Body)} {
		if m := form.FindStringSubmatch(part); m != nil {
			if n, err := strconv.Atoi(m[3]); err == nil {
				return n, true
			}
		}
		if m := json.FindStringSubmatch(part); m != nil {
			n, err := strconv.Atoi(m[2])
			return n, err == nil
		}
	}
	return 0, false
}

// with is the request with a field set to n wherever it has one.
func (r Request) with(name string, n int) Request {
	form, json := patterns(name)
	value := strconv.Itoa(n)
	set := func(part string) string {
		part = form.ReplaceAllString(part, "${1}${2}"+value)
		return json.ReplaceAllString(part, "${1}"+value)
	}
	if address, query, found := strings.Cut(r.URL, "?"); found {
		r.URL = address + "?" + set(query)
	}
	if len(r.Body) > 0 {
		r.Body = []byte(set(string(r.Body)))
	}
	return r
}

// withQuery is the address with a parameter added at the end, or set.
func withQuery(address, name, value string) string {
	address, _, _ = strings.Cut(address, "#")
	before, query, found := strings.Cut(address, "?")
	form, _ := patterns(name)
	switch {
	case !found || query == "":
		return before + "?" + name + "=" + value
	case form.MatchString(query):
		return before + "?" + form.ReplaceAllString(query, "${1}${2}"+strings.ReplaceAll(value, "$", "$$"))
	}
	return before + "?" + query + "&" + name + "=" + value
}
