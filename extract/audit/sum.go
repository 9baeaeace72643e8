package audit

import (
	"math/big"
	"strconv"
	"strings"

	"nianbao/extract/form"
)

// sum adds cells up. Blank cells and strokes count as 0 and are remembered; a
// cell that holds text makes the sum unknown.
type sum struct {
	whole   int64
	exact   *big.Rat // in place of whole, once a number came that is not a short whole one
	blank   bool
	unknown bool
}

// shortWhole is the longest number, in bytes, of which any that a table holds
// add up in 64 bits.
const shortWhole = 15

// wholeOf reads a short whole number; ok is false for any other.
func wholeOf(n form.Number) (v int64, ok bool) {
	if len(n) > shortWhole {
		return 0, false
	}
	v, err := strconv.ParseInt(string(n), 10, 64)
	return v, err == nil
}

func (s *sum) add(v *form.Number, text bool) {
	switch {
	case text:
		s.unknown = true
	case v == nil:
		s.blank = true
	default:
		s.count(*v, 1)
	}
}

// count adds a number, or with the sign -1 takes it away. It tells whether
// that was one.
func (s *sum) count(n form.Number, sign int64) bool {
	v, ok := wholeOf(n)
	if ok && s.exact == nil {
		s.whole += sign * v
		return true
	}
	r, ok := new(big.Rat).SetString(string(n))
	if !ok {
		return false
	}
	if s.exact == nil {
		s.exact = new(big.Rat).SetInt64(s.whole)
	}
	s.exact.Add(s.exact, r.Mul(r, big.NewRat(sign, 1)))
	return true
}

// is tells whether the sum is a number; ok is false for what is none.
func (s *sum) is(n form.Number) (equal, ok bool) {
	if v, ok := wholeOf(n); ok && s.exact == nil {
		return v == s.whole, true
	}
	r, ok := new(big.Rat).SetString(string(n))
	return ok && r.Cmp(s.rat()) == 0, ok
}

// equals tells whether two sums are the same.
func (s *sum) equals(o *sum) bool {
	if s.exact == nil && o.exact == nil {
		return s.whole == o.whole
	}
	return s.rat().Cmp(o.rat()) == 0
}

func (s *sum) rat() *big.Rat {
	if s.exact != nil {
		return s.exact
	}
	return new(big.Rat).SetInt64(s.whole)
}

func (s *sum) number() *form.Number {
	var n form.Number
	switch {
	case s.exact == nil:
		n = form.Number(strconv.FormatInt(s.whole, 10))
	case s.exact.IsInt():
		n = form.Number(s.exact.RatString())
	default:
		n = form.Number(strings.TrimRight(s.exact.FloatString(8), "0"))
	}
	return &n
}

func (s *sum) severity() Severity {
	if s.blank {
		return Warning
	}
	return Error
}
