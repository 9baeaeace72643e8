package config

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nianbao/crawler/pace"
)

const full = `archive: data/a.db
user_agent: "archiver/2 (+https://archive.example.org/bot)"
seeds: [seeds/*.yaml, more.yaml]
politeness:
  delay: 1500ms
  max_delay: 2m
  max_crawl_delay: 1h
  window: "23:00-06:30"
  timezone: Asia/Urumqi
limits:
  timeout: 10s
  max_time: 1m
  max_body: 1.5MiB
  max_pages_per_host: 7
  max_depth: 2
  max_hosts: 3
recheck: 0s
network:
  allow: [127.0.0.1, 10.1.2.3/8, "fd00::/8", "::1"]
  proxy: http://127.0.0.1:3128
schedule: "*/10 1-5 1,15 jan mon-fri"
jitter: 20m
notify:
  when: changes
  webhook: {url: "https://example.org/hook", secret_file: hook.key, timeout: 3s, tries: 2}
  email:
    server: mail.example.org:465
    security: tls
    user: robot
    password_file: /run/secrets/mail
    from: "Archive <robot@example.org>"
    to: [a@example.org, "乙 <b@example.org>"]
    language: zh
`

var ignorePlace = cmpopts.IgnoreUnexported(Config{})

// compare compares configs by what they say.
func compare(want, got Config) string {
	return cmp.Diff(want, got, ignorePlace,
		cmp.Comparer(func(a, b pace.Window) bool { return a.String() == b.String() }),
		cmp.Comparer(func(a, b netip.Prefix) bool { return a == b }),
		cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }))
}

func TestParseReadsEveryKey(t *testing.T) {
	got, err := Parse([]byte(full), "etc/config.yaml")
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Asia/Urumqi")
	if err != nil {
		t.Fatal(err)
	}
	window, err := pace.ParseWindow("23:00-06:30", zone)
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Archive: filepath.Join("etc", "data", "a.db"), UserAgent: "archiver/2 (+https://archive.example.org/bot)",
		Seeds: []string{"seeds/*.yaml", "more.yaml"},
		Politeness: Politeness{
			Delay: 1500 * time.Millisecond, MaxDelay: 2 * time.Minute, MaxCrawlDelay: time.Hour,
			Window: window, Timezone: zone,
		},
		Limits: Limits{Timeout: 10 * time.Second, MaxTime: time.Minute, MaxBody: 3 << 19, MaxPagesPerHost: 7, MaxDepth: 2, MaxHosts: 3},
		Network: Network{
			Allow: []netip.Prefix{
				netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8"),
				netip.MustParsePrefix("fd00::/8"), netip.MustParsePrefix("::1/128"),
			},
			Proxy: "http://127.0.0.1:3128",
		},
		Schedule: "*/10 1-5 1,15 jan mon-fri", Jitter: 20 * time.Minute,
		Notify: Notify{
			When:    Changes,
			Webhook: Webhook{URL: "https://example.org/hook", SecretFile: filepath.Join("etc", "hook.key"), Timeout: 3 * time.Second, Tries: 2},
			Email: Email{
				Server: "mail.example.org:465", Security: TLS, User: "robot", PasswordFile: filepath.FromSlash("/run/secrets/mail"),
				From: "Archive <robot@example.org>", To: []string{"a@example.org", "乙 <b@example.org>"}, Language: "zh",
			},
		},
		File: "etc/config.yaml", Folder: "etc",
	}
	if diff := compare(want, got); diff != "" {
		t.Errorf("config (-want +got):\n%s", diff)
	}
}

