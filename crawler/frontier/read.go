package frontier

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"

	"nianbao/store"
)

// Lookup finds the record of a URL; known is false where there is none. It
// works on an archive opened for reading.
func Lookup(ctx context.Context, r Reader, canonical string) (rec Record, known bool, err error) {
	return LookupRequest(ctx, r, "", canonical, nil)
}

// LookupRequest finds the record of a URL that is asked by another method than
// GET, with a body.
func LookupRequest(ctx context.Context, r Reader, method, canonical string, body []byte) (rec Record, known bool, err error) {
	id, err := r.HostID(ctx, Host(canonical))
	if errors.Is(err, store.ErrNotFound) {
		return Record{}, false, nil
	}
	if err != nil {
		return Record{}, false, fmt.Errorf("look up %s: %w", canonical, err)
	}
	return record(r, id, hash(method, canonical, body))
}

// Lookup finds the record of a URL.
func (f *Frontier) Lookup(ctx context.Context, canonical string) (Record, bool, error) {
	return f.LookupRequest(ctx, "", canonical, nil)
}

// LookupRequest finds the record of a URL that is asked by another method than
// GET, with a body.
func (f *Frontier) LookupRequest(ctx context.Context, method, canonical string, body []byte) (Record, bool, error) {
	h, err := f.host(ctx, Host(canonical))
	if err != nil {
		return Record{}, false, err
	}
	return record(f.store, h.id, hash(method, canonical, body))
}

// LeftOf says why a host was left last; nil where it was not.
func LeftOf(ctx context.Context, r Reader, name string) (*Left, error) {
	id, err := r.HostID(ctx, name)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look up %s: %w", name, err)
	}
	return left(r, id)
}

// pageSize is how many records are read at a time: no long reading holds the
// store.
const pageSize = 512

// All yields every URL known, host by host in the order they were first seen;
// of one host where name is not empty. It works on an archive opened for
// reading, and sees what is committed while it goes on.
func All(ctx context.Context, r Reader, name string) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		var prefix []byte
		if name != "" {
			id, err := r.HostID(ctx, name)
			if errors.Is(err, store.ErrNotFound) {
				return
			}
			if err != nil {
				yield(Line{}, fmt.Errorf("look up %s: %w", name, err))
				return
			}
			prefix = hostKey(id)
		}
		lines(ctx, r, prefix, yield)
	}
}

// entry is a record with its key.
type entry struct{ key, value []byte }

// lines reads page by page and tells each record by the state of its host.
func lines(ctx context.Context, r Reader, prefix []byte, yield func(Line, error) bool) {
	var about hostState
	var from []byte
	for {
		var page []entry
		err := r.Scan(store.URLs, prefix, from, func(k, v []byte) (bool, error) {
			page = append(page, entry{k, v})
			return len(page) < pageSize, nil
		})
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			yield(Line{}, fmt.Errorf("read URLs: %w", err))
			return
		}
		for _, e := range page {
			l, err := about.line(r, e)
			if !yield(l, err) || err != nil {
				return
			}
		}
		if len(page) < pageSize {
			return
		}
		from = append(slices.Clone(page[len(page)-1].key), 0)
	}
}

// hostState is what a host adds to the lines of its URLs.
type hostState struct {
	known  bool
	id     uint32
	leased []byte // hash of the URL being fetched
	left   *Left
}

// line tells one record.
func (s *hostState) line(r Reader, e entry) (Line, error) {
	if len(e.key) != hostLen+hashLen {
		return Line{}, fmt.Errorf("read URL record: key %x is not one", e.key)
	}
	rec, err := decodeRecord(e.value)
	if err != nil {
		return Line{}, err
	}
	if err := s.read(r, binary.BigEndian.Uint32(e.key)); err != nil {
		return Line{}, err
	}
	l := rec.line()
	switch waiting := rec.Queued != 0 && rec.State == Found; {
	case bytes.Equal(e.key[hostLen:], s.leased):
		l.State = Leased
	case waiting && s.left != nil:
		l.State = Parked
		if l.Outcome == "" {
			l.Outcome = s.left.Outcome
		}
		l.Cause = s.left.Cause
		if s.left.Until.After(rec.Due) {
			l.NextAt = &s.left.Until
		}
	}
	return l, nil
}

// read looks at a host's lease and note once.
func (s *hostState) read(r Reader, id uint32) error {
	if s.known && s.id == id {
		return nil
	}
	*s = hostState{known: true, id: id}
	b, err := r.Get(store.Leases, hostKey(id))
	if err != nil {
		return err
	}
	var lease storedLease
	if b != nil {
		if err := decode(b, &lease); err != nil {
			return err
		}
		s.leased = lease.Hash
	}
	s.left, err = left(r, id)
	return err
}

// LineOf tells one URL as All does; known is false where it is not known.
func LineOf(ctx context.Context, r Reader, canonical string) (l Line, known bool, err error) {
	id, err := r.HostID(ctx, Host(canonical))
	if errors.Is(err, store.ErrNotFound) {
		return Line{}, false, nil
	}
	if err != nil {
		return Line{}, false, fmt.Errorf("look up %s: %w", canonical, err)
	}
	key := urlKey(id, hash("", canonical, nil))
	b, err := r.Get(store.URLs, key)
	if err != nil || b == nil {
		return Line{}, false, err
	}
	var about hostState
	l, err = about.line(r, entry{key, b})
	return l, err == nil, err
}
