package extract

import (
	"regexp"
	"unicode/utf8"

	"nianbao/extract/script"
)

// chrome is a line that a content system prints around a body, not the body.
var chrome = regexp.MustCompile(`^(?:[\[【(（]?\s*(?:发布|公开|生成|更新|发文|成文|发表|添加)?(?:时间|日期)\s*[\]】)）]?[:：]|(?:信息|文章|稿件|内容)?来\s*源\s*[:：]|作者\s*[:：]|(?:责任)?编辑\s*[:：]|审核\s*[:：]|(?:浏览|点击|访问|阅读)(?:次数|量|数|人数)?\s*[:：]|【?字\s*[体号]|[\[【]?\s*(?:打印|关闭|收藏)|分享(?:到|至)?|扫一扫|当前位置|您(?:现在|当前)?(?:的|所在)?位置|首页|索\s*引\s*号|信息分类|发布机构|发文字号|主题分类|有效性|文\s*号\s*[:：])`)

// tail is a line behind a body; what follows it is not the report.
var tail = regexp.MustCompile(`^(?:上一[篇条]|下一[篇条]|相关(?:附件|阅读|链接|解读|文章|信息|新闻)|附件(?:下载)?\s*[:：]?|图[文解].{0,4}(?:解读|链接)|扫一扫|【?打印|分享|版权|主办单位|ICP备|【?关闭|网站地图|责任编辑)`)

// caption is a line of the statutory tables that a flattened table leaves
// behind: the caption of a part of the first, the corner of the second.
var caption = regexp.MustCompile(`^(?:第二十条第\(.{1,2}\)项|\(?本列数据的勾稽关系为.{0,40})$`)

// maxChrome is the longest line, in characters, that can be page chrome.
const maxChrome = 90

// trimNoise drops the lines of page chrome in front of the first section, and
// everything from the first line of the tail on, if it stands behind the last
// section's heading and no prose follows. What is left stands where they stood.
func trimNoise(lines []line) []line {
	first, last := -1, -1
	for i := range lines {
		if lines[i].Grid != nil {
			last = i
		} else if lines[i].numbered() {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	out := lines[:0]
	for i := range lines {
		text := script.Trim(lines[i].Text)
		if lines[i].Grid == nil && len(text) <= maxChrome*utf8.UTFMax && utf8.RuneCountInString(text) <= maxChrome {
			outside := i > last || first < 0
			switch {
			case isCaption(text), (outside || i < first) && isChrome(text):
				continue
			case i > last && i > first && tail.MatchString(text) && !proseFollows(lines[i+1:]):
				return out
			}
		}
		out = append(out, lines[i])
	}
	return out
}

// What page chrome and captions begin with.
var (
	chromeBegins  = runesOf("[【(（发公生更成添时日信文稿内来作责编审浏点访阅字打关收分扫当您首索主有")
	captionBegins = runesOf("第本(（ \u200b\ufeff")
)

func isCaption(text string) bool {
	if !captionBegins.begin(text) {
		return false
	}
	switch squeezed(text, 2) {
	case "第二", "本列", "(本":
		return caption.MatchString(squeeze(text))
	}
	return false
}

func isChrome(text string) bool {
	return chromeBegins.begin(text) && chrome.MatchString(text)
}

// proseFollows tells whether the body goes on: a long line, or a table.
func proseFollows(lines []line) bool {
	for _, b := range lines {
		if b.Grid != nil || utf8.RuneCountInString(b.Text) > 120 {
			return true
		}
	}
	return false
}
