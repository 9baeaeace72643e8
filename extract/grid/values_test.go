package grid

import "testing"

// TestValuesBeginWithWhatIsLookedForFirst holds the quick look at the first
// character against the patterns themselves.
func TestValuesBeginWithWhatIsLookedForFirst(t *testing.T) {
	for r := rune(0); r < 0x10000; r++ {
		for _, behind := range []string{"", "1", "2件"} {
			s := string(r) + behind
			if got, want := holdsValue(s), isValue(s) || noted.MatchString(s); got != want {
				t.Fatalf("%q holds a value: %v, want %v", s, got, want)
			}
		}
	}
}
