package store

import (
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
var readingDict string

// ReadingDictionary is a copy of the dictionary that readings are packed with,
// codec 4 of docs/formats.md.
func ReadingDictionary() []byte { return []byte(readingDict) }

// prefixes unpacks frames that were packed against one dictionary. The decoder
// takes twice the time with a dictionary; so it is given the dictionary as the
// frame's first blocks instead, not packed. What stands behind them may refer to
// them, and reads the same: a raw dictionary is what came before a frame's first
// byte (RFC 8878 section 5), and a raw block leaves the decoder as it was
// (section 3.1.1.2.3). Its methods may be called from any goroutine.
type prefixes struct {
	size  int       // of the dictionary, in bytes
	frame []byte    // header and dictionary
	rooms sync.Pool // of *prefixRoom
}

// prefixRoom is room for one frame, and for what it unpacks to.
type prefixRoom struct {
	in  []byte // begins with header and dictionary
	out []byte
}

const (
	frameMagic  = "\x28\xb5\x2f\xfd"
	frameSingle = 0xa0 // a descriptor: one segment, its size in four bytes, no checksum
	frameSizeAt = len(frameMagic) + 1
	maxRawBlock = 128 << 10 // bytes (section 3.1.1.2.3)
)

// maxRoom bounds what stays in memory of a room, in bytes: a longer reading
// than this is rare.
const maxRoom = 1 << 20

func newPrefixes(dict []byte) *prefixes {
	p := &prefixes{size: len(dict)}
	p.frame = append(append(p.frame, frameMagic...), frameSingle, 0, 0, 0, 0)
	for rest := dict; len(rest) > 0; {
		n := min(len(rest), maxRawBlock)
		// Block header: last, type 0 (raw), size (section 3.1.1.2).
		p.frame = append(p.frame, byte(n<<3), byte(n>>5), byte(n>>13))
		p.frame, rest = append(p.frame, rest[:n]...), rest[n:]
	}
	p.rooms.New = func() any { return &prefixRoom{in: append([]byte(nil), p.frame...)} }
	return p
}

// unpack unpacks a frame of size bytes into the room of dst where that is large
// enough. Errors are ErrDamaged.
func (p *prefixes) unpack(dec *zstd.Decoder, dst, frame []byte, size uint64) ([]byte, error) {
	h, err := checkFrame(frame, size)
	if err != nil {
		return nil, err
	}
	if h.HasCheckSum || h.DictionaryID != 0 || h.Skippable {
		return nil, damage("unpack: a frame of another kind")
	}
	room := p.rooms.Get().(*prefixRoom)
	defer p.put(room)
	whole := uint64(p.size) + size // under 4 GiB: maxUnpacked
	room.in = append(room.in[:len(p.frame)], frame[h.HeaderSize:]...)
	binary.LittleEndian.PutUint32(room.in[frameSizeAt:], uint32(whole))
	if uint64(cap(room.out)) < whole {
		room.out = make([]byte, 0, whole)
	}
	out, err := dec.DecodeAll(room.in, room.out[:0])
	if err != nil {
		return nil, damage("unpack: %w", err)
	}
	if uint64(len(out)) != whole {
		return nil, damage("unpack: %d bytes of %d", len(out)-p.size, size)
	}
	if uint64(cap(dst)) < size || dst == nil {
		dst = make([]byte, 0, size)
	}
	return append(dst[:0], out[p.size:]...), nil
}

func (p *prefixes) put(room *prefixRoom) {
	if cap(room.in) <= maxRoom && cap(room.out) <= maxRoom {
		p.rooms.Put(room)
	}
}
