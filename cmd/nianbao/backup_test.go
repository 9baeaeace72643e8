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
