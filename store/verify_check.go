package store

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// groupCheck is the check of one group: what it found, and what is to be
// looked up elsewhere.
type groupCheck struct {
	g        *group
	faults   []Fault
	page     *Page
	captures map[captureKey]*Capture
	index    map[string][]byte // entries there must be
	holders  int               // of prints
	tells    bool              // the report has sentences to be indexed
	bodyLost bool              // the one the page stands for
}

// fixable says whether any fault is one of the derived records.
func (c *groupCheck) fixable() bool {
	return slices.ContainsFunc(c.faults, func(f Fault) bool { return f.Todo == todoRepair || f.Todo == todoReparse })
}

// name is how faults call the page.
func (c *groupCheck) name() string {
	for _, capture := range c.captures {
		return capture.URL
	}
	if c.page != nil {
		return c.page.URL
	}
	return c.g.key.id()
}

func (c *groupCheck) fault(what, todo, format string, args ...any) {
	c.faults = append(c.faults, Fault{Where: what + " " + c.name(), What: fmt.Sprintf(format, args...), Todo: todo})
}

// checkGroup checks a group in itself.
func (v *verifier) checkGroup(g *group) groupCheck {
	c := groupCheck{g: g, captures: map[captureKey]*Capture{}}
	for _, r := range g.captures {
		capture, err := v.a.pack.decodeCapture(r.value)
		switch {
		case len(r.key) != len(captureKey{}):
			c.fault("capture of", todoRestore, "its key has %d bytes", len(r.key))
		case err != nil:
			c.fault("capture of", todoRestore, "%s", damageOf(err))
		case requestHash(&capture) != [8]byte(r.key[4:12]) || capture.Run != binary.BigEndian.Uint32(r.key[12:]):
			c.fault("capture of", todoRestore, "it is of %s in run %d, and lies elsewhere", capture.URL, capture.Run)
		default:
			c.captures[captureKey(r.key)] = &capture
		}
	}
	c.checkPage()
	c.checkReport(v.a.pack)
	c.checkVersions(v.a.pack)
	c.index = keys(g.key, c.page)
	return c
}

// bodyOf says whether a capture of the page brought this body.
func (c *groupCheck) bodyOf(sha string) bool {
	for _, capture := range c.captures {
		if capture.RawSHA256 == sha {
			return true
		}
	}
	return false
}

// answered says whether a capture brought the answer a page stands for. What
// the next request is conditional on may have been taken away.
func (c *groupCheck) answered(p *Page) bool {
	for _, capture := range c.captures {
		same := capture.RawSHA256 == p.RawSHA256 && capture.Status == p.Status && capture.MediaType == p.MediaType
		if same && (p.ETag == "" || p.ETag == capture.ETag) && (p.LastModified == "" || p.LastModified == capture.LastModified) {
			return true
		}
	}
	return false
}

// toldOf says whether a capture was of the page's portal.
func (c *groupCheck) toldOf(p *Page) bool {
	for _, capture := range c.captures {
		if capture.Context.Portal == p.Portal && capture.Context.Region == p.Region {
			return true
		}
	}
	return false
}

// strictPage decodes a page's record, and takes no field it does not know: a
// damaged name of one would pass for a field that is not there.
func strictPage(record []byte) (*Page, error) {
	var p Page
	dec := json.NewDecoder(bytes.NewReader(record))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil {
		return nil, err
	}
	return &p, nil
}

// checkPage checks the page's record against its captures.
func (c *groupCheck) checkPage() {
	if c.g.page == nil && len(c.g.captures)+len(c.g.versions) == 0 && c.g.report == nil {
		return // nothing is left of it
	}
	if c.g.page == nil {
		c.fault("page of", todoRepair, "there is none, but %d captures", len(c.g.captures))
		return
	}
	p, err := strictPage(c.g.page)
	if err != nil {
		c.fault("page of", todoRepair, "%v", err)
		return
	}
	c.page = p
	last := c.captures[makeCaptureKey(c.g.key, p.LastRun, p.LastSeq)]
	first, known := time.Time{}, map[int64]bool{time.Time{}.UnixNano(): true}
	for _, capture := range c.captures {
		known[capture.At.UnixNano()] = true
		if capture.Outcome == OK && (first.IsZero() || capture.At.Before(first)) {
			first = capture.At
		}
		if capture.URL != p.URL {
			c.fault("page of", todoRepair, "its address is %s", p.URL)
			return
		}
	}
	switch {
	case last == nil:
		c.fault("page of", todoRepair, "its last capture, of run %d, is not there", p.LastRun)
	case !last.At.Equal(p.LastAt) || last.Outcome != p.LastOutcome:
		c.fault("page of", todoRepair, "its last capture says %s at %s, it says %s at %s", last.Outcome, last.At, p.LastOutcome, p.LastAt)
	case !p.FirstSeen.Equal(first):
		c.fault("page of", todoRepair, "first seen at %s, by its captures at %s", p.FirstSeen, first)
	case p.RawSHA256 != "" && !c.answered(p):
		c.fault("page of", todoRepair, "no capture brought the answer it stands for")
	case p.Portal != "" && !c.toldOf(p):
		c.fault("page of", todoRepair, "no capture was of portal %s, region %s", p.Portal, p.Region)
	}
	for _, at := range []time.Time{p.FetchedAt, p.GoneAt, p.ChangedAt} {
		if !known[at.UnixNano()] && (at != p.ChangedAt || len(p.files()) == 0) {
			c.fault("page of", todoRepair, "nothing was captured at %s", at)
		}
	}
	if (p.Read != nil) != (p.Change != 0) || (p.Read != nil) != (p.Versions > 0) {
		c.fault("page of", todoReparse, "it is half a report")
	}
}

