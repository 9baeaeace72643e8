package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"nianbao/store"
	"nianbao/store/ordered"
)

const (
	// batch is how many reports one transaction takes in: about a second's work;
	// batchBytes is how much of tokens, where reports are long.
	batch      = 1000
	batchBytes = 32 << 20
	// lastYear bounds years: what is later is not known.
	lastYear = 9999
	// yearShift leaves room for a number of its own for each report of a year.
	yearShift = 32
)

// rowOf is the number of a report's row: newest year first, and in a year as
// they came, so that the first rows found are the first to be shown.
func rowOf(year int, seq int64) int64 {
	if year == 0 {
		return int64(lastYear+1)<<yearShift | seq
	}
	return int64(lastYear-year)<<yearShift | seq
}

// feedBatch takes in what changed next; done says that nothing did.
func (x *Index) feedBatch(ctx context.Context, f *file) (done bool, err error) {
	tx, err := f.write.BeginTx(ctx, nil)
	if err != nil {
		return false, fmt.Errorf("feed search index: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreDone(tx.Rollback()))
		}
	}()
	w := &feeder{ctx: ctx, tx: tx, tallies: map[tallyKey]int64{}, tokens: map[int64]string{}}
	if err := tx.QueryRowContext(ctx, "SELECT change, seq FROM fed").Scan(&w.change, &w.seq); err != nil {
		return false, fmt.Errorf("feed search index: %w", err)
	}
	n := 0
	var failed error
	for e, err := range x.entries(ctx, w.change) {
		if err != nil {
			failed = err
			break
		}
		if err := w.put(e.entry); err != nil {
			return false, fmt.Errorf("feed search index: report %s: %w", e.entry.id, err)
		}
		x.tell(e.entry.id)
		w.change = e.change
		if n++; n == batch || w.size > batchBytes {
			break
		}
	}
	if failed != nil {
		return false, failed
	}
	if n == 0 {
		return true, tx.Rollback()
	}
	if err := w.end(); err != nil {
		return false, fmt.Errorf("feed search index: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return false, fmt.Errorf("feed search index: %w", err)
	}
	x.progress(w.change)
	return n < batch && w.size <= batchBytes, nil
}

func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// changed is an entry with the number of the change that brought it.
type changed struct {
	entry
	change uint64
}

// entries makes entries of the reports that changed, on all cores.
func (x *Index) entries(ctx context.Context, after uint64) iter.Seq2[changed, error] {
	return ordered.Map(x.archive.Changes(ctx, after), 2*runtime.GOMAXPROCS(0), func(c store.Change) (changed, error) {
		line, err := x.archive.Report(c.ID)
		if errors.Is(err, store.ErrNotFound) {
			return changed{entry{id: c.ID}, c.Number}, nil
		}
		if err != nil {
			return changed{}, err
		}
		d, err := Decode(line)
		if err != nil {
			return changed{}, err
		}
		return changed{entryOf(d), c.Number}, nil
	})
}

// feeder is one transaction that takes reports in.
type feeder struct {
	ctx     context.Context // of the one transaction
	tx      *sql.Tx
	change  uint64
	seq     int64
	tallies map[tallyKey]int64
	tokens  map[int64]string // by row
	size    int              // of all that were put there, in bytes
}

type tallyKey struct {
	kind, name string
	year       int
}

func (w *feeder) run(query string, args ...any) error {
	_, err := w.tx.ExecContext(w.ctx, query, args...)
	return err
}

// put takes one report in, in the place of what stood for it.
func (w *feeder) put(e entry) error {
	var old entry
	err := w.tx.QueryRowContext(w.ctx, "SELECT row, id, kind, year, region, agency, form, host, findings FROM reports WHERE id = ?", e.id).
		Scan(&old.row, &old.id, &old.kind, &old.year, &old.region, &old.agency, &old.form, &old.host, &old.findings)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return err
	default:
		w.count(&old, -1)
		if err := w.run("DELETE FROM reports WHERE row = ?", old.row); err != nil {
			return err
		}
		if err := w.forget(old.row); err != nil {
			return err
		}
	}
	if e.kind == "" { // no longer there
		return nil
	}
	if e.row = old.row; old.row == 0 || old.year != e.year {
		w.seq++
		e.row = rowOf(e.year, w.seq)
	}
	w.count(&e, 1)
	err = w.run("INSERT INTO reports VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
		e.row, e.id, e.kind, e.year, e.region, e.agency, e.form, e.host, e.title, e.content, e.url, e.findings)
	if err != nil {
		return err
	}
	w.tokens[e.row] = e.tokens
	w.size += len(e.tokens)
	return err
}

// forget takes a row's tokens out.
func (w *feeder) forget(row int64) error {
	if _, pending := w.tokens[row]; pending {
		delete(w.tokens, row)
		return nil
	}
	return w.run("DELETE FROM grams WHERE rowid = ?", row)
}

// Kinds of tallies.
const (
	tallyKind     = "kind"
	tallyCoverage = "region"
	tallyForm     = "form"
	tallyHost     = "host"
	tallyFinding  = "finding" // findings, not reports with any
	tallyFound    = "found"   // reports with any, by region
)

// count adds a report to the tallies, or takes it away.
func (w *feeder) count(e *entry, n int64) {
	w.tallies[tallyKey{tallyKind, e.kind, 0}] += n
	if !e.listed() {
		return
	}
	w.tallies[tallyKey{tallyCoverage, e.region, e.year}] += n
	w.tallies[tallyKey{tallyForm, e.form, e.year}] += n
	w.tallies[tallyKey{tallyHost, e.host, 0}] += n
	if e.findings != "" {
		w.tallies[tallyKey{tallyFound, e.region, e.year}] += n
	}
	for _, f := range strings.Fields(e.findings) {
		at := strings.LastIndexByte(f, ':')
		if many, err := strconv.ParseInt(f[at+1:], 10, 64); err == nil && at > 0 {
			w.tallies[tallyKey{tallyFinding, f[:at], 0}] += n * many
		}
	}
}

// end writes the tokens, the tallies and how far the change log was read. FTS5
// collects rows that come in order, and begins a new segment for each that does
// not.
func (w *feeder) end() error {
	insert, err := w.tx.PrepareContext(w.ctx, "INSERT INTO grams (rowid, tokens) VALUES (?, ?)")
	if err != nil {
		return err
	}
	for _, row := range slices.Sorted(maps.Keys(w.tokens)) {
		if _, err := insert.ExecContext(w.ctx, row, w.tokens[row]); err != nil {
			return errors.Join(err, insert.Close())
		}
	}
	if err := insert.Close(); err != nil {
		return err
	}
	for k, n := range w.tallies {
		if n == 0 {
			continue
		}
		err := w.run("INSERT INTO tally VALUES (?,?,?,?) ON CONFLICT DO UPDATE SET n = n + excluded.n", k.kind, k.name, k.year, n)
		if err != nil {
			return err
		}
	}
	return w.run("UPDATE fed SET change = ?, seq = ?", int64(w.change), w.seq)
}
