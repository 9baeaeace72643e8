//go:build unix

package reader

import (
	"os"
	"os/exec"
	"syscall"
)

// grouped gives a command a process group of its own, which is killed as a
// whole.
func grouped(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

// signalOf names the signals that say something of a bound.
func signalOf(p *os.ProcessState) string {
	status, ok := p.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() {
		return ""
	}
	switch status.Signal() {
	case syscall.SIGXCPU:
		return "cpu"
	case syscall.SIGABRT:
		return "abort"
	}
	return status.Signal().String()
}
