package urls

import "strings"

// sessionKey is how Java containers write a session into the path (Servlet
// specification §7.1.3). It names a visitor, never a page.
const sessionKey = "jsessionid="

// dropSession removes the session parameter from every segment of a path.
func dropSession(path string) string {
	if !containsFold(path, ";"+sessionKey) {
		return path
	}
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		parameters := strings.Split(segment, ";")
		kept := parameters[:1]
		for _, p := range parameters[1:] {
			if len(p) < len(sessionKey) || !strings.EqualFold(p[:len(sessionKey)], sessionKey) {
				kept = append(kept, p)
			}
		}
		segments[i] = strings.Join(kept, ";")
	}
	return strings.Join(segments, "/")
}

func containsFold(s, lower string) bool {
	return strings.Contains(strings.ToLower(s), lower)
}

// removeDots resolves "." and ".." (RFC 3986 §5.2.4), also where they are
// escaped, as servers and browsers do. Empty segments stay: they are names.
func removeDots(path string) string {
	if path == "" {
		return "/"
	}
	if !strings.Contains(path, "/.") && !strings.Contains(path, "/%2E") {
		return path
	}
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	kept := segments[:0:0]
	for i, segment := range segments {
		last := i == len(segments)-1
		switch strings.ReplaceAll(segment, "%2E", ".") {
		case ".":
		case "..":
			kept = kept[:max(len(kept)-1, 0)]
		default:
			kept = append(kept, segment)
			continue
		}
		if last {
			kept = append(kept, "")
		}
	}
	return "/" + strings.Join(kept, "/")
}
