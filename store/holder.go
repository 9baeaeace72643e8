package store

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// Holder is the process that holds an archive. The zero value is a process
// nothing is known of.
type Holder struct {
	PID  int    `json:"pid"`
	Verb string `json:"verb"` // or the program's name, where it left no record
}

// String names a holder as far as it is known.
func (h Holder) String() string {
	switch {
	case h.PID == 0:
		return "which one is not known"
	case h.Verb == "":
		return fmt.Sprintf("process %d", h.PID)
	}
	return fmt.Sprintf("process %d, %s", h.PID, h.Verb)
}

// holderPath is where the writer leaves its name. The record is told to users
// and never trusted for locking.
func holderPath(archive string) string { return archive + ".holder" }

func writeHolder(path, verb string) error {
	b, err := json.Marshal(Holder{PID: os.Getpid(), Verb: verb})
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, append(b, '\n'), 0o644); err != nil {
		_ = os.Remove(path) // on a full disk half of it is there
		return err
	}
	return nil
}

// findHolder asks the system first, which knows who has the lock, and the side
// record for the verb: a record left by a killed process names nobody.
func findHolder(archive string) Holder {
	noted := readHolder(holderPath(archive))
	locked := lockOwner(archive)
	if locked.PID == 0 || locked.PID == noted.PID {
		return noted
	}
	return locked
}

// maxHolder bounds the side record, in bytes.
const maxHolder = 4096

func readHolder(path string) Holder {
	f, err := os.Open(path)
	if err != nil {
		return Holder{}
	}
	defer f.Close()
	var h Holder
	if err := json.NewDecoder(io.LimitReader(f, maxHolder)).Decode(&h); err != nil || h.PID < 0 {
		return Holder{}
	}
	return h
}
