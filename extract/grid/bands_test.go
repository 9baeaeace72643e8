package grid_test

import "testing"

func TestBlanksAreCellsWhereColumnsAreProved(t *testing.T) {
	checkText(t, []reading{
		{
			"flush left",
			"事项      商业企业  科研机构  总计\n新收申请  7                   7\n结转      12        3         15\n予以公开            3         3\n",
			"[事项|商业企业|科研机构|总计]\n[新收申请|7|·|7]\n[结转|12|3|15]\n[予以公开|·|3|3]\n",
		},
		{
			"flush right",
			"事项      商业企业  科研机构  总计\n新收申请         7               7\n结转            12         3    15\n予以公开                   3     3\n",
			"[事项|商业企业|科研机构|总计]\n[新收申请|7|·|7]\n[结转|12|3|15]\n[予以公开|·|3|3]\n",
		},
		{
			"headers parted by one space, columns counted in characters",
			"事项   商业企业 科研机构 总计\n新收申请 7         7\n结转   12   3    15\n公开        3    3\n",
			"[事项|商业企业|科研机构|总计]\n[新收申请|7|·|7]\n[结转|12|3|15]\n[公开|·|3|3]\n",
		},
		{
			"a header over two columns, above two of their own",
			"事项      单位                总计\n          商业企业  科研机构\n新收申请  7                   7\n结转      12        3         15\n予以公开            3         3\n",
			"[事项|单位|·|总计]\n[·|商业企业|科研机构]\n[新收申请|7|·|7]\n[结转|12|3|15]\n[予以公开|·|3|3]\n",
		},
		{
			"a caption over a column",
			"第二十条第（一）项\n事项    制发件数  废止件数\n规章    7         1\n许可件            20\n处罚件  31        \n强制    0         0\n",
			"[第二十条第（一）项]\n[事项|制发件数|废止件数]\n[规章|7|1]\n[许可件|·|20]\n[处罚件|31]\n[强制|0|0]\n",
		},
	})
}

func TestNoBlanksAreToldWhereColumnsAreNotProved(t *testing.T) {
	checkText(t, []reading{
		{
			"cells behind each other",
			"事项  商业企业  科研机构  总计\n新收申请  7  7\n结转  12  3  15\n予以公开  3  3\n",
			"[事项|商业企业|科研机构|总计]\n[新收申请|7|7]\n[结转|12|3|15]\n[予以公开|3|3]\n",
		},
		{
			"a value out of line",
			"事项      商业企业  科研机构  总计\n新收申请  7                   7\n结转      12        3         15\n予以公开             31       3\n",
			"[事项|商业企业|科研机构|总计]\n[新收申请|7|7]\n[结转|12|3|15]\n[予以公开|31|3]\n",
		},
		{
			"a header that pushed the next off its column",
			"事项  新制作数量  新公开规范性文件数量  公开总数\n规章  16          2             753\n许可  229         0             27\n处罚  1                         3\n",
			"[事项|新制作数量|新公开规范性文件数量|公开总数]\n[规章|16|2|753]\n[许可|229|0|27]\n[处罚|1|3]\n",
		},
		{
			"a row further on, as tab stops leave it",
			"事项    甲类    乙类    总计\n新收    1       2       3\n结转    4       5       9\n很长的事项名称  4       5       9\n",
			"[事项|甲类|乙类|总计]\n[新收|1|2|3]\n[结转|4|5|9]\n[很长的事项名称|4|5|9]\n",
		},
	})
}
