//go:build !linux

package reader

import (
	"context"
	"os/exec"
)

// bounded is a command that only time bounds.
func bounded(ctx context.Context, program string, args []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	grouped(cmd)
	return cmd
}
