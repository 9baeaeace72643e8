package store

import (
	"bufio"
	"cmp"
	"errors"
	"io/fs"
	"net"
	"os"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Bounds on readers, so that none can hurt the holder.
const (
	maxReaders  = 64               // connections; more wait to be taken
	maxSnapshot = 10 * time.Second // a snapshot's life: what it keeps from being used again is bounded
	maxIdle     = time.Minute      // a connection without a snapshot
	greetTime   = 5 * time.Second  // for the greeting
	acceptPause = 100 * time.Millisecond
)

// server answers readers while this process holds the archive. Every snapshot
// is a read transaction of its own, and reading is all that it can do.
type server struct {
	archive  *Archive
	hello    []byte
	listener *net.UnixListener
	made     fs.FileInfo   // the socket, to know it again
	file     fs.FileInfo   // the archive
	life     time.Duration // of a snapshot

	done  chan struct{} // closed when it is to end
	slots chan struct{}
	wg    sync.WaitGroup
	mu    sync.Mutex
	conns map[net.Conn]struct{}
}

// serve begins to answer readers.
func (a *Archive) serve(o Options) (*server, error) {
	hello, err := greeting(Holder{PID: os.Getpid(), Verb: o.Verb})
	if err != nil {
		return nil, err
	}
	l, err := listen(a.path)
	if err != nil {
		return nil, err
	}
	made, err1 := os.Lstat(socketPath(a.path))
	file, err2 := os.Stat(a.path)
	if err := errors.Join(err1, err2); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	s := &server{
		archive: a, hello: hello, listener: l, made: made, file: file, life: cmp.Or(o.maxSnapshot, maxSnapshot),
		done: make(chan struct{}), slots: make(chan struct{}, maxReaders), conns: map[net.Conn]struct{}{},
	}
	s.wg.Go(s.accept)
	return s, nil
}

// accept takes connections until the server ends.
func (s *server) accept() {
	for {
		select {
		case s.slots <- struct{}{}:
		case <-s.done:
			return
		}
		c, err := s.listener.Accept()
		if err == nil {
			s.wg.Go(func() { s.talk(c) })
			continue
		}
		<-s.slots
		select {
		case <-time.After(acceptPause): // no file handles left: some will be
		case <-s.done:
			return
		}
	}
}

// talk answers one connection. Whatever ends it, its snapshot ends with it.
func (s *server) talk(c net.Conn) {
	defer func() { <-s.slots }()
	defer func() { _ = c.Close() }() // it was read to its end, or failed already
	if !s.enter(c) {
		return
	}
	defer s.leave(c)
	if err := s.greet(c); err != nil {
		return
	}
	t := talk{conn: c, life: s.life, r: bufio.NewReaderSize(c, maxRequest), w: bufio.NewWriterSize(c, replyBuffer)}
	for {
		if c.SetDeadline(time.Now().Add(maxIdle)) != nil {
			return
		}
		q, err := readRequest(t.r)
		if err != nil {
			return
		}
		if q.op == opEnd {
			continue
		}
		// Errors are the connection's, or what t has told the reader.
		if s.archive.view(func(tx *bolt.Tx) error { return t.snapshot(tx, q) }) != nil {
			return
		}
	}
}

// enter notes a connection, so that close can end it; false after close.
func (s *server) enter(c net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conns == nil {
		return false
	}
	s.conns[c] = struct{}{}
	return true
}

func (s *server) leave(c net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
}

// greet checks that the reader speaks the same protocol, and says who answers.
// An archive that was moved from under its name answers nobody: the readers
// mean the file that stands there now.
func (s *server) greet(c net.Conn) error {
	if err := c.SetDeadline(time.Now().Add(greetTime)); err != nil {
		return err
	}
	if err := readMagic(c); err != nil {
		return err
	}
	named, err := os.Stat(s.archive.path)
	if err != nil {
		return err
	}
	if !os.SameFile(named, s.file) {
		return errors.New("the archive was moved")
	}
	_, err = c.Write(s.hello)
	return err
}

// close ends every connection and takes the socket away, unless it is
// another's by now.
func (s *server) close() error {
	close(s.done)
	err := s.listener.Close()
	s.mu.Lock()
	conns := s.conns
	s.conns = nil
	for c := range conns {
		err = errors.Join(err, c.Close())
	}
	s.mu.Unlock()
	s.wg.Wait()
	path := socketPath(s.archive.path)
	if now, lost := os.Lstat(path); lost == nil && os.SameFile(now, s.made) {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

// talk is one connection with its buffers.
type talk struct {
	conn net.Conn
	life time.Duration
	r    *bufio.Reader
	w    *bufio.Writer
}

// snapshot answers requests from one transaction until the reader ends it, or
// its time is up.
func (t *talk) snapshot(tx *bolt.Tx, q request) error {
	if err := t.conn.SetDeadline(time.Now().Add(t.life)); err != nil {
		return err
	}
	for q.op != opEnd {
		err := t.answer(tx, q)
		if err == nil && t.r.Buffered() == 0 { // the reader waits
			err = t.w.Flush()
		}
		if err != nil {
			return err
		}
		if q, err = readRequest(t.r); err != nil {
			return err
		}
	}
	return nil
}

// answer answers one request. Where the archive itself fails, it is told what
// happened: bbolt panics on damage, and between two records a reader can hear
// of it.
func (t *talk) answer(tx *bolt.Tx, q request) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.Join(damage("%v", r), writeFailure(t.w, r), t.w.Flush())
		}
	}()
	switch b := (local{tx}).Bucket(q.bucket); q.op {
	case opGet:
		return writeValue(t.w, b.Get(q.key))
	case opSequence:
		return writeSequence(t.w, b.Sequence())
	default:
		return writeRecords(t.w, b.Cursor(), q)
	}
}
