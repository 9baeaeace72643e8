package store

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"strings"
	"time"

	"nianbao/store/ordered"
)

// Filter says which reports to read. The zero value is all that exports show.
type Filter struct {
	Years        []int     // of these years; nil = of any
	RegionPrefix string    // of this region and what lies in it: whole steps of the path
	Since        time.Time // changed at or after this
	NoDuplicates bool
	AllKinds     bool // also what is no report
}

// ReportLine is one report as exported: a JSON object without a line end.
type ReportLine struct {
	ID   string
	JSON []byte
}

// reportBatch is how many index entries one read transaction looks at. A
// report line takes about 50 µs to make, so the transaction stays short.
const reportBatch = 128

// Reports walks over the latest versions of reports, ordered by id. It ends
// with the first error. A report that changes while it walks is seen as it was
// before or as it is after, whole.
func (a *Archive) Reports(ctx context.Context, f Filter) iter.Seq2[ReportLine, error] {
	return func(yield func(ReportLine, error) bool) {
		var dups twins
		// One batch for each core, and one that is walked over.
		batches := ordered.Map(a.batches(ctx, f), runtime.GOMAXPROCS(0)+1, func(keys [][]byte) ([]ReportLine, error) {
			return a.readReports(keys, f, &dups)
		})
		for lines, err := range batches {
			if err != nil {
				yield(ReportLine{}, fmt.Errorf("read reports: %w", err))
				return
			}
			for _, l := range lines {
				if !yield(l, nil) {
					return
				}
			}
		}
	}
}

// batches lists the keys of pages that a filter may let through, ordered by id,
// some at a time.
func (a *Archive) batches(ctx context.Context, f Filter) iter.Seq2[[][]byte, error] {
	chosen, all, err := a.choose(ctx, f)
	if all && err == nil {
		return a.idBatches(ctx)
	}
	return func(yield func([][]byte, error) bool) {
		if err != nil {
			yield(nil, err)
			return
		}
		for keys := range slices.Chunk(chosen, reportBatch) {
			batch := make([][]byte, len(keys))
			for i := range keys {
				batch[i] = keys[i][:]
			}
			if err := ctx.Err(); !yield(batch, err) || err != nil {
				return
			}
		}
	}
}

// choose looks up what a filter lets through, where an index tells, in order
// of ids: 12 bytes of memory for each report. all says that none does, and
// every report has to be looked at. What it lists may have changed when it is
// read.
func (a *Archive) choose(ctx context.Context, f Filter) (chosen []pageKey, all bool, err error) {
	var prefixes [][]byte
	switch region := strings.TrimSuffix(f.RegionPrefix, "/"); {
	case f.AllKinds: // the indexes hold reports only
		return nil, true, nil
	case region != "" && len(region) < maxTerm && !strings.Contains(region, "\x00"):
		prefixes = [][]byte{append([]byte{byRegion}, region+"\x00"...), append([]byte{byRegion}, region+"/"...)}
	case len(f.Years) > 0:
		for _, year := range f.Years {
			prefixes = append(prefixes, append([]byte{byYear}, yearKey(year)...))
		}
	default:
		return nil, true, nil
	}
	for _, prefix := range prefixes {
		err := a.eachBatch(ctx, bucketIndex, prefix, statsBatch, func(batch []record) error {
			for _, r := range batch {
				if len(r.key) < len(pageKey{}) {
					return damage("index %q: key of %d bytes", r.key[:1], len(r.key))
				}
				chosen = append(chosen, pageKey(r.key[len(r.key)-len(pageKey{}):]))
			}
			return nil
		})
		if err != nil {
			return nil, false, err
		}
	}
	slices.SortFunc(chosen, func(a, b pageKey) int {
		return cmp.Or(bytes.Compare(a[4:], b[4:]), bytes.Compare(a[:4], b[:4]))
	})
	return slices.Compact(chosen), false, nil
}

// idBatches walks over the keys of all pages something was read off, ordered
// by id, some at a time, each in one short transaction.
func (a *Archive) idBatches(ctx context.Context) iter.Seq2[[][]byte, error] {
	return func(yield func([][]byte, error) bool) {
		for from := []byte{byID}; from != nil; {
			var batch [][]byte
			err := ctx.Err()
			if err == nil {
				batch, from, err = a.idBatch(from)
			}
			if !yield(batch, err) || err != nil {
				return
			}
		}
	}
}

