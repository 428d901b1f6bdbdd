package people

import (
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// fieldOf tells which field a heading names, empty for none; remarks in brackets and the asterisk of what is required do not count.
// A column that only numbers the rows must not be taken for staff numbers, so that 序号, 编号 and No. are none.
func fieldOf(heading string) string {
	heading, _, _ = strings.Cut(norm.NFKC.String(heading), "(")
	switch strings.Trim(folded(heading), "*:") {
	case "工号", "员工号", "员工编号", "员工工号", "工號", "員工編號", "員工號碼",
		"number", "staffnumber", "staffno", "staffno.", "staffid", "employeenumber", "employeeid":
		return FieldNumber
	case "姓名", "名字", "员工姓名", "員工姓名", "name", "fullname", "staffname", "employeename":
		return FieldName
	case "门店", "门店编码", "门店编号", "门店代码", "门店名称", "店铺", "店号",
		"門市", "門市代號", "門市編號", "門市名稱", "分店", "分店編號", "店號", "store", "storecode", "storenumber", "storename", "shop":
		return FieldStore
	case "岗位", "角色", "职位", "职务", "職務", "職位", "職稱", "role", "position", "jobtitle":
		return FieldRole
	case "离职", "是否离职", "已离职", "离职日期", "离职时间", "離職", "是否離職", "已離職", "離職日期", "left", "lefton", "leavingdate", "lastday":
		return FieldLeft
	}
	return ""
}

// folded is the one form of words that are told apart: small letters, no spaces, hyphens and underscores.
func folded(s string) string {
	return strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(CleanName(s)))
}

// roleOf reads a role; empty where nothing is said.
func roleOf(cell string) (role Role, ok bool) {
	switch folded(cell) {
	case "":
		return "", true
	case "店员", "导购", "导购员", "营业员", "销售", "销售员", "店員", "門市人員", "銷售人員", "售貨員", "clerk", "salesclerk":
		return Clerk, true
	case "培训", "培训师", "培训员", "訓練", "訓練員", "培訓師", "trainer":
		return Trainer, true
	case "店长", "门店店长", "店長", "manager", "storemanager":
		return Manager, true
	case "管理员", "系统管理员", "管理員", "系統管理員", "admin", "administrator":
		return Admin, true
	}
	return "", false
}

// leftOf reads whether somebody has left or leaves, and at the end of which day if it is said: the last day is a day of work.
func leftOf(cell string) (left bool, at int64, ok bool) {
	switch folded(cell) {
	case "", "否", "无", "没有", "未离职", "在职", "在岗", "無", "沒有", "未離職", "在職", "no", "n", "false", "0":
		return false, 0, true
	case "是", "离职", "已离职", "離職", "已離職", "yes", "y", "true", "1", "left", "√", "✓":
		return true, 0, true
	}
	day, _, _ := strings.Cut(CleanName(cell), " ") // a time of day may follow
	day = strings.NewReplacer("年", "-", "月", "-", "日", "", "/", "-", ".", "-").Replace(day)
	for _, layout := range []string{"2006-1-2", "20060102"} {
		if t, err := time.Parse(layout, day); err == nil && t.Year() > 1970 {
			return true, t.AddDate(0, 0, 1).UnixMilli(), true
		}
	}
	return false, 0, false
}

// The staff numbers of the template's example rows begin with these.
const (
	exampleChinese = "示例"
	exampleEnglish = "EXAMPLE"
)

// isExample tells whether a clean staff number is of an example row of the template.
func isExample(number string) bool {
	return strings.HasPrefix(number, exampleChinese) || strings.HasPrefix(number, exampleEnglish)
}

// Template is an empty list of staff to fill in: the headings in Chinese for zh-Hans and the like, in traditional characters for
// zh-Hant, else in English, and two example rows, which ReadStaff refuses.
func Template(lang string) (head []string, rows [][]string) {
	if strings.HasPrefix(lang, "zh-Hant") {
		return []string{"員工編號", "姓名", "門市代號", "職務", "離職"}, [][]string{
			{exampleChinese + "1", "王小美", "0173", "店員", ""},
			{exampleChinese + "2", "李建國", "0173", "店長", "2026-03-31"},
		}
	}
	if strings.HasPrefix(lang, "zh") {
		return []string{"工号", "姓名", "门店编码", "岗位", "离职"}, [][]string{
			{exampleChinese + "1", "王小美", "0173", "店员", ""},
			{exampleChinese + "2", "李建国", "0173", "店长", "2026-03-31"},
		}
	}
	return []string{"Staff number", "Name", "Store code", "Role", "Left"}, [][]string{
		{exampleEnglish + "1", "Mary Brown", "0173", "clerk", ""},
		{exampleEnglish + "2", "John Smith", "0173", "manager", "2026-03-31"},
	}
}
