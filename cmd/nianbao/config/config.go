package config

import (
	"net/netip"
	"time"

	"nianbao/crawler/pace"
	"nianbao/seeds/strict"
)

// Error is a fault in a config file: file:line: key: message. Several come at
// once as strict.Errors.
type Error = strict.Error

// Config is everything the file can say. Durations and sizes are parsed, paths
// usable from the working directory.
type Config struct {
	Archive    string
	UserAgent  string
	Seeds      []string // patterns as written, relative to Folder
	Politeness Politeness
	Limits     Limits
	Recheck    time.Duration // 0 = every run, always
	Network    Network
	Schedule   string // cron expression of five fields, in Politeness.Timezone
	Jitter     time.Duration
	Notify     Notify

	File   string // where it was read from; "" for the defaults
	Folder string // of File, against which Seeds are read; "" for the working directory
	lines  map[string]int
}

// Politeness is when a host may be asked.
type Politeness struct {
	Delay         time.Duration // from the end of one request to the start of the next
	MaxDelay      time.Duration // cap of our own back-off and adaptive pause
	MaxCrawlDelay time.Duration // a host that asks for more is skipped
	Window        pace.Window   // zero = always open
	Timezone      *time.Location
}

// Limits bound one request and one run.
type Limits struct {
	Timeout         time.Duration // without progress
	MaxTime         time.Duration // of one request in all
	MaxBody         int64         // bytes, decoded
	MaxPagesPerHost int
	MaxDepth        int // hops from a column's first page; paging does not count
	MaxHosts        int // hosts fetched at the same time
}

// Network is where requests may go.
type Network struct {
	Allow []netip.Prefix // private or loopback networks that may be fetched
	Proxy string         // URL of a proxy; "" for none
}

// Notify is who is told what a scheduled run did.
type Notify struct {
	When    When
	Webhook Webhook
	Email   Email
}

// When says after which runs somebody is told.
type When string

// The runs after which somebody is told.
const (
	Always  When = "always"
	Changes When = "changes" // something is new, changed, gone or wrong
	Trouble When = "trouble" // something is wrong
)

// Webhook is where the summary is posted as JSON.
type Webhook struct {
	URL        string        // "" for none
	SecretFile string        // holds the key its posts are signed with; "" for none
	Timeout    time.Duration // of one try
	Tries      int           // in all
}

// Email is to whom the summary is mailed.
type Email struct {
	Server       string // host:port of the SMTP server; "" for none
	Security     Security
	User         string // "" to send without logging in
	PasswordFile string
	From         string
	To           []string
	Language     string // en or zh
}

// Security is how the connection to the mail server is secured.
type Security string

// The ways of securing it.
const (
	StartTLS Security = "starttls" // by STARTTLS, or not at all (RFC 3207)
	TLS      Security = "tls"      // from the first byte on (RFC 8314)
	NoTLS    Security = "none"
)

// Default returns what holds where the file says nothing. The user agent is a
// placeholder that CheckContact refuses.
func Default() Config {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		// China has kept this offset without summer time since 1991.
		zone = time.FixedZone("Asia/Shanghai", 8*60*60)
	}
	return Config{
		Archive:   "archive.db",
		UserAgent: "nianbao/1.0 (+https://your.site/crawler; you@your.site)",
		Seeds:     []string{"seeds/*.yaml"},
		Politeness: Politeness{
			Delay:         2 * time.Second,
			MaxDelay:      time.Minute,
			MaxCrawlDelay: 10 * time.Minute,
			Timezone:      zone,
		},
		Limits: Limits{
			Timeout:         30 * time.Second,
			MaxTime:         5 * time.Minute,
			MaxBody:         20 << 20,
			MaxPagesPerHost: 5000,
			MaxDepth:        6,
			MaxHosts:        256,
		},
		Recheck:  7 * 24 * time.Hour,
		Schedule: "30 22 * * *",
		Notify: Notify{
			When:    Always,
			Webhook: Webhook{Timeout: 10 * time.Second, Tries: 5},
			Email:   Email{Security: StartTLS, To: []string{}, Language: "en"},
		},
	}
}

// Fault returns an Error at the line of a key, such as politeness.delay; the
// line is 0 where the file does not have the key.
func (c Config) Fault(key, message string) *Error {
	return &Error{File: c.File, Line: c.lines[key], Key: key, Msg: message}
}
