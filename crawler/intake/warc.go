package intake

import (
	"bufio"
	"context"
	"errors"
	"io"
	"slices"

	"nianbao/store/export/warc"
)

// maxRequest bounds the request that is kept of an exchange, in bytes, with its
// body: a form, not an upload.
const maxRequest = 1 << 20

// exchange is what one request brought: the records that name each other.
type exchange struct {
	group
	request *message
	answer  *message // response, revisit, resource or conversion
	words   *message // a conversion of the answer
	note    *warc.Note
	broken  error // of the note
}

// message is a record with its block read.
type message struct {
	warc.Header
	http   warc.Message // zero where the block is the page itself
	offset int64
	body   []byte
	fault  error // why there is no body
}

// WARC takes the pages of one WARC file in, in the order they stand, named as
// the file is to be told. A file that cannot be read on is refused from there;
// what came before is taken in. The error is that of the archive, or of a
// context that ended. progress is told how much of the file was used, in bytes;
// it may be nil.
func (in *Intake) WARC(name string, file io.Reader, progress func(int64)) error {
	return newWARCFile(in, name).stream(warc.NewReader(&stoppable{in.ctx, file}), progress)
}

// stream takes in what a reader reads to its end.
func (w *warcFile) stream(r *warc.Reader, progress func(int64)) error {
	for {
		rec, err := r.Next()
		if err == nil {
			err = w.add(rec)
		}
		if err != nil && !isEnd(err) {
			return err
		}
		if progress != nil {
			progress(r.Used())
		}
		if err == nil {
			continue
		}
		if ended := w.flush(); ended != nil {
			return ended
		}
		return w.end(err)
	}
}

// end tells of a file that cannot be read on. The error is that of a context
// that ended.
func (w *warcFile) end(err error) error {
	if err := context.Cause(w.in.ctx); err != nil {
		return err
	}
	if !errors.Is(err, io.EOF) && !w.told {
		w.in.Refuse(w.refusal(err))
	}
	return nil
}

// isEnd tells the end of a file, good or bad, from an error of the archive.
func isEnd(err error) bool {
	var e *warc.Error
	return errors.Is(err, io.EOF) || errors.As(err, &e)
}

// stoppable is a file that cannot be read on once a context ended.
type stoppable struct {
	ctx  context.Context
	file io.Reader
}

func (s *stoppable) Read(p []byte) (int, error) {
	if err := context.Cause(s.ctx); err != nil {
		return 0, err
	}
	return s.file.Read(p)
}

// warcFile is one WARC file being read.
type warcFile struct {
	in    *Intake
	name  string
	heads *bufio.Reader
	noted bool // an archive's export: every capture has a note
	told  bool // what is wrong with the file was told already

	patient bool // what has the bytes of a record that did not come yet is tried again later

	now exchange
}

func newWARCFile(in *Intake, name string) *warcFile {
	return &warcFile{in: in, name: name, heads: bufio.NewReaderSize(nil, 16<<10)}
}

// refusal tells where a file cannot be read on.
func (w *warcFile) refusal(err error) Refusal {
	r := Refusal{File: w.name, Why: err.Error()}
	var e *warc.Error
	if errors.As(err, &e) {
		r.Offset = &e.Offset
		r.Why = e.Err.Error()
		if errors.Is(err, warc.ErrCut) || errors.Is(err, warc.ErrNotWARC) || errors.Is(err, warc.ErrHeader) {
			r.Why += "; what stands before it was taken in"
		}
	}
	return r
}

// add enters a record in the exchange at hand, or ends that and begins another.
func (w *warcFile) add(rec *warc.Record) error {
	switch roleOf(rec) {
	case leader:
		noted, err := rec.Noted()
		w.noted = noted
		return fatal(err)
	case stranger:
		if !w.told {
			w.in.Pass(rec.Type()+" records", "")
		}
		return nil
	}
	if !w.now.joins(rec) {
		if err := w.flush(); err != nil {
			return err
		}
	}
	w.now.join(rec)
	return w.enter(rec)
}

