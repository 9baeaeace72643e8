package crawler

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
	"unicode"

	"nianbao/crawler/fetch"
	"nianbao/crawler/frontier"
	"nianbao/crawler/reading"
	"nianbao/extract"
	"nianbao/store"
)

const (
	// tryTime is how long a page may be tried: a hundred times what the largest
	// page takes to read, on a busy machine.
	tryTime = time.Minute
	// maxTry bounds what the other process reads, in bytes: the largest body
	// there is, as JSON has it.
	maxTry = 256 << 20
	// unreadRest is how long a page that could not be read is left alone. A
	// later version of the program may be able to.
	unreadRest = 90 * 24 * time.Hour
	// maxUnread is how many pages kept unread a summary names.
	maxUnread = 100
)

// Trial is a page at which the program may have stopped, to be read apart from
// it first: a page that brings the program down would do so in every run.
type Trial struct {
	URL       string          `json:"url"`
	Record    frontier.Record `json:"record"`
	MediaType string          `json:"media_type"`
	Charset   string          `json:"charset"`
	Body      []byte          `json:"body"`
	Words     []byte          `json:"words"` // what a program said of the body, a file
}

// ReadTrial takes one Trial as JSON from r. It is for the process that tries,
// which then calls Read: if that comes to its end, so will the crawl.
func ReadTrial(r io.Reader) (Trial, error) {
	var t Trial
	if err := json.NewDecoder(io.LimitReader(r, maxTry)).Decode(&t); err != nil {
		return Trial{}, fmt.Errorf("read trial: %w", err)
	}
	return t, nil
}

// Read lets every reader of pages have the page, and drops what they read.
func (t Trial) Read() {
	p := page{body: t.Body, charset: t.Charset, mediaType: t.MediaType, words: &store.Words{Data: t.Words}}
	// A panic costs a page of the crawl, too, and not the crawl.
	_ = reading.Guard(func() error { fetch.ShapeOf(t.Body, t.URL); return nil })
	if _, err := readListing(t.Record, p); err != nil {
		return
	}
	_ = reading.Guard(func() error {
		report := extract.Read(extractPage(t.Record, p))
		_, err := store.ReadingOf(&report)
		return err
	})
}

// Apart tries pages in a process of their own: it starts program with args and
// writes the trial to its standard input. The error says how that process
// ended if it did not end well within a minute.
func Apart(program string, args ...string) func(context.Context, Trial) error {
	return func(ctx context.Context, t Trial) error {
		body, err := json.Marshal(t)
		if err != nil {
			return fmt.Errorf("encode trial: %w", err)
		}
		limited, cancel := context.WithTimeout(ctx, tryTime)
		defer cancel()
		cmd := exec.CommandContext(limited, program, args...)
		cmd.Stdin = bytes.NewReader(body)
		said := &head{}
		cmd.Stderr = said
		cmd.WaitDelay = time.Second
		err = cmd.Run()
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case limited.Err() != nil:
			return fmt.Errorf("not done after %v", tryTime)
		}
		return errors.New(cmp.Or(said.line(), err.Error()))
	}
}

// head keeps the beginning of what is written to it: a stack can be long.
type head struct{ kept []byte }

func (h *head) Write(p []byte) (int, error) {
	const most = 4 << 10
	h.kept = append(h.kept, p[:min(len(p), most-len(h.kept))]...)
	return len(p), nil
}

// line is its first line, without control characters, at most 200 bytes.
func (h *head) line() string {
	first, _, _ := strings.Cut(strings.TrimSpace(string(h.kept)), "\n")
	first = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, first[:min(len(first), 200)])
	return strings.ToValidUTF8(first, "")
}

// try reads a suspect's page apart. unread says that it must not be read here;
// then the ending says so too. The error is ctx's.
func (t *turn) try(ctx context.Context, rec frontier.Record, p page, e *frontier.Ending) (unread bool, err error) {
	if !rec.Suspect() || t.run.opts.Try == nil || len(p.body) == 0 {
		return false, nil
	}
	select {
	case t.run.tries <- struct{}{}:
		defer func() { <-t.run.tries }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	trial := Trial{
		URL: rec.URL, Record: rec, MediaType: p.mediaType, Charset: p.charset, Body: p.body, Words: p.words.Bytes(),
	}
	err = t.run.opts.Try(ctx, trial)
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err == nil {
		return false, nil
	}
	e.Unread, e.Cause = true, "kept unread, the program stops at it: "+err.Error()
	t.run.opts.Log.Error("page kept unread: the program stops at it", "url", rec.URL, "error", err)
	return true, nil
}
