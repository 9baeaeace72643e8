package script

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Real reports stand beside the project, not in it.
const reports = "../../../shared/reports"

func TestScriptOfRealReports(t *testing.T) {
	paths, _ := filepath.Glob(filepath.Join(reports, "*.txt"))
	if len(paths) == 0 {
		t.Skip("no reports beside the project")
	}
	left := regexp.MustCompile(`\p{Han}[(（]\pL+[)）]`)
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			annotated := strings.HasPrefix(filepath.Base(path), "001_")
			if got := IsTraditional(string(raw)); got != annotated {
				t.Errorf("IsTraditional = %v", got)
			}
			text, n := StripAnnotations(string(raw))
			if (n > 100) != annotated || n > 0 && !annotated {
				t.Errorf("%d annotations", n)
			}
			if annotated {
				for _, m := range left.FindAllString(text, -1) {
					if regexp.MustCompile(`[a-zà-ǜ]`).MatchString(m) {
						t.Errorf("left: %s", m)
					}
				}
			}
			if IsTraditional(Simplify(text)) {
				t.Error("still Traditional after Simplify")
			}
			if a, b := Normal(text), Normal(Simplify(text)); a != b {
				t.Error("hashes differ by script")
			}
		})
	}
}
