package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nianbao/cmd/nianbao/config"
	"nianbao/cmd/nianbao/notify"
	"nianbao/crawler/news"
)

// ordersIn reads a config with seeds.
func ordersIn(t *testing.T, dir, more string) (*orders, error) {
	t.Helper()
	write(t, dir, "seeds/one.yaml", "portals:\n  - name: 甲\n    columns:\n      - url: http://127.0.0.1:1/nb/\n")
	a := &app{configFile: write(t, dir, "config.yaml", contact+"network: {allow: [127.0.0.0/8]}\n"+more)}
	return a.orders()
}

func TestOrdersNameWhomToTell(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "hook.key", "between us\n")
	write(t, dir, "mail.password", "geheim\r\n")
	o, err := ordersIn(t, dir, `notify:
  when: trouble
  webhook: {url: "http://127.0.0.1:1/hook", secret_file: hook.key, timeout: 3s, tries: 7}
  email: {server: "mail.example.org:465", security: tls, user: robot, password_file: mail.password, from: a@example.org, to: [b@example.org], language: zh}
`)
	if err != nil {
		t.Fatal(err)
	}
	want := []notify.Channel{
		&notify.Webhook{URL: "http://127.0.0.1:1/hook", Key: []byte("between us"), Timeout: 3 * time.Second, MaxTries: 7},
		&notify.Email{
			Server: "mail.example.org:465", TLS: true, User: "robot", Password: "geheim",
			From: "a@example.org", To: []string{"b@example.org"}, Language: notify.Chinese,
		},
	}
	if diff := cmp.Diff(want, o.channels, cmpopts.IgnoreUnexported(notify.Webhook{}, notify.Email{}), cmpopts.IgnoreFields(notify.Email{}, "Refused")); diff != "" {
		t.Errorf("channels (-want +got):\n%s", diff)
	}
	quiet, loud := &news.Night{OK: true}, &news.Night{}
	newReport := &news.Night{OK: true, New: news.Reports{Count: 1}}
	for when, wants := range map[config.When][3]bool{config.Always: {true, true, true}, config.Changes: {false, true, true}, config.Trouble: {false, false, true}} {
		o.config.Notify.When = when
		if got := [3]bool{o.wants(quiet), o.wants(newReport), o.wants(loud)}; got != wants {
			t.Errorf("%s: told of a quiet night, a new report, a failure: %v, want %v", when, got, wants)
		}
	}
}

func TestSecretsThatCannotBeReadAreRefused(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "empty", " \n")
	write(t, dir, "large", strings.Repeat("x", maxSecret+1))
	for file, want := range map[string]string{"gone": "no such file", "empty": "is empty", "large": "larger than", ".": "is a directory"} {
		_, err := ordersIn(t, dir, "notify:\n  webhook:\n    url: http://127.0.0.1:1/\n    secret_file: "+file+"\n")
		if err == nil || !containsAll(err.Error(), want, filepath.Join(dir, "config.yaml")+":6: notify.webhook.secret_file:") {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// TestChangedFilesLookOtherwise holds that whatever the orders are read from is
// watched: files that change, come and go.
func TestChangedFilesLookOtherwise(t *testing.T) {
	dir := t.TempDir()
	key := write(t, dir, "hook.key", "a")
	o, err := ordersIn(t, dir, "notify: {webhook: {url: \"http://127.0.0.1:1/\", secret_file: hook.key}}\n")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{look(o.config): "at first"}
	if again := look(o.config); seen[again] == "" {
		t.Error("files that did not change look otherwise")
	}
	for _, step := range []struct{ name, file, text string }{
		{"a seed file comes", "seeds/two.yaml", "portals: []\n"}, {"one changes", "seeds/one.yaml", "portals:\n"},
		{"the config changes", "config.yaml", "archive: other.db\n"}, {"a secret changes", filepath.Base(key), "bc"},
	} {
		write(t, dir, step.file, step.text)
		if before, same := seen[look(o.config)]; same {
			t.Errorf("%s: it looks as %s", step.name, before)
		}
		seen[look(o.config)] = step.name
	}
}
