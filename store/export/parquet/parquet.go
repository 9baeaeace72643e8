// Package parquet writes rows as Apache Parquet: typed columns, compressed with
// zstd, for the engines people analyse with.
//
// Rows of reports stand in row groups of one year each, years in order and
// those of no known year last; within a year they are in the order they came
// in. So a query about a year reads that year. Memory is bounded by the number
// of years, not by the number of rows: each year is written into a temporary
// file first, and its row groups are then copied as they are.
package parquet

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"slices"

	pq "github.com/parquet-go/parquet-go"
)

// Options of writing. The zero value works.
type Options[T any] struct {
	Year     func(*T) *int32 // the year a row belongs to; nil = rows are not grouped
	GroupCap int             // most rows in a row group; 0 = DefaultGroup
	Dir      string          // folder of temporary files; "" = the system's
}

// DefaultGroup is how many rows of a few columns make a row group: what
// engines take for a unit of parallel work.
const DefaultGroup = 256 << 10

// pageBytes is the size a column's page grows to, in bytes: each column of
// each open year holds one.
const pageBytes = 64 << 10

// maxYears bounds the temporary files. The statute is of 2007: no archive has
// reports of more years than that, whatever a page printed.
const maxYears = 64

// Write writes rows as one Parquet file. It stops at the first error, of rows
// or of w.
func Write[T any](w io.Writer, rows iter.Seq2[T, error], o Options[T]) (err error) {
	out := pq.NewGenericWriter[T](w, config(o.GroupCap)...)
	if o.Year == nil {
		return finish(out, fill(out, rows))
	}
	s := spill[T]{options: o, years: map[int32]*part[T]{}}
	defer func() { err = errors.Join(err, s.remove()) }()
	if err := s.sort(rows); err != nil {
		return err
	}
	return finish(out, s.copyTo(out))
}

func config(group int) []pq.WriterOption {
	return []pq.WriterOption{
		pq.Compression(&pq.Zstd),
		pq.MaxRowsPerRowGroup(int64(cmp.Or(group, DefaultGroup))),
		pq.PageBufferSize(pageBytes),
		pq.CreatedBy("nianbao", "1", ""),
	}
}

// batch is how many rows are handed on at once.
const batch = 256

func fill[T any](out *pq.GenericWriter[T], rows iter.Seq2[T, error]) error {
	some := make([]T, 0, batch)
	for row, err := range rows {
		if err != nil {
			return err
		}
		if some = append(some, row); len(some) == batch {
			if _, err := out.Write(some); err != nil {
				return fmt.Errorf("write rows: %w", err)
			}
			clear(some)
			some = some[:0]
		}
	}
	if _, err := out.Write(some); err != nil {
		return fmt.Errorf("write rows: %w", err)
	}
	return nil
}

// finish writes the footer where all went well.
func finish[T any](out *pq.GenericWriter[T], err error) error {
	if err != nil {
		return err
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("write footer: %w", err)
	}
	return nil
}

// spill sorts rows by year through temporary files.
type spill[T any] struct {
	options Options[T]
	years   map[int32]*part[T]
}

// part is the rows of one year.
type part[T any] struct {
	file *os.File
	out  *pq.GenericWriter[T]
	some []T
}

// unknown stands for rows of no year, and sorts behind all others.
const unknown = 1<<31 - 1

func (s *spill[T]) sort(rows iter.Seq2[T, error]) error {
	for row, err := range rows {
		if err != nil {
			return err
		}
		p, err := s.of(s.options.Year(&row))
		if err != nil {
			return err
		}
		if p.some = append(p.some, row); len(p.some) < batch {
			continue
		}
		if err := p.flush(); err != nil {
			return err
		}
	}
	for _, p := range s.years {
		if err := p.flush(); err != nil {
			return err
		}
		if err := p.out.Close(); err != nil {
			return fmt.Errorf("write temporary file: %w", err)
		}
	}
	return nil
}

func (p *part[T]) flush() error {
	if _, err := p.out.Write(p.some); err != nil {
		return fmt.Errorf("write temporary file: %w", err)
	}
	clear(p.some)
	p.some = p.some[:0]
	return nil
}

// of is the part of a year; a new one where there are not too many.
func (s *spill[T]) of(year *int32) (*part[T], error) {
	y := int32(unknown)
	if year != nil {
		y = *year
	}
	if s.years[y] == nil && len(s.years) >= maxYears {
		y = unknown
	}
	if p := s.years[y]; p != nil {
		return p, nil
	}
	f, err := os.CreateTemp(s.options.Dir, ".nianbao-*.parquet")
	if err != nil {
		return nil, fmt.Errorf("sort by year: %w", err)
	}
	p := &part[T]{file: f, out: pq.NewGenericWriter[T](f, config(s.options.GroupCap)...), some: make([]T, 0, batch)}
	s.years[y] = p
	return p, nil
}

// copyTo writes the row groups of all years, in order.
func (s *spill[T]) copyTo(out *pq.GenericWriter[T]) error {
	for _, y := range slices.Sorted(maps.Keys(s.years)) {
		f := s.years[y].file
		info, err := f.Stat()
		if err != nil {
			return fmt.Errorf("read temporary file: %w", err)
		}
		in, err := pq.OpenFile(f, info.Size(), pq.SkipPageIndex(false), pq.SkipBloomFilters(true))
		if err != nil {
			return fmt.Errorf("read temporary file: %w", err)
		}
		for _, group := range in.RowGroups() {
			if _, err := out.WriteRowGroup(group); err != nil {
				return fmt.Errorf("write rows of %d: %w", y, err)
			}
		}
	}
	return nil
}

// remove takes the temporary files away.
func (s *spill[T]) remove() error {
	var all []error
	for _, p := range s.years {
		all = append(all, p.file.Close(), os.Remove(p.file.Name()))
	}
	return errors.Join(all...)
}
