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
	ids     []string // of its records, and those they name
	request *message
	answer  *message // response, revisit, resource or conversion
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

// WARC takes the pages of a WARC file in, named as it is to be told. A file that
// cannot be read on is refused from there; what came before is taken in. The
// error is that of the archive, or of a context that ended. progress is told how
// much of the file was used, in bytes; it may be nil.
func (in *Intake) WARC(name string, file io.Reader, progress func(int64)) error {
	w := warcFile{in: in, name: name, heads: bufio.NewReaderSize(nil, 16<<10)}
	r := warc.NewReader(&stoppable{in.ctx, file})
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
		if err := context.Cause(in.ctx); err != nil {
			return err
		}
		if !errors.Is(err, io.EOF) {
			in.Refuse(w.refusal(err))
		}
		return nil
	}
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
	now   exchange
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
	kind := rec.Type()
	switch kind {
	case warc.TypeRequest, warc.TypeResponse, warc.TypeResource, warc.TypeRevisit, warc.TypeConversion, warc.TypeMetadata:
	case warc.TypeInfo:
		noted, err := rec.Noted()
		w.noted = noted
		return fatal(err)
	default:
		w.in.Pass(kind+" records", "")
		return nil
	}
	ids := append(rec.ConcurrentTo(), rec.ID())
	asked := kind == warc.TypeRequest
	told := kind == warc.TypeMetadata
	if !w.now.has(ids) || asked && w.now.request != nil || !asked && !told && w.now.answer != nil {
		if err := w.flush(); err != nil {
			return err
		}
	}
	w.now.ids = append(w.now.ids, ids...)
	if told {
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
	if asked {
		w.now.request = m
	} else {
		w.now.answer = m
	}
	return nil
}

// maxIDs bounds what an exchange remembers: it has three records, or four.
const maxIDs = 64

// has tells whether a record belongs to the exchange.
func (x *exchange) has(ids []string) bool {
	return len(x.ids) > 0 && len(x.ids) < maxIDs && slices.ContainsFunc(ids, func(id string) bool { return id != "" && slices.Contains(x.ids, id) })
}

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
