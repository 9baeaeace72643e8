package frontier

import (
	"encoding/binary"
	"time"

	"nianbao/store"
)

const (
	hostLen  = 4
	hashLen  = 8
	dueLen   = 8
	queueLen = hostLen + 1 + dueLen + hashLen
)

// hash is the part of a URL's key that is its own: of its canonical form, as
// the archive has it. A page asked with a body is another page than the one
// asked without: method and body take part.
func hash(method, canonical string, body []byte) [hashLen]byte {
	if method != "" && method != "GET" {
		return store.Hash(method + " " + canonical + "\n" + string(body))
	}
	return store.Hash(canonical)
}

// hash is the record's own.
func (r Record) hash() [hashLen]byte { return hash(r.Method, r.URL, r.Body) }

// Host is the name a canonical URL is queued under: without its port, since
// the politeness promised is of a host, whatever the port. It is "" for what
// is no URL.
func Host(canonical string) string {
	name, err := store.HostOf(canonical)
	if err != nil {
		return ""
	}
	return name
}

// hostKey is how all keys of a host begin.
func hostKey(id uint32) []byte { return binary.BigEndian.AppendUint32(nil, id) }

// urlKey is the key of a URL record: host4+hash8.
func urlKey(id uint32, h [hashLen]byte) []byte {
	var a arena
	return a.urlKey(id, h)
}

// classKey is how the queue keys of one class of a host begin.
func classKey(id uint32, c Class) []byte { return append(hostKey(id), byte(c)) }

// queueKey is host4+class1+due8+hash8, due in nanoseconds since 1970, so that
// what a page lists keeps its order.
func queueKey(id uint32, c Class, due time.Time, h [hashLen]byte) []byte {
	var a arena
	return a.queueKey(id, c, due, h)
}

// nanos keeps times outside of what 64 bits hold in order: zero time first,
// the far future last.
func nanos(t time.Time) int64 {
	const last = 1<<63 - 1
	switch {
	case t.Unix() < 0:
		return 0
	case t.After(time.Unix(0, last)):
		return last
	}
	return t.UnixNano()
}

// parsedQueue takes a queue key apart; ok is false for a key of another shape.
func parsedQueue(k []byte) (id uint32, c Class, due time.Time, h [hashLen]byte, ok bool) {
	if len(k) != queueLen {
		return 0, 0, time.Time{}, h, false
	}
	id = binary.BigEndian.Uint32(k)
	c = Class(k[hostLen])
	n := binary.BigEndian.Uint64(k[hostLen+1:])
	copy(h[:], k[queueLen-hashLen:])
	return id, c, time.Unix(0, int64(n)).UTC(), h, n < 1<<63
}

// next is the smallest key after all that begin with prefix; nil when there is
// none.
func next(prefix []byte) []byte {
	k := append([]byte(nil), prefix...)
	for i := len(k) - 1; i >= 0; i-- {
		k[i]++
		if k[i] != 0 {
			return k[:i+1]
		}
	}
	return nil
}
