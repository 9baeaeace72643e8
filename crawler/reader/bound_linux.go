package reader

import (
	"context"
	"fmt"
	"os/exec"
	"time"
)

// bounded is a command under the limits of setrlimit(2): address space,
// processor time, no core, no file past the largest output. The shell sets
// them and is then replaced by the program, so there is no moment without.
func bounded(ctx context.Context, program string, args []string) *exec.Cmd {
	const sh = "/bin/sh"
	script := fmt.Sprintf(`ulimit -v %d && ulimit -t %d && ulimit -c 0 && ulimit -f %d && exec "$0" "$@"; exit 126`,
		MaxMemory>>10, int(Timeout/time.Second)+1, MaxOutput>>9)
	cmd := exec.CommandContext(ctx, sh, append([]string{"-c", script, program}, args...)...)
	grouped(cmd)
	return cmd
}
