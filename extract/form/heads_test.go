package form

import (
	"slices"
	"testing"
)

// TestHeadsNameEveryColumn: whatever a table may hold has a header, once.
func TestHeadsNameEveryColumn(t *testing.T) {
	for table, want := range map[string][]string{
		Disclosure: {"issued", "repealed", "in_force", "decisions", "amount_wan", "created", "published", "in_public",
			"previous_year", "change", "projects"},
		Applications:     {"natural_person", "commercial", "research", "nonprofit", "legal_service", "other", "total"},
		ReviewLitigation: {"upheld", "corrected", "other", "pending", "total"},
		Statistics:       {"value"},
	} {
		var keys []string
		for _, c := range Heads(table) {
			keys = append(keys, c.Key)
			if len(c.Labels) == 0 || slices.Contains(c.Labels, "") {
				t.Errorf("%s: %s is headed %q", table, c.Key, c.Labels)
			}
		}
		if !slices.Equal(keys, want) {
			t.Errorf("%s: columns %q, want %q", table, keys, want)
		}
	}
	for _, c := range Heads(Disclosure) {
		if c.Key == "decisions" && !slices.Equal(c.Labels, []string{"本年处理决定数量", "处理决定数量"}) {
			t.Errorf("decisions is headed %q", c.Labels)
		}
	}
}
