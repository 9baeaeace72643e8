package warc

import (
	"crypto/sha1"
	"fmt"
	"strconv"

	"nianbao/store"
)

// namespace is that of the ids of this package's records: random, and fixed for
// ever.
var namespace = [16]byte{0x6e, 0x0f, 0x31, 0xa4, 0x5b, 0x0d, 0x4c, 0x57, 0x9d, 0x2e, 0x83, 0x17, 0xc6, 0xf0, 0x42, 0xb9}

// recordID is a name-based UUID (RFC 9562, section 5.5, version 5) of what a
// record is of, so that the same captures give the same file: method, address,
// body and time of the request, n where more than one was made at that time.
func recordID(kind string, c *store.Capture, n int) string {
	return uuid(kind, c.Method, c.URL, c.RequestBody, stamp(c.At), strconv.Itoa(n))
}

func uuid(parts ...string) string {
	h := sha1.New()
	h.Write(namespace[:])
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s\n", len(p), p)
	}
	u := h.Sum(nil)[:16]
	u[6], u[8] = u[6]&0x0f|0x50, u[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}
