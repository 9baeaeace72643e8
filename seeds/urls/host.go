package urls

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// maxHost is the longest name the domain name system carries (RFC 1035 §2.3.4).
const maxHost = 253

// authority returns the canonical host and port of one as written, without
// user info and without the scheme's default port.
func authority(scheme, written string) (string, error) {
	if i := strings.LastIndexByte(written, '@'); i >= 0 {
		written = written[i+1:]
	}
	name, port := written, ""
	if i := strings.LastIndexByte(written, ':'); i > strings.LastIndexByte(written, ']') {
		name, port = written[:i], written[i+1:]
	}
	name, err := hostName(name)
	if err != nil {
		return "", err
	}
	port, err = portNumber(scheme, port)
	if err != nil || port == "" {
		return name, err
	}
	return name + ":" + port, nil
}

func portNumber(scheme, written string) (string, error) {
	if written == "" {
		return "", nil
	}
	for _, c := range written {
		if c < '0' || c > '9' {
			return "", ErrPort
		}
	}
	n, err := strconv.ParseUint(strings.TrimLeft(written, "0"), 10, 16)
	if err != nil || n == 0 {
		return "", ErrPort
	}
	if scheme == "http" && n == 80 || scheme == "https" && n == 443 {
		return "", nil
	}
	return strconv.FormatUint(n, 10), nil
}

// hostName returns a host in canonical form: an address as netip prints it, a
// name in lower case and Punycode (UTS 46) without the root's dot. Numbers that
// resolvers read as addresses in their own ways (0x7f.1, 2130706433) are
// refused: what is asked must be what was checked.
func hostName(written string) (string, error) {
	if strings.HasPrefix(written, "[") && strings.HasSuffix(written, "]") {
		addr, err := netip.ParseAddr(written[1 : len(written)-1])
		if err != nil || !addr.Is6() || addr.Zone() != "" {
			return "", ErrHost
		}
		return "[" + addr.String() + "]", nil
	}
	if len(written) > 4*maxHost {
		return "", ErrHost
	}
	name, err := url.PathUnescape(written)
	if err != nil {
		return "", ErrHost
	}
	name, err = asciiName(name)
	if err != nil {
		return "", err
	}
	if endsInNumber(name) {
		addr, err := netip.ParseAddr(name)
		if err != nil || !addr.Is4() {
			return "", ErrHost
		}
	}
	return name, nil
}

func asciiName(name string) (string, error) {
	if !isASCII(name) || strings.Contains(strings.ToLower(name), "xn--") {
		profile := idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false))
		mapped, err := profile.ToASCII(name)
		if err != nil || !utf8.ValidString(name) {
			return "", ErrHost
		}
		// What does not survive a second pass is no name: it would be another
		// host each time it is read.
		if again, err := profile.ToASCII(mapped); err != nil || again != mapped {
			return "", ErrHost
		}
		name = mapped
	}
	name = strings.TrimRight(strings.ToLower(name), ".")
	if name == "" || len(name) > maxHost || strings.HasPrefix(name, ".") || strings.Contains(name, "..") {
		return "", ErrHost
	}
	for i := 0; i < len(name); i++ {
		c := name[i]
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_') {
			return "", ErrHost
		}
	}
	return name, nil
}

// endsInNumber tells whether a name can only mean an IPv4 address (WHATWG, "ends
// in a number checker").
func endsInNumber(name string) bool {
	last := name[strings.LastIndexByte(name, '.')+1:]
	if hex, found := strings.CutPrefix(last, "0x"); found {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
