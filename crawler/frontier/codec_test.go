package frontier

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/store"
)

// full has something in every field.
func full() Record {
	return Record{
		URL: "http://a.example/nb/t1.html", Method: "POST", Body: []byte("page=2"), ContentType: "text/x",
		Class: Lists, Maybe: true, State: Done, Outcome: store.OK, Cause: "why", Depth: 2, Hops: 3, Barren: 4,
		Referrer: "http://a.example/nb/index_1.html", Context: store.Context{
			Portal: "青溪区", Region: "某省/某市", Column: "http://a.example/nb/", Agency: "某局", Year: 2024,
			LinkTitle: "年报", LinkDate: "2025-01-17",
		},
		LastAt: time.Unix(9, 1).UTC(), Run: 7, Requests: 2, Unchanged: 5, Failures: 6, Location: "http://b.example/",
		Good: Good{ETag: `"x"`, LastModified: "Mon", RawSHA256: "00ff"}, Queued: Rechecks,
		Due: time.Unix(10, 999).UTC(), Stops: 1, Before: 40,
	}
}

func TestRecordsSurviveTheirEncoding(t *testing.T) {
	for name, want := range map[string]Record{
		"empty": {}, "full": full(), "a word of its own": {State: "mad", Outcome: "odd"},
		"a column elsewhere": {URL: "https://b.example/", Context: store.Context{Column: "http://a.example/nb/"}},
	} {
		got, err := decodeRecord(encodeRecord(want))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestEveryFieldOfARecordIsKept(t *testing.T) {
	v := reflect.ValueOf(full())
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("the test's record leaves %s empty", v.Type().Field(i).Name)
		}
	}
}

func TestALaterVersionOfARecordIsRefused(t *testing.T) {
	for _, b := range [][]byte{nil, {recordVersion + 1, 0}, {noteVersion, '{', '}'}} {
		if _, err := decodeRecord(b); err == nil {
			t.Errorf("%v was read", b)
		}
	}
	for _, b := range [][]byte{nil, {recordVersion, '{', '}'}, {noteVersion, '{'}} {
		if err := decode(b, new(Left)); err == nil {
			t.Errorf("%v was read", b)
		}
	}
}

func TestADamagedRecordIsRefused(t *testing.T) {
	whole := encodeRecord(full())
	for n := range whole {
		if _, err := decodeRecord(whole[:n]); err == nil {
			t.Errorf("%d bytes of %d were read", n, len(whole))
		}
	}
	if _, err := decodeRecord(append(whole, 0)); err == nil {
		t.Error("one byte too many was read")
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

func FuzzDecodeRecord(f *testing.F) {
	f.Add(encodeRecord(full()))
	f.Add(encodeRecord(Record{URL: "http://a.example/", State: Found}))
	f.Add([]byte{recordVersion, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := decodeRecord(b)
		if err != nil {
			return
		}
		again, err := decodeRecord(encodeRecord(r))
		if d := cmp.Diff(r, again); err != nil || d != "" {
			t.Errorf("%v\n%s", err, d)
		}
	})
}

func FuzzDecodeNote(f *testing.F) {
	f.Add([]byte{noteVersion, '['})
	f.Fuzz(func(t *testing.T, b []byte) {
		var l storedLease
		if decode(b, &l) == nil && (len(b) == 0 || b[0] != noteVersion) {
			t.Errorf("%x was read", b)
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
