package warc

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"
)

// hashes are the algorithms a labelled digest is checked with, by name without
// punctuation. What another one says cannot be checked.
var hashes = map[string]func() hash.Hash{
	"md5": md5.New, "sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New,
}

// Digest is a labelled digest (WARC/1.1, section 5.8), ready to be compared.
type Digest struct {
	algorithm string
	sum       []byte
}

// ParseDigest reads "sha1:3EF…": any algorithm of hashes, the sum in base32,
// base16 or base64. False where it is empty, or cannot be checked.
func ParseDigest(s string) (Digest, bool) {
	name, text, ok := strings.Cut(strings.TrimSpace(s), ":")
	name = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), "-", "")
	text = strings.TrimRight(strings.TrimSpace(text), "=")
	newHash, known := hashes[name]
	if !ok || !known {
		return Digest{}, false
	}
	size := newHash().Size()
	for _, decode := range []func(string) ([]byte, error){
		func(s string) ([]byte, error) { return hex.DecodeString(strings.ToLower(s)) },
		func(s string) ([]byte, error) {
			return base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(s))
		},
		base64.RawStdEncoding.DecodeString,
		base64.RawURLEncoding.DecodeString,
	} {
		if sum, err := decode(text); err == nil && len(sum) == size {
			return Digest{name, sum}, true
		}
	}
	return Digest{}, false
}

// Matches tells whether it was made of these bytes, parts one after the other.
func (d Digest) Matches(parts ...[]byte) bool {
	newHash, known := hashes[d.algorithm]
	if !known {
		return false
	}
	h := newHash()
	for _, p := range parts {
		h.Write(p)
	}
	return string(h.Sum(nil)) == string(d.sum)
}

// SHA256 is the labelled digest of bytes whose SHA-256 is known, in hex: what
// this package writes. In hex, as the recorders of Webrecorder have it, it is
// the raw_sha256 of a capture.
func SHA256(hexSum string) string { return "sha256:" + hexSum }

func digestOf(parts ...[]byte) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return SHA256(hex.EncodeToString(h.Sum(nil)))
}

// CheckBlock compares a block, given in parts, with the record's digest of it.
// Without one, or with one that cannot be checked, nothing is wrong; nor with
// that of no bytes at all, which wget gives to revisits.
func (h Header) CheckBlock(parts ...[]byte) error {
	err := h.check("WARC-Block-Digest", parts...)
	if err != nil && h.Type() == TypeRevisit && h.check("WARC-Block-Digest") == nil {
		return nil
	}
	return err
}

// CheckPayload compares the body of a message with the record's digest of it.
// Programs differ in whether the chunks of a transfer belong to it: either is
// right.
func (h Header) CheckPayload(asSent, dechunked []byte) error {
	err := h.check("WARC-Payload-Digest", asSent)
	if err != nil && len(dechunked) != len(asSent) {
		return h.check("WARC-Payload-Digest", dechunked)
	}
	return err
}

func (h Header) check(field string, parts ...[]byte) error {
	said := h.Get(field)
	d, ok := ParseDigest(said)
	if !ok || d.Matches(parts...) {
		return nil
	}
	return fmt.Errorf("%w (%s %s)", ErrDigest, field, said)
}