// idBatch reads one stretch of the id index. next is where to go on; nil at
// the end.
func (a *Archive) idBatch(from []byte) (batch [][]byte, next []byte, err error) {
	err = a.read(func(tx snapshot) error {
		batch, next = nil, nil
		c := tx.Bucket(bucketIndex).Cursor()
		last := from
		for k, v := c.Seek(from); len(k) == 9 && k[0] == byID; k, v = c.Next() {
			if err := inOrder(last, k, len(batch) > 0); err != nil {
				return err
			}
			if last = k; len(batch) == reportBatch {
				next = bytes.Clone(k)
				break
			}
			key := pageKeyOf(k, v)
			batch = append(batch, key[:])
		}
		return nil
	})
	return batch, next, err
}

// inOrder says that a key does not come after the last one: the file is
// damaged, and one who goes on from where he is might walk for ever. The first
// key of a walk may be the one it was begun at.
func inOrder(last, key []byte, walked bool) error {
	if n := bytes.Compare(key, last); n < 0 || n == 0 && walked {
		return damage("key %x stands behind %x", key, last)
	}
	return nil
}

// readReports makes the lines of pages, in one short transaction. A page that
// is no report any more since its key was read is left out.
func (a *Archive) readReports(keys [][]byte, f Filter, dups *twins) (lines []ReportLine, err error) {
	err = a.read(func(tx snapshot) error {
		lines = nil
		tx.Expect(bucketPages, keys, nil)
		pages, err := takePages(tx, keys, f)
		if err != nil {
			return err
		}
		expectReports(tx, pages)
		var room []byte
		for _, p := range pages {
			line, ok, err := a.readReport(tx, p.key, p.Page, f, dups, &room)
			if err != nil {
				return err
			}
			if ok {
				lines = append(lines, line)
			}
		}
		return nil
	})
	return lines, err
}

// keyedPage is a page with its key.
type keyedPage struct {
	key pageKey
	*Page
}

// takePages reads the pages that a filter lets through, duplicates aside.
func takePages(tx snapshot, keys [][]byte, f Filter) (out []keyedPage, err error) {
	for _, k := range keys {
		if f.passedBy(tx.Bucket(bucketPages).Get(k)) {
			continue
		}
		key := pageKey(k)
		p, err := getReport(tx, key)
		if err != nil {
			if tx.Bucket(bucketIndex).Get(append([]byte{byID}, key[4:]...)) == nil {
				continue // the index named it a moment ago, and does not now
			}
			return nil, err
		}
		if f.takes(p) {
			out = append(out, keyedPage{key, p})
		}
	}
	return out, nil
}

// getReport reads the page of a report that an index names.
func getReport(tx snapshot, key pageKey) (*Page, error) {
	p, err := getPage(tx, key)
	if err == nil && (p == nil || p.Read == nil) {
		err = damage("id index: %s is no report", key.id())
	}
	return p, err
}

// expectReports tells a snapshot what the lines of reports are made of.
func expectReports(tx snapshot, pages []keyedPage) {
	var keys, twins, shared [][]byte
	for _, p := range pages {
		keys, shared = append(keys, p.key[:]), append(shared, pageEntry(sharing, p.key))
		if sha, ok := contentKey(p.Read.ContentSHA256); ok {
			twins = append(twins, contentPrefix(sha))
		}
	}
	tx.Expect(bucketReports, keys, nil)
	tx.Expect(bucketIndex, nil, twins)
	tx.Expect(bucketPassages, shared, nil)
}

// pageKeyOf puts a page's key together from its entry in the id index.
func pageKeyOf(k, v []byte) pageKey {
	var key pageKey
	copy(key[:4], v)
	copy(key[4:], k[1:])
	return key
}

// readReport makes a report's line; false where the filter leaves it out as a
// duplicate. room is where readings are unpacked, one after the other.
func (a *Archive) readReport(tx snapshot, key pageKey, p *Page, f Filter, dups *twins, room *[]byte) (ReportLine, bool, error) {
	primary, err := dups.primaryOf(tx, key, p)
	if err != nil || f.NoDuplicates && primary != "" {
		return ReportLine{}, false, err
	}
	body, err := a.pack.unpackTo(*room, tx.Bucket(bucketReports).Get(key[:]))
	if err != nil {
		return ReportLine{}, false, fmt.Errorf("report %s: %w", key.id(), err)
	}
	*room = body
	others, err := across(tx, key, p, body)
	if err != nil {
		return ReportLine{}, false, err
	}
	line, err := compose(headOf(key.id(), p, primary), body, others...)
	return ReportLine{ID: key.id(), JSON: line}, err == nil, err
}

