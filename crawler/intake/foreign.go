package intake

import (
	"cmp"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"nianbao/crawler/fetch"
	"nianbao/extract"
	"nianbao/seeds/urls"
	"nianbao/store"
	"nianbao/store/export/warc"
)

// documents are the types of the pages and files that reports come in. Of what
// others recorded nothing else is taken in.
var documents = map[string]bool{
	"text/html": true, "application/xhtml+xml": true, "text/plain": true, "text/markdown": true,
	extract.PDF: true, extract.DOC: true, extract.DOCX: true, extract.RTF: true, extract.XLS: true, extract.XLSX: true,
	"text/rtf": true, "application/vnd.ms-works": true, "application/wps-office.wps": true,
}

// vague types are those under which a document may stand: its content decides.
var vague = map[string]bool{
	"": true, "application/octet-stream": true, "application/zip": true, "application/x-zip-compressed": true,
	"application/x-msdownload": true, "application/download": true, "application/force-download": true,
}

// skew is how far in the future a record may say that it was made: clocks
// differ. What is later would stay the latest version for ever.
const skew = 24 * time.Hour

// verdict is why a page is not taken in: passed over, or refused.
type verdict struct {
	pass   string
	refuse error
}

func (v verdict) final() bool { return v.pass != "" || v.refuse != nil }

// foreign takes in what another program recorded.
func (w *warcFile) foreign(x exchange) error {
	p := page{read: true, dated: true, file: w.name, offset: &x.answer.offset}
	v, err := w.judge(&p, x)
	if err != nil {
		return err
	}
	switch {
	case v.refuse != nil:
		w.in.refuse(p, v.refuse.Error())
		return nil
	case v.pass != "":
		w.in.Pass(v.pass, p.capture.URL)
		w.in.recent.add(x.answer.Header, origin{pass: v.pass})
		return nil
	}
	if p.capture.RawSHA256 != "" {
		w.in.recent.add(x.answer.Header, origin{sha: p.capture.RawSHA256})
	}
	return w.in.take(p)
}

// judge makes a page of an exchange. The error is that of the archive.
func (w *warcFile) judge(p *page, x exchange) (verdict, error) {
	m := x.answer
	p.capture.URL = m.Target()
	if v := address(p); v.final() {
		return v, nil
	}
	if v := w.describe(p, x); v.final() {
		return v, nil
	}
	if p.capture.Outcome != "" { // there is nothing more to it
		p.read = false
		return verdict{}, nil
	}
	if m.Type() == warc.TypeRevisit {
		return w.revisit(p, m)
	}
	if why := m.Get("WARC-Truncated"); why != "" {
		return verdict{pass: "recorded only in part (WARC-Truncated)"}, nil
	}
	if v := body(p, m, w.in.o.MaxBody); v.final() {
		return v, nil
	}
	c := &p.capture
	c.Outcome, c.Error = fetch.Classify(c.Status, c.ResponseHeaders, c.MediaType, p.body, c.URL)
	if c.Outcome != store.OK {
		return verdict{pass: "no page: " + string(c.Outcome)}, nil
	}
	p.standIn = m.Type() == warc.TypeConversion
	return verdict{}, nil
}

// address gives a page its canonical address.
func address(p *page) verdict {
	c := &p.capture
	scheme, _, _ := strings.Cut(c.URL, ":")
	switch scheme = strings.ToLower(scheme); scheme {
	case "file":
		c.URL = Address(c.URL[len("file:"):])
		return verdict{}
	case "http", "https":
	default:
		return verdict{pass: fmt.Sprintf("records of no page (%.20s:)", scheme)}
	}
	canonical, err := urls.Canonical(c.URL, nil, "")
	if err != nil {
		return verdict{refuse: err}
	}
	c.URL = canonical
	if u, err := url.Parse(canonical); err == nil && u.Path == "/robots.txt" {
		return verdict{pass: "robots.txt"}
	}
	return verdict{}
}

