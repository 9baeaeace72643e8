package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"nianbao/extract/script"
)

// genre is what the title of an annual report ends with.
var genre = regexp.MustCompile(`^(.{0,80}?)(?:政府)?(?:(?:政务|政府)?信息公开|政务公开)(?:工作)?(?:情况)?(?:的)?(?:年度|年)?(?:工作)?(?:年度)?(?:报告|年报)(.{0,20})$`)

// titleYear is the year in a title, in figures or Chinese numerals.
var titleYear = regexp.MustCompile(`(20[0-9]{2}|[二两][〇○Ｏ零oO0][〇○零一二三四五六七八九oO0]{2})年?度?`)

// notTitle are words in titles of pages about reports, or of other reports.
var notTitle = []string{"通知", "网站工作年度", "法治政府", "预算", "决算", "图解", "一图读懂", "解读", "公布", "发布", "出炉", "召开", "部署", "做好", "报送", "公开各", "汇总", "排行", "考核", "培训", "会议", "编制", "格式", "模板", "要求", "指南", "目录"}

// titleParts is a title read as one of an annual report.
type titleParts struct {
	agency string
	year   int
}

// squeeze takes white space out of a line and folds full-width forms, for
// matching; Chinese needs no spaces.
func squeeze(s string) string {
	var b strings.Builder
	from := 0 // s[from:i] stays and is not written yet
	for i := 0; i < len(s); {
		r, size := runeAt(s, i)
		if to := squeezeRune(r); to != r || r == utf8.RuneError && size == 1 {
			b.Grow(len(s) - from)
			b.WriteString(s[from:i])
			if to >= 0 {
				b.WriteRune(to)
			}
			from = i + size
		}
		i += size
	}
	if from == 0 {
		return s
	}
	b.WriteString(s[from:])
	return b.String()
}

// squeezeRune squeezes one character; -1 takes it out.
func squeezeRune(r rune) rune {
	switch {
	case r >= 0x4E00 && r <= 0x9FFF:
		return r
	case r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\u00a0' || r == '\u3000' || r == '\u200b' || r == '\ufeff':
		return -1
	case r >= '！' && r <= '～':
		return r - 0xFEE0
	}
	return r
}

// maxTitleLine is the longest title that is read, in bytes.
const maxTitleLine = 240

// ideographs counts the Chinese characters of a text (U+4000–9FFF, three bytes
// each), which squeeze leaves as they are, and stops where there are more than
// most.
func ideographs(s string, most int) int {
	n := 0
	for i := 0; i < len(s) && n <= most; i++ {
		if s[i] >= 0xE4 && s[i] <= 0xE9 {
			n++
		}
	}
	return n
}

// readTitle reads a line as the title of an annual report.
func readTitle(line string) (titleParts, bool) {
	if !strings.Contains(line, "公") || ideographs(line, maxTitleLine/3) > maxTitleLine/3 {
		return titleParts{}, false
	}
	s := strings.Trim(squeeze(line), "《》【】“”\"#*·-—_|")
	if len(s) > maxTitleLine || !strings.Contains(s, "信息公开") && !strings.Contains(s, "政务公开") {
		return titleParts{}, false
	}
	if containsAny(s, notTitle) {
		return titleParts{}, false
	}
	if i := strings.LastIndexAny(s, ">»›"); i >= 0 {
		_, n := utf8.DecodeRuneInString(s[i:])
		s = s[i+n:] // a line of where one is
	}
	var p titleParts
	if m := titleYear.FindStringSubmatchIndex(s); m != nil {
		if y, ok := script.ParseYear(s[m[2]:m[3]]); ok {
			p.year = y
		}
		s = s[:m[0]] + s[m[1]:]
	}
	m := genre.FindStringSubmatch(s)
	if m == nil || strings.ContainsAny(m[1]+m[2], "。；;！？，,") {
		return titleParts{}, false
	}
	p.agency = cleanAgency(m[1])
	if strings.HasSuffix(p.agency, "人民") {
		p.agency += "政府" // 某区人民政府信息公开…: the word stands once for two
	}
	return p, true
}

// cleanAgency takes off what is not the name: 关于, the word for government
// information, brackets.
func cleanAgency(s string) string {
	s = strings.TrimPrefix(s, "关于")
	s = strings.TrimSuffix(strings.TrimSuffix(s, "关于"), "的")
	s = strings.Trim(s, "()（）《》“”\"—-:：·、")
	if i := strings.LastIndexAny(s, "》：:"); i >= 0 {
		_, n := utf8.DecodeRuneInString(s[i:])
		s = s[i+n:]
	}
	if len([]rune(s)) < 2 {
		return ""
	}
	return s
}