func TestParseFillsInDefaults(t *testing.T) {
	got, err := Parse([]byte("archive: /data/a.db\n"), "config.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Archive, want.File, want.Folder = filepath.FromSlash("/data/a.db"), "config.yaml", "."
	if diff := compare(want, got); diff != "" {
		t.Errorf("config (-want +got):\n%s", diff)
	}
	if !got.Politeness.Window.Open(time.Unix(0, 0)) {
		t.Error("without a window, requests may start at any time")
	}
}

func TestParseRefusesWithFileLineAndKey(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"unknown key", "archiv: a\n", "f:1: archiv: unknown key"},
		{"unknown key inside", "archive: a\npoliteness:\n  dely: 2s\n", "f:3: politeness.dely: unknown key"},
		{"second document", "archive: a\n---\narchive: b\n", "f:2: a second document"},
		{"key twice", "archive: a\narchive: b\n", "f:2: mapping key"},
		{"empty", "", "f:1: the file is empty"},
		{"empty archive", "archive: ''\n", "f:1: archive: is empty"},
		{"user agent of two lines", "user_agent: \"a\\r\\nX: b\"\n", "f:1: user_agent: must stand on one line"},
		{"one seed for a list", "seeds: a.yaml\n", "f:1: seeds: must be a list"},
		{"no seed", "seeds: []\n", "f:1: seeds: names no seed file"},
		{"duration without a unit", "politeness:\n  delay: 2\n", "f:2: politeness.delay: must be text, is a number"},
		{"duration in words", "politeness:\n  delay: 2 seconds\n", "f:2: politeness.delay: \"2 seconds\" is not a duration"},
		{"negative duration", "recheck: -1h\n", "f:1: recheck: -1h0m0s is less than 0s"},
		{"no timeout", "limits:\n  timeout: 0s\n", "f:2: limits.timeout: 0s is less than 1ms"},
		{"back-off below the delay", "politeness:\n  delay: 10s\n  max_delay: 5s\n", "f:3: politeness.max_delay: max_delay (5s) is less than delay (10s)"},
		{"delay above the default back-off", "politeness:\n  delay: 2m\n", "f:2: politeness.delay: max_delay (1m0s) is less than delay (2m0s)"},
		{"window", "politeness:\n  window: 22-7\n", "f:2: politeness.window: "},
		{"time zone", "politeness:\n  timezone: Asia/Peking\n", "f:2: politeness.timezone: \"Asia/Peking\" is not a time zone"},
		{"size without a unit", "limits:\n  max_body: '20'\n", "f:2: limits.max_body: \"20\" is not a size, such as 20MiB: no unit"},
		{"size that is none", "limits:\n  max_body: xMB\n", "f:2: limits.max_body: \"xMB\" is not a size"},
		{"size of nothing", "limits:\n  max_body: 0B\n", "f:2: limits.max_body: \"0B\" is not a size"},
		{"size of everything", "limits:\n  max_body: 9e99GiB\n", "f:2: limits.max_body: \"9e99GiB\" is not a size"},
		{"no hosts", "limits:\n  max_hosts: 0\n", "f:2: limits.max_hosts: 0 is not between 1 and"},
		{"no depth", "limits:\n  max_depth: 0\n", "f:2: limits.max_depth: 0 is not between 1 and"},
		{"no Crawl-delay at all", "politeness:\n  max_crawl_delay: 0s\n", "f:2: politeness.max_crawl_delay: 0s is less than 1ms"},
		{"fraction", "limits:\n  max_depth: 1.5\n", "f:2: limits.max_depth: must be a whole number"},
		{"network", "network:\n  allow:\n    - 127.0.0.1\n    - 10.0.0.0/40\n", "f:4: network.allow[1]: \"10.0.0.0/40\" is neither a network"},
		{"network by name", "network:\n  allow: [localhost]\n", "f:2: network.allow[0]: \"localhost\" is neither"},
		{"proxy", "network:\n  proxy: 127.0.0.1:3128\n", "f:2: network.proxy: is not the URL of a proxy"},
		{"four fields", "schedule: 30 22 * *\n", "f:1: schedule: \"30 22 * *\" is not a cron expression of five fields"},
		{"minute 60", "schedule: 60 22 * * *\n", "f:1: schedule: \"60\" does not fit the field \"minute\""},
		{"day 0", "schedule: 0 22 0 * *\n", "f:1: schedule: \"0\" does not fit the field \"day of month\""},
		{"step 0", "schedule: '*/0 22 * * *'\n", "f:1: schedule: \"*/0\" does not fit the field \"minute\""},
		{"a day that never comes", "schedule: 0 0 30 2 *\n", "f:1: schedule: \"0 0 30 2 *\" never comes due"},
		{"jitter", "jitter: 5\n", "f:1: jitter: must be text, is a number"},
		{"when", "notify:\n  when: never\n", "f:2: notify.when: \"never\" is none of always, changes, trouble"},
		{"webhook without a scheme", "notify:\n  webhook:\n    url: example.org/hook\n", "f:3: notify.webhook.url: is not an http or https URL"},
		{"webhook on a file", "notify:\n  webhook: {url: \"file:///etc/passwd\"}\n", "f:2: notify.webhook.url: is not an http or https URL"},
		{"no tries", "notify:\n  webhook: {tries: 0}\n", "f:2: notify.webhook.tries: 0 is not between 1 and"},
		{"tries without end", "notify:\n  webhook:\n    tries: 100\n", "f:3: notify.webhook.tries: 100 is more than 12"},
		{"mail server without a port", "notify:\n  email: {server: mail.example.org}\n", "f:2: notify.email.server: is not host:port"},
		{"mail from nobody", "notify:\n  email: {server: \"m:25\", to: [a@b.c]}\n", "f:2: notify.email.server: needs notify.email.from"},
		{"mail to nobody", "notify:\n  email: {server: \"m:25\", from: a@b.c}\n", "f:2: notify.email.server: needs notify.email.to"},
		{"mail to no address", "notify:\n  email:\n    to: [somebody]\n", "f:3: notify.email.to[0]: \"somebody\" is not a mail address"},
		{"mail header smuggled", "notify:\n  email:\n    from: \"a@b.c\\r\\nBcc: x@y.z\"\n", "f:3: notify.email.from: must stand on one line"},
		{"user without password", "notify:\n  email: {server: \"m:25\", from: a@b.c, to: [a@b.c], user: u}\n", "f:2: notify.email.server: needs both notify.email.user and password_file"},
		{"password in clear text", "notify:\n  email: {server: \"m:25\", from: a@b.c, to: [a@b.c], user: u, password_file: p, security: none}\n", "f:2: notify.email.security: none would send the password in clear text"},
		{"unknown key in notify", "notify:\n  sms: {}\n", "f:2: notify.sms: unknown key"},
		{"range backwards", "schedule: 0 7-2 * * *\n", "f:1: schedule: \"7-2\" does not fit the field \"hour\""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse([]byte(tt.body), "f")
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Fatalf("error %v, want %q…", err, tt.want)
			}
			var fault *Error
			if !errors.As(err, &fault) || fault.Line == 0 {
				t.Errorf("no typed fault with a line in %v", err)
			}
		})
	}
}

