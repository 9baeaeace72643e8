package seeds

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const good = `# 河南
portals:
  - name: 石龙区人民政府
    region: 河南省/平顶山市/石龙区
    hosts: [WJW.example.gov.cn, 127.0.0.2:18917, "::1"]
    insecure_hosts:
      - old.example.gov.cn
    columns:
      - url: HTTP://www.Example.gov.cn:80/zfxxgk/nb/
        agency: 石龙区城乡建设和交通运输局
        source: http://www.example.gov.cn/zfxxgk
        verified: 2025-01-02
      # its category stands in the fragment
      - url: http://www.example.gov.cn/gkmlpt/index#3012
        verified: no
  - name: 宝丰县人民政府
    columns: [{url: "https://bf.example.gov.cn/"}]
`

func TestParseReadsEveryKeyWithItsLine(t *testing.T) {
	got, err := Parse([]byte(good), "a.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := []Portal{
		{
			Name: "石龙区人民政府", Region: "河南省/平顶山市/石龙区",
			Hosts:         []string{"wjw.example.gov.cn", "127.0.0.2", "::1"},
			InsecureHosts: []string{"old.example.gov.cn"},
			Columns: []Column{
				{
					URL: "http://www.example.gov.cn/zfxxgk/nb/", Agency: "石龙区城乡建设和交通运输局",
					Source: "http://www.example.gov.cn/zfxxgk", Verified: "2025-01-02", Line: 9,
				},
				{URL: "http://www.example.gov.cn/gkmlpt/index#3012", Line: 14},
			},
			File: "a.yaml", Line: 3,
		},
		{
			Name: "宝丰县人民政府", Columns: []Column{{URL: "https://bf.example.gov.cn/", Line: 17}},
			File: "a.yaml", Line: 16,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("portals (-want +got):\n%s", diff)
	}
	hosts := []string{"127.0.0.2", "::1", "old.example.gov.cn", "wjw.example.gov.cn", "www.example.gov.cn"}
	if diff := cmp.Diff(hosts, got[0].AllHosts()); diff != "" {
		t.Errorf("hosts (-want +got):\n%s", diff)
	}
}

func TestParseRefusesWithFileLineAndKey(t *testing.T) {
	const head = "portals:\n  - name: a\n    columns:\n      - url: http://a.gov.cn/\n"
	tests := []struct{ name, body, want string }{
		{"unknown key of a file", "portal: []\n", "f:1: portal: unknown key"},
		{"unknown key of a portal", head + "    host: [x]\n", "f:5: portals[0].host: unknown key"},
		{"unknown key of a column", head + "        agncy: x\n", "f:5: portals[0].columns[0].agncy: unknown key"},
		{"no portals", "portals: []\n", "f:1: portals: names no portal"},
		{"no name", "portals:\n  - columns: [{url: http://a.gov.cn/}]\n", "f:2: portals[0].name: is missing"},
		{"empty name", "portals:\n  - name: ' '\n    columns: [{url: http://a.gov.cn/}]\n", "f:2: portals[0].name: is empty"},
		{"name of two lines", "portals:\n  - name: |\n      a\n      b\n    columns: [{url: http://a.gov.cn/}]\n", "f:2: portals[0].name: must stand on one line"},
		{"no columns", "portals:\n  - name: a\n", "f:2: portals[0].columns: is missing"},
		{"columns without one", "portals:\n  - name: a\n    columns: []\n", "f:3: portals[0].columns: names no column"},
		{"no url", "portals:\n  - name: a\n    columns:\n      - agency: b\n", "f:4: portals[0].columns[0].url: is missing"},
		{"relative url", "portals:\n  - name: a\n    columns:\n      - url: /nb/\n", "f:4: portals[0].columns[0].url: \"/nb/\" is not the address of a page: relative"},
		{"url of another kind", "portals:\n  - name: a\n    columns:\n      - url: ftp://a/\n", "f:4: portals[0].columns[0].url: \"ftp://a/\" is not the address of a page: scheme"},
		{"wrong type", "portals:\n  - name: 12\n    columns: [{url: http://a.gov.cn/}]\n", "f:2: portals[0].name: must be text, is a number"},
		{"host with a path", head + "    hosts: [a.gov.cn/x]\n", "f:5: portals[0].hosts[0]: \"a.gov.cn/x\" is not the name of a host"},
		{"host that is a url", head + "    hosts:\n      - b\n      - http://a\n", "f:7: portals[0].hosts[1]: \"http://a\" is not the name of a host"},
		{"one host for a list", head + "    hosts: a.gov.cn\n", "f:5: portals[0].hosts: must be a list, is text"},
		{"region with an empty name", head + "    region: 河南省//石龙区\n", "f:5: portals[0].region: "},
		{"day", head + "        verified: 2025-02-30\n", "f:5: portals[0].columns[0].verified: \"2025-02-30\" is not a day"},
		{"neither a day nor no", head + "        verified: yes\n", "f:5: portals[0].columns[0].verified: \"yes\" is not a day"},
		{"source that is no address", head + "        source: somebody said\n", "f:5: portals[0].columns[0].source: \"somebody said\" is not the address of a page"},
		{"same column in other words", head + "      - url: HTTP://A.gov.cn:80/./\n", "f:5: portals[0].columns[1].url: column http://a.gov.cn/ stands twice, first at f:4"},
		{"same name", head + "  - name: a\n    columns: [{url: http://b.gov.cn/}]\n", "f:5: portals[1].name: portal a stands twice, first at f:2"},
		{"second document", head + "---\n" + head, "f:5: a second document"},
		{"empty file", "# nothing yet\n", "f:1: the file is empty"},
		{"no mapping", "- x\n", "f:1: must be a mapping"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			portals, err := Parse([]byte(tt.body), "f")
			if err == nil || portals != nil {
				t.Fatalf("Parse = %v, %v; want an error", portals, err)
			}
			first, _, _ := strings.Cut(err.Error(), "\n")
			if !strings.HasPrefix(first, tt.want) {
				t.Errorf("error %q, want %q…", first, tt.want)
			}
			var fault *Error
			if !errors.As(err, &fault) || fault.File != "f" || fault.Line == 0 {
				t.Errorf("no typed fault in %v", err)
			}
		})
	}
}

