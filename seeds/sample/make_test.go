package sample

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"flag"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// update has the files of the sixth portal written anew. It needs LibreOffice,
// poppler and qpdf.
var update = flag.Bool("update", false, "write seeds/sample/files anew")

// maker writes the files, each by another program than those that read them.
type maker struct {
	t   *testing.T
	dir string
}

func (m maker) run(name string, args ...string) {
	m.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = m.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		m.t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}

// convert takes a file through LibreOffice.
func (m maker) convert(from, filter string, args ...string) {
	m.t.Helper()
	m.run("soffice", append(append([]string{"--headless", "-env:UserInstallation=file://" + m.dir + "/profile"}, args...), "--convert-to", filter, "--outdir", m.dir, from)...)
}

func (m maker) write(name string, b []byte) {
	m.t.Helper()
	if err := os.WriteFile(filepath.Join(m.dir, name), b, 0o600); err != nil {
		m.t.Fatal(err)
	}
}

// keep puts a file in place.
func (m maker) keep(name string) {
	m.t.Helper()
	b, err := os.ReadFile(filepath.Join(m.dir, name))
	if err != nil {
		m.t.Fatal(err)
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		m.t.Fatal(err)
	}
	if _, err := z.Write(b); err != nil {
		m.t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("files", name+".gz"), packed.Bytes(), 0o644); err != nil {
		m.t.Fatal(err)
	}
	m.t.Logf("%s: %d bytes of %d", name, packed.Len(), len(b))
}

// scanned is a PDF of one picture, as scanners write it.
func scanned(t *testing.T, file string) []byte {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	size := picture.Bounds().Size()
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	row := make([]byte, (size.X+7)/8)
	for y := range size.Y {
		clear(row)
		for x := range size.X {
			if r, _, _, _ := picture.At(x, y).RGBA(); r > 0x8000 {
				row[x/8] |= 0x80 >> (x % 8)
			}
		}
		if _, err := z.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	content := fmt.Sprintf("%d 0 0 %d 0 0 cm /I Do", size.X, size.Y)
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n")
	var places []int
	for i, o := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>", size.X, size.Y),
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content),
		fmt.Sprintf("<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream",
			size.X, size.Y, packed.Len(), packed.String()),
	} {
		places = append(places, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(places)+1)
	for _, at := range places {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n", len(places)+1, table)
	return out.Bytes()
}

func TestFilesAreWrittenAnewWhenAsked(t *testing.T) {
	if !*update {
		entries, err := filed.ReadDir("files")
		if err != nil || len(entries) == 0 {
			t.Fatalf("no files: %v; write them with -update", err)
		}
		return
	}
	m := maker{t, t.TempDir()}
	of := map[string]Document{}
	for _, f := range filings() {
		if _, twice := of[f.files[0].body]; !twice {
			of[f.files[0].body] = f.document()
		}
	}
	for _, c := range []struct{ name, format string }{
		{"gov2024", "pdf"}, {"gov2023", "pdf"}, {"woods2021", "pdf"}, {"arts2024", "pdf"}, {"arts2022", "pdf"}, {"arts2020", "pdf"},
		{"gov2021", "doc:MS Word 97"}, {"gov2020", "doc:MS Word 97"}, {"woods2022", "rtf:Rich Text Format"},
	} {
		ext := c.format[:3]
		d := of[c.name+"."+ext]
		if c.name == "arts2020" { // nobody can read it
			d = Document{Title: d.Title}
		}
		m.write(c.name+".docx", Docx(d))
		m.convert(c.name+".docx", c.format)
		if ext == "pdf" {
			m.run("qpdf", "--object-streams=generate", "--recompress-flate", "--compression-level=9", "--replace-input", c.name+".pdf")
		}
	}
	for _, name := range []string{"woods2024", "woods2023"} {
		d, ok := of[name+".xlsx"]
		if !ok {
			d = of[name+".xls"]
		}
		w := &cleanScribe{}
		write(d, w)
		m.write(name+".html", []byte("<html><head><meta charset=\"utf-8\"></head><body><p>"+d.Title+"</p>"+w.String()+"</body></html>"))
		m.convert(name+".html", "xlsx:Calc MS Excel 2007 XML", "--infilter=HTML (StarCalc)")
	}
	m.convert("woods2023.xlsx", "xls:MS Excel 97")
	m.run("pdftoppm", "-r", "72", "-mono", "-png", "-singlefile", "arts2024.pdf", "scan")
	m.write("arts2024.pdf", scanned(t, filepath.Join(m.dir, "scan.png")))
	m.run("qpdf", "--encrypt", "user", "owner", "256", "--", "--replace-input", "arts2020.pdf")
	for _, name := range []string{"gov2024.pdf", "gov2023.pdf", "gov2021.doc", "gov2020.doc", "woods2024.xlsx", "woods2023.xls", "woods2022.rtf",
		"woods2021.pdf", "arts2024.pdf", "arts2022.pdf", "arts2020.pdf"} {
		m.keep(name)
	}
}
