package export

import (
	"fmt"
	"iter"
	"net/http"
	"time"

	"nianbao/store"
)

// CaptureRow is one request made, and how it was answered. Headers are JSON
// objects of lists of texts.
type CaptureRow struct {
	URL             string    `parquet:"url"`
	Run             int64     `parquet:"run"`
	At              time.Time `parquet:"at,timestamp(microsecond)"`
	Method          string    `parquet:"method,dict"`
	Outcome         string    `parquet:"outcome,dict"`
	Status          int32     `parquet:"status"`
	MediaType       string    `parquet:"media_type,dict"`
	Bytes           int64     `parquet:"bytes"`
	WireBytes       int64     `parquet:"wire_bytes"`
	ContentEncoding string    `parquet:"content_encoding,dict"`
	RawSHA256       string    `parquet:"raw_sha256"`
	ETag            string    `parquet:"etag"`
	LastModified    string    `parquet:"last_modified"`
	Location        string    `parquet:"location"`
	Referrer        string    `parquet:"referrer,dict"`
	RemoteAddr      string    `parquet:"remote_addr,dict"`
	TLS             string    `parquet:"tls,dict"`
	RequestHeaders  string    `parquet:"request_headers,json"`
	ResponseHeaders string    `parquet:"response_headers,json"`
	Error           string    `parquet:"error,dict"`
	RequestBody     string    `parquet:"request_body"`
	Portal          string    `parquet:"portal,dict"`
	Region          string    `parquet:"region,dict"`
	Column          string    `parquet:"column,dict"`
	Agency          string    `parquet:"agency,dict"`
	Year            *int32    `parquet:"year"` // named by the user
	LinkTitle       string    `parquet:"link_title"`
	LinkDate        *Day      `parquet:"link_date,date"`
}

// URLRow is one URL known. LastAt and NextAt are nil where it was never asked
// and where it is not to be asked again.
type URLRow struct {
	URL      string     `parquet:"url"`
	Portal   string     `parquet:"portal,dict"`
	State    string     `parquet:"state,dict"`
	Outcome  string     `parquet:"outcome,dict"`
	Cause    string     `parquet:"cause,dict"`
	Referrer string     `parquet:"referrer,dict"`
	LastAt   *time.Time `parquet:"last_at,timestamp(microsecond)"`
	NextAt   *time.Time `parquet:"next_at,timestamp(microsecond)"`

	Method      string `parquet:"method,dict"` // of a list that is asked for by POST
	RequestBody string `parquet:"request_body"`
}

// CaptureRows makes rows of captures.
func CaptureRows(captures iter.Seq2[store.Capture, error]) iter.Seq2[CaptureRow, error] {
	return func(yield func(CaptureRow, error) bool) {
		for c, err := range captures {
			var row CaptureRow
			if err == nil {
				row, err = captureRow(&c)
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

func captureRow(c *store.Capture) (CaptureRow, error) {
	asked, err := headers(c.RequestHeaders)
	if err != nil {
		return CaptureRow{}, fmt.Errorf("read capture of %s: %w", c.URL, err)
	}
	answered, err := headers(c.ResponseHeaders)
	if err != nil {
		return CaptureRow{}, fmt.Errorf("read capture of %s: %w", c.URL, err)
	}
	row := CaptureRow{
		URL: c.URL, Run: int64(c.Run), At: c.At, Method: c.Method, Outcome: string(c.Outcome), Status: int32(c.Status),
		MediaType: c.MediaType, Bytes: c.Bytes, WireBytes: c.WireBytes, ContentEncoding: c.ContentEncoding,
		RawSHA256: c.RawSHA256, ETag: c.ETag, LastModified: c.LastModified, Location: c.Location, Referrer: c.Referrer,
		RemoteAddr: c.RemoteAddr, TLS: c.TLS, RequestHeaders: asked, ResponseHeaders: answered, Error: c.Error,
		RequestBody: c.RequestBody, Portal: c.Context.Portal, Region: c.Context.Region, Column: c.Context.Column,
		Agency: c.Context.Agency, LinkTitle: c.Context.LinkTitle, LinkDate: day(&c.Context.LinkDate),
	}
	if c.Context.Year != 0 {
		row.Year = small(&c.Context.Year)
	}
	return row, nil
}

// headers is a header as a JSON object, its names in order.
func headers(h http.Header) (string, error) {
	if h == nil {
		h = http.Header{}
	}
	b, err := encode(h)
	return string(b), err
}
