package sample

import (
	"compress/gzip"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
)

func start(t *testing.T) *Server {
	t.Helper()
	s, err := Start(Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// bare asks without decoding anything and without following redirects.
var bare = &http.Client{
	Transport:     &http.Transport{DisableCompression: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Timeout:       5 * time.Second,
}

func get(t *testing.T, address string, header ...string) (*http.Response, []byte) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := bare.Do(r)
	if err != nil {
		t.Fatalf("get %s: %v", address, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("read %s: %v", address, err)
	}
	return resp, body
}

func TestPagesAreServedInTheirCharset(t *testing.T) {
	s := start(t)
	for _, d := range s.Documents() {
		if d.Site != hedu || d.Year == 2023 && d.Agency == heduLand {
			continue
		}
		resp, body := get(t, s.URL(d.Path))
		if strings.Contains(resp.Header.Get("Content-Type"), "charset") || strings.Contains(strings.ToLower(string(body)), "charset=") {
			t.Errorf("%s declares a charset", d.Path)
		}
		text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(body)
		if err != nil || !strings.Contains(string(text), "年政府信息公开工作年度报告") || strings.Contains(string(body), "年度报告") {
			t.Errorf("%s is not GB18030", d.Path)
		}
	}
}

func TestAttachmentIsServed(t *testing.T) {
	s := start(t)
	for _, d := range s.Documents() {
		for _, name := range d.Document.Attachments {
			base, err := url.Parse(s.URL(d.Path))
			if err != nil {
				t.Fatal(err)
			}
			u, err := base.Parse(name)
			if err != nil {
				t.Fatal(err)
			}
			if resp, body := get(t, u.String()); resp.StatusCode != http.StatusOK || !strings.HasPrefix(string(body), "PK") {
				t.Errorf("%s: status %d", u, resp.StatusCode)
			}
		}
	}
}

func TestValidatorsAreHonoured(t *testing.T) {
	s := start(t)
	at := s.URL(s.Documents()[2].Path)
	resp, _ := get(t, at)
	tag, modified := resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")
	for _, c := range []struct {
		name   string
		header []string
		want   int
	}{
		{"same tag", []string{"If-None-Match", tag}, 304},
		{"weak tag in a list", []string{"If-None-Match", `"x", W/` + tag}, 304},
		{"other tag beats date", []string{"If-None-Match", `"x"`, "If-Modified-Since", modified}, 200},
		{"same date", []string{"If-Modified-Since", modified}, 304},
		{"earlier date", []string{"If-Modified-Since", "Mon, 02 Jan 2006 15:04:05 GMT"}, 200},
		{"no date", []string{"If-Modified-Since", "yesterday"}, 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			resp, body := get(t, at, c.header...)
			if resp.StatusCode != c.want || (c.want == 304) != (len(body) == 0) {
				t.Errorf("status %d with %d bytes, want %d", resp.StatusCode, len(body), c.want)
			}
		})
	}
}

func TestGzipIsSentWhereAccepted(t *testing.T) {
	s := start(t)
	at := s.URL(s.Documents()[1].Path)
	_, plain := get(t, at)
	resp, packed := get(t, at, "Accept-Encoding", "gzip, deflate")
	if resp.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("headers %v", resp.Header)
	}
	z, err := gzip.NewReader(strings.NewReader(string(packed)))
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(z)
	if err != nil || string(unpacked) != string(plain) {
		t.Errorf("gzip holds another page (%v)", err)
	}
}

func TestEditTouchAndRemoveChangeWhatIsServed(t *testing.T) {
	s := start(t)
	d := s.Documents()[0]
	at := s.URL(d.Path)
	first, _ := get(t, at)
	if !s.Touch(d.Path) {
		t.Fatal("no such page")
	}
	touched, _ := get(t, at, "If-None-Match", first.Header.Get("ETag"))
	if touched.StatusCode != 200 || touched.Header.Get("Last-Modified") == first.Header.Get("Last-Modified") {
		t.Errorf("touched: status %d", touched.StatusCode)
	}
	if diff := cmp.Diff(d.Tables, s.Documents()[0].Tables); diff != "" {
		t.Errorf("touching changed the record:\n%s", diff)
	}
	s.Edit(d.Path, func(d Document) Document {
		d.Set(Disclosure, "licensing", "decisions", "424242", Number("424242"))
		return d
	})
	_, body := get(t, at)
	if !strings.Contains(string(body), "424242") || *s.Documents()[0].Tables[Disclosure]["licensing"]["decisions"] != "424242" {
		t.Error("the edit is not served")
	}
	if *Documents()[0].Tables[Disclosure]["licensing"]["decisions"] == "424242" {
		t.Error("the edit reached other servers")
	}
	s.Remove(d.Path, http.StatusGone)
	if resp, _ := get(t, at); resp.StatusCode != http.StatusGone {
		t.Errorf("removed: status %d", resp.StatusCode)
	}
	if s.Documents()[0].Path == d.Path {
		t.Error("a removed page is still to be read")
	}
	s.Restore(d.Path)
	if resp, _ := get(t, at); resp.StatusCode != http.StatusOK {
		t.Errorf("restored: status %d", resp.StatusCode)
	}
	if s.Edit("/nowhere", nil) || s.Touch("/nowhere") || s.Remove("/nowhere", 404) {
		t.Error("a page that does not exist was changed")
	}
}

func TestLogHoldsEveryRequestInOrder(t *testing.T) {
	s := start(t)
	paths := []string{"/robots.txt", "/zfxxgk/zfxxgknb/", "/none"}
	for _, p := range paths {
		get(t, "http://"+s.Hosts()[0]+p+"?q=1", "User-Agent", "probe")
	}
	entries := s.Log()
	if len(entries) != len(paths) {
		t.Fatalf("%d entries, want %d", len(entries), len(paths))
	}
	for i, e := range entries {
		if e.Path != paths[i] || e.Query != "q=1" || e.Host != s.Hosts()[0] || e.Method != "GET" || e.Header.Get("User-Agent") != "probe" {
			t.Errorf("entry %d: %+v", i, e)
		}
		if e.Ended.Before(e.Sending) || e.Sending.Before(e.Arrived) || e.Status == 0 || e.Bytes == 0 || e.RemoteAddr == "" {
			t.Errorf("entry %d: %+v", i, e)
		}
		if i > 0 && e.Arrived.Before(entries[i-1].Sending) {
			t.Errorf("entry %d arrived before the one before was answered", i)
		}
	}
	s.ResetLog()
	if n := len(s.Log()); n != 0 {
		t.Errorf("%d entries after a reset", n)
	}
}

func TestSeedsAreValidAndNameAgenciesOnSomeColumns(t *testing.T) {
	s := start(t)
	var seeds struct {
		Portals []struct {
			Name    string
			Region  string
			Columns []struct{ URL, Agency string }
		}
	}
	if err := yaml.UnmarshalWithOptions(s.Seeds(), &seeds, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	var urls []string
	named := 0
	for _, p := range seeds.Portals {
		if p.Name == "" || p.Region == "" {
			t.Errorf("portal %+v", p)
		}
		for _, c := range p.Columns {
			urls = append(urls, c.URL)
			if c.Agency != "" {
				named++
			}
		}
	}
	if diff := cmp.Diff(s.Columns(), urls); diff != "" {
		t.Error(diff)
	}
	if named == 0 || named == len(urls) {
		t.Errorf("%d of %d columns name their agency", named, len(urls))
	}
}

func TestTakenPortIsSaid(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	s, err := Start(Options{Port: port})
	if err == nil {
		_ = s.Close()
		t.Fatal("started on a taken port")
	}
	if !errors.Is(err, ErrPortTaken) || !strings.Contains(err.Error(), strconv.Itoa(port)) {
		t.Errorf("error %q does not say which port is taken", err)
	}
}

func TestOneAddressServesEveryPortalOnPortsOfItsOwn(t *testing.T) {
	s, err := Start(Options{Addresses: []string{"127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	seen := map[string]bool{}
	for _, h := range s.Hosts() {
		seen[h] = true
		if resp, _ := get(t, "http://"+h+"/"); resp.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", h, resp.StatusCode)
		}
	}
	if len(seen) != len(sites()) {
		t.Errorf("hosts %v", s.Hosts())
	}
}

func TestServerIsSafeForConcurrentUse(t *testing.T) {
	s := start(t)
	path := s.Documents()[0].Path
	at := s.URL(path)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			switch i % 4 {
			case 0:
				s.Touch(path)
			case 1:
				s.Edit(path, func(d Document) Document { d.Title += "（修订）"; return d })
			case 2:
				s.Log()
			}
			if resp, err := bare.Get(at); err == nil {
				_ = resp.Body.Close()
			}
		})
	}
	all.Wait()
}
