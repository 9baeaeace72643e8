package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	bolt "go.etcd.io/bbolt"
)

// Applied is what an envelope did.
type Applied struct {
	Duplicate  bool   // the capture was there already: nothing was done, Inserted is nil
	Inserted   []bool // for each operation of Ops with IfAbsent, in order: its key was absent
	NewReport  bool   // the first reading of this URL
	NewVersion bool   // text or cells differ from the version before
	Changed    bool   // the report as exported differs in more than fetched_at

	RereadVersions int // how many of Rereads made a new version of their page
}

// Apply commits an envelope, whole or not at all, and returns when it is on
// disk. Envelopes of many callers are committed together; an error is that of
// this one envelope, unless the disk failed. ctx counts until the writer has
// the envelope.
//
// The capture's Run and URL must be set. Its RawSHA256 is filled in from Body;
// one that differs from Body is refused. Apply does not keep or change what
// the envelope points to.
func (a *Archive) Apply(ctx context.Context, env Envelope) (Applied, error) {
	if a.readOnly {
		return Applied{}, ErrReadOnly
	}
	p, err := a.prepare(ctx, env)
	if err != nil {
		return Applied{}, fmt.Errorf("apply envelope: %w", err)
	}
	var out Applied
	err = a.submit(ctx, p.size, func(tx *bolt.Tx) error {
		var err error
		out, err = p.apply(tx)
		return err
	})
	if err != nil {
		return Applied{}, fmt.Errorf("apply envelope: %w", err)
	}
	a.keepBlob(p.blob, p.page)
	return out, nil
}

// prepared is an envelope with all the work done that needs no transaction.
type prepared struct {
	ops     []Op
	size    int // rough, in bytes
	capture *Capture
	seq     uint16
	page    pageKey
	record  []byte // of the capture
	blob    *blob  // nil without a body
	words   []byte // packed; nil without any
	reading readied
	rereads []reread
	gone    bool
}

func (a *Archive) prepare(ctx context.Context, env Envelope) (*prepared, error) {
	size, err := checkOps(env.Ops, 0)
	if err != nil {
		return nil, err
	}
	p := &prepared{ops: env.Ops, size: size, seq: env.Seq, gone: env.Gone}
	if env.Capture == nil {
		if env.Body != nil || env.Reading != nil || env.Words != nil || env.Rereads != nil || env.Gone {
			return nil, errors.New("a body, a reading, words or gone without a capture")
		}
		return p, nil
	}
	if err := checkCapture(env); err != nil {
		return nil, err
	}
	c := *env.Capture
	c.At = c.At.UTC()
	p.capture = &c
	host, err := HostOf(c.URL)
	if err != nil {
		return nil, err
	}
	id, err := a.HostID(ctx, host)
	if err != nil {
		return nil, err
	}
	p.page = makePageKey(id, requestHash(&c))
	if err := a.prepareBody(p, env); err != nil {
		return nil, err
	}
	if p.record, err = a.pack.encodeCapture(&c); err != nil {
		return nil, err
	}
	p.size += len(p.record)
	return p, a.prepareRereads(p, env)
}

// checkCapture refuses an envelope whose parts do not belong together.
func checkCapture(env Envelope) error {
	c := env.Capture
	switch {
	case c.URL == "" || len(c.URL) > maxURL:
		return fmt.Errorf("capture with a URL of %d bytes", len(c.URL))
	case c.Outcome == "":
		return errors.New("capture without an outcome")
	case c.At.IsZero() || c.At.Year() > 9999:
		return errors.New("capture without a time")
	case env.Reading != nil && c.Outcome != OK:
		return fmt.Errorf("reading of a capture that ended as %s", c.Outcome)
	case env.Reading != nil && env.Gone:
		return errors.New("reading of a page that is gone")
	case (env.Words != nil || env.Rereads != nil) && env.Body == nil:
		return errors.New("words, or pages read again, without the body they are of")
	case len(env.Body) > maxUnpacked:
		return fmt.Errorf("body of %d bytes", len(env.Body))
	}
	return nil
}

// prepareBody hashes and packs what the envelope brings besides its capture.
func (a *Archive) prepareBody(p *prepared, env Envelope) error {
	if env.Body != nil {
		var err error
		if p.blob, err = a.makeBlob(env.Body, p.page); err != nil {
			return err
		}
		sha := hex.EncodeToString(p.blob.sha[:])
		if was := p.capture.RawSHA256; was != "" && !strings.EqualFold(was, sha) {
			return fmt.Errorf("body has SHA-256 %s, its capture says %s", sha, was)
		}
		p.capture.RawSHA256 = sha
		p.size += len(p.blob.packed)
	}
	if env.Words != nil {
		var err error
		if p.words, err = a.pack.encodeWords(env.Words); err != nil {
			return err
		}
		p.size += len(p.words)
	}
	if env.Reading == nil {
		return nil
	}
	var err error
	p.reading, err = a.ready(env.Reading)
	p.size += len(p.reading.packed)
	return err
}