// files are the attachments of a page: when one of them changes, so does what
// is read off the page.
func (p *Page) files() []string {
	if p.Read == nil {
		return nil
	}
	return p.Read.Attachments
}

// checkReport checks the reading against what the page says of it.
func (c *groupCheck) checkReport(pack *packer) {
	p := c.page
	switch {
	case p == nil:
		return
	case (p.Read != nil) != (c.g.report != nil):
		c.fault("report of", todoReparse, "the page has a reading: %v; there is a report: %v", p.Read != nil, c.g.report != nil)
		return
	case p.Read == nil:
		return
	}
	body, err := pack.unpack(c.g.report)
	if err != nil {
		c.fault("report of", todoReparse, "%s", damageOf(err))
		return
	}
	if what := p.Read.unlike(body); what != "" {
		c.fault("report of", todoReparse, "%s", what)
		return
	}
	prints, err := printsIn(body)
	if err != nil {
		c.fault("report of", todoReparse, "%v", err)
	}
	c.tells = len(prints) > 0
}

// unlike says in what facts differ from the reading they are of; "" in
// nothing. The parser is that of the facts: one that reads the same as the one
// before leaves its reading as it is.
func (f *Facts) unlike(body []byte) string {
	if !f.sameButParser(body) {
		return "the reading is not the one that was stored"
	}
	text, tables, narrative, err := textOf(body)
	if err != nil {
		return err.Error()
	}
	var has struct {
		Kind, Agency, Title, Template *string
		Content                       *string `json:"content_sha256"`
		Published                     *string `json:"published_on"`
		Year, Copies                  *int
		Findings                      []struct{ Rule string }
	}
	if err := json.Unmarshal(body, &has); err != nil {
		return err.Error()
	}
	findings := map[string]int{}
	for _, found := range has.Findings {
		findings[found.Rule]++
	}
	differ := func(is *string, was string) bool { return is != nil && *is != was }
	switch {
	case text != f.Text || tables != f.TablesFrom || narrative != f.TextFrom:
		return "its digest is not that of its text"
	case differ(has.Kind, f.Kind), differ(has.Agency, f.Agency), differ(has.Title, f.Title),
		differ(has.Template, f.Template), differ(has.Content, f.ContentSHA256), differ(has.Published, f.PublishedOn),
		has.Year != nil && *has.Year != f.Year, has.Copies != nil && *has.Copies != f.Copies, !maps.Equal(findings, f.Findings):
		return "its indexed fields are not those of the reading"
	}
	return ""
}

// checkVersions checks that all earlier versions are there, whole, and come
// from captures.
func (c *groupCheck) checkVersions(pack *packer) {
	if c.page == nil {
		return
	}
	var found []int
	for _, r := range c.g.versions {
		if len(r.key) != len(pageKey{})+4 {
			c.fault("version of", todoReparse, "its key has %d bytes", len(r.key))
			continue
		}
		n := int(binary.BigEndian.Uint32(r.key[len(pageKey{}):]))
		found = append(found, n)
		p, body, err := c.version(r.value, pack)
		switch {
		case err != nil:
			c.fault("version of", todoReparse, "version %d: %s", n, damageOf(err))
		case p.Read == nil || p.Versions != n:
			c.fault("version of", todoReparse, "version %d says that it is %d", n, p.Versions)
		case !c.bodyOf(p.RawSHA256):
			c.fault("version of", todoReparse, "version %d: no capture brought its body", n)
		default:
			if what := p.Read.unlike(body); what != "" {
				c.fault("version of", todoReparse, "version %d: %s", n, what)
			}
		}
	}
	for n := 1; n < c.page.Versions; n++ {
		if !slices.Contains(found, n) {
			c.fault("version of", todoReparse, "version %d is not there", n)
		}
	}
	if len(found) > max(c.page.Versions-1, 0) {
		c.fault("version of", todoReparse, "there are %d earlier ones of %d", len(found), c.page.Versions)
	}
}

