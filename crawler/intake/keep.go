package intake

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"

	"nianbao/crawler/reading"
	"nianbao/extract"
	"nianbao/store"
)

// keep commits items in the order they were sent. A page with attachments, and a
// file, which may be one, are read with what the archive has of each other: what
// came before is committed first.
func (in *Intake) keep() {
	for it := range in.keeps {
		<-it.ready
		if in.ctx.Err() != nil {
			in.pending.Done()
			continue
		}
		if len(it.report.Attachments) > 0 || it.isFile() {
			in.busy.Wait()
			in.commit(it)
			continue
		}
		in.busy.Add(1)
		in.commits[maphash.String(in.seed, it.capture.URL)%committers] <- it
	}
	in.busy.Wait()
	for _, c := range in.commits {
		close(c)
	}
}

// commit commits an item. An error of the archive ends the import.
func (in *Intake) commit(it *item) {
	defer in.pending.Done()
	err := it.err
	if err == nil {
		err = in.apply(it)
	}
	switch {
	case errors.Is(err, reading.ErrPanicked):
		in.refuse(it.page, err.Error())
	case err != nil:
		in.stop(err)
	}
}

// apply puts what is known of an item into the archive.
func (in *Intake) apply(it *item) error {
	env := store.Envelope{Capture: &it.capture, Seq: it.seq, Body: it.body, Words: it.words, Gone: gone(&it.capture)}
	kind := extract.NotAReport
	if it.capture.Outcome == store.OK {
		err := reading.Guard(func() (err error) {
			kind, err = in.look(&env, it)
			return err
		})
		if err != nil {
			return err
		}
	}
	if _, err := in.o.Archive.Apply(in.ctx, env); err != nil {
		return fmt.Errorf("take in %s of %s: %w", it.capture.URL, it.file, err)
	}
	in.ledger.count(func(s *Summary) {
		s.Taken++
		switch {
		case env.Reading == nil:
			s.Captures++
		case kind == extract.NotAReport:
			s.Pages++
		default:
			s.Reports++
		}
	})
	return nil
}

// look completes what was read of a page by its attachments, and what was read
// of the pages that a file belongs to by the file.
func (in *Intake) look(env *store.Envelope, it *item) (extract.Kind, error) {
	ctx := context.WithoutCancel(in.ctx) // of one commit
	var err error
	if it.isFile() {
		env.Rereads, err = reading.Rereads(ctx, in.o.Archive, reading.Arrival{
			URLs: append([]string{it.capture.URL}, it.ways...), Capture: env.Capture, Body: it.body, Words: it.words,
		})
		if err != nil {
			return extract.NotAReport, err
		}
	}
	// what a report names as its file is no report of its own; a list names reports
	named := slices.ContainsFunc(env.Rereads, func(r store.Reread) bool { return r.Reading.Kind != string(extract.NotAReport) })
	if !it.page.read || !it.own && named {
		return extract.NotAReport, nil
	}
	report, err := reading.Complete(ctx, in.o.Archive, it.extractPage(), it.report, nil)
	if err != nil {
		return extract.NotAReport, err
	}
	if env.Reading, err = store.ReadingOf(&report); err != nil {
		return report.Kind, err
	}
	return report.Kind, in.keepReport(env, report.Kind, it)
}

// keepReport leaves a known report as it was where what stands in its place now
// is none, as a crawl does.
func (in *Intake) keepReport(env *store.Envelope, kind extract.Kind, it *item) error {
	if kind != extract.NotAReport || it.own || !it.dated {
		return nil
	}
	was, known, err := in.o.Archive.PageOf(it.capture.URL)
	if err != nil || !known || was.Read == nil || was.Read.Kind == string(extract.NotAReport) {
		return err
	}
	env.Reading = nil
	env.Capture.Outcome, env.Capture.Error = store.Soft404, "a report stood here, what stands here now is none"
	return nil
}
