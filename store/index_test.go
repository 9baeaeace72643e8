package store

import (
	"maps"
	"reflect"
	"testing"
	"time"
)

// TestSameKeysLooksAtAllThatKeysDoes changes every field of a page and of its
// facts, one after the other.
func TestSameKeysLooksAtAllThatKeysDoes(t *testing.T) {
	key := pageKey{1, 2, 3}
	page := func() Page {
		return Page{URL: url1, Read: &Facts{Kind: "annual_report", Agency: "a", Template: "2021", ContentSHA256: shaOf([]byte("x")), Year: 2024, Attachments: []string{"u"}, Findings: map[string]int{"f": 1}}}
	}
	was, same, other := page(), 0, 0
	check := func(name string, now Page) {
		want := maps.EqualFunc(keys(key, &was), keys(key, &now), func(a, b []byte) bool { return string(a) == string(b) })
		if sameKeys(&was, &now) && !want {
			t.Errorf("%s differs, and so do the entries", name)
		}
		if want {
			same++
		} else {
			other++
		}
	}
	if was := page(); sameKeys(&was, nil) || sameKeys(nil, &was) || !sameKeys(&was, &was) {
		t.Error("a page that comes or goes has other entries than none")
	}
	for i := range reflect.TypeFor[Page]().NumField() {
		now := page()
		change(t, reflect.ValueOf(&now).Elem().Field(i))
		check(reflect.TypeFor[Page]().Field(i).Name, now)
	}
	for i := range reflect.TypeFor[Facts]().NumField() {
		now := page()
		change(t, reflect.ValueOf(now.Read).Elem().Field(i))
		check(reflect.TypeFor[Facts]().Field(i).Name, now)
	}
	if same < 5 || other < 8 {
		t.Errorf("entries are the same for %d fields, others for %d", same, other)
	}
}

// change gives a field another value.
func change(t *testing.T, v reflect.Value) {
	t.Helper()
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = day0
	case *[]string:
		*x = []string{"other"}
	case *map[string]int:
		*x = map[string]int{"other": 1}
	case **Facts:
		*x = nil
	default:
		switch v.Kind() {
		case reflect.String:
			v.SetString("other")
		case reflect.Int:
			v.SetInt(v.Int() + 1)
		case reflect.Uint16, reflect.Uint32, reflect.Uint64:
			v.SetUint(v.Uint() + 1)
		default:
			t.Fatalf("no other value for %s", v.Type())
		}
	}
}
