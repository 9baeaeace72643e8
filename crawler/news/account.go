package news

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"nianbao/crawler"
	"nianbao/crawler/nightly"
	"nianbao/seeds"
	"nianbao/store"
)

// Question is what an account is made of.
type Question struct {
	Archive *store.Archive // open for writing
	Portals []seeds.Portal
	Why     nightly.Why
	Since   Mark            // as Begin gave it
	Summary crawler.Summary // of the run
	Err     error           // that the run ended with

	FreeSpace func() (int64, error) // nil asks the system
}

// Account makes the account of a run that has just ended, and notes in the
// archive what the next one is compared with. With an error of the archive the
// account is as far as it came.
func Account(ctx context.Context, q Question) (Night, error) {
	s := q.Summary
	n := blank(q.Archive.Path(), q.Why, q.Err)
	n.Run, n.Resumed, n.CutOff, n.Totals, n.Unread = s.Run, s.Resumed, s.CutOff, s.Totals, len(s.Unread)
	n.Started, n.Ended, n.DurationSeconds = s.Started, s.Ended, s.DurationSeconds
	n.Disk = disk(n.Archive, q.FreeSpace)
	for _, c := range s.MovedColumns {
		if c.New {
			n.Moved = append(n.Moved, Column{Portal: c.Portal, URL: c.URL, File: c.File, Line: c.Line, What: c.What, To: c.To})
		}
	}
	a := &account{Question: q, night: &n}
	err := errors.Join(a.hosts(), a.reports(ctx), a.drift(), a.note(markKey, Mark{}))
	if err == nil {
		_, err = q.Archive.Apply(ctx, store.Envelope{Ops: a.ops})
	}
	if err != nil {
		return n, fmt.Errorf("account for run %d: %w", s.Run, err)
	}
	return n, nil
}

// Failed is the account of a run that could not begin at now.
func Failed(archive string, why nightly.Why, now time.Time, cause error) Night {
	n := blank(archive, why, cause)
	n.Started, n.Ended, n.Disk = now, now, disk(archive, nil)
	return n
}

// blank is an account of which nothing but its beginning is written.
func blank(archive string, why nightly.Why, err error) Night {
	n := Night{
		Schema: Schema, Archive: archive, Why: why, OK: err == nil,
		New: Reports{Reports: []Report{}}, Changed: Reports{Reports: []Report{}}, Gone: Reports{Reports: []Report{}},
		Moved: []Column{}, Declining: []Host{}, Failing: []Host{}, Drift: []Drift{},
	}
	if err != nil {
		n.Error = err.Error()
	}
	return n
}

// account is an account while it is made.
type account struct {
	Question
	night   *Night
	samples map[string]*sample // of the reports read, by portal
	ops     []store.Op         // notes to be kept
}

// lowDisk is how far above the room at which runs pause it is worth a word, in
// bytes: some nights' growth.
const lowDisk = 1 << 30

// disk looks at the room there is.
func disk(archive string, look func() (int64, error)) Disk {
	d := Disk{FreeBytes: -1}
	if info, err := os.Stat(archive); err == nil {
		d.ArchiveBytes = info.Size()
	}
	if look == nil {
		folder := filepath.Dir(archive)
		look = func() (int64, error) { return crawler.FreeSpace(folder) }
	}
	if free, err := look(); err == nil && free < math.MaxInt64 { // which stands for not known
		d.FreeBytes, d.Low = free, free < crawler.DefaultMinFree+lowDisk
	}
	return d
}

// reports sorts what changed in the archive since the run began.
func (a *account) reports(ctx context.Context) error {
	a.samples = map[string]*sample{}
	for change, err := range a.Archive.Changes(ctx, a.Since.Change) {
		if err != nil {
			return err
		}
		p, err := a.Archive.PageWithID(change.ID)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		a.report(change.ID, &p)
	}
	return nil
}

// notAReport is the kind of a page that is kept and not shown.
const notAReport = "not_a_report"

// report enters one report that changed.
func (a *account) report(id string, p *store.Page) {
	if p.Read.Kind == notAReport {
		return
	}
	in := func(at time.Time) bool { return !at.IsZero() && !at.Before(a.Since.From) }
	to := &a.night.Changed
	switch {
	case in(p.GoneAt):
		to = &a.night.Gone
	case in(p.FirstSeen):
		to = &a.night.New
	case !in(p.ChangedAt):
		return // it came back, or its files were read again without a difference
	}
	to.add(Report{
		ID: id, URL: p.URL, Portal: p.Portal, Region: p.Region,
		Agency: p.Read.Agency, Title: p.Read.Title, Year: p.Read.Year,
	})
	if to == &a.night.Gone {
		return
	}
	if a.samples[p.Portal] == nil {
		a.samples[p.Portal] = &sample{Found: map[string]int{}}
	}
	a.samples[p.Portal].add(p.Read)
}

func (r *Reports) add(report Report) {
	if r.Count++; len(r.Reports) < maxListed {
		r.Reports = append(r.Reports, report)
	}
}

// troubleKey is where it is noted which hosts gave trouble in the last run.
var troubleKey = []byte("news/trouble")

// hosts names the hosts that gave trouble, and which of them are new in it.
func (a *account) hosts() error {
	before := map[string]bool{}
	b, err := a.Archive.Get(store.Notes, troubleKey)
	if err != nil {
		return err
	}
	if b != nil && json.Unmarshal(b, &before) != nil {
		before = map[string]bool{} // all are new then
	}
	now := map[string]bool{}
	of := portalsOf(a.Portals)
	for _, line := range a.Summary.Hosts {
		h := Host{Host: line.Host, Portals: of[line.Host], Outcome: line.Left, Cause: line.Cause, NextTry: line.Until}
		if h.Portals == nil {
			h.Portals = []string{}
		}
		declines := line.Left == store.Challenge || line.Declined > 0
		switch {
		case declines:
			h.Pages, h.New = line.Declined, !before["d "+line.Host]
			if h.Cause == "" {
				h.Cause = fmt.Sprintf("%d pages answered with 401 or 403", line.Declined)
			}
			now["d "+line.Host] = true
			a.night.Declining = append(a.night.Declining, h)
		case line.Failing():
			h.Pages, h.New = line.Failed, !before["f "+line.Host]
			now["f "+line.Host] = true
			a.night.Failing = append(a.night.Failing, h)
		}
	}
	if a.Summary.Run == 0 {
		return nil
	}
	return a.note(troubleKey, now)
}

// portalsOf lists the portals of each host, as frontier names it.
func portalsOf(portals []seeds.Portal) map[string][]string {
	of := map[string][]string{}
	for _, p := range portals {
		for _, h := range p.AllHosts() {
			if !slices.Contains(of[h], p.Name) {
				of[h] = append(of[h], p.Name)
			}
		}
	}
	return of
}

// note has a value kept for the next run.
func (a *account) note(key []byte, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode note %s: %w", key, err)
	}
	a.ops = append(a.ops, store.Op{Bucket: store.Notes, Key: key, Value: b})
	return nil
}