// changedAtKey begins the value of changed_at in a page's record. In a text its
// quotes would be escaped.
var changedAtKey = []byte(`"changed_at":"`)

// passedBy says of a page's record that it did not change since: without
// decoding it, as most are that an export of the last week looks at.
func (f *Filter) passedBy(record []byte) bool {
	if f.Since.IsZero() {
		return false
	}
	_, rest, ok := bytes.Cut(record, changedAtKey)
	end := bytes.IndexByte(rest, '"')
	if !ok || end < 0 {
		return false
	}
	at, err := time.Parse(time.RFC3339Nano, string(rest[:end]))
	return err == nil && at.Before(f.Since)
}

// takes says whether a filter lets a page through, duplicates aside.
func (f *Filter) takes(p *Page) bool {
	return (p.listed() || f.AllKinds) && f.TakesYear(p.Read.Year) && f.TakesRegion(p.Region) &&
		(f.Since.IsZero() || !p.ChangedAt.Before(f.Since))
}

// TakesYear says whether reports of a year, 0 if unknown, may pass.
func (f *Filter) TakesYear(year int) bool {
	return len(f.Years) == 0 || slices.Contains(f.Years, year)
}

// TakesRegion says whether reports of a region may pass.
func (f *Filter) TakesRegion(region string) bool {
	prefix := strings.TrimSuffix(f.RegionPrefix, "/")
	return prefix == "" || region == prefix || strings.HasPrefix(region, prefix+"/")
}

// Report returns a report of any kind by its id, in its latest version;
// ErrNotFound where there is none.
func (a *Archive) Report(id string) (line ReportLine, err error) {
	err = a.withPage(id, func(tx snapshot, key pageKey) error {
		p, err := getReport(tx, key)
		if err != nil {
			return err
		}
		line, _, err = a.readReport(tx, key, p, Filter{}, new(twins), new([]byte))
		return err
	})
	return line, err
}

// Version returns a report as its nth version had it, 1 being the first. Its
// times are those when it was replaced; versions is n. ErrNotFound where there
// is no such report or version.
func (a *Archive) Version(id string, n int) (line ReportLine, err error) {
	err = a.withPage(id, func(tx snapshot, key pageKey) error {
		latest, err := getReport(tx, key)
		if err != nil {
			return err
		}
		if latest.Versions == n {
			line, _, err = a.readReport(tx, key, latest, Filter{}, new(twins), new([]byte))
			return err
		}
		if n < 1 || n > 1<<30 {
			return ErrNotFound
		}
		line, err = a.readVersion(tx, key, n)
		return err
	})
	return line, err
}

// withPage runs fn for the page with this id.
func (a *Archive) withPage(id string, fn func(snapshot, pageKey) error) error {
	hash, err := parseID(id)
	if err != nil {
		return err
	}
	err = a.read(func(tx snapshot) error {
		k := append([]byte{byID}, hash[:]...)
		host := tx.Bucket(bucketIndex).Get(k)
		if host == nil {
			return ErrNotFound
		}
		return fn(tx, pageKeyOf(k, host))
	})
	if err != nil {
		return fmt.Errorf("read report %s: %w", id, err)
	}
	return nil
}

// readVersion makes the line of a version that is no longer the latest.
func (a *Archive) readVersion(tx snapshot, key pageKey, n int) (ReportLine, error) {
	v := tx.Bucket(bucketVersions).Get(versionKey(key, n))
	if v == nil {
		return ReportLine{}, ErrNotFound
	}
	p, packed, err := splitVersion(v)
	if err != nil {
		return ReportLine{}, fmt.Errorf("version %d of %s: %w", n, key.id(), err)
	}
	body, err := a.pack.unpack(packed)
	if err != nil {
		return ReportLine{}, err
	}
	line, err := compose(headOf(key.id(), &p, ""), body)
	return ReportLine{ID: key.id(), JSON: line}, err
}