func TestContactIsRequiredToCrawl(t *testing.T) {
	tests := []struct {
		agent string
		good  bool
	}{
		{"nianbao/1.0 (+https://archive.example.org/bot; me@example.org)", true},
		{"nianbao/1.0 (me@example.org)", true},
		{"nianbao/1.0 (+http://archive.example.org)", true},
		{"nianbao/1.0 (+https://your.site/crawler; me@example.org)", false},
		{"nianbao/1.0 (+https://archive.example.org; you@Your.Site)", false},
		{"nianbao/1.0", false},
		{"nianbao/1.0 (https://archive.example.org)", false},
		{"nianbao/1.0 (me@home)", false},
		{"nianbao/1.0 (+https://)", false},
	}
	for _, tt := range tests {
		c, err := Parse([]byte("archive: a\nuser_agent: \""+tt.agent+"\"\n"), "f")
		if err != nil {
			t.Fatal(err)
		}
		err = c.CheckContact()
		if (err == nil) != tt.good {
			t.Errorf("CheckContact(%q) = %v", tt.agent, err)
		}
		if err != nil && !strings.HasPrefix(err.Error(), "f:2: user_agent: ") {
			t.Errorf("error %q names no place", err)
		}
	}
	if err := Default().CheckContact(); err == nil || !strings.HasPrefix(err.Error(), "user_agent: ") {
		t.Errorf("the default has no contact, got %v", err)
	}
}

