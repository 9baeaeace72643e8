package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"nianbao/cmd/nianbao/config"
	"nianbao/extract"
	"nianbao/extract/audit"
	"nianbao/store"
)

// app is what every verb shares: where to write, and the flags all have.
type app struct {
	in       io.Reader
	out, err io.Writer

	configFile  string
	archiveFile string
	logFormat   string
	lang        string
}

func newApp(in io.Reader, out, err io.Writer) *app {
	return &app{in: in, out: out, err: err}
}

// defaultConfig is read if it is there and no other is named.
const defaultConfig = "config.yaml"

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "nianbao",
		Short: "Archive and read annual reports on government information disclosure (政府信息公开工作年度报告)",
		Long: `nianbao archives and reads the annual reports on government information
disclosure (政府信息公开工作年度报告) that every Chinese government body publishes:
a polite crawler walks the portals' columns, extraction reads text and
statutory tables exactly and checks their arithmetic, one file keeps it all.`,
		Example: `  nianbao demo                                  see it work, without a network
  nianbao crawl -c config.yaml                  one polite run over your portals
  nianbao export --format jsonl -o reports.jsonl
  nianbao check draft.html                      lint a report before publishing`,
		Version: extract.Parser,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			hint := ""
			if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
				hint = "; did you mean " + strings.Join(near, " or ") + "?"
			}
			return usage(fmt.Errorf("unknown verb %q%s; see 'nianbao --help'", args[0], hint))
		},
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			if err := a.checkFlags(); err != nil {
				return err
			}
			slog.SetDefault(a.log()) // what libraries print goes the same way
			return nil
		},
	}
	f := root.PersistentFlags()
	f.StringVarP(&a.configFile, "config", "c", "", "config `FILE` (default: config.yaml if present)")
	f.StringVarP(&a.archiveFile, "archive", "a", "", "archive `FILE` (overrides the config)")
	f.StringVar(&a.logFormat, "log-format", "text", "log format on stderr: text or json")
	f.StringVar(&a.lang, "lang", "", "language of messages: en or zh (default: by locale)")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage(fmt.Errorf("%s: %w; see '%s --help'", cmd.CommandPath(), err, cmd.CommandPath()))
	})
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.AddCommand(a.demo(), a.crawl(), a.schedule(), a.discover(), a.seeds(), a.imports(), a.export(), a.check(), a.stats(), a.why(), a.reparse(), a.diff(), a.verify(), a.backup(), a.compact(), a.migrate(), a.serve(), a.try())
	checkArguments(root)
	return root
}

// checkArguments makes complaints about the arguments of every verb end with
// the code of usage.
func checkArguments(root *cobra.Command) {
	for _, cmd := range root.Commands() {
		cmd.Args = wrongUsage(cmd.Args)
		checkArguments(cmd)
	}
}

// wrongUsage makes a complaint about arguments end with the code of usage.
func wrongUsage(check cobra.PositionalArgs) cobra.PositionalArgs {
	if check == nil {
		check = cobra.NoArgs
	}
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usage(fmt.Errorf("%s: %w; see '%s --help'", cmd.CommandPath(), err, cmd.CommandPath()))
		}
		return nil
	}
}

func (a *app) checkFlags() error {
	if a.logFormat != "text" && a.logFormat != "json" {
		return usage(fmt.Errorf("--log-format %s: must be text or json", a.logFormat))
	}
	switch a.lang {
	case "", "en", "zh":
		return nil
	}
	return usage(fmt.Errorf("--lang %s: must be en or zh", a.lang))
}

// language is that of --lang, else of the locale.
func (a *app) language() audit.Language {
	lang := a.lang
	for _, key := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if lang == "" {
			lang = os.Getenv(key)
		}
	}
	if strings.HasPrefix(strings.ToLower(lang), "zh") {
		return audit.Chinese
	}
	return audit.English
}

// say picks the sentence of the language in force.
func (a *app) say(en, zh string) string {
	if a.language() == audit.Chinese {
		return zh
	}
	return en
}

func (a *app) log() *slog.Logger {
	if a.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(a.err, nil))
	}
	return slog.New(slog.NewTextHandler(a.err, nil))
}

// quietLog logs what went wrong and no more.
func (a *app) quietLog() *slog.Logger {
	return slog.New(slog.NewTextHandler(a.err, &slog.HandlerOptions{Level: slog.LevelError}))
}

// config loads the config that is named, or the default one if it is there.
func (a *app) config() (*config.Config, error) {
	file := a.configFile
	if file == "" {
		if _, err := os.Stat(defaultConfig); err != nil {
			c := config.Default()
			return a.override(&c), nil
		}
		file = defaultConfig
	}
	c, err := config.Load(file)
	if err != nil {
		return nil, usage(err)
	}
	return a.override(&c), nil
}

func (a *app) override(c *config.Config) *config.Config {
	if a.archiveFile != "" {
		c.Archive = a.archiveFile
	}
	return c
}

// open opens the archive of the flags or the config.
func (a *app) open(o store.Options) (*store.Archive, error) {
	c, err := a.config()
	if err != nil {
		return nil, err
	}
	return store.Open(c.Archive, o)
}

// onTerminal tells whether stderr is a terminal: only there bars are drawn.
func (a *app) onTerminal() bool {
	f, ok := a.err.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
