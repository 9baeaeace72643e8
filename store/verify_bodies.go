package store

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/crc32"

	bolt "go.etcd.io/bbolt"
)

// bodyBatch is how many bodies one worker takes at a time. readBatch bounds
// their bytes.
const bodyBatch = 64

// checkBodies unpacks and hashes every body, on every core, and looks for each
// in the index by what it hashed to.
func (v *verifier) checkBodies() error {
	total, err := v.a.countOf(countBlobs)
	if err != nil {
		return err
	}
	err = inParallel(v.ctx, func(give func([]record) error) error {
		return v.a.eachBatch(v.ctx, bucketBlobs, nil, bodyBatch, give)
	}, func(batch []record) error {
		if err := v.checkBatch(batch); err != nil {
			return err
		}
		v.mu.Lock()
		done := v.out.Bodies
		v.mu.Unlock()
		v.progress(StageBodies, done, total)
		return nil
	})
	if err != nil {
		return err
	}
	return v.checkBodyIndex()
}

// checkBatch checks some bodies.
func (v *verifier) checkBatch(batch []record) error {
	sums, sizes := make([][]byte, len(batch)), make([]uint64, len(batch))
	dicts := make([]blobKey, len(batch))
	for i, r := range batch {
		if len(r.key) != len(blobKey{}) {
			v.fault(fmt.Sprintf("body at %x", r.key), "its key has not 12 bytes", todoRestore)
			continue
		}
		body, dict, err := v.a.unpackValue(r.value)
		if errors.Is(err, ErrDamaged) {
			v.damage(blobKey(r.key), damageOf(err))
			continue
		}
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		sums[i], sizes[i], dicts[i] = sum[:], uint64(len(body)), dict
	}
	refs, err := v.refsOf(sums)
	if err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for i, r := range batch {
		v.out.Bodies++
		v.out.Bytes += sizes[i]
		v.stored += uint64(len(r.value))
		if dicts[i] != (blobKey{}) {
			v.uses[dicts[i]]++
		}
		if sums[i] == nil {
			continue
		}
		ref, err := decodeBlobRef(refs[i])
		if len(refs[i]) == 0 {
			v.unnamed[blobKey(r.key)] = namable{[32]byte(sums[i]), int(sizes[i])}
		}
		switch {
		case err != nil || ref.key != blobKey(r.key):
			v.damaged[blobKey(r.key)] = "its bytes are not those stored"
		case ref.size != sizes[i]:
			v.damaged[blobKey(r.key)] = fmt.Sprintf("the index says %d bytes, it has %d", ref.size, sizes[i])
		case ref.sum != nil && *ref.sum != crc32.Checksum(r.value, castagnoli):
			v.damaged[blobKey(r.key)] = "its data is not what was stored, though it unpacks to the same"
		default:
			v.bodies.Add(1)
		}
	}
	return nil
}

// unpackValue unpacks a body's value, and says which dictionary it needed.
func (a *Archive) unpackValue(value []byte) (body []byte, dict blobKey, err error) {
	p, err := parsePacked(value)
	if err != nil {
		return nil, dict, err
	}
	s := storedBody{packedValue: p}
	if p.codec == codecDict {
		dict = p.dictKey
		if s.dict, err = a.body(dict); err != nil {
			return nil, dict, fmt.Errorf("its dictionary: %w", err)
		}
	}
	body, err = a.unpackBody(s)
	return body, dict, err
}

func (v *verifier) damage(key blobKey, why string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.damaged[key] = why
}

// refsOf reads the index entries of several hashes; nil for a nil hash.
func (v *verifier) refsOf(sums [][]byte) (refs [][]byte, err error) {
	err = v.a.read(func(tx snapshot) error {
		tx.Expect(bucketBlobSHA, compactKeys(sums), nil)
		refs = make([][]byte, len(sums))
		for i, sum := range sums {
			if sum != nil {
				refs[i] = append([]byte(nil), tx.Bucket(bucketBlobSHA).Get(sum)...)
			}
		}
		return nil
	})
	return refs, err
}

