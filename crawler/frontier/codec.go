package frontier

import (
	"encoding/json"
	"errors"
	"fmt"

	"nianbao/store"
)

// The first byte of everything the frontier stores says how the rest is
// written. State can be rebuilt, so an unknown version is an error and not a
// migration.
const (
	noteVersion   = 1 // leases and notes, few and small: JSON
	recordVersion = 2 // URL records, millions: see pack.go
)

// encode writes a lease or a note: the version byte, then JSON.
func encode(v any) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode frontier note: %w", err)
	}
	return append([]byte{noteVersion}, body...), nil
}

// decode reads what encode wrote into v.
func decode(b []byte, v any) error {
	if err := checkVersion(b, noteVersion); err != nil {
		return fmt.Errorf("decode frontier note: %w", err)
	}
	if err := json.Unmarshal(b[1:], v); err != nil {
		return fmt.Errorf("decode frontier note: %w", err)
	}
	return nil
}

// encodeRecord writes a URL record.
func encodeRecord(r Record) []byte {
	var a arena
	return a.record(r)
}

// decodeRecord reads what encodeRecord wrote.
func decodeRecord(b []byte) (Record, error) {
	if err := checkVersion(b, recordVersion); err != nil {
		return Record{}, fmt.Errorf("decode URL record: %w", err)
	}
	p := packer{reading: true, in: string(b[1:])}
	p.mask = p.number()
	var r Record
	p.record(&r)
	if p.bad || p.in != "" || p.mask>>p.field != 0 {
		return Record{}, errors.New("decode URL record: it is damaged")
	}
	return r, nil
}

func checkVersion(b []byte, want byte) error {
	switch {
	case len(b) == 0:
		return errors.New("it is empty")
	case b[0] != want:
		return fmt.Errorf("version %d is not known", b[0])
	}
	return nil
}

// Words that are stored by their number, counted from 1. The order is part of
// the format: new ones go to the end.
var (
	stateWords   = []State{Found, Leased, Done, Failed, Declined, Refused, Gone, Parked}
	outcomeWords = []store.Outcome{
		store.OK, store.NotModified, store.Redirect, store.RedirectLoop, store.HTTPError, store.Soft404,
		store.Challenge, store.TooLarge, store.Incomplete, store.DecodeError, store.Timeout, store.DNSError,
		store.TLSError, store.ConnectionError, store.RobotsDenied, store.RobotsUnreachable,
		store.ForbiddenAddress, store.OutOfScope, store.OverBudget, store.Trap, store.Parked,
	}
)
