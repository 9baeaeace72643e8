package fetch

import "regexp"

// scriptWalls are traces of script walls in a page's scripts. Who puts them
// there: 瑞数 ($_ts), 加速乐 (__jsl), 阿里云 (acw_sc), Cloudflare (_cf_chl).
var scriptWalls = []string{
	"$_ts=", "$_ts =", "$_ts[", "$_ts.", `["$_ts"]`, "['$_ts']",
	"__jsl_clearance", "__jsluid", "acw_sc__v2", "acw_sc__v3",
	"_cf_chl_opt", "/cdn-cgi/challenge-platform/",
}

// textWalls are what a page says that wants a person, not a program.
var textWalls = []string{
	"安全验证", "人机验证", "滑动验证", "请完成验证", "请输入验证码继续", "验证您是否是真人", "浏览器安全检查",
	"正在进行安全检测", "正在验证您的浏览器", "访问异常", "访问过于频繁", "访问频率过快",
	"您的访问行为存在异常", "您的请求存在异常", "检测到异常访问",
	"just a moment", "checking your browser", "verify you are human", "attention required",
}

// waitTexts stand on walls, and on pages that load a list: they count only
// where there is nothing else.
var waitTexts = []string{"请稍候", "请稍等", "请稍后"}

// missingTexts are what a page says that is no longer there.
var missingTexts = []string{
	"页面不存在", "页面未找到", "页面没有找到", "页面找不到", "找不到页面", "找不到该页", "找不到您要", "无法找到该页",
	"网页不存在", "文件不存在", "文章不存在", "信息不存在", "内容不存在", "栏目不存在", "资源不存在",
	"您访问的页面", "您要访问的页面", "您访问的网页", "您要查看的页面", "您查看的页面", "您请求的页面", "您访问的内容", "您访问的链接",
	"该信息已删除", "该信息已被删除", "信息已被删除", "该文章已删除", "该文章已被删除", "内容已被删除", "页面已被删除", "页面已删除", "该页面已失效", "链接已失效",
	"page not found", "404 not found", "cannot be found", "could not be found", "was not found on this server",
}

// buildingTexts are what a column says that is not there yet. They count in a
// line of their own only: things that are being built have reports too.
var buildingTexts = []string{"栏目建设中", "栏目正在建设", "页面建设中", "页面正在建设", "网站建设中", "网站正在建设", "正在建设中", "内容建设中"}

// missingTitle is a title that says no more than that the page is missing. A
// number alone is not enough: proposals and documents carry numbers too.
var missingTitle = regexp.MustCompile(`(?i)^[\s\pP\pS]*(http\s*)?(error\s*)?404[\s\pP\pS]*$|` +
	`^[\s\pP\pS]*(http\s*)?404(\s*[-–—_:：|.,，!！]|\s+not\b|\s*(错误|页|提示|error|找不到|未找到|出错|not found))|` +
	`(错误|error|出错)[\s\pP\pS]*404|[-–—_|]\s*404[\s\pP\pS]*$|page not found|^\s*not found[\s\pP\pS]*$`)

// missingBlock is a line of its own that says so.
var missingBlock = regexp.MustCompile(`(?i)^[\s\pP\pS]*(http\s*)?(error\s*)?404[\s\pP\pS]*(not found|error|错误)?[\s\pP\pS]*$`)

// missingTarget is where pages send a reader that is lost.
var missingTarget = regexp.MustCompile(`(?i)(^|/)(404|error|notfound|not_found|err404)([._-]\w+)*\.(s?html?|jsp|aspx?|php)([?#]|$)|/404/?([?#]|$)`)

// loginTarget is where a portal sends a reader that it does not know.
var loginTarget = regexp.MustCompile(`(?i)/(user_?)?(login|signin|sign-in)(\.\w+)?([/?#;]|$)`)

// loginTexts stand in the title of a page that asks who one is.
var loginTexts = []string{"登录", "登陆", "login", "log in", "sign in"}

// frontPath is the path of a front page.
var frontPath = regexp.MustCompile(`(?i)^/((index|default|main|home)\.(s?html?|jsp|aspx?|php|do))?$`)

// scriptTarget is where a script sends the reader.
var scriptTarget = regexp.MustCompile(`location(?:\.href)?\s*(?:=|\.replace\(|\.assign\()\s*["']([^"'\s]{1,300})["']`)

// mountIDs are the elements into which a single-page application draws itself.
var mountIDs = []string{"app", "root", "__nuxt", "__next"}
