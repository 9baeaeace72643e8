package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"nianbao/store"
	"nianbao/store/export/warc"
)

// Source is a WARC file.
type Source struct {
	Name string // as it is told
	Open func() (io.ReadSeekCloser, error)
}

// spot is where an exchange stands: a few bytes for each, so that a file of any
// size can be read in order of time.
type spot struct {
	at      int64 // when it was made, in nanoseconds since 1970; math.MinInt64 where it does not say
	offset  int64 // of its first record; -1 is the whole file, which cannot be read from within
	file    uint32
	index   uint32 // in its file
	site    uint32 // by number, in the order sites came
	records uint16 // how many it has
	apart   bool   // other records stand between it and the one before
}

// WARCs takes the pages of WARC files in, site by site in the order they were
// made, whatever order they stand in: an older answer that came later would be no
// version of its page, and an attachment belongs to what was there before; and
// pages of one site are stored best one after the other. Each file is gone
// through twice: once to see what stands where, and once to read it. A file that
// is one gzip member has no places to go to, and is read from beginning to end.
//
// Files that cannot be read on are refused from there. progress is told how many
// bytes were used, over both times and all files; it may be nil.
func (in *Intake) WARCs(files []Source, progress func(int64)) error {
	if progress == nil {
		progress = func(int64) {}
	}
	s := survey{in: in, files: files, noted: make([]bool, len(files)), sites: map[string]uint32{}}
	for i := range files {
		if err := s.look(uint32(i), progress); err != nil {
			return err
		}
	}
	slices.SortStableFunc(s.spots, func(a, b spot) int {
		return cmp.Or(cmp.Compare(a.site, b.site), cmp.Compare(a.at, b.at), cmp.Compare(a.file, b.file), cmp.Compare(a.index, b.index))
	})
	return s.read(progress)
}

// survey is what stands where in the files of an import.
type survey struct {
	in    *Intake
	files []Source
	noted []bool // by file: it is an archive's export
	sites map[string]uint32
	spots []spot
	used  int64 // bytes, for progress
}

// look enters the exchanges of a file. A fault of the file is refused; the error
// is that of the archive or of a context that ended.
func (s *survey) look(file uint32, progress func(int64)) error {
	w := newWARCFile(s.in, s.files[file].Name)
	f, err := s.files[file].Open()
	if err != nil {
		s.in.Refuse(Refusal{File: w.name, Why: err.Error()})
		return nil
	}
	defer func() { _ = f.Close() }() // it was only read
	l := look{survey: s, file: file, first: len(s.spots)}
	r := warc.NewReader(&stoppable{s.in.ctx, f})
	for {
		rec, err := r.Next()
		if err == nil {
			err = l.enter(rec)
		}
		progress(s.used + r.Used())
		if err == nil {
			continue
		}
		s.used += r.Used()
		if !isEnd(err) {
			return err
		}
		l.end(err)
		return w.end(err)
	}
}

// look is the survey of one file.
type look struct {
	*survey
	file   uint32
	first  int   // of the spots, the file's own
	now    group // the exchange at hand
	gap    bool  // the record before was of none
	within bool  // a record does not begin its gzip member

	lastOffset, lastWithin int64 // of the last record
}

// enter enters a record.
func (l *look) enter(rec *warc.Record) error {
	l.lastOffset, l.lastWithin = rec.Offset, rec.Within
	l.within = l.within || rec.Within > 0
	switch roleOf(rec) {
	case leader:
		noted, err := rec.Noted()
		l.noted[l.file] = l.noted[l.file] || noted
		l.gap = true
		return fatal(err)
	case stranger:
		l.in.Pass(rec.Type()+" records", "")
		l.gap = true
		return nil
	}
	if l.noted[l.file] {
		if err := l.number(rec.Target()); err != nil {
			return err
		}
	}
	if !l.gap && len(l.spots) > l.first && l.now.joins(rec) {
		l.now.join(rec)
		l.spots[len(l.spots)-1].records++
		return nil
	}
	at := int64(math.MinInt64)
	if date, ok := rec.Date(); ok && date.Year() > 1678 && date.Year() < 2262 { // what nanoseconds reach
		at = date.UnixNano()
	}
	l.spots = append(l.spots, spot{
		at: at, offset: rec.Offset, file: l.file, index: uint32(len(l.spots) - l.first), site: l.site(rec.Target()), records: 1, apart: l.gap,
	})
	l.now, l.gap = group{}, false
	l.now.join(rec)
	return nil
}

// number gives a host its number: an archive's hosts lie in its export in the
// order of theirs.
func (l *look) number(target string) error {
	host, err := store.HostOf(target)
	if err != nil {
		return nil // its exchange is refused when it is read
	}
	if _, err := l.in.o.Archive.HostID(l.in.ctx, host); err != nil {
		return l.in.failed(err)
	}
	return nil
}

// maxSites bounds how many sites are told apart; all others are one.
const maxSites = 1 << 20

