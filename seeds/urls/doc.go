// Package urls gives every page one name.
//
// A canonical URL is the form in which a URL is compared, stored and asked:
// scheme and host in lower case, IDN hosts in Punycode, default port, user
// info, fragment and ;jsessionid dropped, dot segments resolved,
// percent-escapes of the path in upper case, the query as the page wrote it.
// A column's canonical URL keeps its fragment, because some systems keep the
// category there. An id is the first 16 hex digits of the SHA-256 of a
// canonical URL, a hash its first eight bytes. A trap is a URL that a server
// makes up without end.
//
// It is pure, and reads references the way browsers do (WHATWG URL), since
// that is what portals are tested with. It never asks a name server.
package urls
