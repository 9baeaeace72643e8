package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"

	bolt "go.etcd.io/bbolt"
)

// Bodies are stored once each by SHA-256. Their data lies under host4+seq8, so
// that one host's lie together; blob-sha leads there from the hash.

// blobKey is where a body's data lies: host4+seq8.
type blobKey [12]byte

// blobRef is the value of blob-sha: where a body lies, its size unpacked, and a
// sum of its data as packed. Many a flipped bit of a zstd frame unpacks to the
// same body; the sum tells those too.
type blobRef struct {
	key  blobKey
	size uint64  // bytes
	sum  *uint32 // CRC-32C; nil in entries of the first days
}

func (r blobRef) encode() []byte {
	v := binary.BigEndian.AppendUint64(append([]byte(nil), r.key[:]...), r.size)
	if r.sum != nil {
		v = binary.BigEndian.AppendUint32(v, *r.sum)
	}
	return v
}

func decodeBlobRef(v []byte) (blobRef, error) {
	if len(v) != 20 && len(v) != 24 {
		return blobRef{}, damage("blob index entry of %d bytes", len(v))
	}
	r := blobRef{key: blobKey(v[:12]), size: binary.BigEndian.Uint64(v[12:])}
	if len(v) == 24 {
		sum := binary.BigEndian.Uint32(v[20:])
		r.sum = &sum
	}
	return r, nil
}

// newBlobRef is the entry of a body that is stored at key.
func newBlobRef(key blobKey, size int, packed []byte) blobRef {
	sum := crc32.Checksum(packed, castagnoli)
	return blobRef{key: key, size: uint64(size), sum: &sum}
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// blob is a body on its way into the archive.
type blob struct {
	sha    [32]byte
	size   int
	packed []byte // nil where the archive had it when this was made

	sketch sketch
	choice choice
	shelf  []blobKey // with choice.pin: what stays at hand beside it
}

// makeBlob hashes and packs a body, outside of the writer. A body that is
// already there is not packed again: bodies are never removed.
func (a *Archive) makeBlob(body []byte, page pageKey) (*blob, error) {
	b := &blob{sha: sha256.Sum256(body), size: len(body)}
	known := false
	err := a.read(func(tx snapshot) error {
		known = tx.Bucket(bucketBlobSHA).Get(b.sha[:]) != nil
		return nil
	})
	if err != nil || known {
		return b, err
	}
	return b, a.packBody(b, body, page)
}

// put stores a body unless the archive has it.
func (b *blob) put(tx *bolt.Tx, host [4]byte) error {
	index := tx.Bucket(bucketBlobSHA)
	if index.Get(b.sha[:]) != nil {
		return nil
	}
	data := tx.Bucket(bucketBlobs)
	seq, err := data.NextSequence()
	if err != nil {
		return fmt.Errorf("store blob: %w", err)
	}
	ref := newBlobRef(makeBlobKey(host, seq), b.size, b.packed)
	if err := data.Put(ref.key[:], b.packed); err != nil {
		return fmt.Errorf("store blob: %w", err)
	}
	if err := index.Put(b.sha[:], ref.encode()); err != nil {
		return fmt.Errorf("store blob: %w", err)
	}
	if err := b.noteDict(tx, ref.key); err != nil {
		return fmt.Errorf("store blob: %w", err)
	}
	return addCounts(tx, map[string]uint64{
		countBlobs: 1, countBlobBytes: uint64(b.size), countBlobStored: uint64(len(b.packed)),
	})
}

func makeBlobKey(host [4]byte, seq uint64) blobKey {
	var k blobKey
	copy(k[:4], host[:])
	binary.BigEndian.PutUint64(k[4:], seq)
	return k
}

// Blob returns the body with this SHA-256 (hex). It is hashed again when read:
// a body that is not what was stored is ErrDamaged, one that never was is
// ErrNotFound.
func (a *Archive) Blob(sha string) ([]byte, error) {
	return a.readBlob(sha, func(body []byte, want [32]byte, _ bool) bool { return sha256.Sum256(body) == want })
}

// BlobAsStored is Blob for one who reads them all: where the body's data is what
// was stored, by the sum beside its hash (CRC-32C), it is not hashed. A dictionary
// is held against a sum of its own when it is unpacked.
func (a *Archive) BlobAsStored(sha string) ([]byte, error) {
	return a.readBlob(sha, func(body []byte, want [32]byte, sound bool) bool { return sound || sha256.Sum256(body) == want })
}

// readBlob reads a body that is as wanted. It tells whether the data has the sum
// that was noted of it.
func (a *Archive) readBlob(sha string, wanted func(body []byte, want [32]byte, sound bool) bool) (body []byte, err error) {
	var want [32]byte
	if n, err := hex.Decode(want[:], []byte(sha[:min(len(sha), 64)])); err != nil || n != 32 || len(sha) != 64 {
		return nil, fmt.Errorf("read blob %.80q: not a SHA-256 in hex", sha)
	}
	var value storedBody
	var ref blobRef
	err = a.read(func(tx snapshot) error {
		v := tx.Bucket(bucketBlobSHA).Get(want[:])
		if v == nil {
			return ErrNotFound
		}
		if ref, err = decodeBlobRef(v); err == nil {
			value, err = a.copyBody(tx, ref.key)
		}
		return err
	})
	if err == nil {
		body, err = a.unpackBody(value)
	}
	if err == nil && !wanted(body, want, ref.sum != nil && *ref.sum == crc32.Checksum(value.data, castagnoli)) {
		err = damage("its bytes are not those stored")
	}
	if err != nil {
		return nil, fmt.Errorf("read blob %s: %w", sha, err)
	}
	return body, nil
}

// storedBody is a body as it lies in the archive, copied out of a transaction.
type storedBody struct {
	packedValue
	data      []byte // as a whole
	dict      []byte // its dictionary, where that is at hand; not to be changed
	dictValue []byte // else as it lies in the archive
}

// copyBody reads the value of a body, and that of its dictionary.
func (a *Archive) copyBody(tx snapshot, key blobKey) (storedBody, error) {
	data := tx.Bucket(bucketBlobs)
	v := data.Get(key[:])
	if v == nil {
		return storedBody{}, damage("no data at %x", key)
	}
	v = bytes.Clone(v)
	p, err := parsePacked(v)
	out := storedBody{packedValue: p, data: v}
	if err != nil || p.codec != codecDict {
		return out, err
	}
	if out.dict = a.dicts.bodies.get(p.dictKey); out.dict != nil {
		return out, nil
	}
	dict := data.Get(p.dictKey[:])
	if dict == nil {
		return storedBody{}, damage("its dictionary %x is not there", p.dictKey)
	}
	out.dictValue = bytes.Clone(dict)
	return out, nil
}

// unpackBody returns a fresh copy of a body. Errors are ErrDamaged.
func (a *Archive) unpackBody(v storedBody) ([]byte, error) {
	switch v.codec {
	case codecPlain:
		return append([]byte{}, v.frame...), nil
	case codecZstd:
		return unpackFrame(a.pack.dec, nil, v.frame, v.size)
	case codecDict:
	default:
		return nil, damage("unpack: codec %d where a body should be", v.codec)
	}
	if v.dict == nil {
		var err error
		if v.dict, err = a.pack.unpack(v.dictValue); err != nil {
			return nil, fmt.Errorf("its dictionary %x: %w", v.dictKey, err)
		}
		a.dicts.bodies.put(v.dictKey, v.dict)
	}
	return a.pack.prefixes.unpack(a.pack.dec, v.dict, nil, v.frame, v.size)
}