func TestShortDelayIsForTheLoopbackOnly(t *testing.T) {
	c, err := Parse([]byte("politeness:\n  delay: 150ms\n"), "f")
	if err != nil {
		t.Fatal(err)
	}
	loopback := []string{"127.0.0.1", "127.0.0.5", "::1", "localhost", "::ffff:127.0.0.1"}
	if err := c.CheckDelay(loopback); err != nil {
		t.Errorf("loopback only: %v", err)
	}
	for _, host := range []string{"www.example.gov.cn", "10.0.0.1", "127.0.0.1.example.com", "localhost.example.com", ""} {
		err := c.CheckDelay(append(loopback, host))
		if err == nil || !strings.HasPrefix(err.Error(), "f:2: politeness.delay: 150ms is less than 1s") {
			t.Errorf("CheckDelay(… %q) = %v", host, err)
		}
	}
	c.Politeness.Delay = MinDelay
	if err := c.CheckDelay([]string{"www.example.gov.cn"}); err != nil {
		t.Errorf("delay of %v: %v", MinDelay, err)
	}
}

func TestLoadReadsSeedsBesideTheFile(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "config.yaml")
	put := func(name, body string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("config.yaml", "archive: a.db\nseeds: [s*.yaml]\n")
	c, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(folder, "a.db"); c.Archive != want {
		t.Errorf("archive %q, want %q", c.Archive, want)
	}
	if _, err := c.Portals(); err == nil || !strings.HasPrefix(err.Error(), path+":2: seeds: no file matches ") {
		t.Errorf("seeds that are not there: %v", err)
	}
	put("s.yaml", "portals:\n  - name: a\n    columns: [{url: http://a.gov.cn/}]\n")
	if portals, err := c.Portals(); err != nil || len(portals) != 1 {
		t.Errorf("Portals = %v, %v", portals, err)
	}
	put("s2.yaml", "portal: 1\n")
	if _, err := c.Portals(); err == nil || !strings.HasPrefix(err.Error(), filepath.Join(folder, "s2.yaml")+":1: portal: ") {
		t.Errorf("a bad seed file: %v", err)
	}
	var fault *Error
	if _, err := Load(filepath.Join(folder, "none.yaml")); !errors.As(err, &fault) || fault.File == "" {
		t.Errorf("no file: %v", err)
	}
}

// FuzzParse holds that what is accepted keeps the promises others build on.
func FuzzParse(f *testing.F) {
	f.Add([]byte(full))
	f.Add([]byte("schedule: 0 0 * * 7\nrecheck: 1h\n"))
	f.Add([]byte("limits: {max_body: 1e3KB}\nnetwork: {allow: [\"fe80::1%eth0\"], proxy: \"socks5://h\"}\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		c, err := Parse(body, "f")
		if err != nil {
			return
		}
		p, l := c.Politeness, c.Limits
		if p.Delay < 0 || p.MaxDelay < p.Delay || p.Timezone == nil || c.Recheck < 0 {
			t.Fatalf("politeness %+v", p)
		}
		if l.Timeout <= 0 || l.MaxTime <= 0 || l.MaxBody < 1 || l.MaxPagesPerHost < 1 || l.MaxDepth < 1 || l.MaxHosts < 1 {
			t.Fatalf("limits %+v", l)
		}
		for _, n := range c.Network.Allow {
			if !n.IsValid() {
				t.Fatalf("network %v", n)
			}
		}
		if c.Archive == "" || c.UserAgent == "" || len(c.Seeds) == 0 || c.Schedule == "" {
			t.Fatalf("config %+v", c)
		}
	})
}
