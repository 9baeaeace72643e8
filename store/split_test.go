package store

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var splitTexts = []string{
	`{}`, `{"a":1}`, `{"a":null,"b":"x","c":[1,{"d":"]}"}],"e":{"f":{}}}`, `{"a":"\"","b":"\\","c":"\\\"}"}`, `{"a":1.50,"a":[{"b":[]}]}`,
	`{"":""}`, `{"a":true}`, `{"\u0061":1}`, `{"a": 1}`, `{ }`, `{"a":1}x`, `{"a":1`, `{"a"}`, `{"a":}`, `{"a":[}`, `{"a":[1}]}`, `{"a":"`, `{"a":"\"}`,
	`{"a":1,}`, `{,"a":1}`, `[]`, `1`, ``, `{`, `{"`, `{"a":1 }`, `{"a":]}`, `{"a":tr"ue}`, `{a:1}`, `{"费":"年报"}`,
}

// TestObjectsAreSplitAsTheyAreDecoded: of JSON, members come out as the
// standard library gives them, or split leaves the object to it.
func TestObjectsAreSplitAsTheyAreDecoded(t *testing.T) {
	taken := 0
	for _, text := range splitTexts {
		if splitAlike(t, []byte(text)) {
			taken++
		}
	}
	if taken < 7 {
		t.Errorf("only %d of the objects were split", taken)
	}
}

// splitAlike compares split with the standard library, and tells whether there
// was something to compare.
func splitAlike(t *testing.T, object []byte) bool {
	t.Helper()
	got, ok := split([]field{}, object)
	if !ok || !json.Valid(object) {
		return false
	}
	dec := json.NewDecoder(bytes.NewReader(object))
	if _, err := dec.Token(); err != nil {
		t.Fatal(err)
	}
	want := []field{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			t.Fatal(err)
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			t.Fatal(err)
		}
		want = append(want, field{[]byte(key.(string)), raw})
	}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(field{})); d != "" {
		t.Errorf("%q (-decoded +split):\n%s", object, d)
	}
	return true
}

func FuzzSplit(f *testing.F) {
	for _, text := range splitTexts {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, object []byte) { splitAlike(t, object) })
}

func BenchmarkSplit(b *testing.B) {
	var row bytes.Buffer
	for range 25 {
		row.WriteString(`"denied.state_secret":{"natural_person":117,"commercial":5,"research":0,"nonprofit":0,"legal_service":0,"other":null,"total":122},`)
	}
	text := bytes.Repeat([]byte("依法公开政府信息"), 200)
	object := []byte(`{"charset":"utf-8","kind":"annual_report","sections":[{"number":1,"text":"` + string(text) + `"}],"tables":{` + row.String() + `"x":{}}}`)
	b.SetBytes(int64(len(object)))
	for b.Loop() {
		if _, ok := split([]field{}, object); !ok {
			b.Fatal("not split")
		}
	}
}
