package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// Bodies are stored once each by SHA-256. Their data lies under host4+seq8, so
// that one host's lie together; blob-sha leads there from the hash.

// blobRef is the value of blob-sha: where a body lies, and its size unpacked.
type blobRef struct {
	key  [12]byte // host4+seq8
	size uint64   // bytes
}

func (r blobRef) encode() []byte {
	return binary.BigEndian.AppendUint64(append([]byte(nil), r.key[:]...), r.size)
}

func decodeBlobRef(v []byte) (blobRef, error) {
	if len(v) != 20 {
		return blobRef{}, damage("blob index entry of %d bytes", len(v))
	}
	return blobRef{key: [12]byte(v[:12]), size: binary.BigEndian.Uint64(v[12:])}, nil
}

// blob is a body on its way into the archive.
type blob struct {
	sha    [32]byte
	size   int
	packed []byte // nil where the archive had it when this was made
}

// makeBlob hashes and packs a body, outside of the writer. A body that is
// already there is not packed again: blobs are never removed.
func (a *Archive) makeBlob(body []byte) (*blob, error) {
	b := &blob{sha: sha256.Sum256(body), size: len(body)}
	known := false
	err := a.read(func(tx snapshot) error {
		known = tx.Bucket(bucketBlobSHA).Get(b.sha[:]) != nil
		return nil
	})
	if err != nil {
		return nil, err
	}
	if !known {
		b.packed = a.pack.pack(body)
	}
	return b, nil
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
	ref := blobRef{size: uint64(b.size)}
	copy(ref.key[:4], host[:])
	binary.BigEndian.PutUint64(ref.key[4:], seq)
	if err := data.Put(ref.key[:], b.packed); err != nil {
		return fmt.Errorf("store blob: %w", err)
	}
	if err := index.Put(b.sha[:], ref.encode()); err != nil {
		return fmt.Errorf("store blob: %w", err)
	}
	return addCounts(tx, map[string]uint64{
		countBlobs: 1, countBlobBytes: uint64(b.size), countBlobStored: uint64(len(b.packed)),
	})
}

// Blob returns the body with this SHA-256 (hex). It is hashed again when read:
// a body that is not what was stored is ErrDamaged, one that never was is
// ErrNotFound.
func (a *Archive) Blob(sha string) (body []byte, err error) {
	var want [32]byte
	if n, err := hex.Decode(want[:], []byte(sha[:min(len(sha), 64)])); err != nil || n != 32 || len(sha) != 64 {
		return nil, fmt.Errorf("read blob %.80q: not a SHA-256 in hex", sha)
	}
	var packed []byte
	err = a.read(func(tx snapshot) error {
		v := tx.Bucket(bucketBlobSHA).Get(want[:])
		if v == nil {
			return ErrNotFound
		}
		ref, err := decodeBlobRef(v)
		if err != nil {
			return err
		}
		packed = bytes.Clone(tx.Bucket(bucketBlobs).Get(ref.key[:]))
		return nil
	})
	if err == nil {
		body, err = a.pack.unpack(packed)
	}
	if err != nil {
		return nil, fmt.Errorf("read blob %s: %w", sha, err)
	}
	if sha256.Sum256(body) != want {
		return nil, fmt.Errorf("read blob %s: %w", sha, damage("its bytes are not those stored"))
	}
	return body, nil
}
