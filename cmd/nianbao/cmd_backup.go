package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"nianbao/cmd/nianbao/web"
	"nianbao/store"
)

func (a *app) backup() *cobra.Command {
	var o store.BackupOptions
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a consistent copy of the archive, also while a crawl runs",
		Long: `backup writes a copy of the archive to FILE, which is written beside and renamed:
an earlier backup of that name stays until the new one is whole and on disk. A
crawl may run meanwhile. --without-state leaves out what only the crawler needs
(its queues, clocks and robots.txt), which it can find again.`,
		Example: `  nianbao backup /backups/archive.db
  nianbao backup --without-state for-readers.db`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.runBackup(cmd.Context(), args[0], o) },
	}
	cmd.Flags().BoolVar(&o.WithoutState, "without-state", false, "leave out the crawler's own state")
	return cmd
}

func (a *app) runBackup(ctx context.Context, to string, o store.BackupOptions) error {
	archive, err := a.open(store.Options{ReadOnly: true, Verb: "backup"})
	if err != nil {
		return err
	}
	defer archive.Close()
	bar := a.bar(-1, a.say("copying", "正在备份"))
	defer bar.Finish()
	o.Progress = bar.Records
	if err := archive.Backup(ctx, to, o); err != nil {
		return err
	}
	bar.Finish()
	info, err := os.Stat(to)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, a.say("backed up to %s, %s\n", "已备份到 %s，%s\n"), to, web.Size(uint64(info.Size())))
	return err
}

func (a *app) compact() *cobra.Command {
	return &cobra.Command{
		Use:   "compact",
		Short: "Write the archive anew without its free space",
		Long: `compact writes the archive into a new file, without the space that is free and in
the order of its keys, and puts that in its place. Nothing else can write to the
archive meanwhile. It needs as much disk space as the new file takes.`,
		Example: "  nianbao compact",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.runCompact(cmd.Context()) },
	}
}

func (a *app) runCompact(ctx context.Context) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	if _, err := os.Stat(c.Archive); err != nil {
		// Open would make an empty one.
		return fmt.Errorf("compact: %w: name the archive with --archive", err)
	}
	bar := a.bar(-1, a.say("compacting", "正在压缩"))
	defer bar.Finish()
	out, err := store.Compact(ctx, c.Archive, bar.Records)
	if err != nil {
		return err
	}
	bar.Finish()
	_, err = fmt.Fprintf(a.out, a.say("%s: %s, was %s\n", "%s：%s，原为 %s\n"), c.Archive, web.Size(uint64(out.After)), web.Size(uint64(out.Before)))
	return err
}
