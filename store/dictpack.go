package store

import (
	"container/list"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// Bounds of what is kept ready for packing against dictionaries.
const (
	maxEncoders   = 4        // about 10 MB each
	maxDictBytes  = 16 << 20 // of dictionaries unpacked
	smallWindow   = 1 << 20  // dictionary and body of nearly all pages
	largeWindow   = 2 * maxDictBody
	dictCodecSize = 1 + binary.MaxVarintLen64 + len(blobKey{})
)

// dictionaries packs against dictionaries, and knows those of each host. Its methods may be called from any goroutine.
type dictionaries struct {
	mu       sync.Mutex
	encoders []*dictEncoder // not at work, the least lately used first
	bodies   dictCache

	shelvesMu sync.Mutex
	shelves   map[[4]byte]*shelf // by host
}

// dictEncoder is an encoder with one dictionary loaded: that takes as long as
// packing a page against it.
type dictEncoder struct {
	key    blobKey
	window int
	zstd   *zstd.Encoder
}

func newDictionaries() *dictionaries {
	return &dictionaries{
		bodies:  dictCache{entries: map[blobKey]*list.Element{}},
		shelves: map[[4]byte]*shelf{},
	}
}

// against packs b against a dictionary: codec byte, size, the dictionary's key,
// frame. SpeedBetterCompression finds a sixth more than the fastest, and
// matches that lie megabytes apart, for 2 ms a page.
func (d *dictionaries) against(b []byte, key blobKey, dict []byte) ([]byte, error) {
	e, err := d.take(key, dict, len(dict)+len(b))
	if err != nil {
		return nil, fmt.Errorf("pack against dictionary: %w", err)
	}
	out := make([]byte, 0, len(b)/16+dictCodecSize)
	out = binary.AppendUvarint(append(out, codecDict), uint64(len(b)))
	out = e.zstd.EncodeAll(b, append(out, key[:]...))
	if e.window != smallWindow {
		return out, nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.encoders = append(d.encoders, e); len(d.encoders) > maxEncoders {
		d.encoders = slices.Delete(d.encoders, 0, 1)
	}
	return out, nil
}

// take finds the encoder that has the dictionary loaded, or loads it into the
// one that was not used for longest.
func (d *dictionaries) take(key blobKey, dict []byte, reach int) (*dictEncoder, error) {
	load := zstd.WithEncoderDictRaw(0, dict)
	if reach <= smallWindow {
		if e := d.idle(key); e != nil {
			if e.key == key {
				return e, nil
			}
			e.key = key
			return e, e.zstd.ResetWithOptions(nil, load)
		}
	}
	window := smallWindow
	if reach > smallWindow {
		window = largeWindow
	}
	z, err := zstd.NewWriter(nil, zstd.WithEncoderCRC(false), zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true),
		zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithWindowSize(window), load)
	return &dictEncoder{key: key, window: window, zstd: z}, err
}

// idle takes an encoder out of those not at work; nil where there is none to
// spare.
func (d *dictionaries) idle(key blobKey) *dictEncoder {
	d.mu.Lock()
	defer d.mu.Unlock()
	at := -1
	for i, e := range d.encoders {
		if e.key == key {
			at = i
		}
	}
	if at < 0 && len(d.encoders) == maxEncoders {
		at = 0
	}
	if at < 0 {
		return nil
	}
	e := d.encoders[at]
	d.encoders = slices.Delete(d.encoders, at, at+1)
	return e
}

// dictCache holds dictionaries unpacked, up to a number of bytes. What it
// gives out must not be changed.
type dictCache struct {
	mu      sync.Mutex
	entries map[blobKey]*list.Element // of dictEntry
	order   list.List                 // the least lately used first
	size    int
}

type dictEntry struct {
	key  blobKey
	body []byte
}

func (c *dictCache) get(key blobKey) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[key]
	if !ok {
		return nil
	}
	c.order.MoveToBack(e)
	return e.Value.(dictEntry).body
}

func (c *dictCache) put(key blobKey, body []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.entries[key]; ok {
		return
	}
	c.entries[key] = c.order.PushBack(dictEntry{key, body})
	c.size += len(body)
	for c.size > maxDictBytes && c.order.Len() > 1 {
		old := c.order.Remove(c.order.Front()).(dictEntry)
		delete(c.entries, old.key)
		c.size -= len(old.body)
	}
}
