package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
)

// AgencyYears is which report years the archive has of one agency.
type AgencyYears struct {
	Agency string      `json:"agency"` // "" for all reports whose agency is not known
	Years  map[int]int `json:"years"`  // how many reports by year; 0 = the year is not known
}

// Coverage lists the agencies, in the order of their names' bytes, from the
// index alone. Copies of one report under several URLs count each.
func (a *Archive) Coverage(ctx context.Context) iter.Seq2[AgencyYears, error] {
	return func(yield func(AgencyYears, error) bool) {
		var now AgencyYears
		enough := errors.New("enough")
		err := a.eachIndex(ctx, byAgency, func(k, _ []byte) error {
			agency, rest, ok := bytes.Cut(k, []byte{0})
			if !ok || len(rest) != 2+12 {
				return damage("agency index: key of %d bytes", len(k))
			}
			if now.Years != nil && string(agency) != now.Agency {
				if !yield(now, nil) {
					return enough
				}
				now.Years = nil
			}
			if now.Years == nil {
				now = AgencyYears{Agency: string(agency), Years: map[int]int{}}
			}
			now.Years[int(binary.BigEndian.Uint16(rest))]++
			return nil
		})
		switch {
		case err == nil && now.Years != nil:
			yield(now, nil)
		case err != nil && !errors.Is(err, enough):
			yield(AgencyYears{}, fmt.Errorf("read coverage: %w", err))
		}
	}
}
