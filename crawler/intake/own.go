package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"nianbao/store"
	"nianbao/store/export/warc"
)

// own takes in a capture that an archive exported: as it was, judgement and all.
func (w *warcFile) own(x exchange) error {
	c := x.note.Capture
	p := page{capture: c, read: x.note.Read, own: true, dated: true, file: w.name}
	if x.answer != nil {
		p.offset = &x.answer.offset
	}
	if err := checkNote(&c); err != nil {
		w.in.refuse(p, err.Error())
		return nil
	}
	if x.request != nil {
		p.capture.RequestHeaders = x.request.http.Header
	}
	if x.answer != nil && x.answer.fault != nil {
		w.in.refuse(p, x.answer.fault.Error())
		return nil
	}
	if x.answer != nil && x.answer.http.Status != 0 {
		p.capture.ResponseHeaders = warc.Restore(x.answer.http.Header)
	}
	if c.RawSHA256 == "" {
		return w.in.take(p)
	}
	p.words = wordsOf(x)
	var err error
	switch {
	case x.answer == nil:
		err = errors.New("the record with its body is not there")
	case x.answer.Type() == warc.TypeRevisit:
		p.body, err = w.in.blob(c.RawSHA256)
	default:
		p.body = x.answer.body
	}
	if errors.Is(err, store.ErrNotFound) && w.patient {
		return errTooEarly
	}
	if errors.Is(err, store.ErrNotFound) {
		err = errors.New("it has the bytes of a capture that is neither in this file nor in the archive")
	}
	if err == nil && SumOf(p.body) != strings.ToLower(c.RawSHA256) {
		err = fmt.Errorf("%w (raw_sha256 %s)", warc.ErrDigest, c.RawSHA256)
	}
	if err != nil {
		w.in.refuse(p, err.Error())
		return nil
	}
	return w.in.take(p)
}

// wordsOf is what was said of a file by a program; nil where that is not in the
// WARC, or is damaged: then it is run again.
func wordsOf(x exchange) *store.Words {
	words := x.note.Words
	switch {
	case words == nil || words.Fault != "":
		return words
	case x.words == nil || x.words.fault != nil:
		return nil
	}
	words.Data = x.words.body
	return words
}

// outcomes are those a capture may have.
var outcomes = map[store.Outcome]bool{
	store.OK: true, store.NotModified: true, store.Redirect: true, store.RedirectLoop: true, store.HTTPError: true,
	store.Soft404: true, store.Challenge: true, store.TooLarge: true, store.Incomplete: true, store.DecodeError: true,
	store.Timeout: true, store.DNSError: true, store.TLSError: true, store.ConnectionError: true, store.ForbiddenAddress: true,
}

// checkNote refuses a note that no archive wrote.
func checkNote(c *store.Capture) error {
	switch _, err := store.HostOf(c.URL); {
	case err != nil:
		return err
	case !outcomes[c.Outcome]:
		return fmt.Errorf("its note says outcome %.40q, which there is none of", c.Outcome)
	case c.At.IsZero():
		return errors.New("its note says no time")
	}
	return nil
}

// SumOf is the SHA-256 of a body in hex, as captures have it.
func SumOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}
