package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// FileHost is the host name under which imported file: URLs are kept.
const FileHost = "file"

// maxURL bounds a URL's length, in bytes. RFC 9110 section 4.1 asks for 8000
// octets at least; what is longer is a trap.
const maxURL = 16 << 10

// pageKey is host4+hash8: a URL's records lie beside those of its host.
type pageKey [12]byte

// captureKey is pageKey+run4+seq2.
type captureKey [18]byte

// Hash is the first 8 bytes of the SHA-256 of a canonical URL.
func Hash(url string) [8]byte {
	sum := sha256.Sum256([]byte(url))
	return [8]byte(sum[:8])
}

// ID is a report's id: Hash in hex.
func ID(url string) string {
	h := Hash(url)
	return hex.EncodeToString(h[:])
}

// requestHash is Hash for a plain GET; a request with a body, or of another
// method, is a page of its own (CONTRACT, Canonical URL).
func requestHash(c *Capture) [8]byte {
	if c.RequestBody == "" && (c.Method == "" || c.Method == "GET" || c.Method == "HEAD") {
		return Hash(c.URL)
	}
	return Hash(c.Method + " " + c.URL + "\n" + c.RequestBody)
}

// HostOf is the name under which a canonical URL's host is known to HostID:
// lower case, without port, or FileHost. It reads the URL by hand, since a
// path net/url refuses (a stray percent sign) still has a host.
func HostOf(url string) (string, error) {
	if strings.HasPrefix(url, "file:") {
		return FileHost, nil
	}
	_, rest, ok := strings.Cut(url, "://")
	if !ok {
		return "", fmt.Errorf("no host in URL %.200q", url)
	}
	if i := strings.IndexAny(rest, `/?#\`); i >= 0 {
		rest = rest[:i]
	}
	if i := strings.LastIndexByte(rest, '@'); i >= 0 {
		rest = rest[i+1:]
	}
	if i := strings.LastIndexByte(rest, ':'); i >= 0 && i > strings.LastIndexByte(rest, ']') {
		rest = rest[:i]
	}
	if rest == "" || len(rest) > 255 {
		return "", fmt.Errorf("no host in URL %.200q", url)
	}
	return strings.ToLower(rest), nil
}

func makePageKey(host uint32, hash [8]byte) pageKey {
	var k pageKey
	binary.BigEndian.PutUint32(k[:4], host)
	copy(k[4:], hash[:])
	return k
}

func makeCaptureKey(page pageKey, run uint32, seq uint16) captureKey {
	var k captureKey
	copy(k[:12], page[:])
	binary.BigEndian.PutUint32(k[12:16], run)
	binary.BigEndian.PutUint16(k[16:], seq)
	return k
}

func (k pageKey) id() string { return hex.EncodeToString(k[4:]) }

// parseID reads a report's id.
func parseID(id string) ([8]byte, error) {
	var h [8]byte
	if len(id) != 16 {
		return h, errors.New("an id has 16 hex digits")
	}
	if _, err := hex.Decode(h[:], []byte(strings.ToLower(id))); err != nil {
		return h, fmt.Errorf("read id %q: %w", id, err)
	}
	return h, nil
}

func uint64Key(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func uint32Key(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }
