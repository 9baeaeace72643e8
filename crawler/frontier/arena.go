package frontier

import (
	"encoding/binary"
	"time"
)

// arenaPiece is how much memory an arena takes at a time, in bytes.
const arenaPiece = 32 << 10

// arena gives many small keys and values their memory from a few pieces. What
// it gave stays as it is. The zero arena takes no more than it is asked for
// the first time, so that it serves for a single value too.
type arena struct {
	piece   []byte
	scratch []byte
	used    bool
}

// keep copies the parts, one behind the other.
func (a *arena) keep(parts ...[]byte) []byte {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	if cap(a.piece)-len(a.piece) < n {
		size := n
		if a.used {
			size = max(n, arenaPiece)
		}
		a.piece = make([]byte, 0, size)
	}
	a.used = true
	from := len(a.piece)
	for _, p := range parts {
		a.piece = append(a.piece, p...)
	}
	return a.piece[from:len(a.piece):len(a.piece)]
}

// urlKey is the key of a URL record.
func (a *arena) urlKey(id uint32, h [hashLen]byte) []byte {
	var k [hostLen]byte
	binary.BigEndian.PutUint32(k[:], id)
	return a.keep(k[:], h[:])
}

// queueKey is a queue key, see queueKey.
func (a *arena) queueKey(id uint32, c Class, due time.Time, h [hashLen]byte) []byte {
	var k [hostLen + 1 + dueLen]byte
	binary.BigEndian.PutUint32(k[:], id)
	k[hostLen] = byte(c)
	binary.BigEndian.PutUint64(k[hostLen+1:], uint64(nanos(due)))
	return a.keep(k[:], h[:])
}

// record is a URL record as it is stored.
func (a *arena) record(r Record) []byte {
	p := packer{out: a.scratch[:0]}
	p.record(&r)
	a.scratch = p.out
	var head [1 + binary.MaxVarintLen64]byte
	head[0] = recordVersion
	return a.keep(packNumber(head[:1], p.mask), p.out)
}
