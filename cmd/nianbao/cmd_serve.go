package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/net/netutil"

	"nianbao/cmd/nianbao/config"
	"nianbao/cmd/nianbao/web"
	"nianbao/extract/audit"
	"nianbao/store"
)

// serveOptions are the flags of serve, and of what else serves.
type serveOptions struct {
	listen, tokenFile, cors, index string
	public                         bool
}

const (
	defaultListen = "127.0.0.1:8917"
	// tokenVariable names the environment variable a token may stand in.
	tokenVariable = "NIANBAO_TOKEN"
	// shortestToken is the least length of a token, in characters: what is
	// shorter can be tried out.
	shortestToken = 16
	// lingering is how long requests under way may take when serve ends.
	lingering = 1500 * time.Millisecond
)

func (a *app) serve() *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Show the archive in a browser, and answer over an HTTP API",
		Long: `serve shows the archive in a browser, in Chinese and English: coverage, search,
reports with their findings marked in the official tables beside the archived
page, versions, years side by side. Everything is there as JSON under /api/,
described by /api/openapi.json. It only reads, also while a crawl runs. SIGTERM
ends it with 0, Ctrl-C with 130.

It listens on this machine alone. Any other address needs a token (in a file
with --token-file, or in ` + tokenVariable + `), or --public to let everybody read.
The search index stands beside the archive; it may be deleted at any time.`,
		Example: `  nianbao serve -a demo.db
  nianbao serve --listen 127.0.0.1:8000
  nianbao serve --listen 0.0.0.0:8000 --token-file token.txt
  curl -s 'http://127.0.0.1:8917/api/reports?q=公开&year=2024&limit=2'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return parted(cmd.Context(), a.runServe(cmd.Context(), o))
		},
	}
	cmd.Flags().StringVar(&o.listen, "listen", defaultListen, "`ADDR`ess to listen on, host:port")
	o.flags(cmd)
	return cmd
}

// flags adds those that everything that serves has.
func (o *serveOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.tokenFile, "token-file", "", "`FILE` with the token that readers must show (else of "+tokenVariable+")")
	f.BoolVar(&o.public, "public", false, "let everybody read who reaches the address, without a token")
	f.StringVar(&o.cors, "cors", "", "`ORIGIN` whose pages may read the API, or * for any")
	f.StringVar(&o.index, "index", "", "`FILE` of the search index (default: beside the archive)")
}

func (a *app) runServe(ctx context.Context, o serveOptions) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	options, err := a.webOptions(c, o)
	if err != nil {
		return usage(err)
	}
	archive, err := store.Open(c.Archive, store.Options{ReadOnly: true, Verb: "serve"})
	if err != nil {
		return err
	}
	defer archive.Close()
	if options.Index != "" && same(options.Index, archive.Path()) {
		return usage(fmt.Errorf("--index %s: that is the archive; name another file", options.Index))
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", o.listen)
	if err != nil {
		return fmt.Errorf("serve: listen on %s: %w; choose another address with --listen", o.listen, plainly(err))
	}
	server, err := web.New(ctx, archive, options)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	fmt.Fprintf(a.err, a.say("%s is at http://%s/ (Ctrl-C ends it)\n", "%s 可在 http://%s/ 查看（按 Ctrl-C 结束）\n"), archive.Path(), listener.Addr())
	return errors.Join(answer(ctx, listener, server, lingering), server.Close())
}

// webOptions reads the flags and the token, and holds the address against them.
func (a *app) webOptions(c *config.Config, o serveOptions) (web.Options, error) {
	token, err := o.token()
	if err != nil {
		return web.Options{}, err
	}
	host, _, err := net.SplitHostPort(o.listen)
	if err != nil {
		return web.Options{}, fmt.Errorf("--listen %s: must be host:port, e.g. %s", o.listen, defaultListen)
	}
	own := onLoopback(host)
	switch {
	case token != "" && o.public:
		return web.Options{}, errors.New("--public and a token: choose one")
	case !own && token == "" && !o.public:
		return web.Options{}, fmt.Errorf("--listen %s can be reached from elsewhere: give a token (--token-file FILE or %s), or say --public", o.listen, tokenVariable)
	case o.cors != "" && o.cors != "*" && !strings.Contains(o.cors, "://"):
		return web.Options{}, fmt.Errorf("--cors %s: must be an origin, e.g. https://example.org, or *", o.cors)
	}
	lang := audit.English
	if a.say("en", "zh") == "zh" {
		lang = audit.Chinese
	}
	return web.Options{
		Token: token, AnyHost: token != "" || o.public && !own, CORS: strings.TrimSuffix(o.cors, "/"), Index: o.index, Language: lang,
		Policy: policyOf(c), UserAgent: c.UserAgent, Log: a.log(),
	}, nil
}

// token reads the token of the file, else of the environment; "" for none.
func (o *serveOptions) token() (string, error) {
	token, from := os.Getenv(tokenVariable), tokenVariable
	if o.tokenFile != "" {
		text, err := readFile(o.tokenFile)
		if err != nil {
			return "", fmt.Errorf("--token-file %s: %w", o.tokenFile, err)
		}
		token, from = strings.TrimSpace(string(text)), "--token-file "+o.tokenFile
		if token == "" {
			return "", fmt.Errorf("%s: the file is empty", from)
		}
	}
	if token != "" && len(token) < shortestToken {
		return "", fmt.Errorf("%s: a token has %d characters at least", from, shortestToken)
	}
	return token, nil
}

// onLoopback tells an address that only this machine reaches. A name is one
// only if it is localhost: what others lead to may change.
func onLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.Unmap().IsLoopback()
}

// Limits of a connection.
const (
	headTime  = 10 * time.Second
	writeTime = time.Minute // downloads get more as they go on
	idleTime  = 2 * time.Minute
	maxHead   = 16 << 10
	// maxConns is how many connections are open at a time; others wait to be taken.
	// Each that sends nothing is gone after headTime, or idleTime between requests.
	maxConns = 512
)

// answer serves a handler until ctx ends, and then lets requests under way end
// for a while.
func answer(ctx context.Context, listener net.Listener, handler http.Handler, patience time.Duration) error {
	base, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: headTime, ReadTimeout: headTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: maxHead, BaseContext: func(net.Listener) context.Context { return base },
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(netutil.LimitListener(listener, maxConns)) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if err := server.Shutdown(within); err != nil {
		cut()
		_ = server.Close() // what is under way is broken off; that was asked for
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}
