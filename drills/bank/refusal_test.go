package bank_test

import (
	"fmt"
	"strings"
	"testing"

	"clerkcoach/drills/bank"
)

// quiz is Moodle XML with one question.
func quiz(kind, inside string) string {
	return fmt.Sprintf(`<quiz><question type=%q><name><text>Bad</text></name>%s</question></quiz>`, kind, inside)
}

// asks is the text of a question in Moodle XML, and two options unless others are given.
func asks(prompt string, answers ...string) string {
	return "<questiontext><text>" + prompt + "</text></questiontext>" + strings.Join(answers, "")
}

// marked is an answer in Moodle XML.
func marked(mark, text string) string {
	return fmt.Sprintf(`<answer fraction=%q><text>%s</text></answer>`, mark, text)
}

// refusal is a file with one question that cannot be kept, and the reason with its parameters.
type refusal struct{ file, want string }

// moodleRefusals are files in Moodle XML.
func moodleRefusals() map[string]refusal {
	yes, no := marked("100", "yes"), marked("0", "no")
	return map[string]refusal{
		"a kind of another program": {quiz("stack", asks("?")), "kind-unsupported stack"},
		"a kind, whatever else":     {quiz("cloze", asks("&lt;img>")), "kind-unsupported cloze"},
		"a picture in an option": {
			quiz("multichoice", asks("?", marked("100", "&lt;img src='x'>"), no)), "media option",
		},
		"a file in the feedback": {
			quiz("truefalse", asks("?", `<generalfeedback><text>x</text><file name="a"/></generalfeedback>`)), "media rationale",
		},
		"a picture of old": {quiz("truefalse", asks("?", "<image>a.png</image>")), "media prompt"},
		"no prompt":        {quiz("multichoice", asks(" &lt;p>&lt;/p>", yes, no)), "text-missing prompt"},
		"one truth":        {quiz("truefalse", asks("?", yes)), "too-few option 2"},
		"options that look different": {
			quiz("multichoice", asks("?", marked("100", "H2O"), marked("0", "H&lt;sub>2&lt;/sub>O"))), "option-twice H2O",
		},
		"neither true nor false": {
			quiz("truefalse", asks("?", marked("0", "true"), marked("0", "false"))), "right-none",
		},
		"two right of one":   {quiz("multichoice", asks("?", yes, marked("100", "aye"))), "right-many"},
		"a mark in words":    {quiz("multichoice", asks("?", yes, marked("half", "no"))), "mark-unreadable half"},
		"a mark without end": {quiz("multichoice", asks("?", yes, marked("Inf", "no"))), "mark-unreadable Inf"},
		"capitals":           {quiz("shortanswer", "<usecase>1</usecase>"+asks("?", yes)), "case-matters"},
		"a tolerance in XML": {
			quiz("numerical", asks("?", `<answer fraction="100"><text>5</text><tolerance>0.5</tolerance></answer>`)),
			"tolerance 0.5",
		},
		"units": {
			quiz("numerical", asks("?", marked("100", "5"), "<units><unit><unit_name>m</unit_name></unit></units>")), "units",
		},
	}
}

