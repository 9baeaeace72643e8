package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"strings"
)

// Stats counts what the archive holds. Reports are counted by URL, in their
// latest version; "" and year 0 stand for what is not known.
type Stats struct {
	Reports   int            `json:"reports"` // all kinds but not_a_report
	Years     map[int]int    `json:"years"`
	Regions   map[string]int `json:"regions"`
	Templates map[string]int `json:"templates"`
	Findings  map[string]int `json:"findings"` // findings, not reports with any
	Hosts     map[string]int `json:"hosts"`
	Kinds     map[string]int `json:"kinds"` // with not_a_report
	Agencies  int            `json:"agencies"`

	Counts
}

// Counts are the counters that are kept as records come in: reading them costs
// the same for any archive.
type Counts struct {
	Captures map[Outcome]uint64 `json:"captures"` // requests made, by how they ended
	Blobs    BlobStats          `json:"blobs"`
}

// BlobStats counts stored bodies.
type BlobStats struct {
	Count  uint64 `json:"count"`
	Bytes  uint64 `json:"bytes"`  // of the bodies
	Stored uint64 `json:"stored"` // bytes they take, packed
}

// statsBatch is how many index entries one read transaction counts.
const statsBatch = 4096

// Stats counts, from the indexes alone.
func (a *Archive) Stats(ctx context.Context) (Stats, error) {
	s := Stats{
		Years: map[int]int{}, Regions: map[string]int{}, Templates: map[string]int{}, Findings: map[string]int{},
		Hosts: map[string]int{}, Kinds: map[string]int{},
	}
	hosts := map[uint32]int{}
	agency := ""
	for _, kind := range []byte{byYear, byRegion, byKind, byFinding, byHost, byAgency} {
		err := a.eachIndex(ctx, kind, func(k, v []byte) error { return s.count(kind, k, v, hosts, &agency) })
		if err != nil {
			return Stats{}, fmt.Errorf("count: %w", err)
		}
	}
	for id, n := range hosts {
		name, err := a.HostName(id)
		if err != nil {
			return Stats{}, fmt.Errorf("count: %w", err)
		}
		s.Hosts[name] = n
	}
	var err error
	s.Counts, err = a.Counts()
	return s, err
}

// Counts reads the counters.
func (a *Archive) Counts() (c Counts, err error) {
	err = a.read(func(tx snapshot) error {
		c = Counts{Captures: map[Outcome]uint64{}}
		return c.read(tx)
	})
	if err != nil {
		return Counts{}, fmt.Errorf("count: %w", err)
	}
	return c, nil
}

// count takes one index entry in. k is without its first byte and the page's
// key; agency is the last agency seen.
func (s *Stats) count(kind byte, k, v []byte, hosts map[uint32]int, agency *string) error {
	switch kind {
	case byYear:
		if len(k) != 2+12 {
			return damage("year index: key of %d bytes", len(k))
		}
		s.Years[int(binary.BigEndian.Uint16(k))]++
		return nil
	case byHost:
		if len(k) != 12 {
			return damage("host index: key of %d bytes", len(k))
		}
		hosts[binary.BigEndian.Uint32(k)]++
		s.Reports++
		return nil
	}
	first, rest, ok := bytes.Cut(k, []byte{0})
	if !ok {
		return damage("index %c: key without a term", kind)
	}
	switch kind {
	case byRegion:
		s.Regions[string(first)]++
	case byKind:
		template, _, _ := bytes.Cut(rest, []byte{0})
		s.Kinds[string(first)]++
		if string(first) != notAReport {
			s.Templates[string(template)]++
		}
	case byFinding:
		n, _ := binary.Uvarint(v)
		s.Findings[string(first)] += int(n)
	case byAgency:
		if len(first) > 0 && string(first) != *agency {
			*agency = string(first)
			s.Agencies++
		}
	}
	return nil
}

// read reads the counters that no index could give.
func (c *Counts) read(tx snapshot) error {
	return tx.Bucket(bucketCounts).ForEach(func(k, v []byte) error {
		if len(v) != 8 {
			return damage("counter %q of %d bytes", k, len(v))
		}
		n := binary.BigEndian.Uint64(v)
		switch name := string(k); name {
		case countBlobs:
			c.Blobs.Count = n
		case countBlobBytes:
			c.Blobs.Bytes = n
		case countBlobStored:
			c.Blobs.Stored = n
		default:
			if outcome, ok := strings.CutPrefix(name, countOutcome); ok {
				c.Captures[Outcome(outcome)] = n
			}
		}
		return nil
	})
}

// eachIndex calls fn for every entry of one index, in short transactions. k is
// without the byte that names the index.
func (a *Archive) eachIndex(ctx context.Context, kind byte, fn func(k, v []byte) error) error {
	return a.eachBatch(ctx, bucketIndex, []byte{kind}, statsBatch, func(batch []record) error {
		for _, r := range batch {
			if err := fn(r.key[1:], r.value); err != nil {
				return err
			}
		}
		return nil
	})
}
