package markup

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
)

// pieces are what random pages are made of: each stands in a start tag, an end
// tag, or as it is.
var (
	tags = strings.Fields(`html head body title script style noscript base link meta p div span a b i u font strong em nobr center h1 h2 h3 ul ol li dl dt dd
		table caption colgroup col tbody thead tfoot tr td th table tr td td td form input select option optgroup button textarea label fieldset
		br hr img pre listing object marquee applet ruby rb rt rp rtc iframe noembed noframes xmp image section article address main video o:p st1:chsdate
		frame param source area embed wbr big small tt code s strike menu dir details summary search dialog customtag content body html head br p li`)
	// rare tags make nearly every page one for html.Parse.
	rareTags = strings.Fields("svg math template frameset plaintext path foreignObject desc mi")
	drawings = []string{"<svg></svg>", "<svg viewBox=x><path d='a'/><g><lineargradient></linearGradient></g></svg>", "<svg><title>a</title></svg>", "<svg><desc><p></desc></svg>", "<svg/>", "<svg><g a=b/></svg>", "<svg><p></svg>", "<svg><![CDATA[a]]></svg>", "<svg></g></svg>", "<svg><style>a<b></b></style><a href=x>b</a></svg>", "<SVG><font color=x></font></SVG>"}
	texts    = []string{"a", " ", "\n", "\t \n", "字", "&nbsp;", "&amp;x", "&copy", "&#13;\n", "&notit;", "&", "< b", "<", "\r\n", "\rx", "0", "a=b", "\u00a0", "&lt;p&gt;", "<3"}
	odd      = []string{"<!-- c -->", "<!---->", "<!-->", "<!--->", "<!-- a --!>", "<!-- <p> -- > -->", "<!doctype html>", "<!DOCTYPE html>", "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">",
		"<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">", "<!doctype x>", "<?xml version=1?>", "<![if x]>", "<![endif]>", "<!>", "</>", "</ x>", "</3>", "<!x", "<p", "</p", "<p a", "<p a=", "<p a='x", "<!--",
		"<script>a<b</script>", "<script><!--x--></script>", "<script><!-- <script></script> --></script>", "<script>'<script>'</scriptx></SCRIPT >", "<style>p{}</style>", "<title>a&amp;</title>", "<textarea>\n\n&lt;</textarea>", "<noscript><p></noscript>", "<xmp><b></xmp>", "<iframe><b></iframe>"}
	attributes = []string{"", "", "", "", " a", " a=b", " a=\"b\"", " A='b c'", " a=b a=c", " href=?x=1&y=2&copy=3", " title='&quot;&amp;'", " x=&copy y=\"&copy;\"", " c=d a=b", "/", " /", " a/b=c", " =x", " a=b/", "\na\n=\nb\n", " type=hidden", " type=HIDDEN", " color=red", " x='\"&lt;'", " x=\"'&lt;\"", " x=a'b\"&lt;c"}
)

// soup is a random page: of pieces in no order, or one whose elements mostly
// nest. It has only a few kinds of elements, so that they meet.
func soup(r *rand.Rand) string {
	var b strings.Builder
	var open []string
	nested := r.IntN(3) > 0
	pick := func(from []string) string { return from[r.IntN(len(from))] }
	var few []string
	for range 2 + r.IntN(9) {
		few = append(few, pick(tags))
	}
	if r.IntN(3) == 0 {
		few = append(few, "table", "tr", "td")
	}
	for range 1 + r.IntN(50) {
		tag := pick(few)
		if r.IntN(400) == 0 {
			tag = pick(rareTags)
		}
		switch n := r.IntN(20); {
		case n < 9:
			if r.IntN(9) == 0 {
				b.WriteString("<" + strings.ToUpper(tag) + pick(attributes) + ">")
			} else {
				b.WriteString("<" + tag + pick(attributes) + ">")
			}
			open = append(open, tag)
		case n < 14:
			if nested && len(open) > 0 && r.IntN(12) > 0 {
				tag = open[len(open)-1]
				open = open[:len(open)-1]
			}
			b.WriteString("</" + tag + ">")
		case n < 19 && r.IntN(60) == 0:
			b.WriteString(pick(drawings))
		case n < 19:
			b.WriteString(pick(texts))
		default:
			b.WriteString(pick(odd))
		}
	}
	return b.String()
}

// The random pages of one run.
const soups = 30_000

// TestRandomPagesAreReadAsHTMLParseReadsThem reads random pages in both ways; more
// of them by NIANBAO_SOUPS, others by NIANBAO_SOUP_SEED.
func TestRandomPagesAreReadAsHTMLParseReadsThem(t *testing.T) {
	n, seed := soups, uint64(1)
	for name, set := range map[string]func(uint64){"NIANBAO_SOUPS": func(v uint64) { n = int(v) }, "NIANBAO_SOUP_SEED": func(v uint64) { seed = v }} {
		if s := os.Getenv(name); s != "" {
			v, err := strconv.ParseUint(s, 10, 32)
			if err != nil {
				t.Fatalf("read %s: %v", name, err)
			}
			set(v)
		}
	}
	r := rand.New(rand.NewPCG(seed, 2))
	quickly := 0
	for range n {
		if check(t, soup(r)) {
			quickly++
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d of %d were read quickly", quickly, n)
	if 4*quickly < n {
		t.Errorf("only %d of %d were read quickly: hardly anything was compared", quickly, n)
	}
}
