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
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		if !info.Mode().IsRegular() {
			return special(path, write)
		}
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
	if err := fill(tmp, mode, write); err != nil {
		return errors.Join(fmt.Errorf("write file %s: %w", path, err), os.Remove(tmp.Name()))
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return errors.Join(fmt.Errorf("write file: %w", err), os.Remove(tmp.Name()))
	}
	return syncFolder(filepath.Dir(path))
}

// fill writes, syncs and closes the temporary file.
func fill(tmp *os.File, mode fs.FileMode, write func(io.Writer) error) error {
	if err := write(tmp); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err := errors.Join(tmp.Chmod(mode), tmp.Sync()); err != nil {
		return errors.Join(err, tmp.Close())
	}
	return tmp.Close()
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
