package store

import (
	"bytes"
	"errors"
	"sync"
)

// group is everything the archive has of one page.
type group struct {
	key          pageKey
	page, report []byte // nil for none
	captures     []record
	versions     []record
}

// groupBatch is how many pages one worker takes at a time.
const groupBatch = 64

// groupBuckets are the buckets a group is gathered from, all by page key.
var groupBuckets = [4][]byte{bucketPages, bucketReports, bucketCaptures, bucketVersions}

// checkPages checks the records of every page against each other, on every
// core.
func (v *verifier) checkPages() error {
	total, err := v.a.captureCount()
	if err != nil {
		return err
	}
	return inParallel(v.ctx, func(give func([]group) error) error {
		for from := []byte{}; from != nil; {
			groups, next, err := v.a.readGroups(from)
			if err != nil {
				return err
			}
			if err := give(groups); err != nil {
				return err
			}
			from = next
		}
		return nil
	}, func(groups []group) error {
		if err := v.checkGroups(groups); err != nil {
			return err
		}
		v.mu.Lock()
		done := v.out.Captures
		v.mu.Unlock()
		v.progress(StagePages, done, total)
		return nil
	})
}

// captureCount is how many captures were counted.
func (a *Archive) captureCount() (uint64, error) {
	m, err := a.moment()
	return m.captures, err
}

// readGroups gathers the groups of some pages, from a key on, in one snapshot.
func (a *Archive) readGroups(from []byte) (out []group, next []byte, err error) {
	err = a.read(func(tx snapshot) error {
		out, next = nil, nil
		var at [len(groupBuckets)]record
		var cursors [len(groupBuckets)]cursor
		for i, b := range groupBuckets {
			cursors[i] = tx.Bucket(b).Cursor()
			at[i].key, at[i].value = cursors[i].Seek(from)
		}
		for size := 0; len(out) < groupBatch && size < maxScanBytes; {
			first := firstKey(at[:])
			if first == nil {
				return nil
			}
			g := group{key: padKey(first)}
			for i := range at {
				for at[i].key != nil && padKey(at[i].key) == g.key {
					g.add(i, at[i])
					size += len(at[i].value)
					at[i].key, at[i].value = cursors[i].Next()
				}
			}
			out = append(out, g)
		}
		next = bytes.Clone(firstKey(at[:]))
		return nil
	})
	return out, next, err
}

// padKey is the page's part of a key; of one that is too short, and so at
// fault, what there is of it.
func padKey(k []byte) (key pageKey) {
	copy(key[:], k)
	return key
}

func firstKey(at []record) []byte {
	var first []byte
	for _, r := range at {
		if r.key != nil && (first == nil || bytes.Compare(r.key, first) < 0) {
			first = r.key
		}
	}
	return first
}

// add takes a record of the ith of groupBuckets in.
func (g *group) add(i int, r record) {
	c := record{bytes.Clone(r.key), append([]byte{}, r.value...)}
	switch i {
	case 0:
		g.page = c.value
	case 1:
		g.report = c.value
	case 2:
		g.captures = append(g.captures, c)
	default:
		g.versions = append(g.versions, c)
	}
}

// totals are what the records of all pages come to.
type totals struct {
	index, holders, prints, changes uint64
	outcomes                        map[Outcome]uint64
}

// checkGroups checks some groups. What it finds is looked at again in one
// snapshot, since the archive may be written to.
func (v *verifier) checkGroups(groups []group) error {
	var all []groupCheck
	err := v.a.read(func(tx snapshot) error {
		all = nil
		checks := make([]groupCheck, len(groups))
		for i := range groups {
			checks[i] = v.checkGroup(&groups[i])
		}
		expectChecks(tx, checks)
		for i := range checks {
			checks[i].lookUp(tx, v.lost)
		}
		all = checks
		return nil
	})
	if err != nil {
		return err
	}
	// What is put right waits for the disk: together, not one after the other.
	errs := make([]error, len(all))
	var wg sync.WaitGroup
	for i := range all {
		if len(all[i].faults) == 0 {
			v.count(&all[i])
			continue
		}
		wg.Go(func() { errs[i] = v.checkAgain(groups[i].key) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// checkAgain checks one group, read and looked up in one snapshot. What a
// fixer can put right it does, and then tells what is left.
func (v *verifier) checkAgain(key pageKey) error {
	c, err := v.checkNow(key)
	if err != nil {
		return err
	}
	if v.fix != nil && c.fixable() {
		if err := v.fix.page(key); err != nil {
			return err
		}
		if c, err = v.checkNow(key); err != nil {
			return err
		}
	}
	v.count(&c)
	for _, f := range c.faults {
		v.fault(f.Where, f.What, f.Todo)
	}
	if v.fix != nil && c.bodyLost {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.fix.o.Lost(c.name())
	}
	return nil
}

func (v *verifier) checkNow(key pageKey) (c groupCheck, err error) {
	err = v.a.read(func(tx snapshot) error {
		g := readGroup(tx, key)
		c = v.checkGroup(&g)
		c.lookUp(tx, v.lost)
		return nil
	})
	return c, err
}

// readGroup gathers the group of one page.
func readGroup(tx snapshot, key pageKey) group {
	g := group{key: key}
	for i, b := range groupBuckets {
		c := tx.Bucket(b).Cursor()
		for k, val := c.Seek(key[:]); bytes.HasPrefix(k, key[:]); k, val = c.Next() {
			g.add(i, record{k, val})
		}
	}
	return g
}

// count adds what a group came to.
func (v *verifier) count(c *groupCheck) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.out.Captures += uint64(len(c.g.captures))
	v.out.Versions += uint64(len(c.g.versions))
	if c.g.page != nil {
		v.out.Pages++
	}
	if c.g.report != nil {
		v.out.Reports++
	}
	v.expected.index += uint64(len(c.index))
	v.expected.holders += uint64(c.holders)
	if c.holders > 0 {
		v.expected.prints++
	}
	if c.page != nil && c.page.Change != 0 {
		v.expected.changes++
	}
	if v.expected.outcomes == nil {
		v.expected.outcomes = map[Outcome]uint64{}
	}
	for _, capture := range c.captures {
		v.expected.outcomes[capture.Outcome]++
	}
}
