package strict

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// read reads the small shape the tests use.
func read(f *File) {
	root := f.Root().Map("a", "list", "n")
	root.Need("a").Text()
	root.Get("n").Int()
	for _, item := range root.Get("list").List() {
		item.Map("b").Get("b").Text()
	}
}

func TestFaultsNameTheirPlace(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"good", "a: x\nn: 3\nlist:\n  - b: y\n", ""},
		{"good with marks of a document", "%YAML 1.2\n---\na: x\n...\n", ""},
		{"good with byte-order mark and CRLF", "\ufeffa: |\r\n  x\r\n  y\r\nn: 1\r\n", ""},
		{"unknown key", "a: x\n\n# why\nbb: 1\n", "f:4: bb: unknown key; known here: a, list, n"},
		{"unknown key after a block of text", "a: |\n  x\n\n  y\nlist:\n  - b: z\n    c: d\n", "f:7: list[0].c: unknown key; known here: b"},
		{"unknown key after CRLF", "a: \"x\r\n  y\"\r\n# c\r\nbb: 1\r\n", "f:4: bb: unknown key; known here: a, list, n"},
		{"missing key", "# c\nn: 1\n", "f:2: a: is missing"},
		{"number for text", "a: 12\n", "f:1: a: must be text, is a number; put it in quotes"},
		{"list for text", "a: [x]\n", "f:1: a: must be text, is a list"},
		{"nothing for text", "a:\nn: 1\n", "f:1: a: must be text, is empty"},
		{"text for number", "a: x\nn: many\n", "f:2: n: must be a whole number, is text"},
		{"fraction for number", "a: x\nn: 1.5\n", "f:2: n: must be a whole number, is a number"},
		{"number past 64 bits", "a: x\nn: 18446744073709551615\n", "f:2: n: must be a whole number, is a number"},
		{"text for list", "a: x\nlist: y\n", "f:2: list: must be a list, is text"},
		{"text for mapping", "a: x\nlist:\n  - b: y\n  - z\n", "f:4: list[1]: must be a mapping of keys, is text"},
		{"list for the whole", "- a\n", "f:1: must be a mapping of keys, is a list"},
		{"alias", "a: &x y\nlist: *x\n", "f:1: a: must be text, is an anchor, alias or tag\nf:2: list: must be a list, is an anchor, alias or tag"},
		{"merge key", "a: x\n<<: {n: 1}\n", "f:2: <<: unknown key; known here: a, list, n"},
		{"tag", "a: !!str x\n", "f:1: a: must be text, is an anchor, alias or tag"},
		{"key twice", "a: x\na: y\n", `f:2: mapping key "a" already defined at [1:1]`},
		{"second document", "a: x\n---\na: y\n", "f:2: a second document in one file"},
		{"empty second document", "a: x\n---\n", "f:2: a second document in one file"},
		{"document after dots", "a: x\n...\na: y\n", "f:3: a second document in one file"},
		{"nothing", "", "f:1: the file is empty"},
		{"comments only", "# c\n", "f:1: the file is empty"},
		{"tab", "a: x\nlist:\n\t- b: y\n", "f:3: found character '\t' that cannot start any token"},
		{"not UTF-8", "# \nn: 1\na: \xc4\xea\n", "f:3: the file is not UTF-8"},
		{"NUL", "a: x\x00\n", "f:1: the file holds a NUL byte"},
		{"nesting", "a: x\nlist: " + strings.Repeat("[", 40), "f:2: brackets nest too deeply"},
		{"long line", "a: " + strings.Repeat("x", maxLine), "f:1: the line is longer than 8192 bytes"},
		{"large", strings.Repeat("# x\n", maxSize/4+1), "f:1: the file is larger than 8388608 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := Read("f", []byte(tt.body))
			read(f)
			got := ""
			if err := f.Err(); err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFaultsEndAtTen(t *testing.T) {
	f := Read("f", []byte("a: x\n"+manyKeys(30)))
	read(f)
	var all Errors
	if !errors.As(f.Err(), &all) || len(all) != 10 {
		t.Fatalf("%d faults, want 10", len(all))
	}
	var first *Error
	if !errors.As(f.Err(), &first) || first.Line != 2 || first.Key != "k0" {
		t.Errorf("first fault %+v, want k0 in line 2", first)
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("k" + string(rune('0'+i)) + ": 1\n")
	}
	return b.String()
}

func TestErrorWithoutAPlaceStaysReadable(t *testing.T) {
	tests := []struct {
		err  Error
		want string
	}{
		{Error{File: "f", Line: 3, Key: "a.b", Msg: "is bad"}, "f:3: a.b: is bad"},
		{Error{File: "f", Msg: "is bad"}, "f: is bad"},
		{Error{Key: "a", Msg: "is bad"}, "a: is bad"},
		{Error{Msg: "is bad"}, "is bad"},
	}
	for _, tt := range tests {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("Error() = %q, want %q", got, tt.want)
		}
	}
}

// FuzzRead holds that no file panics or reads as neither faulty nor present,
// and that every fault has a line of the file.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"a: x\n", "list:\n  - b: y\n  - c\n", "a: &x [*x]\n", "? a\n: b\n", "a: |\n x\n---\n", "%T\n", "{a: 1", "<<: *a\n", "- - - -", "a: !!t"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		file := Read("f", body)
		read(file)
		err := file.Err()
		if err == nil && file.Root().Absent() {
			t.Fatal("no document and no fault")
		}
		var all Errors
		if errors.As(err, &all) {
			for _, fault := range all {
				if fault.Line < 1 || fault.Line > strings.Count(string(body), "\n")+strings.Count(string(body), "\r")+2 {
					t.Fatalf("fault in line %d: %v", fault.Line, fault)
				}
			}
		}
	})
}