func TestParseNamesEveryFault(t *testing.T) {
	_, err := Parse([]byte("portals:\n  - name: a\n    x: 1\n    columns:\n      - url: /b\n        y: 2\n"), "f")
	if err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("want three faults, got: %v", err)
	}
}

func write(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, body := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func portal(name, url string) string {
	return "portals:\n  - name: " + name + "\n    columns: [{url: \"" + url + "\"}]\n"
}

func TestLoadReadsEachFileOnceInOrder(t *testing.T) {
	base := filepath.Join(t.TempDir(), "a[1]*")
	write(t, base, map[string]string{
		"seeds/b.yaml": portal("b", "http://b.gov.cn/"),
		"seeds/a.yaml": portal("a", "http://a.gov.cn/"),
		"more/c.yaml":  portal("c", "http://c.gov.cn/"),
		"more/d.txt":   "not a seed file",
	})
	portals, err := Load(base, []string{"more/*.yaml", "seeds/b.yaml", filepath.Join("seeds", "*.yaml")})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range portals {
		names = append(names, p.Name)
	}
	if diff := cmp.Diff([]string{"c", "b", "a"}, names); diff != "" {
		t.Errorf("portals (-want +got):\n%s", diff)
	}
	if want := filepath.Join(base, "more", "c.yaml"); portals[0].File != want {
		t.Errorf("file %q, want %q", portals[0].File, want)
	}
}

func TestLoadRefuses(t *testing.T) {
	base := t.TempDir()
	write(t, base, map[string]string{
		"a.yaml":      portal("a", "http://a.gov.cn/"),
		"column.yaml": portal("b", "http://a.gov.cn/#"),
		"name.yaml":   portal("a", "http://b.gov.cn/"),
		"empty.yaml":  "",
		"dir.yaml/x":  "",
	})
	tests := []struct {
		name     string
		patterns []string
		want     string
	}{
		{"a column of another file", []string{"a.yaml", "column.yaml"}, "column.yaml:3: portals[0].columns[0].url: column http://a.gov.cn/ stands twice, first at "},
		{"a portal of another file", []string{"a.yaml", "name.yaml"}, "name.yaml:2: portals[0].name: portal a stands twice, first at "},
		{"an empty file", []string{"empty.yaml"}, "empty.yaml:1: the file is empty"},
		{"no pattern", nil, "seeds: no seed file is named"},
		{"a pattern without a file", []string{"a.yaml", "x/*.yaml"}, "seeds: no file matches "},
		{"no pattern at all", []string{"[a.yaml"}, "seeds: \"[a.yaml\" is not a pattern"},
		{"a folder", []string{"dir.yaml"}, "dir.yaml: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			portals, err := Load(base, tt.patterns)
			var fault *Error
			if !errors.As(err, &fault) || portals != nil {
				t.Fatalf("Load = %v, %v; want a typed error", portals, err)
			}
			if got := strings.TrimPrefix(err.Error(), base+string(filepath.Separator)); !strings.HasPrefix(got, tt.want) {
				t.Errorf("error %q, want %q…", got, tt.want)
			}
		})
	}
}

// FuzzParse holds that what is accepted is whole: every portal has a name and
// columns, and every column an address.
func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("portals:\n  - name: a\n    columns: [{url: http://a}]\n"))
	f.Add([]byte("portals: [{name: a, columns: []}]"))
	f.Fuzz(func(t *testing.T, body []byte) {
		portals, err := Parse(body, "f")
		if err != nil {
			return
		}
		if len(portals) == 0 {
			t.Fatal("no portal and no fault")
		}
		for _, p := range portals {
			if p.Name == "" || len(p.Columns) == 0 || p.Line < 1 {
				t.Fatalf("portal %+v", p)
			}
			for _, c := range p.Columns {
				if c.URL == "" || c.Line < p.Line {
					t.Fatalf("column %+v of %+v", c, p)
				}
			}
		}
	})
}
