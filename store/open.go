package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// Format is the version of the archive's layout that this program writes, and
// the newest it reads.
const Format = 1

// firstMmap is the address space the writer maps at once, in bytes. Growing
// the map waits for every reader (14 s behind a long one, measured); on 64-bit
// Linux an unused map costs nothing.
const firstMmap int64 = 64 << 30

// growStep is by how many bytes the file grows at a time. Each step costs a
// sync; a step of bbolt's own 16 MiB makes even a small archive look large.
const growStep = 4 << 20

// Options of Open. The zero value opens for writing and does not wait.
type Options struct {
	ReadOnly bool
	Verb     string        // what the program is doing, told to those who find the archive held
	Wait     time.Duration // how long to wait for the lock; 0 = not at all
	Existing bool          // an archive that is not there is not made
	Alone    bool          // who holds it answers no readers: nothing listens beside the file

	// Committed is told how long each commit took, its sync included, and how many
	// changes were in it. It is called by the writer and must not block.
	Committed func(took time.Duration, changes int)

	maxSize     int           // of the file, in bytes; tests run into it as into a full disk
	maxSnapshot time.Duration // tests run into it; 0 = maxSnapshot
}

// Archive is an open archive. Its methods may be called from any goroutine.
type Archive struct {
	path      string
	readOnly  bool
	committed func(time.Duration, int)
	session   *session // of a reader, nil for the holder

	// Of the holder.
	db     *bolt.DB
	holder string  // side record to remove at Close
	server *server // nil where readers cannot be answered

	pack  *packer
	dicts *dictionaries

	hostsMu sync.RWMutex
	hosts   map[string]uint32

	closeMu  sync.RWMutex
	closed   bool
	inflight sync.WaitGroup
	jobs     chan *job
	writer   chan struct{} // closed when the writer has ended
}

// Open opens the archive at path; a writer makes it where there is none. The
// error is an *OpenError: ErrHeld (naming the holder), ErrNewer,
// ErrOlder, ErrNotArchive, ErrDamaged, ErrNoFolder, ErrNoArchive, fs.ErrPermission or
// another error of the system.
//
// One process holds an archive for writing. Any number read it at the same
// time: through the one that holds it, and while nobody does off the file. A
// reader follows by itself where that changes, and keeps no writer out.
func Open(path string, o Options) (*Archive, error) {
	pack, err := newPacker()
	if err != nil {
		return nil, explain(path, err)
	}
	a := &Archive{path: path, readOnly: o.ReadOnly, committed: o.Committed, hosts: map[string]uint32{}, pack: pack, dicts: newDictionaries()}
	if o.ReadOnly {
		a.session, err = newSession(path, o.Wait)
	} else {
		err = a.hold(o)
	}
	if err != nil {
		pack.close()
		return nil, explain(path, err)
	}
	return a, nil
}

// hold takes the archive for this process.
func (a *Archive) hold(o Options) error {
	if err := precheck(a.path, o.Existing); err != nil {
		return err
	}
	db, err := openWriter(a.path, o)
	if err != nil {
		return err
	}
	db.AllocSize = growStep
	a.db = db
	if err := a.begin(o); err != nil {
		return errors.Join(err, db.Close())
	}
	return nil
}

// begin checks the format and starts what an open archive needs.
func (a *Archive) begin(o Options) error {
	if err := a.view(checkFormat); err != nil {
		return err
	}
	if err := a.update(ensureBuckets); err != nil {
		return err
	}
	// The record and the socket are a courtesy to others: an archive whose
	// folder takes no second file is still an archive.
	if side := holderPath(a.path); writeHolder(side, o.Verb) == nil {
		a.holder = side
	}
	if !o.Alone {
		if s, err := a.serve(o); err == nil {
			a.server = s
		}
	}
	a.jobs = make(chan *job, maxGroup)
	a.writer = make(chan struct{})
	go a.write()
	return nil
}

