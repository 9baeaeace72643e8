package store

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// answerTime is how long a reader waits for one answer of the holder. A holder
// that is only slow answers within the life of a snapshot.
const answerTime = maxSnapshot + 5*time.Second

// lost is a holder that went away, or does not answer. A read that meets it is
// begun again.
type lost struct {
	holder Holder
	cause  error
}

func (l *lost) Error() string {
	return fmt.Sprintf("the process that holds the archive (%v) does not answer: %v", l.holder, l.cause)
}

func (l *lost) Unwrap() error { return l.cause }

// remote is a connection to the holder of an archive. It has one snapshot at a
// time.
type remote struct {
	conn   net.Conn
	r      *bufio.Reader
	w      *bufio.Writer
	holder Holder
	ahead  map[string]reply
	begun  bool // the holder keeps a snapshot for us, or the connection is no more
}

// connect greets the holder of the archive at path. The errors are those of
// the system, or ErrNewer.
func connect(path string) (*remote, error) {
	c, err := dial(path, greetTime)
	if err != nil {
		return nil, err
	}
	r := &remote{conn: c, r: bufio.NewReaderSize(c, replyBuffer), w: bufio.NewWriterSize(c, replyBuffer)}
	if err := r.greet(); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return r, nil
}

// close ends the connection. What it brought was read already.
func (r *remote) close() { _ = r.conn.Close() }

func (r *remote) greet() error {
	if err := r.conn.SetDeadline(time.Now().Add(greetTime)); err != nil {
		return err
	}
	if _, err := r.conn.Write([]byte(magic)); err != nil {
		return err
	}
	h, format, err := readGreeting(r.r)
	switch {
	case errors.Is(err, io.EOF):
		return errors.New("it ends, or holds another file")
	case err != nil:
		return err
	case format > Format:
		return fmt.Errorf("%w: %v writes format %d, this program knows up to %d", ErrNewer, h, format, Format)
	}
	r.holder = h
	return nil
}

// read runs fn on a snapshot. An error that wraps a *lost says that fn did not
// run to its end.
func (r *remote) read(fn func(snapshot) error) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case *lost:
			err = p
		case failure:
			err = damage("%s", string(p))
		default:
			panic(p)
		}
	}()
	clear(r.ahead)
	err = fn(r)
	r.end()
	return err
}

// failure is what the holder met when it read, as it said so. Like lost it
// ends the read it happens in: it is thrown, and caught by read.
type failure string

// end gives the snapshot back. Nobody answers, so it costs no time.
func (r *remote) end() {
	if r.begun && (request{op: opEnd}).write(r.w) == nil && r.w.Flush() == nil {
		r.begun = false
	}
}

// send sends requests, and begins a snapshot.
func (r *remote) send(qs ...request) {
	r.begun = true
	err := r.conn.SetDeadline(time.Now().Add(answerTime))
	for i := 0; err == nil && i < len(qs); i++ {
		err = qs[i].write(r.w)
	}
	if err == nil {
		err = r.w.Flush()
	}
	r.check(err)
}

// mark reads what comes next in a reply.
func (r *remote) mark() byte {
	m, err := r.r.ReadByte()
	r.check(err)
	if m == markFailure {
		text, err := readBytes(r.r, maxFailure)
		r.check(err)
		panic(failure(text))
	}
	return m
}

// check ends the read where the connection failed.
func (r *remote) check(err error) {
	if err != nil {
		panic(&lost{r.holder, err})
	}
}

// bytes reads a key or a value.
func (r *remote) bytes() []byte {
	b, err := readBytes(r.r, maxUnpacked)
	r.check(err)
	return b
}

// reply is an answer that was fetched ahead.
type reply struct {
	value   []byte // of a get
	records []record
	more    bool
}

// aheadKey is the key of a reply that was fetched ahead.
func aheadKey(op byte, bucket, key []byte) string {
	return string(op) + string(bucket) + "\x00" + string(key)
}

