package news

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"nianbao/store"
)

const (
	// maxSamples is how many runs are kept of a portal, the latest ones: some
	// years of those in which it brought anything.
	maxSamples = 40
	// baseline is how many reports a fall is measured against, where so many were
	// read before: of the latest runs first.
	baseline = 20
	// fall is by how much a share has to fall to be told, and leastMissing how many
	// reports of the run have to lack the field: one odd report is no drift.
	fall         = 0.1
	leastMissing = 2
)

// fields are what is looked for in every report.
var fields = map[string]func(*store.Facts) bool{
	"agency":       func(f *store.Facts) bool { return f.Agency != "" },
	"published_on": func(f *store.Facts) bool { return f.PublishedOn != "" },
	"tables":       func(f *store.Facts) bool { return f.Cells > 0 },
	"title":        func(f *store.Facts) bool { return f.Title != "" },
	"year":         func(f *store.Facts) bool { return f.Year != 0 },
}

// sample is what was found in the reports of a portal that were new or changed
// in one run.
type sample struct {
	Run     uint32         `json:"run"`
	At      time.Time      `json:"at"`
	Reports int            `json:"reports"`
	Found   map[string]int `json:"found"` // by field
}

func (s *sample) add(f *store.Facts) {
	s.Reports++
	for name, has := range fields {
		if has(f) {
			s.Found[name]++
		}
	}
}

// join adds the reports of another part of the same run.
func (s *sample) join(t sample) {
	s.Reports += t.Reports
	for name, n := range t.Found {
		s.Found[name] += n
	}
}

// fieldsKey is where the samples of a portal are kept.
func fieldsKey(name string) []byte {
	h := store.Hash(name)
	return append([]byte("news/fields/"), h[:]...)
}

// drift compares what was found in this run with what was found before, portal
// by portal, and keeps it.
func (a *account) drift() error {
	for _, name := range slices.Sorted(maps.Keys(a.samples)) {
		now := *a.samples[name]
		now.Run, now.At = a.Summary.Run, a.Summary.Started
		var before []sample
		b, err := a.Archive.Get(store.Notes, fieldsKey(name))
		if err != nil {
			return err
		}
		if b != nil && json.Unmarshal(b, &before) != nil {
			before = nil // nothing to compare with
		}
		if n := len(before); n > 0 && before[n-1].Run == now.Run && before[n-1].Found != nil {
			now.join(before[n-1])
			before = before[:n-1]
		}
		a.night.Drift = append(a.night.Drift, compare(name, before, now)...)
		if err := a.note(fieldsKey(name), keep(append(before, now))); err != nil {
			return err
		}
	}
	return nil
}

// keep is what is kept of the samples of a portal: the latest.
func keep(all []sample) []sample { return all[max(len(all)-maxSamples, 0):] }

// compare names the fields whose share fell.
func compare(portal string, before []sample, now sample) (out []Drift) {
	was := sample{Found: map[string]int{}}
	for i := len(before) - 1; i >= 0 && was.Reports < baseline; i-- {
		was.join(before[i])
	}
	if was.Reports == 0 || now.Reports == 0 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		d := Drift{
			Portal: portal, Field: name, Reports: now.Reports,
			Before: float64(was.Found[name]) / float64(was.Reports), Now: float64(now.Found[name]) / float64(now.Reports),
		}
		if d.Before-d.Now >= fall && now.Reports-now.Found[name] >= leastMissing {
			out = append(out, d)
		}
	}
	return out
}
