//go:build !unix

package reader

import (
	"os"
	"os/exec"
)

// grouped leaves the command as it is: its process is killed, and these
// programs have no children.
func grouped(*exec.Cmd) {}

func signalOf(*os.ProcessState) string { return "" }
