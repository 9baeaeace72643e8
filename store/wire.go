package store

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
)

// What readers and the holder say to each other on the socket. Numbers are
// big-endian.
//
//	greeting  reader → holder  magic
//	          holder → reader  magic, format4, size4, Holder as JSON
//	request   size4, then: op1, bucket's length1, bucket, and by op
//	          get       key
//	          records   how many4, how many bytes4, key to begin at
//	          sequence
//	          end       (without a bucket; the snapshot ends, no reply)
//	reply     get       absent1, or present1 length4 value
//	          records   for each: present1, length4 key, length4 value;
//	                    then absent1 at the bucket's end, or more1
//	          sequence  present1 number8
//	          or in place of absent, present and more: failure1 length4 text
//
// The first request after the greeting, or after an end, begins a snapshot.

// magic names the protocol and its version.
const magic = "nianbao\x01"

// Requests.
const (
	opGet      = 1
	opRecords  = 2
	opSequence = 3
	opEnd      = 4
)

// Marks of replies.
const (
	markAbsent  = 0
	markPresent = 1
	markMore    = 2
	markFailure = 255
)

// Bounds, in bytes but for maxRecords.
const (
	maxRequest  = 64 << 10 // bbolt's longest key is 32 KiB
	replyBuffer = 64 << 10
	maxRecords  = 4096    // in one reply
	maxReply    = 1 << 20 // and no more records once it is as long
	maxFailure  = 4 << 10
)

// request is what a reader asks for.
type request struct {
	op           byte
	bucket, key  []byte
	count, bytes uint32 // of records: at most so many, and none after so many bytes
}

// errWire says that the other side does not speak the protocol.
func errWire(format string, args ...any) error {
	return fmt.Errorf("protocol of readers: "+format, args...)
}

// greeting is what a holder says first.
func greeting(h Holder) ([]byte, error) {
	b, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("encode greeting: %w", err)
	}
	out := binary.BigEndian.AppendUint32([]byte(magic), Format)
	out = binary.BigEndian.AppendUint32(out, uint32(len(b)))
	return append(out, b...), nil
}

func readMagic(r io.Reader) error {
	var got [len(magic)]byte
	if _, err := io.ReadFull(r, got[:]); err != nil {
		return err
	}
	if string(got[:]) != magic {
		return errWire("another version, or another program: %q", got)
	}
	return nil
}

// readGreeting reads who holds the archive, and its format.
func readGreeting(r io.Reader) (h Holder, format uint32, err error) {
	if err := readMagic(r); err != nil {
		return h, 0, err
	}
	if format, err = readUint32(r); err != nil {
		return h, 0, err
	}
	b, err := readBytes(r, maxHolder)
	if err != nil {
		return h, 0, err
	}
	if err := json.Unmarshal(b, &h); err != nil {
		return h, 0, errWire("greeting: %w", err)
	}
	return h, format, nil
}

// write sends a request. One that a holder would refuse is refused here.
func (q request) write(w *bufio.Writer) error {
	if len(q.bucket) > 255 || len(q.key)+len(q.bucket)+16 > maxRequest {
		return errWire("key of %d bytes", len(q.key))
	}
	b := append([]byte{0, 0, 0, 0, q.op, byte(len(q.bucket))}, q.bucket...)
	if q.op == opRecords {
		b = binary.BigEndian.AppendUint32(b, q.count)
		b = binary.BigEndian.AppendUint32(b, q.bytes)
	}
	b = append(b, q.key...)
	binary.BigEndian.PutUint32(b, uint32(len(b)-4))
	_, err := w.Write(b)
	return err
}

// readRequest reads and checks a request.
func readRequest(r *bufio.Reader) (request, error) {
	b, err := readBytes(r, maxRequest)
	if err != nil {
		return request{}, err
	}
	if len(b) < 2 || len(b) < 2+int(b[1]) {
		return request{}, errWire("request of %d bytes", len(b))
	}
	q := request{op: b[0], bucket: b[2 : 2+int(b[1])], key: b[2+int(b[1]):]}
	switch q.op {
	case opGet, opSequence, opEnd:
	case opRecords:
		if len(q.key) < 8 {
			return request{}, errWire("request of %d bytes", len(b))
		}
		q.count, q.bytes = binary.BigEndian.Uint32(q.key), binary.BigEndian.Uint32(q.key[4:])
		q.count, q.bytes, q.key = min(q.count, maxRecords), min(q.bytes, maxReply), q.key[8:]
	default:
		return request{}, errWire("request %d is not known", q.op)
	}
	return q, nil
}

func writeValue(w *bufio.Writer, v []byte) error {
	if v == nil {
		return w.WriteByte(markAbsent)
	}
	if err := w.WriteByte(markPresent); err != nil {
		return err
	}
	return writeBytes(w, v)
}

func writeSequence(w *bufio.Writer, n uint64) error {
	_, err := w.Write(binary.BigEndian.AppendUint64([]byte{markPresent}, n))
	return err
}

// writeRecords writes records from a key on. At least one is written where
// there is one.
func writeRecords(w *bufio.Writer, c cursor, q request) error {
	count, size := uint32(0), 0
	for k, v := c.Seek(q.key); k != nil; k, v = c.Next() {
		if count > 0 && (count >= q.count || size >= int(q.bytes)) {
			return w.WriteByte(markMore)
		}
		if err := w.WriteByte(markPresent); err != nil {
			return err
		}
		if err := writeBytes(w, k); err != nil {
			return err
		}
		if err := writeBytes(w, v); err != nil {
			return err
		}
		count, size = count+1, size+len(k)+len(v)
	}
	return w.WriteByte(markAbsent)
}

func writeFailure(w *bufio.Writer, what any) error {
	text := fmt.Appendf(nil, "%v", what)
	if err := w.WriteByte(markFailure); err != nil {
		return err
	}
	return writeBytes(w, text[:min(len(text), maxFailure)])
}

func writeBytes(w *bufio.Writer, b []byte) error {
	var n [4]byte
	binary.BigEndian.PutUint32(n[:], uint32(len(b)))
	if _, err := w.Write(n[:]); err != nil {
		return err
	}
	_, err := w.Write(b)
	return err
}

func readUint32(r io.Reader) (uint32, error) {
	var n [4]byte
	_, err := io.ReadFull(r, n[:])
	return binary.BigEndian.Uint32(n[:]), err
}

// trusted is how many bytes are taken at once on the word of the other side.
const trusted = 1 << 20

// readBytes reads a length and as many bytes, of which there may be at most
// limit. Memory is taken as they come.
func readBytes(r io.Reader, limit uint32) ([]byte, error) {
	n, err := readUint32(r)
	if err != nil {
		return nil, err
	}
	if n > limit {
		return nil, errWire("%d bytes where %d are the most", n, limit)
	}
	if n <= trusted {
		b := make([]byte, n)
		_, err := io.ReadFull(r, b)
		return b, err
	}
	var b bytes.Buffer
	b.Grow(trusted)
	if _, err := io.CopyN(&b, r, int64(n)); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