// describe fills in what the records say of a page but its body, and passes over
// what is no document.
func (w *warcFile) describe(p *page, x exchange) verdict {
	c, m := &p.capture, x.answer
	at, ok := m.Date()
	switch {
	case !ok:
		return verdict{refuse: fmt.Errorf("its WARC-Date %.40q is no date", m.Get("WARC-Date"))}
	case at.After(w.in.o.Now().Add(skew)):
		return verdict{refuse: fmt.Errorf("its WARC-Date %s is in the future", at.Format(time.RFC3339))}
	case m.Get("WARC-Segment-Number") != "":
		return verdict{refuse: fmt.Errorf("it is a segment, and segments are not put together")}
	}
	c.At, c.Method, c.Status = at, http.MethodGet, http.StatusOK
	if ip, err := netip.ParseAddr(m.Get("WARC-IP-Address")); err == nil {
		c.RemoteAddr = ip.String()
	}
	c.MediaType = m.MediaType()
	if m.http.Status != 0 {
		c.Status, c.ResponseHeaders = m.http.Status, fetch.Storable(m.http.Header)
		c.MediaType = fetch.MediaType(c.ResponseHeaders, nil)
		c.ContentEncoding = strings.Join(c.ResponseHeaders.Values("Content-Encoding"), ", ")
		c.ETag, c.LastModified = c.ResponseHeaders.Get("ETag"), c.ResponseHeaders.Get("Last-Modified")
	}
	if r := x.request; r != nil && r.fault == nil {
		c.Method, c.RequestHeaders = r.http.Method, fetch.Storable(r.http.Header)
		c.Referrer = c.RequestHeaders.Get("Referer")
		if c.Method == http.MethodPost {
			c.RequestBody = strings.ToValidUTF8(string(r.body), "\uFFFD")
		}
	}
	return w.wanted(c, m)
}

// wanted passes over what no report is looked for in.
func (w *warcFile) wanted(c *store.Capture, m *message) verdict {
	notModified := c.Status == http.StatusNotModified || m.Type() == warc.TypeRevisit && m.NotModified()
	switch {
	case m.fault != nil && m.http.Status == 0 && m.Type() == warc.TypeResponse:
		return verdict{refuse: m.fault}
	case c.Method != http.MethodGet && c.Method != http.MethodPost:
		return verdict{pass: fmt.Sprintf("answers to %.20s", c.Method)}
	case notModified:
		c.Outcome, c.Status = store.NotModified, http.StatusNotModified
		return verdict{}
	case redirects(c):
		c.Outcome = store.Redirect
		return verdict{}
	case c.Status != http.StatusOK:
		return verdict{pass: fmt.Sprintf("answers with status %d", c.Status)}
	case !documents[c.MediaType] && !vague[c.MediaType]:
		return verdict{pass: c.MediaType}
	case m.fault != nil:
		return verdict{refuse: m.fault}
	}
	return verdict{}
}

// redirects tells whether an answer leads to another page: a report's file may
// be known by the address before it.
func redirects(c *store.Capture) bool {
	base, err := url.Parse(c.URL)
	if c.Status < 300 || c.Status >= 400 || err != nil {
		return false
	}
	c.Location, err = urls.Canonical(c.ResponseHeaders.Get("Location"), base, "")
	if err != nil || c.Location == c.URL {
		c.Location = ""
		return false
	}
	return true
}

// body undoes what the transfer and the server did to a body.
func body(p *page, m *message, limit int64) verdict {
	c := &p.capture
	sent, err := m.http.Dechunk(m.body)
	if err != nil {
		return verdict{refuse: err}
	}
	if err := m.CheckPayload(m.body, sent); err != nil {
		return verdict{refuse: err}
	}
	if p.body, err = fetch.Undo(m.http.Header, sent, limit); err != nil {
		return verdict{refuse: err}
	}
	// A body taken out of its coding has another length than its head says.
	length, err := strconv.ParseInt(m.http.Header.Get("Content-Length"), 10, 64)
	if err == nil && int64(len(sent)) < length && c.ContentEncoding == "" && m.http.Header.Get("Transfer-Encoding") == "" {
		return verdict{refuse: fmt.Errorf("the recorded body breaks off: %d bytes of %d", len(sent), length)}
	}
	if file := extract.MediaType(p.body); file != "" && vague[c.MediaType] {
		c.MediaType = file
	}
	if !documents[c.MediaType] {
		return verdict{pass: cmp.Or(c.MediaType, "files of no known type")}
	}
	c.WireBytes, c.Bytes, c.RawSHA256 = int64(len(sent)), int64(len(p.body)), SumOf(p.body)
	return verdict{}
}
