package discover

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"nianbao/crawler/portal"
	"nianbao/seeds/urls"
)

// role is what a lead is followed for.
type role int

const (
	rolePath    role = iota // a page on the way
	roleFront               // where the search begins
	roleMap                 // the portal's own map
	roleSitemap             // the one for robots of search engines
	roleBodies              // a list of departments and townships
	roleBody                // the page of one of them
	roleColumn              // it may be a column
	roleProbe               // a part of a candidate
)

// promise is a row of the table: what a folded name, or the last folder of an
// address, promises.
type promise struct {
	pattern *regexp.Regexp
	not     *regexp.Regexp // names that it does not hold for; nil: none
	most    int            // runes of a name
	role    role
	score   int
}

// names is in order of precedence: the first row that fits holds.
var names = []promise{
	{regexp.MustCompile(`(?:信息|政务)公开.{0,8}(?:年度报告|年度工作报告|年报)`), nil, 24, roleColumn, 100},
	{regexp.MustCompile(`^(?:公开|历年|往年|本级|本机关|部门|单位|乡镇|镇街|街道|区县|县区|工作)*(?:年报|年度报告|年度工作报告)(?:公开|专栏|栏目)?$`), nil, 16, roleColumn, 90},
	{regexp.MustCompile(`^公开.{0,4}(?:年度报告|年报)`), nil, 16, roleColumn, 85},
	{regexp.MustCompile(`^政府信息公开(?:工作)?(?:专栏|平台|网|栏目|专区)?$`), nil, 16, rolePath, 80},
	{regexp.MustCompile(`^信息公开(?:工作)?(?:专栏|平台|网|栏目|专区)?$`), nil, 16, rolePath, 72},
	{regexp.MustCompile(`法定主动公开|法定公开内容|主动公开内容|主动公开基本目录`), nil, 16, rolePath, 64},
	{regexp.MustCompile(`年报|年度报告`), regexp.MustCompile(`统计|财务|企业|质量|上市|审计|环境|档案|人大|政协|法院|检察|普法`), 16, roleColumn, 60},
	{regexp.MustCompile(`^(?:政务公开|政府公开|阳光政务|政务信息公开|信息公开目录|公开)(?:专栏|平台|网|栏目)?$`), nil, 12, rolePath, 58},
	{regexp.MustCompile(`^(?:网站|站点|本站)(?:地图|导航)$|^(?i:site ?map)$`), nil, 12, roleMap, 50},
	{regexp.MustCompile(`(?:部门|镇街|街镇|乡镇|镇乡|街道|直属|委办局|区县|县区|各县|各区|单位|机构).{0,10}(?:信息公开|政务公开|公开|年报)|^(?:部门|乡镇|镇街|街道|区县|县区|各部门|各乡镇|各镇街)(?:信息|专栏|平台|网站)?$`), regexp.MustCompile(`指南|制度|目录|申请|职能|名录`), 18, roleBodies, 40},
	{regexp.MustCompile(`信息公开|政务公开|公开平台|公开专栏`), regexp.MustCompile(`指南|制度|申请|规定|条例|意见|专题|投诉|评议|监督|留言|信箱|标准|日历|保密|办法|公告|通知|机构|考核|培训|解读|下个月`), 14, rolePath, 45},
	{regexp.MustCompile(`公开目录|公开内容|主动公开`), nil, 12, rolePath, 30},
	{regexp.MustCompile(`^(?:更多|专题专栏|重点领域|公共服务|县政府|市政府|区政府|镇政府|政府)$`), nil, 8, rolePath, 8},
}

// slugs are last folders or files of addresses, without extension, in lower
// case.
var slugs = []promise{
	{regexp.MustCompile(`^(?:zf|zw|wz|bm|qzf|szf)?(?:xx)?gk(?:gz)?(?:nd)?(?:gz)?(?:nb|bg|ndbg)[0-9_]*$|^nd(?:xxgk|zfxxgk)?(?:nb|bg)[0-9_]*$|^(?:bm)?nb$|^gknb[0-9_]*$|^20[0-9]{2}n?b$`), nil, 0, roleColumn, 55},
	{regexp.MustCompile(`^zfxxgk(?:pt|zl|w|ml|lm)?[0-9_]*$`), nil, 0, rolePath, 48},
	{regexp.MustCompile(`^(?:zwgk|xxgk)(?:pt|zl|w)?[0-9_]*$`), nil, 0, rolePath, 34},
	{regexp.MustCompile(`^fdzdgk(?:nr)?[0-9_]*$`), nil, 0, rolePath, 46},
	{regexp.MustCompile(`^(?:wzdt|sitemap)$`), nil, 0, roleMap, 40},
}

