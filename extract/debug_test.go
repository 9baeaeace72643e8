package extract

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

func TestDebug(t *testing.T) {
	fs, _ := filepath.Glob("../../shared/reports/0*.txt")
	fs = append(fs, "../../shared/real/kewei_2024_pdftext.md")
	for _, f := range fs {
		b, _ := os.ReadFile(f)
		r := Read(Page{Body: b})
		n := r.Tables.Numbers()
		tb := r.Tables
		r.Tables.Applications, r.Tables.Disclosure = nil, nil
		for i := range r.Sections {
			s := []rune(r.Sections[i].Text)
			if len(s) > 60 {
				r.Sections[i].Text = string(s[:30]) + "…" + string(s[len(s)-30:])
			}
		}
		_ = tb
		j, _ := json.MarshalIndent(r, "", " ")
		t.Log(f, n, string(j))
	}
}