// giftRefusals are files in GIFT.
func giftRefusals() map[string]refusal {
	return map[string]refusal{
		"an empty option":      {"?{=a ~ ~b}", "text-missing option"},
		"no partner":           {"?{=a -> =b -> c}", "text-missing option"},
		"a long prompt":        {strings.Repeat("问", bank.MaxPrompt+1) + "{T}", "text-long prompt 2000"},
		"a long option":        {"?{=" + strings.Repeat("问", bank.MaxOption+1) + " ~b}", "text-long option 800"},
		"a long answer":        {"?{=" + strings.Repeat("问", bank.MaxOption+1) + "}", "text-long answer 800"},
		"a long rationale":     {"?{T####" + strings.Repeat("问", bank.MaxPrompt+1) + "}", "text-long rationale 2000"},
		"a long id":            {"// [id:" + strings.Repeat("x", bank.MaxID+1) + "]\n?{T}", "text-long id 100"},
		"a long card":          {"// [tag:card:" + strings.Repeat("x", bank.MaxID+1) + "]\n?{T}", "text-long card 100"},
		"a long scene":         {"// [tag:scene:1]\n" + strings.Repeat("x", 2001) + `\n\n?{T}`, "text-long scene 2000"},
		"one option":           {"?{~%100%a}", "too-few option 2"},
		"one pair":             {"?{=a->b = ->c}", "too-few pair 2"},
		"too many options":     {"?{=a " + many(bank.MaxOptions, "~b%d ") + "}", "too-many option 20"},
		"too many answers":     {"?{" + many(bank.MaxOptions+1, "=b%d ") + "}", "too-many answer 20"},
		"far too many":         {"?{" + many(5000, "=b%d ") + "}", "too-many answer 100"},
		"the same left side":   {"?{=a->b =a->c}", "option-twice a"},
		"nothing right":        {"?{~a ~b}", "right-none"},
		"no word right":        {"?{=%0%a}", "right-none"},
		"two numbers":          {"?{#=1 =2}", "right-many"},
		"half right":           {"?{=a ~%50%b}", "partial-credit 50"},
		"half right words":     {"?{=a =%50%b}", "partial-credit 50"},
		"unequal shares":       {"?{~%75%a ~%25%b ~c}", "partial-credit 25"},
		"more than the whole":  {"?{~%100%a ~%100%b ~c}", "partial-credit 100"},
		"any word":             {"?{=a*}", "wildcard a*"},
		"any number":           {"?{#*}", "wildcard *"},
		"a part of a number":   {"?{#1.5}", "number-not-whole 1.5"},
		"a number in words":    {"?{#three}", "number-not-whole three"},
		"a number too large":   {"?{#1e300}", "number-not-whole 1e300"},
		"a tolerance":          {"?{#5:1}", "tolerance 1"},
		"a range":              {"?{#1..5}", "tolerance 1..5"},
		"no brace that closes": {"?{=a", "gift-braces"},
		"braces turned":        {"?}=a{", "gift-braces"},
		"no arrow":             {"?{=a->b =c}", "gift-arrow"},
	}
}

func many(n int, format string) string {
	var s strings.Builder
	for i := range n {
		fmt.Fprintf(&s, format, i)
	}
	return s.String()
}

// TestRefusals wants each refused for its reason, and the questions around it untouched; and every reason to be met.
func TestRefusals(t *testing.T) {
	t.Parallel()
	met := map[bank.Reason]bool{}
	check := func(name string, read reader, r refusal) {
		got, err := read(strings.NewReader(r.file))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		if len(got.Questions) != 0 || len(got.Refused) != 1 {
			t.Errorf("%s: %d good, refused %+v", name, len(got.Questions), got.Refused)
			return
		}
		ref := got.Refused[0]
		met[ref.Reason] = true
		if told := strings.Join(append([]string{string(ref.Reason)}, ref.Params...), " "); told != r.want {
			t.Errorf("%s: refused for %q, not for %q", name, told, r.want)
		}
	}
	for name, r := range moodleRefusals() {
		check(name, bank.ReadMoodle, r)
	}
	for name, r := range giftRefusals() {
		check(name, bank.ReadGIFT, r)
	}
	for _, r := range bank.Reasons() {
		if !met[r] {
			t.Errorf("nothing is refused for %s", r)
		}
	}
}

// TestRefusedSpoilsNone puts a bad question between good ones.
func TestRefusedSpoilsNone(t *testing.T) {
	t.Parallel()
	got, err := bank.ReadGIFT(strings.NewReader("One{T}\n\n// no\n::Bad::Two{=a\n\n\n\nThree{F}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Questions) != 2 || got.Questions[0].ID != "q1" || got.Questions[1].ID != "q8" {
		t.Errorf("%+v", got.Questions)
	}
	if len(got.Refused) != 1 || got.Refused[0].Row != 4 || got.Refused[0].Name != "Bad" {
		t.Errorf("refused %+v", got.Refused)
	}
}

// TestIDs wants ids that are all different.
func TestIDs(t *testing.T) {
	t.Parallel()
	file := "// [id:a]\n1{T}\n\n// [id:a-2]\n2{T}\n\n// [id:a]\n3{T}\n\n// [id:q13]\n4{T}\n\n5{T}\n\n6{T}\n"
	got, err := bank.ReadGIFT(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, q := range got.Questions {
		if seen[q.ID] {
			t.Errorf("%s twice", q.ID)
		}
		seen[q.ID] = true
	}
	if len(seen) != 6 || !seen["a"] || !seen["a-2"] || !seen["a-3"] {
		t.Errorf("ids: %v", seen)
	}
}
