package crawler

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"nianbao/crawler/frontier"
	"nianbao/store"
)

// sweepKey is where it is noted when all pages of a column were last asked:
// run4 and the run's start as unix seconds, 8 bytes.
func sweepKey(column string) []byte {
	h := store.Hash(column)
	return append([]byte("sweep/"), h[:]...)
}

// beginSweeps settles of which columns this run asks every page: those whose
// last sweep began at least recheck before the run, or in it.
func beginSweeps(ctx context.Context, s frontier.Store, run store.Run, columns []frontier.Candidate, recheck time.Duration) (map[string]bool, error) {
	sweeps := map[string]bool{}
	var ops []store.Op
	for _, c := range columns {
		key := sweepKey(c.URL)
		b, err := s.Get(store.Notes, key)
		if err != nil {
			return nil, fmt.Errorf("read last sweep of %s: %w", c.URL, err)
		}
		id, started := parseSweep(b)
		if id == run.ID {
			sweeps[c.URL] = true
			continue
		}
		if id != 0 && run.Started.Sub(started) < recheck {
			continue
		}
		sweeps[c.URL] = true
		v := binary.BigEndian.AppendUint32(nil, run.ID)
		v = binary.BigEndian.AppendUint64(v, uint64(run.Started.Unix()))
		ops = append(ops, store.Op{Bucket: store.Notes, Key: key, Value: v})
	}
	if len(ops) == 0 {
		return sweeps, nil
	}
	if _, err := s.Apply(ctx, store.Envelope{Ops: ops}); err != nil {
		return nil, fmt.Errorf("note sweeps: %w", err)
	}
	return sweeps, nil
}

// parseSweep reads a note; run 0 is no sweep.
func parseSweep(b []byte) (run uint32, started time.Time) {
	if len(b) != 12 {
		return 0, time.Time{}
	}
	return binary.BigEndian.Uint32(b), time.Unix(int64(binary.BigEndian.Uint64(b[4:])), 0)
}
