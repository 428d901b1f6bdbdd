package bank_test

import (
	"fmt"
	"strings"
	"testing"

	"clerkcoach/drills"
	"clerkcoach/drills/bank"
)

// TestMarkup wants the words of a text in HTML, parted as a reader sees them parted, and nothing else of it.
func TestMarkup(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain":                              "plain",
		"<p>One</p>\n  <p>Two</p>":           "One\n\nTwo",
		"a<br>b<br/><br/>c":                  "a\nb\n\nc",
		"<ul>\n<li>a</li>\n<li>b</li></ul>c": "a\nb\nc",
		"<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>": "1 2\n3",
		"x  <b>y</b>\n z": "x y z",
		"1 &lt; 2 &amp;&amp; 3&nbsp;&gt; 2 &#8594; 您":                "1 < 2 && 3 > 2 → 您",
		"a<script>alert('x')</script>b<style>p{}</style>c<!-- d -->": "abc",
		"<scr<script>ipt>x": "ipt>x",
		"a < b, c > d":      "a < b, c > d",
		"<a href='javascript:x'>link</a><p onclick": "link",
	} {
		file := `<quiz><question type="truefalse"><questiontext format="html"><text><![CDATA[` + in + `]]></text></questiontext>` +
			marked("100", "true") + marked("0", "false") + `</question></quiz>`
		got, err := bank.ReadMoodle(strings.NewReader(file))
		if err != nil || len(got.Questions) != 1 {
			t.Errorf("%q: %+v, %v", in, got, err)
			continue
		}
		if p := got.Questions[0].Prompt; p != want {
			t.Errorf("%q is %q, not %q", in, p, want)
		}
	}
}

// TestShownTellsNothing wants steps never shown in their right order, and the same steps always in the same.
func TestShownTellsNothing(t *testing.T) {
	t.Parallel()
	for i := range 100 {
		n := 2 + i%3
		file := "Order{>" + fmt.Sprint(n) + many(n, fmt.Sprintf("\n%d: step %%d", i)) + "\n}"
		first, err := bank.ReadGIFT(strings.NewReader(file))
		if err != nil || len(first.Questions) != 1 {
			t.Fatalf("%+v, %v", first, err)
		}
		again, err := bank.ReadGIFT(strings.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		right := true
		for i, o := range first.Questions[0].Options {
			right = right && o.Place == i+1
			if again.Questions[0].Options[i] != o {
				t.Errorf("%+v, then %+v", o, again.Questions[0].Options[i])
			}
		}
		if right {
			t.Errorf("%d steps are shown as they are to be put", n)
		}
	}
}

// TestInert wants an apostrophe before every sign that a spreadsheet calculates from, and before no number.
func TestInert(t *testing.T) {
	t.Parallel()
	for _, sign := range []string{"=", "+", "-", "@", "＝", "＋", "－", "＠"} {
		out := written(t, bank.WriteCSV, &drills.Question{ID: "x", Kind: drills.Numerical, Prompt: sign + "cmd()", Number: -1})
		if s := string(out); !strings.Contains(s, ",'"+sign+"cmd(),") || !strings.Contains(s, ",-1,") {
			t.Errorf("%q", s)
		}
	}
}
