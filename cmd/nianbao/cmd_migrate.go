package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"nianbao/store"
)

func (a *app) migrate() *cobra.Command {
	var o store.MigrateOptions
	noBackup := false
	cmd := &cobra.Command{
		Use:   "migrate",
		Short: "Bring an archive that an older nianbao wrote to this one's format",
		Long: `migrate brings an archive that an older nianbao wrote to this one's format. What
was captured stays as it is; what is derived from it is rebuilt. It copies the
archive to the file named by --backup first, or changes it without with
--no-backup. Interrupted, it goes on where it was.`,
		Example: `  nianbao migrate --backup archive-before.db
  nianbao migrate --no-backup`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if (o.Backup == "") != noBackup {
				return usage(errors.New("migrate: say either --backup FILE or --no-backup"))
			}
			return a.runMigrate(cmd.Context(), o)
		},
	}
	cmd.Flags().StringVar(&o.Backup, "backup", "", "copy the archive to this `FILE` first")
	cmd.Flags().BoolVar(&noBackup, "no-backup", false, "change it without a copy")
	return cmd
}

func (a *app) runMigrate(ctx context.Context, o store.MigrateOptions) error {
	c, err := a.config()
	if err != nil {
		return err
	}
	bar := a.bar(-1, a.say("migrating", "正在升级"))
	defer bar.Finish()
	o.Progress = bar.Say
	out, err := store.Migrate(ctx, c.Archive, o)
	if err != nil {
		return err
	}
	bar.Finish()
	if out.From == out.To {
		_, err = fmt.Fprintf(a.out, a.say("%s: is of format %d, nothing to do\n", "%s：格式已是 %d，无需升级\n"), c.Archive, out.To)
		return err
	}
	_, err = fmt.Fprintf(a.out, a.say("%s: from format %d to %d\n", "%s：格式由 %d 升为 %d\n"), c.Archive, out.From, out.To)
	return err
}
