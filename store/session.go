package store

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"
)

const (
	// patience is how long a reader waits for somebody to read from, while an
	// archive changes hands.
	patience = 5 * time.Second
	// openPatience is the same when it is opened first: one that is held and
	// does not answer is told soon.
	openPatience = time.Second
	// keepOpen is how long the file stays open, and its lock taken, after a
	// read of ours. A reader that only waits keeps nobody from writing.
	keepOpen = 250 * time.Millisecond
	// lookAgain is how often a reader looks whether somebody wants to write.
	lookAgain = 20 * time.Millisecond
	// maxRepeats is how often a read is begun that lost its holder. Holders may
	// come and go faster than that: so it is, once patience is over too.
	maxRepeats = 4
	// maxSpare is how many connections are kept that no read uses.
	maxSpare = 8

	firstRetry = 2 * time.Millisecond
	lastRetry  = 50 * time.Millisecond
)

// session is how a reader reads: off the file while nobody writes, else
// through the process that holds it. It goes from the one to the other between
// two reads, and begins one again that lost its holder in the middle.
type session struct {
	path     string
	patience time.Duration
	done     chan struct{} // closed by close

	mu     sync.Mutex
	closed bool
	db     *bolt.DB // nil while the file is not open here
	users  int      // reads of db under way
	idle   *time.Timer
	spare  []*remote
	looked time.Time // when want was looked at
	want   bool      // somebody waits to write
	empty  time.Time // of a mark behind which nobody waits
}

// source is what one read reads from: one of the two.
type source struct {
	db     *bolt.DB
	remote *remote
}

// newSession finds somebody to read from. It waits for as long, and at least a
// moment: the error of one that is held and does not answer is ErrHeld.
func newSession(path string, wait time.Duration) (*session, error) {
	s := &session{path: path, patience: patience, done: make(chan struct{})}
	src, err := s.acquire(max(wait, openPatience))
	if err != nil {
		return nil, err
	}
	s.release(src, nil)
	return s, nil
}

// read runs fn on a snapshot, again where the holder was lost.
func (s *session) read(fn func(snapshot) error) error {
	return s.run(func(src source) error {
		if src.remote != nil {
			return src.remote.read(fn)
		}
		return view(src.db, func(tx *bolt.Tx) error { return fn(local{tx}) })
	})
}

// view runs fn on the file itself; ErrHeld while another process has it.
func (s *session) view(fn func(*bolt.Tx) error) error {
	return s.run(func(src source) error {
		if src.remote != nil {
			return fmt.Errorf("read the file itself: %w (%v)", ErrHeld, src.remote.holder)
		}
		return view(src.db, fn)
	})
}

func (s *session) run(do func(source) error) error {
	began := time.Now()
	for n := 1; ; n++ {
		src, err := s.acquire(s.patience)
		if err != nil {
			return err
		}
		err = do(src)
		s.release(src, err)
		var gone *lost
		if !errors.As(err, &gone) || n >= maxRepeats && time.Since(began) > s.patience {
			return err
		}
	}
}

// acquire finds something to read from, and waits where there is nothing yet.
func (s *session) acquire(wait time.Duration) (source, error) {
	deadline := time.Now().Add(wait)
	for pause := firstRetry; ; pause = min(2*pause, lastRetry) {
		src, ok, err := s.ready()
		if err != nil || ok {
			return src, err
		}
		late := !time.Now().Before(deadline)
		src, err = s.find(late)
		if err == nil || late || !errors.Is(err, ErrHeld) {
			return src, err
		}
		select {
		case <-time.After(pause):
		case <-s.done:
			return source{}, ErrClosed
		}
	}
}

// ready takes what the session has.
func (s *session) ready() (source, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return source{}, false, ErrClosed
	case s.db != nil && !s.wanted():
		s.users++
		return source{db: s.db}, true, nil
	case len(s.spare) > 0:
		last := len(s.spare) - 1
		r := s.spare[last]
		s.spare = s.spare[:last]
		return source{remote: r}, true, nil
	}
	return source{}, false, nil
}

