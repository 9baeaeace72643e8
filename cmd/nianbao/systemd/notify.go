// Package systemd tells the service manager how a service is (sd_notify(3)):
// datagrams to the socket that the environment names. Where it names none there
// is nobody to tell, and nothing is said.
package systemd

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

// Manager is who is told. The zero value is nobody.
type Manager struct {
	socket   string
	watchdog time.Duration
}

// FromEnv finds the manager that started this process. lookup is os.Getenv.
func FromEnv(lookup func(string) string) Manager {
	m := Manager{socket: lookup("NOTIFY_SOCKET")}
	usec, err := strconv.ParseInt(lookup("WATCHDOG_USEC"), 10, 64)
	pid := lookup("WATCHDOG_PID")
	if err == nil && usec > 0 && usec < int64(time.Hour*24/time.Microsecond) && (pid == "" || pid == strconv.Itoa(os.Getpid())) {
		m.watchdog = time.Duration(usec) * time.Microsecond
	}
	return m
}

// Watchdog is within what time the manager wants to hear that the service is
// alive; 0 where it does not.
func (m Manager) Watchdog() time.Duration { return m.watchdog }

// Ready says that the service is up, or up again after Reloading.
func (m Manager) Ready() error { return m.tell("READY=1") }

// Stopping says that the service ends.
func (m Manager) Stopping() error { return m.tell("STOPPING=1") }

// Alive says that the service is alive.
func (m Manager) Alive() error { return m.tell("WATCHDOG=1") }

// Reloading says that the service reads its config again; Ready is to follow.
// now is since the start of the machine, of CLOCK_MONOTONIC (Type=notify-reload
// wants it); 0 where it is not known.
func (m Manager) Reloading(now time.Duration) error {
	if now <= 0 {
		return m.tell("RELOADING=1")
	}
	return m.tell("RELOADING=1\nMONOTONIC_USEC=" + strconv.FormatInt(now.Microseconds(), 10))
}

// Status says in a line what the service does.
func (m Manager) Status(line string) error {
	return m.tell("STATUS=" + strings.ReplaceAll(line, "\n", " "))
}

// tell sends one datagram. A name that begins with @ is in the abstract
// namespace, which net knows by that, too.
func (m Manager) tell(state string) error {
	if m.socket == "" {
		return nil
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: m.socket, Net: "unixgram"})
	if err != nil {
		return fmt.Errorf("tell the service manager: %w", err)
	}
	_, err = conn.Write([]byte(state))
	if err := errors.Join(err, conn.Close()); err != nil {
		return fmt.Errorf("tell the service manager: %w", err)
	}
	return nil
}