// precheck looks at the file before bbolt does, which takes an empty file for
// a new one and faults on a cut one.
func precheck(path string, readOnly bool) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(filepath.Dir(path)); errors.Is(err, fs.ErrNotExist) {
			return &OpenError{Path: path, Reason: ErrNoFolder, Hint: "make the folder " + filepath.Dir(path) + ", or name another archive"}
		}
		if readOnly {
			return &OpenError{Path: path, Reason: ErrNoArchive, Hint: "run crawl or import first, or name the archive with --archive"}
		}
		if err := create(path); err != nil {
			return explain(path, err)
		}
		return nil
	case err != nil:
		return explain(path, err)
	case !info.Mode().IsRegular():
		return &OpenError{Path: path, Reason: ErrNotArchive, Detail: "not a regular file", Hint: "name a file with --archive"}
	}
	f, err := os.Open(path)
	if err != nil {
		return explain(path, err)
	}
	err = checkFile(f)
	return errors.Join(explain(path, err), f.Close())
}

// maxReplaced is how often a file is opened that is replaced meanwhile.
const maxReplaced = 8

// openBolt opens the file with the settings of the design. Compact may put
// another in its place while the lock is waited for: then it opens that one.
func openBolt(path string, o Options) (*bolt.DB, error) {
	for n := 1; ; n++ {
		db, file, err := openFile(path, o)
		if err != nil {
			return nil, err
		}
		opened, err := file.Stat()
		if err != nil {
			return nil, errors.Join(err, db.Close())
		}
		if now, err := os.Stat(path); err == nil && os.SameFile(opened, now) || n == maxReplaced {
			return db, nil
		}
		if err := db.Close(); err != nil {
			return nil, err
		}
	}
}

// openFile opens a file with bbolt, and turns a panic over damaged pages into
// an error.
func openFile(path string, o Options) (db *bolt.DB, file *os.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = damage("%v", r)
			if file != nil {
				err = errors.Join(err, file.Close())
			}
		}
	}()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	opts := &bolt.Options{
		Timeout:      max(o.Wait, 1), // bbolt's 0 would wait for ever
		FreelistType: bolt.FreelistMapType,
		ReadOnly:     o.ReadOnly,
		MaxSize:      o.maxSize,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			var err error
			file, err = os.OpenFile(name, flag, mode)
			return file, err
		},
	}
	if !o.ReadOnly && runtime.GOOS == "linux" && strconv.IntSize == 64 {
		size := firstMmap // not a constant: it does not fit the int of other systems
		opts.InitialMmapSize = int(size)
		if db, err := bolt.Open(path, 0o644, opts); err == nil || errors.Is(err, berrors.ErrTimeout) {
			return db, file, err
		}
		opts.InitialMmapSize = 0 // the address space may be limited
	}
	db, err = bolt.Open(path, 0o644, opts)
	return db, file, err
}

// Close ends the writer after what it was handed, and lets the archive go.
// Closing twice is fine.
func (a *Archive) Close() error {
	a.closeMu.Lock()
	if a.closed {
		a.closeMu.Unlock()
		return nil
	}
	a.closed = true
	a.closeMu.Unlock()

	if a.session != nil {
		a.session.close()
		a.pack.close()
		return nil
	}
	a.inflight.Wait()
	close(a.jobs)
	<-a.writer
	a.pack.close()
	// The side record goes first: once the lock is free it may be another's.
	var side error
	if a.server != nil {
		side = a.server.close()
	}
	if a.holder != "" {
		if err := os.Remove(a.holder); !errors.Is(err, fs.ErrNotExist) {
			side = errors.Join(side, err)
		}
	}
	if err := errors.Join(side, a.db.Close()); err != nil {
		return fmt.Errorf("close archive %s: %w", a.path, err)
	}
	return nil
}

// Path is the archive's file name as it was opened.
func (a *Archive) Path() string { return a.path }
