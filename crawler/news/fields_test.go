package news

import (
	"strings"
	"testing"
)

func TestWhichFallsAreDrift(t *testing.T) {
	of := func(reports, years int) sample { return sample{Reports: reports, Found: map[string]int{"year": years}} }
	for _, tc := range []struct {
		name   string
		before []sample
		now    sample
		drifts bool
	}{
		{"nothing before", nil, of(10, 0), false},
		{"all as before", []sample{of(10, 10)}, of(5, 5), false},
		{"all of them", []sample{of(10, 10)}, of(5, 0), true},
		{"two of many", []sample{of(10, 10)}, of(40, 38), false},
		{"one odd report", []sample{of(10, 10)}, of(1, 0), false},
		{"one of three", []sample{of(10, 10)}, of(3, 2), false},
		{"two of three", []sample{of(10, 10)}, of(3, 1), true},
		{"never found", []sample{of(10, 0)}, of(5, 0), false},
		{"found more often", []sample{of(10, 2)}, of(5, 4), false},
		{"against the run before, where that was large", []sample{of(50, 50), of(30, 0)}, of(10, 0), false},
		{"against several, where it was small", []sample{of(50, 50), of(2, 0)}, of(10, 0), true},
	} {
		got := compare("p", tc.before, tc.now)
		drifts := false
		for _, d := range got {
			drifts = drifts || d.Field == "year"
		}
		if drifts != tc.drifts {
			t.Errorf("%s: %+v", tc.name, got)
		}
	}
}

func TestSamplesOfAPortalAreBounded(t *testing.T) {
	long := make([]sample, 3*maxSamples)
	for i := range long {
		long[i] = sample{Run: uint32(i + 1), Reports: 1, Found: map[string]int{}}
	}
	if kept := keep(long); len(kept) != maxSamples || kept[len(kept)-1].Run != uint32(len(long)) {
		t.Errorf("%d kept", len(kept))
	}
	if key := string(fieldsKey(strings.Repeat("区", 400))); len(key) > 64 {
		t.Errorf("a key of %d bytes", len(key))
	}
}
