package reading

import (
	"runtime/debug"
	"testing"
)

func TestTheUsersLimitOfMemoryGoesBeforeOurs(t *testing.T) {
	limit := func() int64 { return debug.SetMemoryLimit(-1) }
	t.Setenv("GOMEMLIMIT", "")
	before := limit()
	undo := boundMemory()
	if got := limit(); got < softMemory || got >= before {
		t.Errorf("the limit is %d", got)
	}
	if undo(); limit() != before {
		t.Errorf("the limit stays at %d", limit())
	}
	t.Setenv("GOMEMLIMIT", "1GiB")
	undo = boundMemory()
	if got := limit(); got != before {
		t.Errorf("the user's limit became %d", got)
	}
	undo()
}
