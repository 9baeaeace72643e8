package intake

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"slices"

	"nianbao/extract"
	"nianbao/store"
	"nianbao/store/export/warc"
)

// origin is what became of a record a later one may refer to.
type origin struct {
	sha  string // of its body in the archive
	pass string // or why it was passed over
	from string // of an address: the one that redirects to it
}

// maxRecent bounds how many origins are remembered, twice.
const maxRecent = 1 << 16

// recent are the origins of the last records: by id, by digest, and of
// redirects by where they lead to.
type recent struct{ now, before map[[16]byte]origin }

// hash is the key of an origin: ids and digests are as long as a file likes.
func hash(key string) [16]byte {
	sum := sha256.Sum256([]byte(key))
	return [16]byte(sum[:16])
}

// add remembers what became of a record.
func (r *recent) add(h warc.Header, o origin) {
	r.put("id "+h.ID(), o)
	if digest := h.Get("WARC-Payload-Digest"); digest != "" {
		r.put("digest "+digest, o)
	}
}

// redirect remembers where a redirect leads to.
func (r *recent) redirect(c *store.Capture) {
	if c.Location != "" && len(c.URL) <= maxFrom {
		r.put("to "+c.Location, origin{from: c.URL})
	}
}

// maxFrom is how long an address may be to be remembered, in bytes.
const maxFrom = 2048

// maxWays is how many redirects in a row are followed back.
const maxWays = 10

// ways are the addresses that redirected to one, the nearest first.
func (r *recent) ways(url string) []string {
	var out []string
	for len(out) < maxWays {
		o, ok := r.get("to " + url)
		if !ok || o.from == url || slices.Contains(out, o.from) {
			break
		}
		url = o.from
		out = append(out, url)
	}
	return out
}

func (r *recent) put(key string, o origin) {
	if r.now == nil || len(r.now) >= maxRecent {
		r.before, r.now = r.now, map[[16]byte]origin{}
	}
	r.now[hash(key)] = o
}

func (r *recent) get(key string) (origin, bool) {
	if o, ok := r.now[hash(key)]; ok {
		return o, true
	}
	o, ok := r.before[hash(key)]
	return o, ok
}

// errNoOrigin is a revisit whose page is nowhere.
var errNoOrigin = errors.New("it has the bytes of a record that is neither in these files nor in the archive; import the file with that record first")

// errTooEarly is an exchange that is to be tried again when others came.
var errTooEarly = errors.New("it came before the record whose bytes it has")

// revisit makes a page of a revisit (WARC/1.1, section 6.7.2): it has the body of
// the record it refers to.
func (w *warcFile) revisit(p *page, m *message) (verdict, error) {
	o, ok := w.in.recent.get("id " + m.RefersTo())
	if !ok {
		o, ok = w.in.recent.get("digest " + m.Get("WARC-Payload-Digest"))
	}
	var err error
	if !ok {
		o.sha, err = w.inArchive(p, m)
	}
	switch {
	case err != nil:
		return verdict{}, err
	case o.pass != "":
		return verdict{pass: o.pass}, nil
	case o.sha == "" && w.patient:
		return verdict{}, errTooEarly
	case o.sha == "":
		return verdict{refuse: errNoOrigin}, nil
	}
	if p.body, err = w.in.blob(o.sha); err != nil {
		return verdict{refuse: err}, nil
	}
	p.capture.Outcome, p.capture.RawSHA256, p.capture.Bytes = store.OK, o.sha, int64(len(p.body))
	if vague[p.capture.MediaType] {
		p.capture.MediaType = cmp.Or(extract.MediaType(p.body), "text/html")
	}
	return verdict{}, nil
}

// inArchive finds the bytes of a revisit among the captures of the address it
// refers to, or else of its own: that of the time it names, or whose bytes are
// those of its digest, or what all captures there agree on. "" where none is.
func (w *warcFile) inArchive(p *page, m *message) (string, error) {
	target := m.RefersToTarget()
	if target == "" {
		target = p.capture.URL
	}
	at := page{capture: store.Capture{URL: target}}
	if v := address(&at); v.final() {
		return "", nil
	}
	w.in.pending.Wait() // it may be on its way
	day, dated := m.RefersToDate()
	digest, digested := warc.ParseDigest(m.Get("WARC-Payload-Digest"))
	shas := map[string]bool{}
	for c, err := range w.in.o.Archive.CapturesOf(w.in.ctx, at.capture.URL) {
		if err != nil {
			return "", err
		}
		if c.Outcome != store.OK || c.RawSHA256 == "" || c.At.After(p.capture.At) || shas[c.RawSHA256] {
			continue
		}
		if dated && c.At.Equal(day) {
			return c.RawSHA256, nil
		}
		shas[c.RawSHA256] = true
	}
	for sha := range shas {
		if len(shas) == 1 {
			return sha, nil
		}
		if body, err := w.in.o.Archive.Blob(sha); err == nil && digested && digest.Matches(body) {
			return sha, nil
		}
	}
	return "", nil
}