// version decodes an earlier version, and unpacks its reading.
func (c *groupCheck) version(v []byte, pack *packer) (*Page, []byte, error) {
	record, reading, err := cutVersion(v)
	if err != nil {
		return nil, nil, err
	}
	p, err := strictPage(record)
	if err != nil {
		return nil, nil, err
	}
	body, err := pack.unpack(reading)
	return p, body, err
}

// expectChecks tells a snapshot what checks will look up.
func expectChecks(tx snapshot, checks []groupCheck) {
	var index, bodies, changes, passages [][]byte
	for i := range checks {
		c := &checks[i]
		for k := range c.index {
			index = append(index, []byte(k))
		}
		for _, capture := range c.captures {
			if sha, err := hex.DecodeString(capture.RawSHA256); err == nil && len(sha) > 0 {
				bodies = append(bodies, sha)
			}
		}
		if c.page != nil && c.page.Change != 0 {
			changes = append(changes, uint64Key(c.page.Change))
		}
		passages = append(passages, pageEntry(printsOf, c.g.key))
	}
	tx.Expect(bucketIndex, index, nil)
	tx.Expect(bucketBlobSHA, bodies, nil)
	tx.Expect(bucketChanges, changes, nil)
	tx.Expect(bucketPassages, passages, nil)
}

// lookUp checks what the group says of other records.
func (c *groupCheck) lookUp(tx snapshot, lost map[[32]byte]bool) {
	c.lookUpBodies(tx, lost)
	name := tx.Bucket(bucketNames).Get(c.g.key[:4])
	if host, err := HostOf(c.name()); len(c.captures) > 0 && (err != nil || host != string(name)) {
		c.fault("capture of", todoRepair, "host number %x is of %q", c.g.key[:4], name)
	}
	index := tx.Bucket(bucketIndex)
	for k, want := range c.index {
		if got := index.Get([]byte(k)); got == nil || !bytes.Equal(got, want) {
			c.fault("index of", todoRepair, "its entry %q of index %q is not there or not right", k[1:], k[:1])
		}
	}
	if c.page != nil && c.page.Change != 0 && !bytes.Equal(tx.Bucket(bucketChanges).Get(uint64Key(c.page.Change)), c.g.key[:]) {
		c.fault("change log of", todoRepair, "change %d is not there or of another", c.page.Change)
	}
	passages := tx.Bucket(bucketPassages)
	prints := passages.Get(pageEntry(printsOf, c.g.key))
	if len(prints)%printSize != 0 {
		c.fault("passages of", todoRepair, "their list is cut")
		return
	}
	prints = bytes.Clone(prints)
	if len(prints) > 0 && (c.page == nil || c.page.Read == nil) {
		c.fault("passages of", todoRepair, "there are some, but no report")
	}
	if len(prints) == 0 && c.tells {
		c.fault("passages of", todoRepair, "there are none, but its text has some")
	}
	for p := range slices.Chunk(prints, printSize) {
		c.holders++
		if passages.Get(holderEntry(printKey(p), c.g.key)) == nil {
			c.fault("passages of", todoRepair, "sentence %x does not lead to it", p)
		}
	}
}

// lookUpBodies checks that the bodies captures brought are there, and whole.
func (c *groupCheck) lookUpBodies(tx snapshot, lost map[[32]byte]bool) {
	index := tx.Bucket(bucketBlobSHA)
	for _, capture := range c.captures {
		if capture.RawSHA256 == "" {
			continue
		}
		sha, err := hex.DecodeString(capture.RawSHA256)
		switch {
		case err != nil || len(sha) != 32:
			c.fault("capture of", todoRestore, "its body's hash is %q", capture.RawSHA256)
			continue
		case index.Get(sha) == nil:
			c.fault("capture of", todoAsk, "in run %d: its body %x is not there", capture.Run, sha)
		case lost[[32]byte(sha)]:
			c.fault("capture of", todoAsk, "in run %d: its body %x is damaged", capture.Run, sha)
		default:
			continue
		}
		c.bodyLost = c.bodyLost || c.page != nil && c.page.RawSHA256 == capture.RawSHA256
	}
}
