package frontier

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/store"
)

func TestRecordsSurviveTheirEncoding(t *testing.T) {
	want := Record{
		URL: "http://a.example/nb/", Method: "POST", Body: []byte("page=2"), Class: Lists, State: Done,
		Outcome: store.OK, Depth: 2, Context: store.Context{Portal: "青溪区"}, LastAt: time.Unix(9, 1).UTC(),
		Run: 7, Requests: 2, Good: Good{ETag: `"x"`}, Queued: Rechecks, Due: time.Unix(10, 999).UTC(),
	}
	b, err := encode(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Record
	if err := decode(b, &got); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestALaterVersionOfARecordIsRefused(t *testing.T) {
	for _, b := range [][]byte{nil, {recordVersion + 1, '{', '}'}, {recordVersion, '{'}} {
		if err := decode(b, new(Record)); err == nil {
			t.Errorf("%v was read", b)
		}
	}
}

func TestQueueKeysSortByClassThenDue(t *testing.T) {
	h := [hashLen]byte{1}
	keys := [][]byte{
		queueKey(1, Lists, time.Time{}, h),
		queueKey(1, Lists, time.Unix(100, 0), h),
		queueKey(1, Lists, time.Unix(100, 1), h),
		queueKey(1, Lists, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), h),
		queueKey(1, Reports, time.Unix(1, 0), h),
		queueKey(2, Lists, time.Unix(0, 0), h),
	}
	for i := 1; i < len(keys); i++ {
		if bytes.Compare(keys[i-1], keys[i]) >= 0 {
			t.Errorf("key %d does not sort before key %d", i-1, i)
		}
	}
}

func TestAPageAskedWithABodyIsAnother(t *testing.T) {
	get := hash("", "http://a.example/s", nil)
	if get != hash("GET", "http://a.example/s", nil) {
		t.Error("GET is the default method and has a key of its own")
	}
	if get == hash("POST", "http://a.example/s", nil) || hash("POST", "u", []byte("1")) == hash("POST", "u", []byte("2")) {
		t.Error("method and body do not take part in the key")
	}
}

func FuzzDecode(f *testing.F) {
	b, err := encode(Record{URL: "http://a.example/", State: Found})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte{recordVersion, '['})
	f.Fuzz(func(t *testing.T, b []byte) {
		var r Record
		if decode(b, &r) != nil {
			return
		}
		if _, err := encode(r); err != nil {
			t.Skip(err) // a year JSON cannot write
		}
	})
}

func FuzzParsedQueue(f *testing.F) {
	f.Add(queueKey(3, Reports, time.Unix(5, 6), [hashLen]byte{9}))
	f.Fuzz(func(t *testing.T, k []byte) {
		id, c, due, h, ok := parsedQueue(k)
		if ok && !bytes.Equal(queueKey(id, c, due, h), k) {
			t.Errorf("key %x comes back as %x", k, queueKey(id, c, due, h))
		}
	})
}
