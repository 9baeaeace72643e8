package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// checkTotals finds what stands in indexes and should not, and counters that
// are wrong. All that should stand in them was found there by now, so counting
// tells whether there is more.
func (v *verifier) checkTotals() error {
	for _, check := range []func() error{v.checkIndexTotal, v.checkPassagesTotal, v.checkChangesTotal, v.checkCounters, v.checkDicts, v.checkHosts, v.checkRuns} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// checkIndexTotal counts the entries of all indexes, and names those too many.
func (v *verifier) checkIndexTotal() error {
	n := uint64(0)
	err := v.a.eachBatch(v.ctx, bucketIndex, nil, statsBatch, func(batch []record) error {
		n += uint64(len(batch))
		v.progress(StageIndex, n, v.expected.index)
		return nil
	})
	v.out.IndexEntries = n
	if err != nil || n == v.expected.index {
		return err
	}
	return v.a.eachBatch(v.ctx, bucketIndex, nil, groupBatch, func(batch []record) error {
		return v.a.read(func(tx snapshot) error {
			for _, r := range batch {
				key, ok := indexPage(r.key, r.value)
				p, err := getPage(tx, key)
				if err != nil {
					continue // told as a fault of the page
				}
				if _, there := keys(key, p)[string(r.key)]; !ok || !there {
					v.fault(fmt.Sprintf("index %q", r.key[:1]), fmt.Sprintf("entry %x should not be there", r.key), todoRepair)
				}
			}
			return nil
		})
	})
}

// indexPage is the page an index entry is of.
func indexPage(k, v []byte) (pageKey, bool) {
	switch {
	case len(k) == 9 && k[0] == byID && len(v) == 4:
		return pageKeyOf(k, v), true
	case len(k) > len(pageKey{}) && k[0] != byID:
		return pageKey(k[len(k)-len(pageKey{}):]), true
	}
	return pageKey{}, false
}

// checkPassagesTotal counts the entries of the index of passages.
func (v *verifier) checkPassagesTotal() error {
	for kind, want := range map[byte]uint64{printHolder: v.expected.holders, printsOf: v.expected.prints} {
		n := uint64(0)
		err := v.a.eachBatch(v.ctx, bucketPassages, []byte{kind}, statsBatch, func(batch []record) error {
			n += uint64(len(batch))
			return nil
		})
		if err != nil {
			return err
		}
		v.compare(fmt.Sprintf("passages %q", kind), n, want, "entries")
	}
	return nil
}

// compare tells a total that is not what it should be.
func (v *verifier) compare(where string, is, want uint64, of string) {
	if is != want {
		v.fault(where, fmt.Sprintf("it has %d %s, and should have %d", is, of, want), todoRepair)
	}
}

func (v *verifier) checkChangesTotal() error {
	n, last := uint64(0), uint64(0)
	err := v.a.eachBatch(v.ctx, bucketChanges, nil, maxScan, func(batch []record) error {
		n += uint64(len(batch))
		if k := batch[len(batch)-1].key; len(k) == 8 {
			last = binary.BigEndian.Uint64(k)
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.compare("change log", n, v.expected.changes, "entries")
	number, err := v.a.LastChange()
	if err == nil && number < last {
		v.fault("change log", fmt.Sprintf("the last change is %d, its own count says %d", last, number), todoRepair)
	}
	return err
}

// checkCounters compares the counters with what was counted.
func (v *verifier) checkCounters() error {
	want := map[string]uint64{countBlobs: v.out.Bodies, countBlobBytes: v.out.Bytes, countBlobStored: v.stored}
	for o, n := range v.expected.outcomes {
		want[countOutcome+string(o)] = n
	}
	if len(v.damaged) > 0 {
		delete(want, countBlobBytes) // of bodies that cannot be unpacked
	}
	got := map[string]uint64{}
	err := v.a.read(func(tx snapshot) error {
		clear(got)
		return tx.Bucket(bucketCounts).ForEach(func(k, n []byte) error {
			if len(n) == 8 {
				got[string(k)] = binary.BigEndian.Uint64(n)
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] != want[name] {
			v.fault("counter "+name, fmt.Sprintf("it says %d, counted are %d", got[name], want[name]), todoRepair)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[name]; !ok && name != countBlobBytes && got[name] != 0 {
			v.fault("counter "+name, fmt.Sprintf("it says %d, counted are none", got[name]), todoRepair)
		}
	}
	return nil
}

// checkDicts compares the uses of dictionaries with those counted, and looks
// at those at hand.
func (v *verifier) checkDicts() error {
	got := map[blobKey]uint64{}
	err := v.a.eachBatch(v.ctx, bucketDicts, nil, maxScan, func(batch []record) error {
		for _, r := range batch {
			switch {
			case len(r.key) == len(blobKey{}) && len(r.value) == 8:
				got[blobKey(r.key)] = binary.BigEndian.Uint64(r.value)
			case len(r.key) != 4 || len(r.value)%len(blobKey{}) != 0:
				v.fault(fmt.Sprintf("dictionaries at %x", r.key), "the entry is cut", todoRepair)
			default:
				if err := v.checkAtHand(r); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, key := range slices.SortedFunc(maps.Keys(v.uses), compareKeys) {
		v.compare(fmt.Sprintf("dictionary %x", key), got[key], v.uses[key], "uses")
		delete(got, key)
	}
	for _, key := range slices.SortedFunc(maps.Keys(got), compareKeys) {
		v.compare(fmt.Sprintf("dictionary %x", key), got[key], 0, "uses")
	}
	return nil
}

func compareKeys(a, b blobKey) int { return bytes.Compare(a[:], b[:]) }

// checkAtHand checks that the dictionaries at hand of a host are there.
func (v *verifier) checkAtHand(r record) error {
	return v.a.read(func(tx snapshot) error {
		for k := range slices.Chunk(r.value, len(blobKey{})) {
			if p, err := parsePacked(tx.Bucket(bucketBlobs).Get(k)); err != nil || p.codec != codecZstd {
				v.fault(fmt.Sprintf("dictionaries of host %x", r.key), fmt.Sprintf("%x is none", k), todoRepair)
			}
		}
		return nil
	})
}

// checkHosts checks that numbers and names of hosts agree.
func (v *verifier) checkHosts() error {
	n := 0
	err := v.a.eachBatch(v.ctx, bucketHosts, nil, maxScan, func(batch []record) error {
		n += len(batch)
		return v.a.read(func(tx snapshot) error {
			for _, r := range batch {
				if len(r.value) != 4 || !bytes.Equal(tx.Bucket(bucketNames).Get(r.value), r.key) {
					v.fault("host "+string(r.key), fmt.Sprintf("number %x is not its own", r.value), todoRepair)
				}
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	names := 0
	err = v.a.eachBatch(v.ctx, bucketNames, nil, maxScan, func(batch []record) error {
		names += len(batch)
		return nil
	})
	v.compare("names of hosts", uint64(names), uint64(n), "entries")
	return err
}

// checkRuns checks that the records of runs can be read.
func (v *verifier) checkRuns() error {
	return v.a.eachBatch(v.ctx, bucketRuns, nil, maxScan, func(batch []record) error {
		for _, r := range batch {
			var run Run
			if err := json.Unmarshal(r.value, &run); err != nil || len(r.key) != 4 || run.ID != binary.BigEndian.Uint32(r.key) {
				v.fault(fmt.Sprintf("run %x", r.key), "its record is damaged", todoRestore)
			}
		}
		return nil
	})
}
