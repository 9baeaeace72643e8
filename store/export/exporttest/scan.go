package exporttest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/klauspost/compress/zstd"
	bolt "go.etcd.io/bbolt"

	"nianbao/store"
)

// Scanned is what walking over the bucket of readings came upon, in bytes.
type Scanned struct{ Stored, Unpacked int }

// Scan walks over the readings of the archive at path as they lie in the file,
// in the order of their keys, in one goroutine, and unpacks each if told so: the
// least that an export can do. It goes by docs/formats.md alone. A reading that
// is packed with the dictionary is unpacked behind it, the faster of the two ways.
func Scan(path string, unpack bool) (s Scanned, err error) {
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true, Timeout: time.Second})
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	unzip, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return s, err
	}
	defer unzip.Close()
	dict := store.ReadingDictionary()
	n := len(dict) // under 64 KiB: one block
	in := append([]byte("\x28\xb5\x2f\xfd\xa0\x00\x00\x00\x00"), byte(n<<3), byte(n>>5), byte(n>>13))
	in = append(in, dict...)
	begins := len(in)
	var out []byte
	err = db.View(func(tx *bolt.Tx) error {
		return tx.Bucket([]byte("derived/reports")).ForEach(func(k, v []byte) error {
			s.Stored += len(v)
			if !unpack {
				return nil
			}
			size, w := binary.Uvarint(v[1:])
			frame := v[1+w:]
			switch v[0] {
			case 0:
				s.Unpacked += len(v) - 1
				return nil
			case 4:
				var h zstd.Header
				if err := h.Decode(frame); err != nil {
					return err
				}
				in = append(in[:begins], frame[h.HeaderSize:]...)
				binary.LittleEndian.PutUint32(in[5:], uint32(n)+uint32(size))
				frame = in
			}
			var err error
			if out, err = unzip.DecodeAll(frame, out[:0]); err != nil {
				return fmt.Errorf("reading of %x: %w", k, err)
			}
			s.Unpacked += int(size)
			return nil
		})
	})
	return s, err
}
