package store

import "testing"

const procLocks = `1: POSIX  ADVISORY  WRITE 11 08:02:12 0 EOF
2: FLOCK  ADVISORY  WRITE 708 08:02:12 0 EOF
2: -> FLOCK  ADVISORY  WRITE 709 08:02:12 0 EOF
3: FLOCK  ADVISORY  READ 33 fd:00:12 0 EOF
4: FLOCK  ADVISORY  WRITE 0 08:02:13 0 EOF
`

func TestOwnerOfALockIsFound(t *testing.T) {
	tests := []struct {
		name         string
		major, minor uint32
		inode        uint64
		want         int
	}{
		{"a writer", 8, 2, 12, 708},
		{"a reader", 0xfd, 0, 12, 33},
		{"another namespace", 8, 2, 13, 0},
		{"another file", 8, 2, 14, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := parseLocks([]byte(procLocks), tt.major, tt.minor, tt.inode); got != tt.want {
				t.Errorf("process %d, want %d", got, tt.want)
			}
		})
	}
}

func FuzzParseLocks(f *testing.F) {
	f.Add([]byte(procLocks))
	f.Add([]byte("\n\n1: FLOCK"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if pid := parseLocks(b, 8, 2, 12); pid < 0 {
			t.Errorf("process %d", pid)
		}
	})
}
