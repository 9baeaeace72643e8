package web

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"nianbao/cmd/nianbao/web/search"
)

const (
	// pageSize is how many results a page has if nothing is said.
	pageSize = 20
	// maxPage is how many it may have.
	maxPage = 500
	// listSize is how many lines a list has on a page of the site.
	listSize = 100
	// maxYears bounds the years of one request.
	maxYears = 50
)

// Filters say which reports a page or an answer is about.
type Filters struct {
	search.Query
	Since        time.Time
	NoDuplicates bool
	Limit        int
	After        int64 // row of the last result before
}

// parseFilters reads filters off an address. What is not understood is an
// error that names it.
func parseFilters(v url.Values) (f Filters, err error) {
	f.Limit = pageSize
	for name, values := range v {
		if len(values) > 1 && name != "year" {
			return f, fmt.Errorf("%w: %s stands there twice", errRequest, name)
		}
		for _, text := range values {
			if len(text) > maxValue || !utf8.ValidString(text) {
				return f, fmt.Errorf("%w: %s is too long or not UTF-8", errRequest, name)
			}
			if err := f.set(name, strings.TrimSpace(text)); err != nil {
				return f, err
			}
		}
	}
	slices.Sort(f.Years)
	f.Years = slices.Compact(f.Years)
	return f, nil
}

// maxValue bounds one value, in bytes.
const maxValue = 2000

func (f *Filters) set(name, text string) (err error) {
	if text == "" {
		return nil
	}
	switch name {
	case "q":
		f.Text = text
	case "year":
		err = f.addYears(text)
	case "region":
		f.Region = strings.Trim(text, "/")
	case "agency":
		f.Agency = text
	case "form":
		f.Form = text
	case "finding":
		f.Finding = text
	case "severity":
		if f.Severity = text; text != "info" && text != "warning" && text != "error" {
			err = fmt.Errorf("must be info, warning or error")
		}
	case "host":
		f.Host = strings.ToLower(text)
	case "content_sha256":
		f.Content = strings.ToLower(text)
	case "since":
		f.Since, err = parseTime(text)
	case "no_duplicates":
		f.NoDuplicates, err = strconv.ParseBool(text)
	case "all_kinds":
		f.AllKinds, err = strconv.ParseBool(text)
	case "limit":
		f.Limit, err = between(text, 1, maxPage)
	case "cursor":
		f.After, err = parseCursor(text)
	}
	if err != nil {
		return fmt.Errorf("%w: %s=%.60q: %v", errRequest, name, text, reason(err))
	}
	return nil
}

// reason is the last word of an error, without what strconv calls itself.
func reason(err error) string {
	var n *strconv.NumError
	if errors.As(err, &n) {
		return n.Err.Error()
	}
	return err.Error()
}

func (f *Filters) addYears(text string) error {
	for one := range strings.SplitSeq(text, ",") {
		year, err := between(strings.TrimSpace(one), 0, 9999)
		if err != nil {
			return err
		}
		if f.Years = append(f.Years, year); len(f.Years) > maxYears {
			return fmt.Errorf("more than %d years", maxYears)
		}
	}
	return nil
}

func between(text string, least, most int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, fmt.Errorf("must be a number from %d to %d", least, most)
	}
	return n, nil
}

// parseTime reads a point in time; a day is its first instant, UTC.
func parseTime(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("must be RFC 3339 or YYYY-MM-DD")
}

// cursor is a row as it is handed out: opaque, and good for as long as the
// archive is.
func cursor(row int64) string {
	if row == 0 {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint64(nil, uint64(row)))
}

func parseCursor(text string) (int64, error) {
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(b) != 8 {
		return 0, fmt.Errorf("not a cursor of this server")
	}
	row := int64(binary.BigEndian.Uint64(b))
	if row < 0 {
		return 0, fmt.Errorf("not a cursor of this server")
	}
	return row, nil
}

// Values is the filters as an address holds them, without limit and cursor.
func (f *Filters) Values() url.Values {
	v := url.Values{}
	set := func(name, text string) {
		if text != "" {
			v.Set(name, text)
		}
	}
	set("q", f.Text)
	for _, y := range f.Years {
		v.Add("year", strconv.Itoa(y))
	}
	set("region", f.Region)
	set("agency", f.Agency)
	set("form", f.Form)
	set("finding", f.Finding)
	set("severity", f.Severity)
	set("host", f.Host)
	set("content_sha256", f.Content)
	if !f.Since.IsZero() {
		v.Set("since", f.Since.Format(time.RFC3339))
	}
	if f.NoDuplicates {
		v.Set("no_duplicates", "true")
	}
	if f.AllKinds {
		v.Set("all_kinds", "true")
	}
	return v
}

// With is the filters as an address, with one of them set otherwise.
func (f Filters) With(name, text string) string {
	v := f.Values()
	if v.Del(name); text != "" {
		v.Set(name, text)
	}
	return v.Encode()
}
