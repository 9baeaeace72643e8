package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestBackupAndCompactKeepWhatIsExported(t *testing.T) {
	dir := t.TempDir()
	importedArchive(t, dir)
	before := must(t, dir, "export")
	for _, args := range [][]string{{"backup", "b1.db"}, {"verify", "backup", "b2.db"}, {"backup", "--without-state", "b2.db"}} {
		if out := must(t, dir, args...); !strings.Contains(out, "backed up to "+args[len(args)-1]) {
			t.Errorf("%v says %q", args, out)
		}
	}
	for _, args := range [][]string{{"compact"}, {"verify", "compact"}} {
		if out := must(t, dir, args...); !strings.Contains(out, "archive.db: ") {
			t.Errorf("%v says %q", args, out)
		}
	}
	for _, name := range []string{"archive.db", "b1.db", "b2.db"} {
		if after := must(t, dir, "export", "-a", name); after != before {
			t.Errorf("%s does not export what the archive did", name)
		}
		must(t, dir, "verify", "-a", name)
	}
}

func TestBackupAndCompactSayWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	importedArchive(t, dir)
	for _, tt := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"backup"}, exitUsage, "accepts 1 arg"},
		{[]string{"verify", "backup"}, exitUsage, "accepts 1 arg"},
		{[]string{"compact", "x"}, exitUsage, "compact"},
		{[]string{"backup", "archive.db"}, exitFailed, "that is the archive itself"},
		{[]string{"backup", "no/such/folder.db"}, exitFailed, "no such file or directory"},
		{[]string{"backup", "-a", "none.db", "x.db"}, exitFailed, "crawl or import first"},
		{[]string{"compact", "-a", "none.db"}, exitFailed, "none.db"},
	} {
		r := nianbao(t, dir, tt.args...)
		if r.code != tt.code || !strings.Contains(r.errout, tt.says) || strings.Count(r.errout, "\n") != 1 {
			t.Errorf("%v: exit %d, %q; want %d and %q in one line", tt.args, r.code, r.errout, tt.code, tt.says)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "none.db")); err == nil {
		t.Error("an archive was made by looking for one")
	}
}

func TestMigrateAsksForABackup(t *testing.T) {
	dir := t.TempDir()
	importedArchive(t, dir)
	for _, args := range [][]string{{"migrate"}, {"migrate", "--no-backup", "--backup", "x.db"}} {
		if r := nianbao(t, dir, args...); r.code != exitUsage || !strings.Contains(r.errout, "--backup FILE or --no-backup") {
			t.Errorf("%v: exit %d, %q", args, r.code, r.errout)
		}
	}
	if out := must(t, dir, "migrate", "--backup", "x.db"); !strings.Contains(out, "nothing to do") {
		t.Errorf("migrate of this format says %q", out)
	}
	if _, err := os.Stat(filepath.Join(dir, "x.db")); err == nil {
		t.Error("a backup was made of what was not changed")
	}
	if r := nianbao(t, dir, "migrate", "--no-backup", "-a", "none.db"); r.code != exitFailed || !strings.Contains(r.errout, "none.db") {
		t.Errorf("no archive: exit %d, %q", r.code, r.errout)
	}
}
