package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
)

// Message is the head of an HTTP message as a record holds it.
type Message struct {
	Raw    []byte // the head byte for byte, with the empty line
	Header http.Header
	Status int    // of a response
	Method string // of a request
	Target string // of a request, as it stands
}

// ReadMessage reads a head; the body is what is left of in. It is lenient where
// browsers are (line ends, folding, lines that are no field), since what a
// server sent is not for a reader to judge. What begins with no start line is
// ErrMessage, a head over 1 MiB ErrTooLarge; other errors are those of in.
func ReadMessage(in *bufio.Reader) (Message, error) {
	var raw bytes.Buffer
	m := Message{Header: http.Header{}}
	lines := lineReader{in: in, left: maxHeader, raw: &raw}
	start, err := lines.next()
	if err != nil && !errors.Is(err, io.EOF) {
		return m, err
	}
	if !m.start(start) {
		return m, fmt.Errorf("%w: it begins with %.40q", ErrMessage, start)
	}
	var fields Header
	for err == nil {
		var line string
		line, err = lines.next()
		if line == "" {
			break
		}
		fields = appendField(fields, line)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return m, err
	}
	for _, f := range fields {
		key := textproto.CanonicalMIMEHeaderKey(f.Name)
		m.Header[key] = append(m.Header[key], f.Value)
	}
	m.Raw = raw.Bytes()
	return m, nil
}

// start reads the start line (RFC 9112, section 2.1).
func (m *Message) start(line string) bool {
	words := strings.Fields(line)
	if len(words) < 2 {
		return false
	}
	if strings.HasPrefix(words[0], "HTTP/") || words[0] == "ICY" {
		status, err := strconv.Atoi(words[1])
		m.Status = status
		return err == nil && status >= 100 && status <= 999
	}
	last := words[len(words)-1]
	if len(words) == 3 && strings.HasPrefix(last, "HTTP/") || len(words) == 2 {
		m.Method, m.Target = words[0], words[1]
		return words[0] == strings.ToUpper(words[0])
	}
	return false
}

// Dechunk undoes the chunks of a body (RFC 9112, section 7.1) where its header
// says that it has some. Some recorders undo them and leave the header: a body
// that does not begin with a chunk is as it is. One that is cut is ErrCut.
func (m *Message) Dechunk(body []byte) ([]byte, error) {
	coded := false
	for _, v := range m.Header.Values("Transfer-Encoding") {
		coded = coded || strings.Contains(strings.ToLower(v), "chunked")
	}
	if !coded {
		return body, nil
	}
	var out []byte
	for rest, first := body, true; ; first = false {
		size, after, ok := chunkSize(rest)
		switch {
		case !ok && first && len(body) > 0:
			return body, nil
		case !ok, size > int64(len(after)):
			return nil, fmt.Errorf("%w, in a chunk", ErrCut)
		case size == 0:
			return out, nil
		}
		if out == nil {
			out = make([]byte, 0, len(body))
		}
		out = append(out, after[:size]...)
		rest = bytes.TrimPrefix(bytes.TrimPrefix(after[size:], []byte("\r")), []byte("\n"))
	}
}

// maxChunkLine bounds the line before a chunk: a size, and extensions nobody
// uses.
const maxChunkLine = 256

// chunkSize reads the line before a chunk.
func chunkSize(b []byte) (size int64, after []byte, ok bool) {
	end := bytes.IndexByte(b[:min(len(b), maxChunkLine)], '\n')
	if end < 0 {
		return 0, nil, false
	}
	line, _, _ := strings.Cut(strings.TrimSuffix(string(b[:end]), "\r"), ";")
	size, err := strconv.ParseInt(strings.TrimSpace(line), 16, 64)
	if err != nil || size < 0 {
		return 0, nil, false
	}
	return size, b[end+1:], true
}
