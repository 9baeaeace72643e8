package charset

import "testing"

func TestLookupMakesEveryGBLabelGB18030(t *testing.T) {
	tests := map[string]string{
		"gb2312": "gb18030", "GBK": "gb18030", " gb_2312-80 ": "gb18030", "gb18030-2022": "gb18030",
		"Chinese": "gb18030", "HZ": "gb18030", "hz-gb-2312": "gb18030", "cp936": "gb18030", `"x-gbk"`: "gb18030",
		"utf8": "utf-8", "UTF-8;": "utf-8", "utf_8": "utf-8",
		"big5-hkscs": "big5", "latin1": "windows-1252", "utf-16": "utf-16le", "utf-16be": "utf-16be",
		"": "", "binary": "", "iso-2022-kr": "", "x-user-defined": "",
	}
	for in, want := range tests {
		l := lookup(in)
		if l.class == none {
			l.name = ""
		}
		if l.name != want {
			t.Errorf("lookup(%q) = %q, want %q", in, l.name, want)
		}
	}
}
