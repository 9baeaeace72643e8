package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// patience is how long one query may take.
const patience = 10 * time.Second

// CountUpTo bounds how many reports are counted: beyond it nobody reads on.
const CountUpTo = 1000

// ErrBuilding says that the index is being put in its place.
var ErrBuilding = errors.New("the search index is being built; try again in a moment")

// ErrSlow says that a query took too long.
var ErrSlow = errors.New("the search takes too long; add a word or a filter")

// Hit is a report that was found.
type Hit struct {
	Row     int64 // its place in the order of results
	ID      string
	Kind    string
	Year    int // 0 where unknown
	Region  string
	Agency  string
	Form    string
	Host    string
	Title   string
	Content string
	URL     string
}

// reading runs fn on the index.
func (x *Index) reading(ctx context.Context, fn func(context.Context, *sql.DB) error) error {
	x.mu.Lock()
	f := x.file
	if f != nil {
		x.users.Add(1)
	}
	x.mu.Unlock()
	if f == nil {
		return ErrBuilding
	}
	defer x.users.Done()
	within, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := fn(within, f.read)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("search: %w", ctx.Err())
	case within.Err() != nil:
		return ErrSlow
	case damaged(err):
		x.suspect(f, err)
		return ErrBuilding
	}
	return fmt.Errorf("search: %w", err)
}

// Find lists reports a query may mean, newest year first, from behind a row on
// (0 = from the first), limit at most. Where the query is not Exact some may
// be others: Holds tells.
func (x *Index) Find(ctx context.Context, q Query, after int64, limit int) (hits []Hit, err error) {
	err = x.reading(ctx, func(ctx context.Context, db *sql.DB) error {
		from, to := q.span()
		hits, err = query(ctx, db, columns+`FROM grams CROSS JOIN reports ON reports.row = grams.rowid
			WHERE grams MATCH ? AND grams.rowid > ? AND grams.rowid <= ? ORDER BY grams.rowid LIMIT ?`, q.match(), max(after, from), to, limit)
		return err
	})
	return hits, err
}

const columns = "SELECT reports.row, id, kind, year, region, agency, form, host, title, content, url "

func query(ctx context.Context, db *sql.DB, text string, args ...any) (hits []Hit, err error) {
	rows, err := db.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var h Hit
		if err := rows.Scan(&h.Row, &h.ID, &h.Kind, &h.Year, &h.Region, &h.Agency, &h.Form, &h.Host, &h.Title, &h.Content, &h.URL); err != nil {
			return nil, err
		}
		hits = append(hits, h)
	}
	return hits, rows.Err()
}

// Count counts the reports a query may mean, from behind a row on (0 = from the
// first); more says that there are more than were counted.
func (x *Index) Count(ctx context.Context, q Query, after int64) (n int, more bool, err error) {
	err = x.reading(ctx, func(ctx context.Context, db *sql.DB) error {
		from, to := q.span()
		return db.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT 1 FROM grams WHERE grams MATCH ? AND rowid > ? AND rowid <= ? LIMIT ?)",
			q.match(), max(after, from), to, CountUpTo+1).Scan(&n)
	})
	if n > CountUpTo {
		return CountUpTo, true, err
	}
	return n, false, err
}

// maxOfAgency bounds the reports of one agency: the eldest are of 2008.
const maxOfAgency = 200

// Agency lists the reports of an agency, in a region unless that is "", newest
// first.
func (x *Index) Agency(ctx context.Context, name, region string) (hits []Hit, err error) {
	err = x.reading(ctx, func(ctx context.Context, db *sql.DB) error {
		hits, err = query(ctx, db, columns+`FROM reports WHERE agency = ? AND (? = '' OR region = ?)
			AND kind <> 'not_a_report' ORDER BY year DESC, row LIMIT ?`, name, region, region, maxOfAgency)
		return err
	})
	return hits, err
}

// Agent is an agency with how many reports of it there are.
type Agent struct {
	Agency  string `json:"agency"`
	Region  string `json:"region"`
	Reports int    `json:"reports"`
	First   int    `json:"first_year"` // 0 where unknown
	Last    int    `json:"last_year"`
}

// Agencies lists agencies by name, then region, from behind one on.
func (x *Index) Agencies(ctx context.Context, after Agent, limit int) (agents []Agent, err error) {
	err = x.reading(ctx, func(ctx context.Context, db *sql.DB) error {
		rows, err := db.QueryContext(ctx, `SELECT agency, region, count(*), coalesce(min(nullif(year, 0)), 0), max(year) FROM reports
			WHERE (agency, region) > (?, ?) AND agency <> '' AND kind <> 'not_a_report' GROUP BY agency, region ORDER BY agency, region LIMIT ?`,
			after.Agency, after.Region, limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var a Agent
			if err := rows.Scan(&a.Agency, &a.Region, &a.Reports, &a.First, &a.Last); err != nil {
				return err
			}
			agents = append(agents, a)
		}
		return rows.Err()
	})
	return agents, err
}

// Tally is what the index counted of the whole archive.
type Tally struct {
	Kinds    map[string]int         // pages by kind
	Regions  map[string]map[int]int // reports by region and year; year 0 = unknown
	Found    map[string]map[int]int // those with any finding
	Forms    map[string]int
	Hosts    map[string]int
	Findings map[string]int
}

// Tally reads the counts: as many rows as there are regions and years.
func (x *Index) Tally(ctx context.Context) (Tally, error) {
	t := Tally{Kinds: map[string]int{}, Regions: map[string]map[int]int{}, Found: map[string]map[int]int{},
		Forms: map[string]int{}, Hosts: map[string]int{}, Findings: map[string]int{}}
	err := x.reading(ctx, func(ctx context.Context, db *sql.DB) error {
		rows, err := db.QueryContext(ctx, "SELECT kind, name, year, n FROM tally WHERE n <> 0")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var kind, name string
			var year, n int
			if err := rows.Scan(&kind, &name, &year, &n); err != nil {
				return err
			}
			t.add(kind, name, year, n)
		}
		return rows.Err()
	})
	return t, err
}

func (t *Tally) add(kind, name string, year, n int) {
	flat := map[string]map[string]int{tallyKind: t.Kinds, tallyForm: t.Forms, tallyHost: t.Hosts, tallyFinding: t.Findings}[kind]
	if flat != nil {
		flat[name] += n
		return
	}
	by := t.Regions
	if kind == tallyFound {
		by = t.Found
	}
	name = strings.Clone(name)
	if by[name] == nil {
		by[name] = map[int]int{}
	}
	by[name][year] += n
}
