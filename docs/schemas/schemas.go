// Package schemas holds the JSON Schemas of everything the program prints or
// serves as JSON, so that the API's description can contain them.
package schemas

import "embed"

// Files are the schemas, by name: report.schema.json and so on.
//
//go:embed *.schema.json
var Files embed.FS
