package export

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// File calls write with a file that takes the name path once write is done
// without error and everything is on disk. Until then, and after an error,
// path is what it was before. A path that is not a regular file (a pipe,
// /dev/null) is written to as it is.
func File(path string, write func(io.Writer) error) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return special(path, write)
	}
	return replace(path, func(tmp *os.File) error { return write(tmp) })
}

// FileByName is File for what opens its file itself: write is called with the
// name of an empty file beside path. A path that is not a regular file is
// refused.
func FileByName(path string, write func(name string) error) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("write file %s: not a regular file; name another with -o", path)
	}
	return replace(path, func(tmp *os.File) error { return write(tmp.Name()) })
}

// replace fills a temporary file and gives it the name path, with the mode of
// the file that had it before.
func replace(path string, fill func(tmp *os.File) error) error {
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
		// A link stays a link: what it leads to is replaced.
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return fmt.Errorf("write file: %w", err)
		}
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("write file %s: %w", path, err)
	}
	err = fill(tmp)
	if err == nil {
		err = errors.Join(tmp.Chmod(mode), tmp.Sync())
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return errors.Join(fmt.Errorf("write file %s: %w", path, err), os.Remove(tmp.Name()))
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return errors.Join(fmt.Errorf("write file: %w", err), os.Remove(tmp.Name()))
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes a new name in a folder durable. Windows has no such call:
// its metadata is journalled.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync folder %s: %w", dir, err)
	}
	return nil
}

func special(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	if err := errors.Join(write(f), f.Close()); err != nil {
		return fmt.Errorf("write file %s: %w", path, err)
	}
	return nil
}