// Expect implements snapshot. It asks in groups that fit into the socket, so
// that neither side waits for the other to read.
func (r *remote) Expect(bucket []byte, gets, seeks [][]byte) {
	var group []request
	size := 0
	fetch := func(q request) {
		group, size = append(group, q), size+len(q.key)+len(q.bucket)+16
		if size > maxGroupRequest {
			r.fetch(group)
			group, size = nil, 0
		}
	}
	for _, key := range gets {
		fetch(request{op: opGet, bucket: bucket, key: key})
	}
	for _, key := range seeks {
		fetch(request{op: opRecords, bucket: bucket, key: key, count: expectRecords, bytes: firstReplyBytes})
	}
	if len(group) > 0 {
		r.fetch(group)
	}
}

// fetch sends requests and puts their replies by.
func (r *remote) fetch(qs []request) {
	if r.ahead == nil {
		r.ahead = map[string]reply{}
	}
	r.send(qs...)
	for _, q := range qs {
		r.ahead[aheadKey(q.op, q.bucket, q.key)] = r.receive(q)
	}
}

// receive reads the reply to a request for a value or for records.
func (r *remote) receive(q request) (out reply) {
	mark := r.mark()
	if q.op == opGet {
		if mark == markPresent {
			out.value = r.bytes()
		}
		return out
	}
	for ; mark == markPresent; mark = r.mark() {
		if len(out.records) == maxRecords {
			r.check(errWire("more than %d records", maxRecords))
		}
		key := r.bytes()
		out.records = append(out.records, record{key, r.bytes()})
	}
	out.more = mark == markMore
	return out
}

// answer is the reply to a request, fetched ahead or now.
func (r *remote) answer(q request) reply {
	if out, ok := r.ahead[aheadKey(q.op, q.bucket, q.key)]; ok {
		return out
	}
	r.send(q)
	return r.receive(q)
}

// Bucket implements snapshot.
func (r *remote) Bucket(name []byte) records { return remoteRecords{r, name} }

type remoteRecords struct {
	*remote
	name []byte
}

// Get implements records.
func (b remoteRecords) Get(key []byte) []byte {
	return b.answer(request{op: opGet, bucket: b.name, key: key}).value
}

// Sequence implements records.
func (b remoteRecords) Sequence() uint64 {
	b.send(request{op: opSequence, bucket: b.name})
	if b.mark() != markPresent {
		b.check(errWire("no number"))
	}
	var n [8]byte
	_, err := io.ReadFull(b.r, n[:])
	b.check(err)
	return binary.BigEndian.Uint64(n[:])
}

// Cursor implements records.
func (b remoteRecords) Cursor() cursor { return &remoteCursor{in: b} }

// ForEach implements records.
func (b remoteRecords) ForEach(fn func(k, v []byte) error) error {
	c := b.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if err := fn(k, v); err != nil {
			return err
		}
	}
	return nil
}

// Bounds of a cursor's replies: the first is small, since many a cursor looks
// at a record or two, and each is twice as large as the one before.
const (
	firstRecords    = 16
	firstReplyBytes = 32 << 10
	expectRecords   = 2        // of a Seek that is expected
	maxGroupRequest = 16 << 10 // bytes of requests that are sent in one go
)

// remoteCursor reads ahead.
type remoteCursor struct {
	in           remoteRecords
	here         reply
	at           int
	count, bytes uint32
}

// First implements cursor.
func (c *remoteCursor) First() (k, v []byte) { return c.Seek(nil) }

// Seek implements cursor.
func (c *remoteCursor) Seek(from []byte) (k, v []byte) {
	c.count, c.bytes = firstRecords, firstReplyBytes
	return c.fill(from)
}

// Next implements cursor.
func (c *remoteCursor) Next() (k, v []byte) {
	c.at++
	if c.at != len(c.here.records) || !c.here.more {
		return c.record()
	}
	c.count, c.bytes = min(2*c.count, maxRecords), min(2*c.bytes, maxReply)
	return c.fill(append(bytes.Clone(c.here.records[c.at-1].key), 0))
}

// record is the one the cursor stands at.
func (c *remoteCursor) record() (k, v []byte) {
	if c.at >= len(c.here.records) {
		c.at = len(c.here.records)
		return nil, nil
	}
	return c.here.records[c.at].key, c.here.records[c.at].value
}

// fill reads records from a key on.
func (c *remoteCursor) fill(from []byte) (k, v []byte) {
	c.at = 0
	c.here = c.in.answer(request{op: opRecords, bucket: c.in.name, key: from, count: c.count, bytes: c.bytes})
	return c.record()
}
