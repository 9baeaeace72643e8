package crawler

import (
	"context"

	"nianbao/crawler/frontier"
	"nianbao/crawler/reading"
	"nianbao/extract"
	"nianbao/seeds/urls"
	"nianbao/store"
)

// A page and its attachments arrive in different turns. Whichever comes later
// is read with what the archive has of the other, and both are in one commit
// with it. Turns that do so take the run's files lock from their look into the
// archive to their commit: neither may miss the other.

// holdFiles takes the lock, unless this turn has it.
func (t *turn) holdFiles() {
	if !t.holds {
		t.run.files.Lock()
		t.holds = true
	}
}

// freeFiles gives the lock back.
func (t *turn) freeFiles() {
	if t.holds {
		t.holds = false
		t.run.files.Unlock()
	}
}

// makeWords has a file read by the program its type needs. An error is the
// context's: what else fails costs the file's words, not the file.
func (t *turn) makeWords(ctx context.Context, class frontier.Class, c *store.Capture, body []byte) error {
	t.words = nil
	if c.Outcome != store.OK || class == frontier.Lists {
		return nil
	}
	words, err := t.run.reader.Words(ctx, body)
	if err != nil && ctx.Err() == nil {
		t.run.opts.Log.Error("file kept unread", "url", c.URL, "error", err)
		return nil
	}
	t.words = words
	return err
}

// readFiles reads a page that has attachments with those the archive has.
func (t *turn) readFiles(ctx context.Context, p extract.Page, report extract.Report) (extract.Report, error) {
	if len(report.Attachments) == 0 {
		return report, nil
	}
	t.holdFiles()
	return reading.Complete(context.WithoutCancel(ctx), t.run.opts.Archive, p, report, nil)
}

// rereadPages reads the pages again that a file belongs to.
func (t *turn) rereadPages(ctx context.Context, rec frontier.Record, e *frontier.Ending) error {
	t.holdFiles()
	ctx = context.WithoutCancel(ctx)
	ways, err := t.ways(ctx, rec)
	if err != nil {
		return err
	}
	err = reading.Guard(func() (err error) {
		e.Envelope.Rereads, err = reading.Rereads(ctx, t.run.opts.Archive, reading.Arrival{
			URLs: ways, Capture: e.Envelope.Capture, Body: e.Envelope.Body, Words: t.words,
		})
		return err
	})
	if err != nil {
		e.Envelope.Rereads, e.Cause = nil, err.Error()
	}
	return nil
}

// ways are a URL and those that redirected to it.
func (t *turn) ways(ctx context.Context, rec frontier.Record) ([]string, error) {
	all := []string{rec.URL}
	for i := 0; i < maxHops && rec.Hops > 0; i++ {
		from, known, err := t.run.queue.Lookup(ctx, rec.Referrer)
		if err != nil {
			return nil, err
		}
		if !known || from.Outcome != store.Redirect {
			break
		}
		all, rec = append(all, from.URL), from
	}
	return all, nil
}

// attachments are the candidates of a report's files, on the portal's hosts.
// Their URLs are canonical.
func (t *turn) attachments(rec frontier.Record, report extract.Report) (found []frontier.Candidate) {
	for _, a := range report.Attachments {
		link, err := urls.Canonical(a.URL, nil, "")
		if err != nil || len(found) >= maxAttachments {
			continue
		}
		if c, ok := t.candidate(rec, link, frontier.Attachments, rec.Depth); ok {
			c.Context.LinkTitle = a.Name
			found = append(found, c)
		}
	}
	return found
}
