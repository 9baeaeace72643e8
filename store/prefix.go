package store

import (
	"bytes"
	_ "embed" // of readingDict
	"encoding/binary"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// readingDict is what readings have in common, as raw zstd dictionary: the
// wording of reports, and the keys of each form. It is made of reports of the
// sample portal (reading_dict_test.go). It is part of the format and never
// changes.
//
//go:embed reading.dict
var readingDict []byte

// ReadingDictionary is a copy of the dictionary that readings are packed with,
// codec 4 of docs/formats.md.
func ReadingDictionary() []byte { return bytes.Clone(readingDict) }

// prefixes unpacks frames that were packed against a raw dictionary. The decoder
// takes twice the time with a dictionary; so it is given the dictionary as the
// frame's first blocks instead, not packed. What stands behind them may refer to
// them, and reads the same: a raw dictionary is what came before a frame's first
// byte (RFC 8878 section 5), and a raw block leaves the decoder as it was
// (section 3.1.1.2.3). Its methods may be called from any goroutine.
type prefixes struct {
	rooms sync.Pool // of *prefixRoom
}

// prefixRoom is room for one frame, and for what it unpacks to. It keeps the
// dictionary of the last one: the next often has the same.
type prefixRoom struct {
	dict  []byte
	in    []byte // begins with a header and the dictionary
	frame int    // where the packed blocks begin in it
	out   []byte
}

const (
	frameMagic  = "\x28\xb5\x2f\xfd"
	frameSingle = 0xa0 // a descriptor: one segment, its size in four bytes, no checksum
	frameSizeAt = len(frameMagic) + 1
	maxRawBlock = 128 << 10 // bytes (section 3.1.1.2.3)
)

// maxRoom bounds what stays in memory of a room, in bytes: pages and readings
// that are longer are rare.
const maxRoom = 1 << 20

func newPrefixes() *prefixes {
	return &prefixes{rooms: sync.Pool{New: func() any { return new(prefixRoom) }}}
}

// begin puts a dictionary before what is to come. It must not be changed.
func (r *prefixRoom) begin(dict []byte) {
	if len(dict) == len(r.dict) && len(dict) > 0 && &dict[0] == &r.dict[0] {
		r.in = r.in[:r.frame]
		return
	}
	r.dict = dict
	r.in = append(append(r.in[:0], frameMagic...), frameSingle, 0, 0, 0, 0)
	for rest := dict; len(rest) > 0; {
		n := min(len(rest), maxRawBlock)
		// Block header: not the last, type 0 (raw), size (section 3.1.1.2).
		r.in = append(r.in, byte(n<<3), byte(n>>5), byte(n>>13))
		r.in, rest = append(r.in, rest[:n]...), rest[n:]
	}
	r.frame = len(r.in)
}

// unpack unpacks a frame of size bytes into the room of dst where that is large
// enough. dict must not be changed, ever. Errors are ErrDamaged.
func (p *prefixes) unpack(dec *zstd.Decoder, dict, dst, frame []byte, size uint64) ([]byte, error) {
	h, err := checkFrame(frame, size)
	if err != nil {
		return nil, err
	}
	// No encoder of ours puts any of these into a frame with a dictionary.
	if h.HasCheckSum || h.DictionaryID != 0 || h.Skippable {
		return nil, damage("unpack: a frame of another kind")
	}
	room := p.rooms.Get().(*prefixRoom)
	defer p.put(room)
	room.begin(dict)
	whole := uint64(len(dict)) + size // under 4 GiB: maxUnpacked, maxDictBody
	room.in = append(room.in, frame[h.HeaderSize:]...)
	binary.LittleEndian.PutUint32(room.in[frameSizeAt:], uint32(whole))
	if uint64(cap(room.out)) < whole {
		room.out = make([]byte, 0, whole)
	}
	out, err := dec.DecodeAll(room.in, room.out[:0])
	if err != nil {
		return nil, damage("unpack: %w", err)
	}
	if uint64(len(out)) != whole {
		return nil, damage("unpack: %d bytes of %d", len(out)-len(dict), size)
	}
	return append(roomFor(dst, size), out[len(dict):]...), nil
}

func (p *prefixes) put(room *prefixRoom) {
	if cap(room.in) <= maxRoom && cap(room.out) <= maxRoom {
		p.rooms.Put(room)
	}
}

// roomFor is dst, empty, or new room where that is too small.
func roomFor(dst []byte, size uint64) []byte {
	if uint64(cap(dst)) < size || dst == nil {
		return make([]byte, 0, size)
	}
	return dst[:0]
}
