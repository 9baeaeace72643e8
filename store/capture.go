package store

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
)

// captureVersion is the first byte of a capture record. Decoders of earlier
// versions stay for ever.
const captureVersion = 1

// encodeCapture makes a capture record: version byte, packed JSON.
func (p *packer) encodeCapture(c *Capture) ([]byte, error) {
	b, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("encode capture: %w", err)
	}
	return append([]byte{captureVersion}, p.packHeaders(b)...), nil
}

// decodeCapture reads a capture record. Errors are ErrDamaged.
func (p *packer) decodeCapture(v []byte) (Capture, error) {
	var c Capture
	if len(v) == 0 || v[0] != captureVersion {
		return c, damage("decode capture: unknown version")
	}
	b, err := p.unpack(v[1:])
	if err != nil {
		return c, fmt.Errorf("decode capture: %w", err)
	}
	if err := json.Unmarshal(b, &c); err != nil {
		return c, damage("decode capture: %w", err)
	}
	return c, nil
}

// captureBatch is how many captures one read transaction copies.
const captureBatch = 256

// Captures walks over all captures: host by host in order of first use, URL by
// URL, in the order of their runs. It ends with the first error.
func (a *Archive) Captures(ctx context.Context) iter.Seq2[Capture, error] {
	return a.captures(ctx, nil)
}

// CapturesOf walks over the captures of one URL, fetched by plain GET.
func (a *Archive) CapturesOf(ctx context.Context, url string) iter.Seq2[Capture, error] {
	return a.CapturesLike(ctx, &Capture{URL: url})
}

// CapturesLike walks over the captures of the page one belongs to: those of its
// URL and, unless it is a plain GET, its method and request body.
func (a *Archive) CapturesLike(ctx context.Context, c *Capture) iter.Seq2[Capture, error] {
	return func(yield func(Capture, error) bool) {
		key, ok, err := a.keyOf(c.URL)
		if err != nil {
			yield(Capture{}, err)
			return
		}
		if ok {
			hash := requestHash(c)
			copy(key[4:], hash[:])
			a.captures(ctx, key[:])(yield)
		}
	}
}

func (a *Archive) captures(ctx context.Context, prefix []byte) iter.Seq2[Capture, error] {
	return func(yield func(Capture, error) bool) {
		var from []byte
		for {
			records, next, err := a.readBatch(bucketCaptures, prefix, from, captureBatch)
			if err != nil {
				yield(Capture{}, fmt.Errorf("read captures: %w", err))
				return
			}
			for _, r := range records {
				c, err := a.pack.decodeCapture(r.value)
				if err == nil {
					err = ctx.Err()
				}
				if err != nil {
					yield(Capture{}, fmt.Errorf("read capture %x: %w", r.key, err))
					return
				}
				if !yield(c, nil) {
					return
				}
			}
			if next == nil {
				return
			}
			from = next
		}
	}
}
