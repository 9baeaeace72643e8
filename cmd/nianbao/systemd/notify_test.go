//go:build linux

package systemd

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// manager listens as systemd does.
func manager(t *testing.T, name string) *net.UnixConn {
	t.Helper()
	c, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return c
}

func env(of map[string]string) func(string) string { return func(key string) string { return of[key] } }

func TestTheManagerHears(t *testing.T) {
	for _, name := range []string{filepath.Join(t.TempDir(), "notify"), fmt.Sprintf("@nianbao-test-%d", os.Getpid())} {
		c := manager(t, name)
		m := FromEnv(env(map[string]string{"NOTIFY_SOCKET": name}))
		said := []error{m.Ready(), m.Status("next run\nat night"), m.Alive(), m.Reloading(1500 * time.Millisecond), m.Reloading(0), m.Stopping()}
		for i, want := range []string{"READY=1", "STATUS=next run at night", "WATCHDOG=1", "RELOADING=1\nMONOTONIC_USEC=1500000", "RELOADING=1", "STOPPING=1"} {
			buf := make([]byte, 1000)
			n, err := c.Read(buf)
			if err != nil || said[i] != nil || string(buf[:n]) != want {
				t.Errorf("%s: %q, %v, %v; want %q", name, buf[:n], err, said[i], want)
			}
		}
	}
}

func TestNobodyIsTold(t *testing.T) {
	if err := FromEnv(env(nil)).Ready(); err != nil {
		t.Errorf("without a manager: %v", err)
	}
	err := FromEnv(env(map[string]string{"NOTIFY_SOCKET": filepath.Join(t.TempDir(), "gone")})).Ready()
	if err == nil || !strings.Contains(err.Error(), "tell the service manager") {
		t.Errorf("one that is gone: %v", err)
	}
}

func TestTheWatchdogIsOurs(t *testing.T) {
	self := strconv.Itoa(os.Getpid())
	for _, tc := range []struct {
		usec, pid string
		want      time.Duration
	}{
		{"", "", 0}, {"30000000", "", 30 * time.Second}, {"30000000", self, 30 * time.Second}, {"30000000", "1", 0},
		{"0", self, 0}, {"-5", self, 0}, {"soon", self, 0}, {"9223372036854775807", self, 0},
	} {
		m := FromEnv(env(map[string]string{"WATCHDOG_USEC": tc.usec, "WATCHDOG_PID": tc.pid}))
		if m.Watchdog() != tc.want {
			t.Errorf("%s for %s: %v, want %v", tc.usec, tc.pid, m.Watchdog(), tc.want)
		}
	}
}

func TestMonotonicTimeGoesOn(t *testing.T) {
	if now := Monotonic(); now <= 0 || Monotonic() < now {
		t.Errorf("%v, and then %v", now, Monotonic())
	}
}