// compactKeys leaves out keys that are nil.
func compactKeys(keys [][]byte) [][]byte {
	var out [][]byte
	for _, k := range keys {
		if k != nil {
			out = append(out, k)
		}
	}
	return out
}

// namable is what the index should say of a body.
type namable struct {
	sha  [32]byte
	size int
}

// badBody is a body that is not what was stored.
type badBody struct {
	sha [32]byte
	key blobKey
	why string
}

// checkBodyIndex names the damaged bodies by their hash, and finds entries of
// the index that lead nowhere: those are left over when the sound bodies and
// the damaged ones are taken away.
func (v *verifier) checkBodyIndex() error {
	entries, named := uint64(0), map[blobKey]bool{}
	var bad []badBody
	err := v.a.eachBatch(v.ctx, bucketBlobSHA, nil, statsBatch, func(batch []record) error {
		for _, r := range batch {
			entries++
			ref, err := decodeBlobRef(r.value)
			if err != nil || len(r.key) != 32 {
				if err := v.wrong(fmt.Sprintf("index of bodies at %x", r.key), "the entry is cut", deletes(bucketBlobSHA, r.key)); err != nil {
					return err
				}
				continue
			}
			if why, ok := v.damaged[ref.key]; ok {
				named[ref.key] = true
				bad = append(bad, badBody{[32]byte(r.key), ref.key, why})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if v.fix != nil {
		if bad, err = v.fix.bodies(bad); err != nil {
			return err
		}
	}
	for _, b := range bad {
		v.lost[b.sha] = true
		v.fault(fmt.Sprintf("body %x", b.sha), b.why, todoAsk)
	}
	if err := v.checkUnnamed(named); err != nil {
		return err
	}
	if entries == v.bodies.Load()+uint64(len(named)) {
		return nil
	}
	return v.findLooseEntries()
}

// checkUnnamed tells of data that no entry of the index leads to.
func (v *verifier) checkUnnamed(named map[blobKey]bool) error {
	for key, why := range v.damaged {
		if named[key] {
			continue
		}
		n, sound := v.unnamed[key]
		if v.fix != nil && sound {
			if err := v.fix.reindexBody(n.sha, key, n.size); err != nil {
				return err
			}
			continue
		}
		v.fault(fmt.Sprintf("body at %x", key), why+", and no entry of the index leads to it", todoRepair)
	}
	return nil
}

// deletes is a change that deletes a record.
func deletes(bucket, key []byte) func(*bolt.Tx) error {
	return func(tx *bolt.Tx) error { return tx.Bucket(bucket).Delete(key) }
}

// puts is a change that writes a record.
func puts(bucket, key, value []byte) func(*bolt.Tx) error {
	return func(tx *bolt.Tx) error { return tx.Bucket(bucket).Put(key, value) }
}

// findLooseEntries reads the body of every entry of the index.
func (v *verifier) findLooseEntries() error {
	return v.a.eachBatch(v.ctx, bucketBlobSHA, nil, bodyBatch, func(batch []record) error {
		for _, r := range batch {
			ref, err := decodeBlobRef(r.value)
			if err != nil || len(r.key) != 32 || v.damaged[ref.key] != "" {
				continue // told already
			}
			_, err = v.a.Blob(fmt.Sprintf("%x", r.key))
			if err != nil && !errors.Is(err, ErrDamaged) {
				return err
			}
			if err == nil {
				continue
			}
			bad := []badBody{{[32]byte(r.key), ref.key, damageOf(err)}}
			if v.fix != nil {
				if bad, err = v.fix.bodies(bad); err != nil {
					return err
				}
			}
			for _, b := range bad {
				v.lost[b.sha] = true
				v.fault(fmt.Sprintf("body %x", b.sha), b.why, todoAsk)
			}
		}
		return nil
	})
}
