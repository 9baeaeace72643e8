package notify

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"nianbao/store/export"
)

const (
	// maxWaiting is how many messages wait for one channel; of more, the oldest
	// are given up.
	maxWaiting = 64
	// maxAge is how old a message gets: who was away for longer looks at the
	// archive itself.
	maxAge = 7 * 24 * time.Hour
	// maxMessage bounds a file of the outbox, in bytes: the lists of a night are
	// bounded, and so are the names in them by the pages they come from.
	maxMessage = 8 << 20
	// abandoned is how old a file has to be that was begun and never given its
	// name: whoever wrote it is gone.
	abandoned = time.Hour
)

// Outbox keeps messages until they got through: a folder with a file for each,
// so that what is not told when the program ends, or is killed, is told by the
// next one. Folder is needed; it is made when the first message is put there.
// Several processes may use one: a message may then be told twice, by the same
// ID.
type Outbox struct {
	Folder string
	Now    func() time.Time // nil: time.Now
	Log    *slog.Logger     // is told what is given up; nil: nobody
}

// Kept is a message that waits for a channel.
type Kept struct {
	*Message
	file string // "": it is only in memory
}

// Put keeps a message for a channel.
func (o Outbox) Put(channel string, m *Message) (Kept, error) {
	if err := os.MkdirAll(o.Folder, 0o700); err != nil {
		return Kept{Message: m}, fmt.Errorf("keep message: %w", err)
	}
	files, err := o.files(channel)
	if err != nil {
		return Kept{Message: m}, err
	}
	for len(files) >= maxWaiting {
		o.giveUp(files[0], fmt.Sprintf("more than %d wait", maxWaiting))
		files = files[1:]
	}
	name := fmt.Sprintf("%019d-%s-%s.json", max(o.now().UnixNano(), 0), channel, m.ID)
	err = export.File(filepath.Join(o.Folder, name), func(w io.Writer) error {
		_, err := w.Write(m.Body)
		return err
	})
	if err != nil {
		return Kept{Message: m}, fmt.Errorf("keep message: %w", err)
	}
	return Kept{Message: m, file: name}, nil
}

// Waiting lists what waits for a channel, the oldest first. What is too old, or
// cannot be read, is given up.
func (o Outbox) Waiting(channel string) ([]Kept, error) {
	files, err := o.files(channel)
	if err != nil {
		return nil, err
	}
	var out []Kept
	for _, name := range files {
		if o.now().Sub(since(name)) > maxAge {
			o.giveUp(name, fmt.Sprintf("it waited for more than %v", maxAge))
			continue
		}
		m, err := o.read(name)
		switch {
		case errors.Is(err, fs.ErrNotExist): // another process told it
		case err != nil:
			o.giveUp(name, err.Error())
		default:
			out = append(out, Kept{Message: m, file: name})
		}
	}
	return out, nil
}

// Remove forgets a message that got through.
func (o Outbox) Remove(k Kept) error {
	if k.file == "" {
		return nil
	}
	if err := os.Remove(filepath.Join(o.Folder, k.file)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget message: %w", err)
	}
	return nil
}

// files lists the names of a channel's messages, the oldest first, and clears
// away what was begun and never finished. A folder that is not there is empty.
func (o Outbox) files(channel string) ([]string, error) {
	all, err := os.ReadDir(o.Folder) // in order of names, which begin with the time
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read outbox: %w", err)
	}
	var out []string
	for _, e := range all {
		name := e.Name()
		of, id, ok := partsOf(strings.TrimPrefix(name, "."))
		if !ok || of != channel || !e.Type().IsRegular() {
			continue // nothing of ours
		}
		if strings.HasPrefix(name, ".") || !strings.HasSuffix(id, ".json") {
			if info, err := e.Info(); err == nil && o.now().Sub(info.ModTime()) > abandoned {
				_ = os.Remove(filepath.Join(o.Folder, name)) // the next look tries again
			}
			continue
		}
		out = append(out, name)
	}
	return out, nil
}

// partsOf takes the name of a file apart: when, for whom, which.
func partsOf(name string) (channel, id string, ok bool) {
	at, rest, ok := strings.Cut(name, "-")
	if _, err := strconv.ParseUint(at, 10, 63); !ok || err != nil || len(at) != 19 {
		return "", "", false
	}
	return strings.Cut(rest, "-")
}

// since is when a message was put there.
func since(name string) time.Time {
	at, _, _ := strings.Cut(name, "-")
	n, _ := strconv.ParseInt(at, 10, 64) // files has looked at it
	return time.Unix(0, n)
}

func (o Outbox) read(name string) (*Message, error) {
	f, err := os.Open(filepath.Join(o.Folder, name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, maxMessage+1))
	if err != nil {
		return nil, err
	}
	if len(body) > maxMessage {
		return nil, fmt.Errorf("it has more than %d bytes", maxMessage)
	}
	return messageOf(body)
}

// giveUp removes a message that will not be told.
func (o Outbox) giveUp(name, why string) {
	err := os.Remove(filepath.Join(o.Folder, name))
	if o.Log != nil && !errors.Is(err, fs.ErrNotExist) {
		o.Log.Error("message given up", "message", name, "cause", why, "error", err)
	}
}

func (o Outbox) now() time.Time {
	if o.Now != nil {
		return o.Now()
	}
	return time.Now()
}
