// Package config reads the configuration file.
//
// A config is what the file says over the defaults, checked: unknown keys, bad
// values and a second document are refused with file, line and key. Paths in
// it are made relative to the file's folder. What a value must be in relation
// to the portals crawled (a contact in the user agent, the least delay) is
// asked when a crawl begins, with CheckContact and CheckDelay.
package config

import (
	// The zone data is part of the binary: a scratch container has none.
	_ "time/tzdata"
)
