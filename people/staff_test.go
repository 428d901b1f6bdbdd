package people

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clerkcoach/tables"
)

// table gives the rows of a text: a line each, cells between commas.
func table(text string) []tables.Row {
	var rows []tables.Row
	for i, line := range strings.Split(text, "\n") {
		if line != "" {
			rows = append(rows, tables.Row{Line: i + 1, Cells: strings.Split(line, ",")})
		}
	}
	return rows
}

// endOf is the end of a day.
func endOf(year int, month time.Month, day int) int64 {
	return time.Date(year, month, day+1, 0, 0, 0, 0, time.UTC).UnixMilli()
}

func TestReadStaff(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text    string
		entries []Entry
		refused []Refusal
	}{
		"Chinese": {
			"工号,姓名,门店编码,岗位,离职\na1,王小美,0173,导购,\na2,李建国,0173,店长,是",
			[]Entry{
				{Line: 2, Number: "A1", Name: "王小美", Store: "0173", Role: Clerk},
				{Line: 3, Number: "A2", Name: "李建国", Store: "0173", Role: Manager, Left: true},
			}, nil,
		},
		"traditional Chinese": {
			"員工編號,姓名,門市,職務,離職\na1,王小美,0173,門市人員,\na2,李建國,0173,訓練員,離職",
			[]Entry{
				{Line: 2, Number: "A1", Name: "王小美", Store: "0173", Role: Clerk},
				{Line: 3, Number: "A2", Name: "李建國", Store: "0173", Role: Trainer, Left: true},
			}, nil,
		},
		"English, in another order": {
			"Left,Role ,STORE,Name*,Staff_Number\n2026-03-31,Trainer,North  Mall,Ann Lee,7\nno,administrator,,Bo Ek,8",
			[]Entry{
				{Line: 2, Number: "7", Name: "Ann Lee", Store: "North Mall", Role: Trainer, Left: true, LeftAt: endOf(2026, 3, 31)},
				{Line: 3, Number: "8", Name: "Bo Ek", Role: Admin},
			}, nil,
		},
		"few columns, a title, others between them, short rows": {
			"三月员工名单\n\n序号,员工号（必填）,备注,姓名\n1,１２,早班,王小美\n2,13,,李建国,more\n3,14",
			[]Entry{{Line: 4, Number: "12", Name: "王小美"}, {Line: 5, Number: "13", Name: "李建国"}},
			[]Refusal{{6, FieldName, RuleRequired, "", "14"}},
		},
		"a column twice": {
			"number,name,name\n1,Ann,Bo", []Entry{{Line: 2, Number: "1", Name: "Ann"}}, nil,
		},
		"days": {
			"工号,姓名,离职日期\n1,王,2026/3/31\n2,王,2026年3月31日\n3,王,20260331\n4,王,2026.03.31\n5,王,2026-03-31 18:00\n6,王,０",
			[]Entry{
				{Line: 2, Number: "1", Name: "王", Left: true, LeftAt: endOf(2026, 3, 31)},
				{Line: 3, Number: "2", Name: "王", Left: true, LeftAt: endOf(2026, 3, 31)},
				{Line: 4, Number: "3", Name: "王", Left: true, LeftAt: endOf(2026, 3, 31)},
				{Line: 5, Number: "4", Name: "王", Left: true, LeftAt: endOf(2026, 3, 31)},
				{Line: 6, Number: "5", Name: "王", Left: true, LeftAt: endOf(2026, 3, 31)},
				{Line: 7, Number: "6", Name: "王"},
			}, nil,
		},
		"refused": {
			"number,name,role,left\n,Ann,clerk,\na b,Ann,clerk,\n3,,boss,maybe\n4,Ann,clerk,31/02/2026\n5,Ann,clerk,1970-01-01\n6,Ann,clerk,no\n" +
				"示例1,王小美,,\n7,Ann\u202e," + strings.Repeat("很", 50),
			[]Entry{{Line: 7, Number: "6", Name: "Ann", Role: Clerk}},
			[]Refusal{
				{2, FieldNumber, RuleRequired, "", ""},
				{3, FieldNumber, RuleStaffNumber, "", ""},
				{4, FieldName, RuleRequired, "", "3"},
				{4, FieldRole, RuleRoleUnknown, "boss", "3"},
				{4, FieldLeft, RuleLeftUnknown, "maybe", "3"},
				{5, FieldLeft, RuleLeftUnknown, "31/02/2026", "4"},
				{6, FieldLeft, RuleLeftUnknown, "1970-01-01", "5"},
				{8, FieldNumber, RuleExample, "", "示例1"},
				{9, FieldName, RulePlain, "", "7"},
				{9, FieldRole, RuleRoleUnknown, strings.Repeat("很", 40) + "…", "7"},
			},
		},
		"numbers twice": {
			"number,name\na1,Ann\n2,Bo\nA1,Cy\n3,\n3,Di\nａ１,Ed",
			[]Entry{{Line: 3, Number: "2", Name: "Bo"}},
			[]Refusal{
				{2, FieldNumber, RuleTwice, "4", "A1"},
				{4, FieldNumber, RuleTwice, "2", "A1"},
				{5, FieldName, RuleRequired, "", "3"},
				{6, FieldNumber, RuleTwice, "5", "3"},
				{7, FieldNumber, RuleTwice, "2", "A1"},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entries, refused, err := ReadStaff(table(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.entries, entries); diff != "" {
				t.Errorf("entries (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.refused, refused); diff != "" {
				t.Errorf("refused (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadStaffFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"nothing":            {"", "the list has no column for number and name"},
		"no headings":        {"1,Ann\n2,Bo", "the list has no column for number and name"},
		"no numbers":         {"姓名,门店\n王小美,0173", "the list has no column for number"},
		"no names":           {"list of staff\nnumber,store\n1,0173", "the list has no column for name"},
		"rows counted only":  {"No.,name\n1,Ann", "the list has no column for number"},
		"headings too late":  {"a\nb\nc\nd\ne\nnumber,name\n1,Ann", "the list has no column for number and name"},
		"headings only":      {"number,name", ErrNobody.Error()},
		"headings and title": {"list of staff\nnumber,name", ErrNobody.Error()},
	} {
		_, _, err := ReadStaff(table(c.text))
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		var missing *HeadingError
		if errors.As(err, &missing) == errors.Is(err, ErrNobody) {
			t.Errorf("%s: %T", name, err)
		}
	}
}

// TestTemplate wants the template's headings to be known and its examples to be refused, in every language.
func TestTemplate(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"zh-Hans", "zh-Hant", "en", ""} {
		head, examples := Template(lang)
		rows := []tables.Row{{Line: 1, Cells: head}}
		for i, cells := range examples {
			rows = append(rows, tables.Row{Line: i + 2, Cells: cells})
		}
		entries, refused, err := ReadStaff(rows)
		if err != nil || len(entries) != 0 || len(refused) != len(examples) {
			t.Fatalf("%s: %v, %v, %v", lang, entries, refused, err)
		}
		for i, r := range refused {
			if r.Rule != RuleExample {
				t.Errorf("%s: %v", lang, r)
			}
			rows[i+1].Cells[0] = fmt.Sprint(i)
		}
		for _, field := range []string{FieldNumber, FieldName, FieldStore, FieldRole, FieldLeft} {
			if columns, _, err := headings(rows); err != nil || head[columns[field]] == "" || fieldOf(head[columns[field]]) != field {
				t.Errorf("%s: no heading for %s, %v", lang, field, err)
			}
		}
		if entries, refused, err := ReadStaff(rows); err != nil || len(entries) != len(examples) {
			t.Errorf("%s: with other numbers: %v, %v", lang, refused, err)
		}
	}
}

// readsAll tells what is wrong with what a list gave; empty for nothing. Every row below the headings has to be an entry that keeps the
// rules, or refused, and no number may come twice.
func readsAll(rows []tables.Row, entries []Entry, refused []Refusal) string {
	became := map[int]string{}
	for _, r := range refused {
		if r.Rule == "" || r.Field == "" || len([]rune(r.Param)) > maxShown+1 {
			return fmt.Sprintf("the refusal %+v", r)
		}
		became[r.Line] = "refused"
	}
	numbers := map[string]bool{}
	for _, e := range entries {
		switch {
		case became[e.Line] != "":
			return fmt.Sprintf("line %d is an entry and %s", e.Line, became[e.Line])
		case numbers[e.Number]:
			return fmt.Sprintf("the number %s came twice", e.Number)
		case CheckNumber(e.Number) != nil, CheckName(e.Name) != nil, isExample(e.Number):
			return fmt.Sprintf("the entry %+v breaks a rule", e)
		case e.Role != "" && !e.Role.AtLeast(Clerk), e.LeftAt < 0, e.LeftAt > 0 && !e.Left:
			return fmt.Sprintf("the entry %+v can't be", e)
		}
		numbers[e.Number] = true
		became[e.Line] = "an entry"
	}
	_, below, err := headings(rows)
	if err != nil || len(became) != len(below) {
		return fmt.Sprintf("%d of %d rows, %v", len(became), len(below), err)
	}
	return ""
}

// TestReadStaffProperty draws lists of good and bad cells.
func TestReadStaffProperty(t *testing.T) {
	t.Parallel()
	cell := rapid.OneOf(
		rapid.SampledFrom([]string{"", "1", "2", "3", "A1", "a1", "示例1", "Ann", "王小美", "0173", "店长", "clerk", "是", "no", "2026-03-31"}), rapid.String(),
	)
	rapid.Check(t, func(t *rapid.T) {
		heading := rapid.Permutation([]string{"工号", "name", "store", "角色", "离职", "x"}).Draw(t, "headings")
		rows := []tables.Row{{Line: 1, Cells: heading}}
		for _, cells := range rapid.SliceOfN(rapid.SliceOfN(cell, 0, 7), 1, 12).Draw(t, "rows") {
			rows = append(rows, tables.Row{Line: len(rows) + 1, Cells: cells})
		}
		entries, refused, err := ReadStaff(rows)
		if err != nil {
			t.Fatal(err)
		}
		if fault := readsAll(rows, entries, refused); fault != "" {
			t.Fatal(fault)
		}
		if fault := readsSame(rows, entries, refused); fault != "" {
			t.Fatal(fault)
		}
	})
}

// readsSame tells what becomes different of a list when it is cut down to the columns that matter.
func readsSame(rows []tables.Row, entries []Entry, refused []Refusal) string {
	few, err := Columns(rows)
	if err != nil {
		return err.Error()
	}
	again, refusedAgain, err := ReadStaff(few)
	if err != nil {
		return err.Error()
	}
	return cmp.Diff(entries, again) + cmp.Diff(refused, refusedAgain)
}

// TestColumns wants a title and what nobody asked for to be left out, and lines to stay.
func TestColumns(t *testing.T) {
	t.Parallel()
	got, err := Columns(table("三月\n\n电话,姓名,工号,备注,离职\n139,王小美,a1,早班,\n\n,李建国,a2"))
	want := []tables.Row{
		{Line: 3, Cells: []string{"number", "name", "left"}}, {Line: 4, Cells: []string{"a1", "王小美", ""}}, {Line: 6, Cells: []string{"a2", "李建国", ""}},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v, rows (-want +got):\n%s", err, diff)
	}
	var missing *HeadingError
	if _, err := Columns(table("电话,备注\n139,早班")); !errors.As(err, &missing) {
		t.Errorf("without headings: %v", err)
	}
}

// FuzzReadStaff: whatever a table holds, its rows are entries that keep the rules, or refused with a reason.
func FuzzReadStaff(f *testing.F) {
	for _, seed := range []string{
		"", "工号,姓名\n1,王小美", "number,name,left\n1,Ann,2026-03-31\n1,Ann,yes", "\xff,\x00\nnumber,name\n\xff,\u202e", "name,number,role,store\n,,,",
		"title\nStaff No.,Full name,Left\nEXAMPLE1,Ann,99999999\n=1,@x,1e9", "工号,姓名\n" + strings.Repeat("１,王\n", 9),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rows := table(text)
		entries, refused, err := ReadStaff(rows)
		var missing *HeadingError
		switch {
		case errors.As(err, &missing):
			if len(missing.Missing) == 0 {
				t.Error("no heading is missing")
			}
		case errors.Is(err, ErrNobody):
		case err != nil:
			t.Error(err)
		default:
			if fault := readsAll(rows, entries, refused); fault != "" {
				t.Error(fault)
			}
		}
	})
}
