package form

import (
	"encoding/json"
	"os"
	"testing"

	"nianbao/extract/grid"
)

func TestDebug(t *testing.T) {
	for _, f := range []string{"000_5ca75f204c543abf", "001_809f9474e249d214", "002_073bf38150bd80e7", "003_4fdc94d6a40a3a5b"} {
		b, _ := os.ReadFile("../../../shared/reports/" + f + ".txt")
		var grids []*grid.Grid
		for _, bl := range grid.Text(string(b)) {
			if bl.Grid != nil {
				grids = append(grids, bl.Grid)
				t.Log(f, len(bl.Grid.Rows), bl.Grid.Width())
			} else {
				//t.Log(bl.Text)
			}
		}
		l := Lay(grids)
		j, _ := json.Marshal(l.Tables)
		t.Log(string(j), l.Templates, l.Shifted, l.Notes)
	}
}