// site is the number of the site of an address: what can be registered below
// gov.cn is one, since the hosts of a portal lie there.
func (l *look) site(target string) uint32 {
	name, err := store.HostOf(target)
	if err != nil {
		name = ""
	}
	if domain, err := publicsuffix.EffectiveTLDPlusOne(name); err == nil && net.ParseIP(name) == nil {
		name = domain
	}
	n, known := l.sites[name]
	if !known {
		if n = uint32(len(l.sites)); n >= maxSites {
			return maxSites
		}
		l.sites[strings.Clone(name)] = n
	}
	return n
}

// end leaves out the record in which the file breaks off, and makes one spot of a
// file that can only be read from its beginning.
func (l *look) end(err error) {
	if len(l.spots) == l.first {
		return
	}
	var e *warc.Error
	last := &l.spots[len(l.spots)-1]
	if errors.As(err, &e) && !l.gap && e.Offset == l.lastOffset && e.Within == l.lastWithin {
		if last.records--; last.records == 0 {
			l.spots = l.spots[:len(l.spots)-1]
		}
	}
	if l.within && len(l.spots) > l.first {
		l.spots = append(l.spots[:l.first], spot{at: l.spots[l.first].at, offset: -1, file: l.file, site: l.spots[l.first].site})
	}
}

// read takes the exchanges in, in the order of the spots. One that needs the
// bytes of another that did not come yet is read once more at the end.
func (s *survey) read(progress func(int64)) error {
	c := cursor{survey: s, reader: warc.NewReader(nil)}
	defer c.close()
	half := s.used
	var early []spot
	for i, at := range s.spots {
		later, err := c.try(at, false)
		if err != nil {
			return err
		}
		if later {
			early = append(early, at)
		}
		progress(half + int64(float64(half)*float64(i+1)/float64(len(s.spots))))
	}
	for _, at := range early {
		if _, err := c.try(at, true); err != nil {
			return err
		}
	}
	return nil
}

// try takes one exchange in. It says whether it is to be tried later; at last it
// is refused instead. The error is that of the archive or of a context that
// ended.
func (c *cursor) try(at spot, last bool) (later bool, err error) {
	if err := context.Cause(c.in.ctx); err != nil {
		return false, err
	}
	err = c.take(at, last)
	var lost *lostError
	switch {
	case errors.Is(err, errTooEarly):
		return true, nil
	case errors.As(err, &lost):
		c.in.Refuse(Refusal{File: c.files[at.file].Name, Offset: &at.offset, Why: lost.Error()})
		return false, nil
	}
	return false, err
}

// lostError is an exchange that is not there any more when it is to be read.
type lostError struct{ err error }

func (l *lostError) Error() string { return "the file changed while it was read: " + l.err.Error() }

// cursor reads exchanges wherever they stand.
type cursor struct {
	*survey
	open   io.ReadSeekCloser // of file; nil: none
	file   uint32
	next   uint32 // index of the exchange the reader stands at
	reader *warc.Reader
	warc   *warcFile
}

func (c *cursor) close() {
	if c.open != nil {
		_ = c.open.Close() // it was only read
	}
}

// turn opens the file of a spot, unless it is open.
func (c *cursor) turn(file uint32) error {
	if c.open != nil && c.file == file {
		return nil
	}
	c.close()
	c.open = nil
	f, err := c.files[file].Open()
	if err != nil {
		return &lostError{err}
	}
	c.open, c.file, c.next = f, file, math.MaxUint32
	c.warc = newWARCFile(c.in, c.files[file].Name)
	c.warc.noted = c.noted[file]
	return nil
}

// take takes one exchange in, or a whole file.
func (c *cursor) take(at spot, last bool) error {
	if err := c.turn(at.file); err != nil {
		return err
	}
	c.warc.patient = !last
	if at.offset < 0 {
		return c.stream()
	}
	if at.index != c.next || at.apart {
		if _, err := c.open.Seek(at.offset, io.SeekStart); err != nil {
			return &lostError{err}
		}
		c.reader.Reset(&stoppable{c.in.ctx, c.open}, at.offset)
	}
	c.next = at.index + 1
	for range at.records {
		rec, err := c.reader.Next()
		if err == nil {
			c.warc.now.join(rec)
			err = c.warc.enter(rec)
		}
		if ended := context.Cause(c.in.ctx); ended != nil {
			return ended
		}
		if err != nil {
			c.warc.now = exchange{}
			return &lostError{fmt.Errorf("record of %s: %w", c.files[at.file].Name, err)}
		}
	}
	return c.warc.flush()
}

// stream takes a whole file in. What is wrong with it was told when it was
// looked at.
func (c *cursor) stream() error {
	defer func() { c.close(); c.open = nil }()
	if _, err := c.open.Seek(0, io.SeekStart); err != nil {
		return &lostError{err}
	}
	c.warc.told = true
	c.reader.Reset(&stoppable{c.in.ctx, c.open}, 0)
	return c.warc.stream(c.reader, nil)
}