// find opens the file, or connects to who holds it. One who only wants it
// comes first; but where it is late, and nobody took it, there is none. Errors
// are *OpenError.
func (s *session) find(late bool) (source, error) {
	s.mu.Lock()
	wanted := s.wanted()
	if wanted && late {
		wanted, s.want, s.empty = false, false, markTime(s.path)
	}
	s.mu.Unlock()
	if !wanted {
		db, err := openLocal(s.path)
		if err == nil {
			return s.install(db)
		}
		if !errors.Is(err, ErrHeld) {
			return source{}, err
		}
	}
	r, err := connect(s.path)
	switch {
	case err == nil:
		return source{remote: r}, nil
	case errors.Is(err, ErrNewer):
		return source{}, explain(s.path, err)
	}
	e := held(s.path)
	e.Detail += "; it does not answer readers: " + err.Error()
	return source{}, e
}

// openLocal opens the file for reading.
func openLocal(path string) (*bolt.DB, error) {
	if err := precheck(path, true); err != nil {
		return nil, err
	}
	db, err := openBolt(path, Options{ReadOnly: true})
	if err != nil {
		return nil, explain(path, err)
	}
	if err := view(db, checkFormat); err != nil {
		return nil, errors.Join(explain(path, err), db.Close())
	}
	return db, nil
}

// install makes db what the session reads from, unless it has one by now.
func (s *session) install(db *bolt.DB) (source, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return source{}, errors.Join(ErrClosed, db.Close())
	case s.db != nil:
		if err := db.Close(); err != nil {
			return source{}, explain(s.path, err)
		}
	default:
		s.db = db
	}
	s.users++
	return source{db: s.db}, nil
}

// release takes back what a read used.
func (s *session) release(src source, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if src.remote != nil {
		s.keep(src.remote, err)
		return
	}
	s.users--
	if s.users > 0 {
		return
	}
	if s.closed || s.wanted() {
		s.letGo()
		return
	}
	if s.idle == nil {
		s.idle = time.AfterFunc(keepOpen, s.rest)
		return
	}
	s.idle.Reset(keepOpen)
}

// keep puts a connection by for the next read, unless it failed.
func (s *session) keep(r *remote, err error) {
	var gone *lost
	switch {
	case errors.As(err, &gone):
		s.drop() // the others are most likely lost too
		r.close()
	case r.begun || s.closed || len(s.spare) >= maxSpare:
		r.close()
	default:
		s.spare = append(s.spare, r)
	}
}

// rest closes the file when it was not read for a while.
func (s *session) rest() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users == 0 {
		s.letGo()
	}
}

// letGo closes the file. It was read only: an error of closing it loses
// nothing.
func (s *session) letGo() {
	if s.db != nil {
		_ = s.db.Close()
		s.db = nil
	}
}

func (s *session) drop() {
	for _, r := range s.spare {
		r.close()
	}
	s.spare = nil
}

// close ends the session; a read under way ends in an error or well.
func (s *session) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.closed = true
	close(s.done)
	if s.idle != nil {
		s.idle.Stop()
	}
	s.drop()
	if s.users == 0 {
		s.letGo()
	}
}

// wanted says whether a process waits to write, as of a moment ago.
func (s *session) wanted() bool {
	now := time.Now()
	if now.Sub(s.looked) >= lookAgain {
		mark := markTime(s.path)
		s.looked, s.want = now, now.Sub(mark) < wantedAge && !mark.Equal(s.empty)
	}
	return s.want
}

// A writer that finds only readers on the archive leaves a mark beside it,
// and they let go between two reads.

// wantedPath is the mark.
func wantedPath(archive string) string { return archive + ".wanted" }

// wantedAge is how old the mark of a writer can be; an older one was left by
// one that was killed.
const wantedAge = 3 * patience

// markTime is when a writer left its mark; zero where there is none.
func markTime(archive string) time.Time {
	info, err := os.Stat(wantedPath(archive))
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// openWriter opens the file for writing, and waits for readers to let go of
// it, but for another writer only as long as it is told.
func openWriter(path string, o Options) (*bolt.DB, error) {
	db, err := openBolt(path, o)
	if !isHeld(err) || !onlyReaders(path) {
		return db, err
	}
	mark := wantedPath(path)
	if os.WriteFile(mark, nil, 0o644) == nil { // readers that do not see it let go when they rest
		defer func() { _ = os.Remove(mark) }() // one that stays ages
	}
	o.Wait = max(o.Wait, patience)
	return openBolt(path, o)
}

// onlyReaders says whether the lock that is on the archive is one of readers.
func onlyReaders(path string) bool {
	db, err := openBolt(path, Options{ReadOnly: true})
	if err != nil {
		return false
	}
	return db.Close() == nil
}
