package store

import (
	"encoding/hex"
	"errors"
	"os"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// hashes lists the SHA-256 of all bodies.
func hashes(t testing.TB, a *Archive) (out []string) {
	t.Helper()
	err := a.view(func(tx *bolt.Tx) error {
		return tx.Bucket(bucketBlobSHA).ForEach(func(k, _ []byte) error {
			out = append(out, hex.EncodeToString(k))
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestBodiesAsStoredAreNeverOthers flips bits of bodies, dictionaries among
// them: what is read without hashing it is what was stored, or damaged.
func TestBodiesAsStoredAreNeverOthers(t *testing.T) {
	path := variedArchive(t)
	file, places := bodyPlaces(t, path)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i, place := range places {
		size := place[1] - place[0]
		for at := place[0] + 14; at < place[1]; at += size/5 + 1 {
			if _, err := f.WriteAt([]byte{file[at] ^ 1<<(i%8)}, int64(at)); err != nil {
				t.Fatal(err)
			}
			a, err := Open(path, Options{ReadOnly: true})
			if err != nil {
				t.Fatal(err)
			}
			damaged := 0
			for _, sha := range hashes(t, a) {
				body, err := a.BlobAsStored(sha)
				switch {
				case errors.Is(err, ErrDamaged):
					damaged++
				case err != nil || shaOf(body) != sha:
					t.Errorf("body %d, byte %d: %s reads as %s, %v", i, at-place[0], sha, shaOf(body), err)
				}
			}
			if damaged == 0 {
				t.Errorf("body %d, byte %d: nothing is damaged", i, at-place[0])
			}
			a.Close()
			if _, err := f.WriteAt(file[at:at+1], int64(at)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestABodyInPlaceOfAnotherIsNotTakenAsStored(t *testing.T) {
	a := openTest(t, variedArchive(t))
	all := hashes(t, a)
	err := a.update(func(tx *bolt.Tx) error {
		index, data := tx.Bucket(bucketBlobSHA), tx.Bucket(bucketBlobs)
		var refs [2]blobRef
		for i := range refs {
			sum, err := hex.DecodeString(all[i])
			if err != nil {
				return err
			}
			if refs[i], err = decodeBlobRef(index.Get(sum)); err != nil {
				return err
			}
		}
		return data.Put(refs[0].key[:], append([]byte(nil), data.Get(refs[1].key[:])...))
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.BlobAsStored(all[0]); !errors.Is(err, ErrDamaged) {
		t.Errorf("another body in its place: %v", err)
	}
	if body, err := a.BlobAsStored(all[1]); err != nil || shaOf(body) != all[1] {
		t.Errorf("the other: %v", err)
	}
}
