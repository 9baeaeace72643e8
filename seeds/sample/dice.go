package sample

// dice is a small deterministic generator (splitmix64), so that figures and
// wording never change with the Go release.
type dice struct{ state uint64 }

// newDice seeds from a name and a number (FNV-1a over the name).
func newDice(name string, n int) *dice {
	h := uint64(14695981039346656037)
	for i := 0; i < len(name); i++ {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	return &dice{h ^ uint64(n)*0x9e3779b97f4a7c15}
}

func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// upTo returns a number from 0 to n; 0 where n is not positive.
func (d *dice) upTo(n int) int {
	if n <= 0 {
		return 0
	}
	return int(d.next() % uint64(n+1))
}

// between returns a number from low to high.
func (d *dice) between(low, high int) int { return low + d.upTo(high-low) }
