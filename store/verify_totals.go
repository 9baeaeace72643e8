package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// checkTotals finds what stands in indexes and should not, and counters that
// are wrong. All that should stand in them was found there by now, so counting
// tells whether there is more.
func (v *verifier) checkTotals() error {
	for _, check := range []func() error{v.checkIndexTotal, v.checkPassagesTotal, v.checkChangesTotal, v.checkCounters, v.checkDicts, v.checkHosts, v.checkRuns, v.checkWords} {
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
	return v.superfluous(bucketIndex, func(tx snapshot, r record) (string, bool) {
		key, ok := indexPage(r.key, r.value)
		p, err := getPage(tx, key)
		if err != nil {
			return "", true // told as a fault of the page
		}
		_, there := keys(key, p)[string(r.key)]
		return fmt.Sprintf("index %q", r.key[:1]), ok && there
	})
}

// superfluous tells of, or removes, the records of a bucket that belong to
// nothing.
func (v *verifier) superfluous(bucket []byte, belongs func(tx snapshot, r record) (where string, ok bool)) error {
	return v.a.eachBatch(v.ctx, bucket, nil, groupBatch, func(batch []record) error {
		var extra []record
		var where []string
		err := v.a.read(func(tx snapshot) error {
			extra, where = nil, nil
			for _, r := range batch {
				if at, ok := belongs(tx, r); !ok {
					extra, where = append(extra, r), append(where, at)
				}
			}
			return nil
		})
		if err != nil || len(extra) == 0 {
			return err
		}
		if v.fix != nil {
			return v.fix.drop(bucket, extra, where[0])
		}
		for i, r := range extra {
			v.fault(where[i], fmt.Sprintf("entry %x should not be there", r.key), todoRepair)
		}
		return nil
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

// checkPassagesTotal counts the entries of the index of passages, and names
// those too many.
func (v *verifier) checkPassagesTotal() error {
	same := true
	for kind, want := range map[byte]uint64{printHolder: v.expected.holders, printsOf: v.expected.prints} {
		n := uint64(0)
		err := v.a.eachBatch(v.ctx, bucketPassages, []byte{kind}, statsBatch, func(batch []record) error {
			n += uint64(len(batch))
			return nil
		})
		if err != nil {
			return err
		}
		same = same && n == want
	}
	if err := v.checkMarks(); err != nil || same {
		return err
	}
	return v.superfluous(bucketPassages, func(tx snapshot, r record) (string, bool) {
		return fmt.Sprintf("passages %q", r.key[:1]), passageBelongs(tx, r.key)
	})
}

// checkMarks checks that reports with a sentence in common are marked as such.
func (v *verifier) checkMarks() error {
	var print []byte
	var holders [][]byte
	end := func() error {
		if len(holders) < 2 || len(holders) > maxHeld {
			return nil
		}
		return v.checkMarked(holders)
	}
	err := v.a.eachBatch(v.ctx, bucketPassages, []byte{printHolder}, statsBatch, func(batch []record) error {
		for _, r := range batch {
			if len(r.key) != 1+printSize+len(pageKey{}) {
				continue // told as one too many
			}
			if !bytes.Equal(r.key[:1+printSize], print) {
				if err := end(); err != nil {
					return err
				}
				print, holders = r.key[:1+printSize], nil
			}
			if len(holders) <= maxHeld {
				holders = append(holders, pageEntry(sharing, pageKey(r.key[1+printSize:])))
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return end()
}

// checkMarked checks that marks are there.
func (v *verifier) checkMarked(marks [][]byte) error {
	var missing [][]byte
	err := v.a.read(func(tx snapshot) error {
		tx.Expect(bucketPassages, marks, nil)
		missing = nil
		for _, m := range marks {
			if tx.Bucket(bucketPassages).Get(m) == nil {
				missing = append(missing, m)
			}
		}
		return nil
	})
	for _, m := range missing {
		if err == nil {
			err = v.wrong("passages of "+pageKey(m[1:]).id(), "it shares a sentence, and is not marked", puts(bucketPassages, m, []byte{1}))
		}
	}
	return err
}

// passageBelongs says whether an entry of the index of passages is one of a
// report's.
func passageBelongs(tx snapshot, k []byte) bool {
	switch {
	case len(k) == 1+printSize+len(pageKey{}) && k[0] == printHolder:
		prints := tx.Bucket(bucketPassages).Get(pageEntry(printsOf, pageKey(k[1+printSize:])))
		for p := range slices.Chunk(prints, printSize) {
			if bytes.Equal(p, k[1:1+printSize]) {
				return true
			}
		}
		return false
	case len(k) == 1+len(pageKey{}) && k[0] == printsOf:
		p, err := getPage(tx, pageKey(k[1:]))
		return err != nil || p != nil && p.Read != nil
	}
	return len(k) == 1+len(pageKey{}) && k[0] == sharing
}

// checkChangesTotal counts the entries of the change log.
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
	if n != v.expected.changes {
		err = v.superfluous(bucketChanges, func(tx snapshot, r record) (string, bool) {
			if len(r.key) != 8 || len(r.value) != len(pageKey{}) {
				return "change log", false
			}
			p, err := getPage(tx, pageKey(r.value))
			return "change log", err != nil || p != nil && p.Change == binary.BigEndian.Uint64(r.key)
		})
	}
	if err != nil {
		return err
	}
	number, err := v.a.LastChange()
	if err == nil && number < last {
		err = v.wrong("change log", fmt.Sprintf("the last change is %d, its own count says %d", last, number), func(tx *bolt.Tx) error {
			return tx.Bucket(bucketChanges).SetSequence(last)
		})
	}
	return err
}

// compareCounts compares counters with what was counted, and names each.
func (v *verifier) compareCounts(bucket []byte, name func(string) string, want, got map[string]uint64) error {
	for _, k := range slices.Sorted(maps.Keys(want)) {
		if got[k] != want[k] {
			if err := v.wrong(name(k), fmt.Sprintf("it says %d, counted are %d", got[k], want[k]), puts(bucket, []byte(k), uint64Key(want[k]))); err != nil {
				return err
			}
		}
	}
	for _, k := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[k]; !ok && got[k] != 0 {
			if err := v.wrong(name(k), fmt.Sprintf("it says %d, counted are none", got[k]), deletes(bucket, []byte(k))); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkCounters compares the counters with what was counted.
func (v *verifier) checkCounters() error {
	want := map[string]uint64{countBlobs: v.out.Bodies, countBlobBytes: v.out.Bytes, countBlobStored: v.stored}
	for o, n := range v.expected.outcomes {
		want[countOutcome+string(o)] = n
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
	if v.fix != nil {
		// Some may have been set aside, or put back.
		if want[countBlobs], want[countBlobBytes], want[countBlobStored], err = v.fix.countBodies(); err != nil {
			return err
		}
	} else if len(v.damaged) > 0 {
		for _, name := range []string{countBlobs, countBlobBytes, countBlobStored} {
			delete(want, name) // of bodies that cannot be unpacked
			delete(got, name)
		}
	}
	return v.compareCounts(bucketCounts, func(k string) string { return "counter " + k }, want, got)
}

// checkDicts compares the uses of dictionaries with those counted, and looks
// at those at hand.
func (v *verifier) checkDicts() error {
	want, got := map[string]uint64{}, map[string]uint64{}
	for k, n := range v.uses {
		want[string(k[:])] = n
	}
	err := v.a.eachBatch(v.ctx, bucketDicts, nil, maxScan, func(batch []record) error {
		for _, r := range batch {
			var err error
			switch {
			case len(r.key) == len(blobKey{}) && len(r.value) == 8:
				got[string(r.key)] = binary.BigEndian.Uint64(r.value)
			case len(r.key) != 4 || len(r.value)%len(blobKey{}) != 0:
				err = v.wrong(fmt.Sprintf("dictionaries at %x", r.key), "the entry is cut", deletes(bucketDicts, r.key))
			default:
				err = v.checkAtHand(r)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return v.compareCounts(bucketDicts, func(k string) string { return fmt.Sprintf("uses of dictionary %x", k) }, want, got)
}

// checkAtHand checks that the dictionaries at hand of a host are there.
func (v *verifier) checkAtHand(r record) error {
	var sound []byte
	bad := ""
	err := v.a.read(func(tx snapshot) error {
		sound, bad = nil, ""
		for k := range slices.Chunk(r.value, len(blobKey{})) {
			if p, err := parsePacked(tx.Bucket(bucketBlobs).Get(k)); err != nil || p.codec != codecZstd {
				bad = fmt.Sprintf("%x is none", k)
				continue
			}
			sound = append(sound, k...)
		}
		return nil
	})
	if err != nil || bad == "" {
		return err
	}
	return v.wrong(fmt.Sprintf("dictionaries of host %x", r.key), bad, puts(bucketDicts, r.key, sound))
}

// checkHosts checks that numbers and names of hosts agree.
func (v *verifier) checkHosts() error {
	err := v.checkPairs("host", bucketHosts, bucketNames, func(r record) func(*bolt.Tx) error {
		return func(tx *bolt.Tx) error { return numberHost(tx, r.key, r.value) }
	})
	if err != nil {
		return err
	}
	return v.checkPairs("number of host", bucketNames, bucketHosts, func(r record) func(*bolt.Tx) error {
		if len(r.value) == 0 {
			return deletes(bucketNames, r.key)
		}
		return puts(bucketHosts, r.value, r.key)
	})
}

// numberHost settles the number of a host by its name among the numbers, and
// where it is not there by the number among the names.
func numberHost(tx *bolt.Tx, name, number []byte) error {
	c := tx.Bucket(bucketNames).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if bytes.Equal(v, name) {
			return tx.Bucket(bucketHosts).Put(name, k)
		}
	}
	if len(number) != 4 {
		return tx.Bucket(bucketHosts).Delete(name)
	}
	return tx.Bucket(bucketNames).Put(number, name)
}

// checkPairs checks that each record of a bucket stands in another the other
// way round.
func (v *verifier) checkPairs(what string, bucket, other []byte, fix func(record) func(*bolt.Tx) error) error {
	return v.a.eachBatch(v.ctx, bucket, nil, maxScan, func(batch []record) error {
		back := make([][]byte, len(batch))
		err := v.a.read(func(tx snapshot) error {
			for i, r := range batch {
				back[i] = bytes.Clone(tx.Bucket(other).Get(r.value))
			}
			return nil
		})
		for i, r := range batch {
			if err == nil && !bytes.Equal(back[i], r.key) {
				err = v.wrong(fmt.Sprintf("%s %q", what, r.key), fmt.Sprintf("%q does not lead back to it", r.value), fix(r))
			}
		}
		return err
	})
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

// checkWords checks that what programs read off files can be read, and that
// the files are there.
func (v *verifier) checkWords() error {
	return v.a.eachBatch(v.ctx, bucketWords, nil, bodyBatch, func(batch []record) error {
		sums := make([][]byte, len(batch))
		for i, r := range batch {
			sums[i] = r.key
		}
		refs, err := v.refsOf(sums)
		for i, r := range batch {
			where := fmt.Sprintf("words of body %x", r.key)
			if err != nil {
				return err
			}
			if _, damaged := v.a.pack.decodeWords(r.value); damaged != nil {
				err = v.wrong(where, damageOf(damaged), deletes(bucketWords, r.key))
			} else if len(refs[i]) == 0 && (len(r.key) != 32 || !v.lost[[32]byte(r.key)]) {
				err = v.wrong(where, "the body is not there", deletes(bucketWords, r.key))
			}
		}
		return err
	})
}