// enter reads a record into the exchange at hand.
func (w *warcFile) enter(rec *warc.Record) error {
	if roleOf(rec) == teller {
		note, ok, err := rec.ReadNote()
		if ok {
			w.now.note = &note
		}
		if err != nil && !isEnd(err) {
			w.now.broken, err = err, nil
		}
		return err
	}
	m, err := w.read(rec)
	if err != nil {
		return err
	}
	switch {
	case roleOf(rec) == asker:
		w.now.request = m
	case w.now.answer == nil:
		w.now.answer = m
	default:
		w.now.words = m
	}
	return nil
}

// role is what a record is in an exchange.
type role int

const (
	stranger role = iota // of a kind nothing is done with
	leader               // of the file: its warcinfo
	asker                // the request
	answerer             // what came of it
	teller               // what is said of it
)

func roleOf(rec *warc.Record) role {
	switch rec.Type() {
	case warc.TypeRequest:
		return asker
	case warc.TypeResponse, warc.TypeResource, warc.TypeRevisit, warc.TypeConversion:
		return answerer
	case warc.TypeMetadata:
		return teller
	case warc.TypeInfo:
		return leader
	}
	return stranger
}

// group follows which records of a file belong together: those that name each
// other as concurrent, a request, an answer with what was made of it, and what
// is said of them.
type group struct {
	ids                     []string // of its records, and those they name
	asked, answered, worded bool
}

// maxIDs bounds what a group remembers: it has three records, or four.
const maxIDs = 64

// joins tells whether a record belongs to the group at hand.
func (g *group) joins(rec *warc.Record) bool {
	if len(g.ids) == 0 || len(g.ids) >= maxIDs || !slices.ContainsFunc(idsOf(rec), func(id string) bool { return id != "" && slices.Contains(g.ids, id) }) {
		return false
	}
	switch roleOf(rec) {
	case asker:
		return !g.asked
	case answerer:
		return !g.answered || rec.Type() == warc.TypeConversion && !g.worded
	}
	return true
}

// join enters a record in the group, whether it belongs there or not.
func (g *group) join(rec *warc.Record) {
	g.ids = append(g.ids, idsOf(rec)...)
	switch roleOf(rec) {
	case asker:
		g.asked = true
	case answerer:
		g.answered, g.worded = true, g.answered
	}
}

func idsOf(rec *warc.Record) []string { return append(rec.ConcurrentTo(), rec.ID()) }

// read reads the block of a record. Only an error of the file is one.
func (w *warcFile) read(rec *warc.Record) (*message, error) {
	m := &message{Header: rec.Header, offset: rec.Offset}
	limit := w.in.o.MaxBody + w.in.o.MaxBody/8 // a coding seldom makes a body longer, and then by little
	if rec.Type() == warc.TypeRequest {
		limit = maxRequest
	}
	w.heads.Reset(rec)
	if holdsHTTP(rec) {
		var err error
		if m.http, err = warc.ReadMessage(w.heads); err != nil {
			m.fault = err
			return m, fatal(err)
		}
	}
	var err error
	if m.body, err = io.ReadAll(io.LimitReader(w.heads, limit+1)); err != nil {
		return m, err
	}
	if int64(len(m.body)) > limit {
		m.body, m.fault = nil, warc.ErrTooLarge
		return m, nil
	}
	m.fault = rec.CheckBlock(m.http.Raw, m.body)
	return m, nil
}

// fatal passes on what ends a file.
func fatal(err error) error {
	if isEnd(err) {
		return err
	}
	return nil
}

// holdsHTTP tells whether the block is an HTTP message: by its type, or, of a
// response without one, by what a response to http is.
func holdsHTTP(rec *warc.Record) bool {
	switch rec.Type() {
	case warc.TypeRequest, warc.TypeResponse:
		return rec.MediaType() == "application/http" || rec.MediaType() == ""
	case warc.TypeRevisit:
		return rec.Length > 0 && rec.MediaType() == "application/http"
	}
	return false
}

// flush takes the exchange at hand in.
func (w *warcFile) flush() error {
	x := w.now
	w.now = exchange{}
	if x.broken != nil {
		w.in.Refuse(Refusal{File: w.name, Why: "the note of a capture: " + x.broken.Error()})
		return nil
	}
	if x.note != nil {
		return w.own(x)
	}
	switch {
	case x.answer == nil:
	case w.noted: // the file breaks off before it
		w.in.Refuse(Refusal{File: w.name, URL: x.answer.Target(), Offset: &x.answer.offset, Why: "the note of its capture is missing"})
	default:
		return w.foreign(x)
	}
	return nil
}
