package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"nianbao/crawler/reading"
	"nianbao/extract"
	"nianbao/extract/audit"
	"nianbao/extract/form"
	"nianbao/store"
)

// checkOptions are the flags of check.
type checkOptions struct {
	failOn, previous string
	explain, asJSON  bool
}

func (a *app) check() *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:   "check PATH…|-",
		Short: "Lint reports, drafts too, without an archive",
		Long: `check reads reports from files, folders or standard input and prints what is
wrong with them: sums that fail, rows and sections that are missing, blanks,
years and names that do not fit. It exits 0 where nothing is found from
--fail-on up, 1 with findings, 2 where something could not be read.
It reads files of these types:
` + typeNames(readable),
		Example: `  nianbao check draft.html
  nianbao check --lang zh --fail-on error drafts/
  nianbao check report-2024.pdf --previous report-2023.txt
  pandoc draft.docx -t markdown | nianbao check -`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.runCheck(cmd.Context(), args, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.failOn, "fail-on", "warning", "exit 1 from this `SEVERITY` up: info, warning or error")
	f.StringVar(&o.previous, "previous", "", "compare with last year's report in `FILE`")
	f.BoolVar(&o.explain, "explain", false, "show for each cell where it was read")
	f.BoolVar(&o.asJSON, "json", false, "print JSON: one object with files and counts")
	complete(cmd, "fail-on", "info", "warning", "error")
	return cmd
}

// checked is one file's result, as --json prints it.
type checked struct {
	File     string          `json:"file"`
	Error    string          `json:"error,omitempty"` // why it could not be read
	Kind     extract.Kind    `json:"kind,omitempty"`
	Agency   *string         `json:"agency"`
	Year     *int            `json:"year"`
	Template *string         `json:"template"`
	Cells    int             `json:"cells"`
	Tables   *form.Tables    `json:"tables,omitempty"`
	Findings []audit.Finding `json:"findings"`
	Cell     []explained     `json:"cells_read,omitempty"` // of --explain

	report extract.Report
}

// explained tells where one cell was read.
type explained struct {
	Table  string       `json:"table"`
	Row    string       `json:"row"`
	Column string       `json:"column"`
	Value  *form.Number `json:"value"`
	Raw    string       `json:"raw"`
	Grid   int          `json:"grid"` // which table of the document, from 1
	Label  string       `json:"row_label"`
	Header string       `json:"column_header"`
}

// verdict is the result of a check over all files.
type verdict struct {
	Files  []checked              `json:"files"`
	Counts map[audit.Severity]int `json:"counts"`
	Failed bool                   `json:"failed"` // a finding from --fail-on up
}

func (a *app) runCheck(ctx context.Context, args []string, o checkOptions) error {
	limit := audit.Severity(o.failOn)
	if !slices.Contains([]audit.Severity{audit.Info, audit.Warning, audit.Error}, limit) {
		return usage(fmt.Errorf("--fail-on %s: must be info, warning or error", o.failOn))
	}
	var previous *extract.Report
	if o.previous != "" {
		p := a.checkFile(ctx, file{path: o.previous, name: o.previous}, o.previous, false)
		if p.Error != "" {
			return usage(fmt.Errorf("--previous %s: %s", o.previous, p.Error))
		}
		previous = &p.report
	}
	v := a.checkAll(ctx, args, previous, o.explain)
	unreadable := false
	for _, c := range v.Files {
		unreadable = unreadable || c.Error != ""
		for _, f := range c.Findings {
			v.Counts[f.Severity]++
			v.Failed = v.Failed || f.Severity.AtLeast(limit)
		}
	}
	if err := a.printVerdict(v, o); err != nil {
		return err
	}
	switch {
	case unreadable:
		return ended(exitUsage, "a file could not be read")
	case v.Failed:
		return ended(exitFailed, "there are findings")
	}
	return nil
}

