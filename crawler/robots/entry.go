package robots

import "time"

// MaxAge is how long a verdict may be used (RFC 9309 §2.4).
const MaxAge = 24 * time.Hour

// Entry is a verdict with its dates, as the crawler keeps it per scheme, host
// and port. The zero Entry is never fresh.
type Entry struct {
	Fetched time.Time `json:"fetched,omitzero"` // when the answer was complete, UTC
	Expires time.Time `json:"expires,omitzero"` // when it must be asked for again, UTC
	Verdict Verdict   `json:"verdict"`
}

// NewEntry keeps a verdict for MaxAge. An unreachable one expires at once: it
// is asked for again at the host's next turn, which back-off puts off.
func NewEntry(fetched time.Time, v Verdict) Entry {
	fetched = fetched.Round(0).UTC()
	e := Entry{Fetched: fetched, Expires: fetched, Verdict: v}
	if v.State != Unreachable {
		e.Expires = fetched.Add(MaxAge)
	}
	return e
}

// Fresh reports whether the entry may be used without asking: it is younger
// than MaxAge whatever Expires says, and not of the future, which it is when
// the system's time was set back.
func (e Entry) Fresh(now time.Time) bool {
	age := now.Sub(e.Fetched)
	return !e.Fetched.IsZero() && age >= 0 && age < MaxAge && now.Before(e.Expires)
}

// Renewed is the entry after it was asked for again: the new verdict, unless
// that says unreachable while the entry is still fresh. A good copy is used
// for its 24 hours, and not beyond them.
func (e Entry) Renewed(fetched time.Time, v Verdict) Entry {
	if v.State == Unreachable && e.Fresh(fetched) {
		return e
	}
	return NewEntry(fetched, v)
}

// Confirmed is the entry after a 304: the same verdict, from now on. It must
// not be called on one that is unreachable; that one stays as it is.
func (e Entry) Confirmed(fetched time.Time) Entry {
	if e.Verdict.State != AllowAll && e.Verdict.State != Ruled {
		return e
	}
	return NewEntry(fetched, e.Verdict)
}
