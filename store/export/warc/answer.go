package warc

import (
	"bytes"
	"net/http"
	"time"

	"nianbao/store"
)

// place is a record whose bytes a later one may repeat.
type place struct {
	sha, id, url string
	at           time.Time
}

// fields are those by which a revisit names it (WARC/1.1, section 6.7.2).
func (p *place) fields() Header {
	return Header{
		{"WARC-Refers-To", "<" + p.id + ">"},
		{"WARC-Refers-To-Target-URI", escapeURI(p.url)},
		{"WARC-Refers-To-Date", stamp(p.at)},
	}
}

// maxPlaces is how many bodies are remembered: about 4 MB. A body that comes
// again later than that is written again, which is right, and larger.
const maxPlaces = 1 << 14

// places remembers the last bodies written, by SHA-256.
type places struct {
	by    map[string]*place
	queue []string // in the order they came; a ring
	next  int
}

func (s *places) add(p *place) {
	if s.by == nil {
		s.by = map[string]*place{}
	}
	_, known := s.by[p.sha]
	s.by[p.sha] = p
	if known {
		return
	}
	if len(s.queue) < maxPlaces {
		s.queue = append(s.queue, p.sha)
		return
	}
	delete(s.by, s.queue[s.next])
	s.queue[s.next] = p.sha
	s.next = (s.next + 1) % maxPlaces
}

// answer writes what came of the request. Nothing is written where nothing
// came: then request and note tell of it.
func (x *exchange) answer() error {
	c := x.c
	switch {
	case c.Status == 0:
		return nil
	case c.Outcome == store.NotModified:
		return x.notModified()
	case c.RawSHA256 == "":
		cut, length := x.truncated(), 0
		if cut != nil {
			length = -1
		}
		return x.write(TypeResponse, append(responseType(), cut...), responseHead(c, length))
	}
	here := &place{sha: c.RawSHA256, url: c.URL, at: c.At}
	// whoever reads the file in order of time must meet the body first
	if before := x.seen.by[c.RawSHA256]; before != nil && !before.at.After(c.At) {
		if c.Outcome == store.OK {
			x.last = before
		}
		return x.revisit(before)
	}
	body, err := x.archive.Blob(c.RawSHA256)
	if err != nil {
		return err
	}
	kind, head := TypeResponse, responseHead(c, len(body))
	h := append(responseType(), Field{"WARC-Payload-Digest", SHA256(c.RawSHA256)})
	if c.ResponseHeaders == nil { // a saved page: there never was a head
		kind, head = TypeResource, nil
		h = Header{{"Content-Type", resourceType(c.MediaType)}, {"WARC-Payload-Digest", SHA256(c.RawSHA256)}}
	}
	here.id = recordID(kind, c, x.n)
	x.seen.add(here)
	if c.Outcome == store.OK {
		x.last = here
	}
	x.whole = true
	return x.write(kind, h, head, body)
}

// revisit writes an answer whose bytes stand in the file already.
func (x *exchange) revisit(before *place) error {
	h := append(responseType(), Field{"WARC-Profile", ProfileIdentical}, Field{"WARC-Payload-Digest", SHA256(before.sha)})
	if x.c.ResponseHeaders == nil {
		h[0].Value = resourceType(x.c.MediaType)
		return x.write(TypeRevisit, append(h, before.fields()...))
	}
	return x.write(TypeRevisit, append(h, before.fields()...), responseHead(x.c, -1))
}

// notModified writes a 304: the answer before it stands.
func (x *exchange) notModified() error {
	h := append(responseType(), Field{"WARC-Profile", ProfileNotModified})
	if x.last != nil {
		h = append(append(h, Field{"WARC-Payload-Digest", SHA256(x.last.sha)}), x.last.fields()...)
	}
	return x.write(TypeRevisit, h, responseHead(x.c, -1))
}

// truncated says why a body that came is not there (WARC/1.1, section 5.13).
func (x *exchange) truncated() Header {
	why := ""
	switch x.c.Outcome {
	case store.TooLarge:
		why = "length"
	case store.Timeout:
		why = "time"
	case store.Incomplete, store.ConnectionError:
		why = "disconnect"
	case store.DecodeError:
		why = "unspecified"
	}
	if why == "" || x.c.Method == http.MethodHead {
		return nil
	}
	return Header{{"WARC-Truncated", why}}
}

func responseType() Header {
	return Header{{"Content-Type", "application/http;msgtype=response"}}
}

// resourceType is the type of a block that is the page itself.
func resourceType(media string) string {
	if media == "" || bytes.ContainsAny([]byte(media), "\r\n\x00") {
		return "application/octet-stream"
	}
	return media
}