// readied is a reading with all the work done that needs no transaction. The
// zero value is none.
type readied struct {
	facts  *Facts
	packed []byte
	prints []printKey
}

func (a *Archive) ready(r *Reading) (readied, error) {
	body, err := r.compact()
	if err != nil {
		return readied{}, err
	}
	var out readied
	if out.facts, err = r.facts(body); err != nil {
		return readied{}, err
	}
	if out.prints, err = printsIn(body); err != nil {
		return readied{}, err
	}
	out.packed = a.pack.packReading(body)
	return out, nil
}

// apply carries a prepared envelope out. It may run again in another
// transaction, and so changes nothing but the transaction.
func (p *prepared) apply(tx *bolt.Tx) (Applied, error) {
	var out Applied
	if p.capture != nil {
		key := makeCaptureKey(p.page, p.capture.Run, p.seq)
		captures := tx.Bucket(bucketCaptures)
		if captures.Get(key[:]) != nil {
			return Applied{Duplicate: true}, nil
		}
		if p.blob != nil {
			if err := p.blob.put(tx, [4]byte(p.page[:4])); err != nil {
				return out, err
			}
		}
		if p.words != nil {
			if err := tx.Bucket(bucketWords).Put(p.blob.sha[:], p.words); err != nil {
				return out, fmt.Errorf("store words: %w", err)
			}
		}
		if err := captures.Put(key[:], p.record); err != nil {
			return out, fmt.Errorf("store capture: %w", err)
		}
		if err := addCounts(tx, map[string]uint64{countOutcome + string(p.capture.Outcome): 1}); err != nil {
			return out, err
		}
		if err := p.advance(tx, &out); err != nil {
			return out, err
		}
		for i := range p.rereads {
			if err := p.rereads[i].apply(tx, p.capture.At, &out); err != nil {
				return out, err
			}
		}
	}
	var err error
	out.Inserted, err = applyOps(tx, p.ops)
	return out, err
}

// advance brings the derived records up to the capture.
func (p *prepared) advance(tx *bolt.Tx, out *Applied) error {
	old, err := getPage(local{tx}, p.page)
	if err != nil {
		return err
	}
	s := advance(old, sighting{capture: p.capture, seq: p.seq, read: p.reading.facts, gone: p.gone})
	out.NewReport, out.NewVersion, out.Changed = s.newReport, s.newVersion, s.changed()
	return s.put(tx, p.page, old, p.reading)
}

// put stores what a step did to a page: its versions, its reading, its place in
// the change log and in the indexes, itself.
func (s *step) put(tx *bolt.Tx, key pageKey, old *Page, reading readied) error {
	if s.newVersion {
		if err := keepVersion(tx, key, old); err != nil {
			return err
		}
	}
	if s.replaced {
		if err := tx.Bucket(bucketReports).Put(key[:], reading.packed); err != nil {
			return fmt.Errorf("store report: %w", err)
		}
		if err := putPrints(tx, key, reading.prints); err != nil {
			return err
		}
	}
	if s.changed() {
		if err := logChange(tx, key, &s.page); err != nil {
			return err
		}
	}
	if err := reindex(tx, key, old, &s.page); err != nil {
		return err
	}
	return putPage(tx, key, &s.page)
}

// keepVersion moves a page as it stands to its versions.
func keepVersion(tx *bolt.Tx, key pageKey, p *Page) error {
	return putVersion(tx, key, p.Versions, p, tx.Bucket(bucketReports).Get(key[:]))
}

// putVersion stores the nth version of a page: the length of its record as a
// uvarint, the record, and the packed reading.
func putVersion(tx *bolt.Tx, key pageKey, n int, p *Page, reading []byte) error {
	b, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("keep version: %w", err)
	}
	v := append(binary.AppendUvarint(nil, uint64(len(b))), b...)
	if err := tx.Bucket(bucketVersions).Put(versionKey(key, n), append(v, reading...)); err != nil {
		return fmt.Errorf("keep version: %w", err)
	}
	return nil
}

// splitVersion takes the value of a version apart. Errors are ErrDamaged.
func splitVersion(v []byte) (p Page, reading []byte, err error) {
	record, reading, err := cutVersion(v)
	if err != nil {
		return p, nil, err
	}
	if err := json.Unmarshal(record, &p); err != nil {
		return p, nil, damage("its page: %w", err)
	}
	return p, reading, nil
}

// cutVersion parts the page's record from the packed reading.
func cutVersion(v []byte) (page, reading []byte, err error) {
	size, w := binary.Uvarint(v)
	if w <= 0 || size > uint64(len(v)-w) {
		return nil, nil, damage("it is cut")
	}
	return v[w : w+int(size)], v[w+int(size):], nil
}

func versionKey(key pageKey, n int) []byte {
	return binary.BigEndian.AppendUint32(bytes.Clone(key[:]), uint32(n))
}
