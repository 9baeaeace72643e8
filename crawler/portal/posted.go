package portal

import (
	"bytes"
	"net/http"
	"regexp"
	"strings"
)

// Posted is a request of a list by GET as a POST of the same parameters, for
// where the endpoint turns the method down; ok is false for what has none, is
// posted already, or is no endpoint.
func Posted(r Request) (posted Request, ok bool) {
	address, query, found := strings.Cut(r.URL, "?")
	if r.Method != "" || !found || query == "" || !Endpoint(r.URL) || isScriptFile(address) {
		return r, false
	}
	posted = r
	posted.URL, posted.Method, posted.Body, posted.ContentType = address, http.MethodPost, []byte(query), formType
	return posted, true
}

// maxRefusal bounds a text that says no more than that a method is not taken,
// in bytes.
const maxRefusal = 4 << 10

// methodRefused is how servers say that in words, whatever the status: Spring,
// servlets, and those who write it themselves.
var methodRefused = regexp.MustCompile(`(?i)request method ['"]?get['"]? (?:is )?not supported|method (?:get )?(?:is )?not (?:allowed|supported)|http method get is not supported|不(?:支持|允许)(?:使用)?(?:get|该?(?:请求|提交)(?:方式|方法))|(?:请求|提交)(?:方式|方法)(?:错误|不正确|不支持|不被支持)|(?:请|只能|仅支持)(?:使用|用|以)?post`)

// RefusesMethod says whether the answer to the GET of an endpoint is about the
// method rather than what was asked for: 405 or 501 (RFC 9110 §15.5.6, §15.6.2),
// a text that says so, or nothing at all: even an empty list says something.
func RefusesMethod(status int, body []byte) bool {
	if status == http.StatusMethodNotAllowed || status == http.StatusNotImplemented {
		return true
	}
	text := bytes.TrimSpace(body)
	if len(text) == 0 {
		return status >= 200 && status < 300
	}
	return len(text) <= maxRefusal && methodRefused.Match(text)
}
