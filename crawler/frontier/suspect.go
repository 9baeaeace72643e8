package frontier

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"nianbao/store"
)

const (
	// maxStops is how often the program may stop while it reads one page
	// before that is not asked any more: a page that brings the program down
	// would bring it down for ever. Of 200 kills at random, 20 hosts at work,
	// some caught one page twice (measured), none three times.
	maxStops = 3
	// suspectRest is how long such a URL is left alone. A later version of the
	// program may be able to read it.
	suspectRest = 90 * 24 * time.Hour
)

// Suspect says that the program stopped while this URL was leased. Most such
// stops are kills that have nothing to do with it: so from then on whoever
// holds its lease says by Reading when the page is about to be read, one page
// at a time, and only stops after that are counted.
func (l Lease) Suspect() bool { return l.Record.Stops > 0 }

// Reading notes that a suspect's page was fetched and is being read: a stop
// from now on is taken for its doing.
func (f *Frontier) Reading(ctx context.Context, l Lease) error {
	l.reading = true
	return f.rewrite(ctx, l)
}

// stopped is what becomes of the URL of a lease that a stop left behind: it
// stands where it stood, or, if it has stopped the program too often, is not
// asked for a long time.
func (f *Frontier) stopped(k []byte, s storedLease) ([]store.Op, error) {
	id := binary.BigEndian.Uint32(k)
	h := [hashLen]byte(s.Hash)
	rec, known, err := record(f.store, id, h)
	back := store.Op{Bucket: store.Queue, Key: queueKey(id, s.Queue, s.Due, h), Value: []byte{}}
	if err != nil || !known {
		return []store.Op{back}, err
	}
	if rec.Stops > 0 && !s.Reading {
		return []store.Op{back}, nil
	}
	rec.Stops++
	if rec.Stops <= maxStops { // the first made it a suspect
		return []store.Op{back, {Bucket: store.URLs, Key: urlKey(id, h), Value: encodeRecord(rec)}}, nil
	}
	rec.State, rec.Outcome = Refused, store.Trap
	rec.Cause = fmt.Sprintf("the program stopped %d times while it read it", rec.Stops-1)
	return enqueue(id, rec, Rechecks, s.Leased.Add(suspectRest)), nil
}
