package store

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// The holder of an archive answers readers on a socket beside it that only its
// owner may use. It stays behind a holder that is killed; then it refuses
// connections, and the next holder takes its place.

// socketPath is the name of the socket.
func socketPath(archive string) string { return archive + ".sock" }

// maxSocketPath is the longest address a socket may have on every system, in
// bytes: sun_path has 104 on the BSDs and macOS and 108 on Linux, with its end.
const maxSocketPath = 100

// errNoSocket says that something else stands where the socket should.
var errNoSocket = errors.New("is there and is no socket")

// listen makes the socket of an archive this process holds. It is made in a
// folder nobody else can enter and renamed, so that it is never open to others
// and always whole.
func listen(archive string) (l *net.UnixListener, err error) {
	path := socketPath(archive)
	if info, err := os.Lstat(path); err == nil && info.Mode().Type() != fs.ModeSocket {
		return nil, fmt.Errorf("%s %w", path, errNoSocket)
	}
	dir := path + ".new"
	if err := removeFolder(dir); err != nil { // of a holder that was killed just here
		return nil, err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, removeFolder(dir)) }()
	err = withShortName(dir, len("/s"), func(short string) error {
		l, err = net.ListenUnix("unix", &net.UnixAddr{Net: "unix", Name: filepath.Join(short, "s")})
		return err
	})
	if err != nil {
		return nil, err
	}
	l.SetUnlinkOnClose(false) // its name is another by then
	made := filepath.Join(dir, "s")
	if runtime.GOOS != "windows" { // there the folder's rights are the socket's
		err = os.Chmod(made, 0o600)
	}
	if err == nil {
		err = os.Rename(made, path)
	}
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// removeFolder removes the folder a socket is made in, if it is there, and
// nothing that is not ours.
func removeFolder(dir string) error {
	for _, path := range []string{filepath.Join(dir, "s"), dir} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// dial connects to the holder of an archive.
func dial(archive string, timeout time.Duration) (c net.Conn, err error) {
	d := net.Dialer{Timeout: timeout}
	err = withShortName(socketPath(archive), 0, func(short string) error {
		c, err = d.Dial("unix", short)
		return err
	})
	return c, err
}

// withShortName calls fn with a name for path to which a socket address can
// add so many bytes: path itself, or a symbolic link in a private folder.
func withShortName(path string, more int, fn func(short string) error) (err error) {
	if len(path)+more <= maxSocketPath {
		return fn(path)
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "nianbao-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	link := filepath.Join(dir, "l")
	if err := os.Symlink(full, link); err != nil {
		return err
	}
	return fn(link)
}
