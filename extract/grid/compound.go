package grid

import (
	"encoding/binary"
	"fmt"
	"unicode/utf16"
)

// compound is a compound file (MS-CFB), in which Office up to 2003 and WPS keep
// a document as a small file system of streams.
type compound struct {
	body    []byte
	sector  int // size, in bytes
	fat     []uint32
	mini    []uint32 // the FAT of small streams
	pool    []byte   // what small streams lie in
	streams map[string]entry
}

// entry is a stream of the root storage.
type entry struct {
	start uint32
	size  int
}

// Marks in the FAT (MS-CFB 2.1): what is past maxSector is no sector.
const (
	maxSector  = 0xFFFFFFFA
	noEntry    = 0xFFFFFFFF
	miniSector = 64
	miniLimit  = 4096 // a stream below this size lies in the pool of small ones
	entrySize  = 128
	maxEntries = 4096
)

// openCompound reads the file's tables. The error wraps ErrOffice.
func openCompound(body []byte) (*compound, error) {
	if len(body) < 512 || binary.LittleEndian.Uint64(body) != 0xE11AB1A1E011CFD0 {
		return nil, fmt.Errorf("open compound file: no header: %w", ErrOffice)
	}
	shift := binary.LittleEndian.Uint16(body[30:])
	if shift != 9 && shift != 12 {
		return nil, fmt.Errorf("open compound file: sectors of 2^%d bytes: %w", shift, ErrOffice)
	}
	c := &compound{body: body, sector: 1 << shift, streams: map[string]entry{}}
	for _, at := range c.fatSectors() {
		c.fat = append(c.fat, words32(c.at(at))...)
	}
	directory := c.chain(binary.LittleEndian.Uint32(body[48:]), len(body))
	c.mini = words32(c.chain(binary.LittleEndian.Uint32(body[60:]), len(body)))
	if len(directory) < entrySize {
		return nil, fmt.Errorf("open compound file: no directory: %w", ErrOffice)
	}
	c.pool = c.chain(binary.LittleEndian.Uint32(directory[116:]), int(binary.LittleEndian.Uint32(directory[120:])))
	c.list(directory, binary.LittleEndian.Uint32(directory[76:]))
	return c, nil
}

// fatSectors lists where the FAT lies: 109 places in the header, more in a
// chain of their own.
func (c *compound) fatSectors() []uint32 {
	var out []uint32
	take := func(places []uint32) {
		for _, at := range places {
			if at < maxSector && len(out) <= len(c.body)/c.sector {
				out = append(out, at)
			}
		}
	}
	take(words32(c.body[76:512]))
	next := binary.LittleEndian.Uint32(c.body[68:])
	for n := 0; next < maxSector && n <= len(c.body)/c.sector; n++ {
		places := words32(c.at(next))
		if len(places) == 0 {
			break
		}
		take(places[:len(places)-1])
		next = places[len(places)-1]
	}
	return out
}

// at is one sector; what is left of it at the end of a file that was cut.
func (c *compound) at(n uint32) []byte {
	from := (int64(n) + 1) * int64(c.sector)
	if from >= int64(len(c.body)) {
		return nil
	}
	return c.body[from:min(int64(len(c.body)), from+int64(c.sector))]
}

// chain is what the sectors of a chain hold, up to size bytes.
func (c *compound) chain(start uint32, size int) []byte {
	var out []byte
	for n := 0; start < maxSector && n <= len(c.body)/c.sector && len(out) < size; n++ {
		s := c.at(start)
		if s == nil || int64(start) >= int64(len(c.fat)) {
			break
		}
		out = append(out, s...)
		start = c.fat[start]
	}
	return out[:min(len(out), max(size, 0))]
}

// list notes the streams of the root storage: entries make a tree of siblings.
func (c *compound) list(directory []byte, root uint32) {
	seen := map[uint32]bool{}
	todo := []uint32{root}
	for len(todo) > 0 {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		from := int64(n) * entrySize
		if n == noEntry || seen[n] || from+entrySize > int64(len(directory)) || len(seen) > maxEntries {
			continue
		}
		seen[n] = true
		e := directory[from : from+entrySize]
		todo = append(todo, binary.LittleEndian.Uint32(e[68:]), binary.LittleEndian.Uint32(e[72:]))
		if e[66] != 2 { // no stream
			continue
		}
		length := min(int(binary.LittleEndian.Uint16(e[64:])), 64)/2 - 1
		var name []uint16
		for i := range max(length, 0) {
			name = append(name, binary.LittleEndian.Uint16(e[2*i:]))
		}
		c.streams[string(utf16.Decode(name))] = entry{
			start: binary.LittleEndian.Uint32(e[116:]), size: int(min(binary.LittleEndian.Uint32(e[120:]), uint32(len(c.body)))),
		}
	}
}

// stream is what a stream of the root storage holds; nil where there is none.
func (c *compound) stream(name string) []byte {
	e, ok := c.streams[name]
	if !ok {
		return nil
	}
	if e.size >= miniLimit {
		return c.chain(e.start, e.size)
	}
	var out []byte
	for n, at := 0, e.start; at < maxSector && n <= len(c.pool)/miniSector && len(out) < e.size; n++ {
		from := int64(at) * miniSector
		if from >= int64(len(c.pool)) || int64(at) >= int64(len(c.mini)) {
			break
		}
		out = append(out, c.pool[from:min(int64(len(c.pool)), from+miniSector)]...)
		at = c.mini[at]
	}
	return out[:min(len(out), e.size)]
}

// words32 reads little-endian numbers of 32 bits.
func words32(b []byte) []uint32 {
	out := make([]uint32, len(b)/4)
	for i := range out {
		out[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return out
}
