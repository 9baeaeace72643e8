package audit

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/rules.md anew")

const rulesPage = "../../docs/rules.md"

// TestRulesPageSaysWhatTheRulesAre holds docs/rules.md to the table of rules:
// what each says of the case it is tested on stands there as its example.
func TestRulesPageSaysWhatTheRulesAre(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Rules\n\nWhat `check` and the archive find in a report. Written from the table in\n" +
		"`extract/audit/rules.go`: `go test ./extract/audit -run RulesPage -update`.\n\n" +
		"| rule | severity | what it says | example |\n|---|---|---|---|\n")
	for _, r := range Rules {
		f := example(r.Name)
		if f.Rule == "" {
			t.Fatalf("%s has no example", r.Name)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.Name, f.Severity, r.Doc, strings.ReplaceAll(Message(f, Chinese), "|", "\\|"))
	}
	if *update {
		if err := os.WriteFile(rulesPage, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(rulesPage)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != b.String() {
		t.Error("docs/rules.md is not what the rules are; run with -update")
	}
}

// example is a finding of a rule.
func example(name string) Finding {
	if compared[name] {
		return Compared(name, nil, "9f2c4e0a1b7d3c58", "“与审计业务工作融合较少” — 青河县审计局 2024")
	}
	for _, f := range findings(sound(pairs[name].fires...)) {
		if f.Rule == name {
			return f
		}
	}
	return Finding{}
}