const (
	// agreed is added where name and address promise the same.
	agreed = 4
	// perHop is taken off for each page between the front page and a lead.
	perHop = 1
	// bodyScore is what an agency's name promises on a list of agencies.
	bodyScore = 32
	// sitemapScore is what robots.txt naming a site map does; guessScore what
	// asking for one unasked does, once nothing else is left.
	sitemapScore, guessScore = 26, 1
	// frameScore is what a frame of a page on the way promises.
	frameScore = 46
	// namedScore is from where on a page on another host is named to the user.
	namedScore = 72
	// yearScore is what a year's name promises on the page of a candidate that
	// lists nothing itself.
	yearScore = 70
	// probeScore puts the parts of a candidate before all others.
	probeScore = 1000
)

// yearName is the name of a column of one year.
var yearName = regexp.MustCompile(`^20[0-9]{2}年?度?(?:(?:政府)?信息公开)?(?:工作)?(?:年度报告|年报)?$`)

// turned are addresses that lead no further: to programs that count, search or
// let in.
var turned = regexp.MustCompile(`(?i)login|/user/|visit|count(?:er)?[./?]|tongji|search|/so/|register|/share|captcha|print|rss|feedback|calendar|rili|\.(?:css|js|png|jpe?g|gif|ico|svg|zip|rar|mp4|apk)(?:$|\?)`)

// judge says what a link promises; ok is false for one that leads nowhere.
func judge(l portal.Link, of role) (role, int, bool) {
	if _, trap := urls.Trap(l.URL); trap || turned.MatchString(pathAndQuery(l.URL)) || l.Verdict == portal.Accepted {
		return 0, 0, false
	}
	slugRole, slugScore := bySlug(l.URL)
	for _, p := range names {
		if utf8.RuneCountInString(l.Name) > p.most || !p.pattern.MatchString(l.Name) || p.not != nil && p.not.MatchString(l.Name) {
			continue
		}
		if p.role == roleColumn && (l.Verdict == portal.Rejected || l.Year != 0) {
			break
		}
		if slugScore > 0 && slugRole == p.role {
			return p.role, p.score + agreed, true
		}
		return p.role, p.score, true
	}
	switch {
	case of == roleColumn && !l.Menu && yearName.MatchString(l.Name):
		return roleColumn, yearScore, true
	case (of == roleBodies || of == roleColumn) && !l.Menu && portal.IsAgency(l.Name):
		return roleBody, bodyScore, true
	case of == rolePath && slugScore > 0 && slugRole == rolePath && !l.Menu && portal.IsAgency(l.Name):
		return roleBody, bodyScore, true // the disclosure page of a department, on that of the government
	case slugScore > 0 && (l.Name == "" || l.Verdict != portal.Rejected) && l.Year == 0:
		return slugRole, slugScore, true
	}
	return 0, 0, false
}

// bySlug is what the last folder of an address promises.
func bySlug(canonical string) (role, int) {
	slug := slugOf(canonical)
	for _, p := range slugs {
		if p.pattern.MatchString(slug) {
			return p.role, p.score
		}
	}
	return 0, 0
}

// slugOf is the last name in a path that says something.
func slugOf(canonical string) string {
	p, _, _ := strings.Cut(pathAndQuery(canonical), "?")
	parts := strings.Split(strings.ToLower(strings.Trim(p, "/")), "/")
	for i := len(parts) - 1; i >= 0; i-- {
		stem, _, _ := strings.Cut(parts[i], ".")
		switch stem {
		case "index", "list", "default", "home", "":
			continue
		}
		return stem
	}
	return ""
}

func pathAndQuery(canonical string) string {
	rest, _, _ := strings.Cut(strings.TrimPrefix(canonical, urls.Authority(canonical)), "#")
	return rest
}
