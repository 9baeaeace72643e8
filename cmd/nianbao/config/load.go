package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"nianbao/seeds"
	"nianbao/seeds/strict"
)

// Load reads a config file over the defaults. A file that cannot be read gives
// an Error without a line that wraps nothing; ask os.Stat first where a
// missing file is fine.
func Load(path string) (Config, error) {
	body, err := os.ReadFile(path)
	if err != nil {
		var cause *fs.PathError
		if errors.As(err, &cause) {
			err = cause.Err
		}
		return Config{}, &Error{File: path, Msg: err.Error()}
	}
	return Parse(body, path)
}

// Parse is Load for bytes; path is what faults are reported under and what the
// paths in the file are relative to.
func Parse(body []byte, path string) (Config, error) {
	f := strict.Read(path, body)
	c := Default()
	c.File, c.Folder = path, filepath.Dir(path)
	r := reader{lines: map[string]int{}}
	r.read(f.Root(), &c)
	if err := f.Err(); err != nil {
		return Config{}, err
	}
	c.lines = r.lines
	for _, path := range []*string{&c.Archive, &c.Notify.Webhook.SecretFile, &c.Notify.Email.PasswordFile} {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(c.Folder, *path)
		}
	}
	return c, nil
}

// Files lists the files that the config was read from and names: itself, the
// seeds, and those with secrets. What cannot be listed is left out: whoever
// reads it says why.
func (c Config) Files() []string {
	files, _ := seeds.Files(c.Folder, c.Seeds)
	for _, f := range []string{c.File, c.Notify.Webhook.SecretFile, c.Notify.Email.PasswordFile} {
		if f != "" {
			files = append(files, f)
		}
	}
	return files
}

// Portals loads the seeds the config names. A pattern that matches nothing is
// a fault of the config, at the line of seeds.
func (c Config) Portals() ([]seeds.Portal, error) {
	portals, err := seeds.Load(c.Folder, c.Seeds)
	var fault *Error
	if errors.As(err, &fault) && fault.File == "" {
		return nil, c.Fault("seeds", fault.Msg)
	}
	return portals, err
}