// checkAll checks standard input, files, and the files in folders.
func (a *app) checkAll(ctx context.Context, args []string, previous *extract.Report, explain bool) verdict {
	v := verdict{Counts: map[audit.Severity]int{audit.Error: 0, audit.Warning: 0, audit.Info: 0}, Files: []checked{}}
	for _, arg := range args {
		if arg == "-" {
			v.Files = append(v.Files, a.checkFile(ctx, file{name: "-"}, "-", explain))
			continue
		}
		files, bad := findFiles([]string{arg})
		for _, b := range bad {
			if b.found {
				fmt.Fprintf(a.err, "%s: %v\n", b.path, b.err)
				continue
			}
			v.Files = append(v.Files, checked{File: b.path, Error: b.err.Error(), Findings: []audit.Finding{}})
		}
		if len(files)+len(bad) == 0 || len(files) == 0 && len(bad) > 0 && bad[0].found {
			v.Files = append(v.Files, checked{File: arg, Error: "there is no file in it that can be read", Findings: []audit.Finding{}})
		}
		for _, f := range files {
			v.Files = append(v.Files, a.checkFile(ctx, f, f.path, explain))
		}
	}
	compareFiles(v.Files)
	for i := range v.Files {
		c := &v.Files[i]
		if previous != nil && c.Error == "" {
			c.Findings = append(c.Findings, audit.Years(&previous.Tables, &c.report.Tables)...)
		}
		for j := range c.Findings {
			c.Findings[j].Message = audit.Message(c.Findings[j], a.language())
		}
		if explain {
			c.Cell = explainCells(&c.report)
		}
	}
	return v
}

// checkFile reads and checks one file, or standard input.
func (a *app) checkFile(ctx context.Context, f file, shown string, explain bool) checked {
	c := checked{File: shown, Findings: []audit.Finding{}}
	var body []byte
	var err error
	if f.path == "" {
		body, err = readLimited(a.in)
	} else {
		if f.media == "" {
			f, err = fileAt(f.path, f.name)
		}
		if err == nil {
			body, err = readFile(f.path)
		}
	}
	if err != nil {
		c.Error = err.Error()
		return c
	}
	words, err := reading.Words(ctx, body)
	if err != nil {
		c.Error = err.Error()
		return c
	}
	var r extract.Report
	err = reading.Guard(func() error {
		r = extract.Read(extract.Page{Body: body, MediaType: f.media, Words: words.Bytes(), Explain: explain})
		return nil
	})
	if err != nil {
		c.Error = fmt.Sprintf("%v: a fault of nianbao; please report it with the file", err)
		return c
	}
	c.report = r
	c.Kind, c.Agency, c.Year, c.Template, c.Cells = r.Kind, r.Agency, r.Year, r.Template, r.Tables.Numbers()
	c.Tables, c.Findings = &r.Tables, append(c.Findings, r.Findings...)
	switch r.Kind {
	case extract.NotAReport, extract.AttachmentOnly, extract.ImageOnly:
		c.Error = a.notReadable(r)
	}
	if words != nil && words.Fault != "" {
		c.Error = a.say(unreadFault[words.Fault][0], unreadFault[words.Fault][1])
	}
	return c
}

// unreadFault says why a file was not read by the program for its type, in
// English and Chinese.
var unreadFault = map[string][2]string{
	store.FaultEncrypted:  {"the file is protected by a password, or against copying its text; give one that is not", "文件设有密码或禁止复制文字，请换用未加保护的文件"},
	store.FaultTimeout:    {"the file takes too long to read; it may be made to", "读取文件用时过长，文件可能有问题"},
	store.FaultTooLarge:   {"the file takes too much memory, or gives too much text, to be read", "文件过大，或内容过多，无法读取"},
	store.FaultUnreadable: {"the file is damaged, or not of the type its name says", "文件已损坏，或与扩展名所示的类型不符"},
}

// notReadable says why a file holds nothing that can be checked.
func (a *app) notReadable(r extract.Report) string {
	switch {
	case r.Kind == extract.AttachmentOnly:
		return a.say("the report is in an attachment or another type of file, which is not read", "报告在附件或其他文件中，请直接检查该文件")
	case r.Kind == extract.ImageOnly:
		return a.say("the report is images of its pages, which are not read", "报告是页面图片，没有可读取的文字，请换用文字版")
	case r.EmptyForm:
		return a.say("an empty form: its tables hold no number; fill it in and check it again", "这是一份空白表格，表中没有填写数字，请填好后再检查")
	}
	return a.say("not an annual report on government information disclosure: no statutory table and no section of one was found",
		"不是政府信息公开工作年度报告：没有找到规定的表格和章节")
}

// explainCells lists where each cell was read, with its value.
func explainCells(r *extract.Report) []explained {
	var out []explained
	for _, o := range r.Origins {
		e := explained{Table: o.Table, Row: o.Row, Column: o.Column, Raw: o.Raw, Grid: o.Grid + 1, Label: o.RowLabel, Header: o.Header}
		for _, t := range r.Tables.All() {
			if t.Name == o.Table {
				e.Value = t.Row(o.Row).Get(o.Column)
			}
		}
		out = append(out, e)
	}
	return out
}
