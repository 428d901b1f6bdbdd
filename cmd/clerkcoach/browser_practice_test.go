package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"clerkcoach/drills"
)

// practising is what is practised in one language.
type practising struct {
	lang string
	// says are words of somebody's own, as an answer.
	says string
	// all is a drill with questions of every kind.
	all drilled
}

// drilled is a drill as the API gives it.
type drilled struct {
	ID        string
	Questions []question
}

type question struct {
	ID             string
	Kind           drills.Kind
	Options, Pairs []struct{ ID string }
}

// everyKind is the least number of questions among which every kind is.
const everyKind = 13

// TestBrowserPractice works drills through in a real browser, by touch, by keyboard alone and without scripts.
func TestBrowserPractice(t *testing.T) {
	t.Parallel()
	browser := startBrowser(t)
	base := startProgram(t)
	for i, pr := range []practising{
		{lang: "zh-Hans", says: "您想找什么样的？我帮您看看。"},
		{lang: "en", says: "Hello, which one would you like? Let me help you."},
		{lang: "zh-Hant", says: "您想找什麼樣的？我幫您看看。"},
	} {
		pr.all = makeDrill(t, base, fmt.Sprintf(`{"lang":%q,"count":%d,"seed":5}`, pr.lang, everyKind))
		phone, desk := screen{width: 360, height: 740}, screen{width: 1280, height: 800}
		inBrowser(t, "touch/"+pr.lang, browser, base, phone, pr.touches)
		if i == 0 || releasing() {
			inBrowser(t, "keys/"+pr.lang, browser, base, desk, pr.types)
			inBrowser(t, "nojs/"+pr.lang, browser, base, screen{width: 800, height: 1280, noScript: true}, pr.touches)
		}
		for _, s := range oneOf(i, phone, screen{width: 1280, height: 800, dark: true}, screen{width: 360, height: 740, dark: true}, desk) {
			if i > 1 && !releasing() {
				continue
			}
			inBrowser(t, fmt.Sprintf("axe/%s/%s", pr.lang, s), browser, base, s, pr.isAccessible)
		}
		inBrowser(t, "numbers/"+pr.lang, browser, base, phone, pr.movesNumbers)
	}
}

// makeDrill asks the program for a drill.
func makeDrill(tb testing.TB, base, wish string) drilled {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), tabPatience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/api/v1/drills", strings.NewReader(wish))
	if err != nil {
		tb.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		tb.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // only read
	var d drilled
	if err := json.NewDecoder(resp.Body).Decode(&d); err != nil || resp.StatusCode != http.StatusCreated {
		tb.Fatalf("%s: status %d, %v", wish, resp.StatusCode, err)
	}
	return d
}

// touches works the drill through with a thumb, and what was missed once more.
func (pr practising) touches(p *tab) {
	kinds := map[drills.Kind]bool{}
	p.navigate("/practice/" + pr.all.ID + "?lang=" + pr.lang)
	for i, q := range pr.all.Questions {
		pr.isAsked(p, i, q)
		checkFit(p)
		if !kinds[q.Kind] {
			p.keep(fmt.Sprintf("drill-%s.%s.%s", q.Kind, pr.lang, p.screen))
		}
		pr.answersByTouch(p, q)
		pr.isAnswered(p)
		checkFit(p)
		if !kinds[q.Kind] {
			p.keep(fmt.Sprintf("drill-%s-answered.%s.%s", q.Kind, pr.lang, p.screen))
		}
		kinds[q.Kind] = true
		p.press(".forward a")
	}
	for _, k := range drills.Kinds() {
		if !kinds[k] {
			p.Errorf("no question of the kind %s was asked", k)
		}
	}
	p.until("the end is there", `!!document.querySelector("main > .actions a")`)
	checkFit(p)
	p.keep(fmt.Sprintf("drill-end.%s.%s", pr.lang, p.screen))
	missed := ask[int](p, `document.querySelectorAll(".missed > li").length`)
	p.press("main > .actions a.button")
	p.until("the missed questions are asked again", fmt.Sprintf(`document.querySelector("progress")?.max === %d`, missed))
	p.quiet(0)
}

// isAsked waits for a question of the drill, by its place from 0.
func (pr practising) isAsked(p *tab, i int, q question) {
	p.Helper()
	p.until(fmt.Sprintf("question %d is asked", i+1), fmt.Sprintf(`document.readyState === "complete" &&
		document.querySelector("progress")?.value === %d && !!document.querySelector("form[data-kind=%s]")`, i+1, q.Kind))
}

// isAnswered waits for what the answer is worth, which must be seen without scrolling.
func (pr practising) isAnswered(p *tab) {
	p.Helper()
	p.until("the answer is graded", `document.readyState === "complete" && !!document.querySelector(".verdict")`)
	p.until("it is seen what the answer is worth", `(() => {
		const box = document.querySelector(".verdict h3").getBoundingClientRect();
		return box.top >= 0 && box.bottom <= innerHeight;
	})()`)
}

func (pr practising) answersByTouch(p *tab, q question) {
	p.Helper()
	switch q.Kind {
	case drills.MultipleChoice, drills.TrueFalse:
		p.press("button.panel:nth-of-type(1)")
		return
	case drills.MultipleResponse:
		p.press("label.panel:nth-of-type(1)")
		p.press("label.panel:nth-of-type(2)")
	case drills.Matching:
		for i := range q.Pairs {
			p.press(pick(i, 0))
		}
	case drills.Ordering:
		for i := range q.Options {
			p.press(pick(i, i))
		}
	case drills.Numerical:
		p.press("input[name=a]")
		p.do(p.ctx, chromedp.KeyEvent("20"))
	case drills.ShortAnswer:
		p.press("textarea")
		pr.writes(p)
	}
	p.press(".forward button")
}

// pick is the selector of a choice in a line, both from 0.
func pick(line, choice int) string {
	return fmt.Sprintf("fieldset.row:nth-of-type(%d) label.pick:nth-of-type(%d)", line+1, choice+1)
}

// writes puts words into the field that has the focus.
func (pr practising) writes(p *tab) {
	p.Helper()
	p.inserts(pr.says)
}

// types works the drill through with a keyboard alone.
func (pr practising) types(p *tab) {
	p.navigate("/practice/" + pr.all.ID + "?lang=" + pr.lang)
	for i, q := range pr.all.Questions {
		pr.isAsked(p, i, q)
		pr.answersByKeys(p, q)
		pr.isAnswered(p)
		if focus := ask[string](p, `document.activeElement.id`); focus != "result" {
			p.Errorf("after an answer the focus is not on what it is worth, but on %q", focus)
		}
		p.tabTo(".forward a")
		p.do(p.ctx, chromedp.KeyEvent(kb.Enter))
	}
	p.until("the end is there", `!!document.querySelector("main > .actions a")`)
	p.keep(fmt.Sprintf("drill-end.%s.%s", pr.lang, p.screen))
	checkFit(p)
	p.tabTo("main > .actions a.button")
	p.do(p.ctx, chromedp.KeyEvent(kb.Enter))
	p.until("the missed questions are asked again", `document.querySelector("progress")?.value === 1`)
	p.quiet(0)
}

func (pr practising) answersByKeys(p *tab, q question) {
	p.Helper()
	switch q.Kind {
	case drills.MultipleChoice, drills.TrueFalse:
		p.tabTo("button.panel:last-of-type")
		p.do(p.ctx, chromedp.KeyEvent(kb.Enter))
		return
	case drills.MultipleResponse:
		p.tabTo("label.panel:last-of-type input")
		p.do(p.ctx, chromedp.KeyEvent(" "))
	case drills.Matching:
		for i := range q.Pairs {
			p.tabTo(pick(i, 0) + " input")
			p.do(p.ctx, chromedp.KeyEvent(" "))
		}
	case drills.Ordering:
		for i := range q.Options {
			p.tabTo(pick(i, 0) + " input")
			p.do(p.ctx, chromedp.KeyEvent(" "), chromedp.KeyEvent(strings.Repeat(kb.ArrowDown, i)))
		}
		want := make([]string, len(q.Options))
		for i := range want {
			want[i] = strconv.Itoa(i + 1)
		}
		if got := ask[[]string](p, `[...document.querySelectorAll("input:checked")].map(e => e.value)`); !slices.Equal(got, want) {
			p.Errorf("the arrow keys gave the lines %q, want %q", got, want)
		}
	case drills.Numerical:
		p.tabTo("input[name=a]")
		p.do(p.ctx, chromedp.KeyEvent("20"))
	case drills.ShortAnswer:
		p.tabTo("textarea")
		pr.writes(p)
	}
	p.tabTo(".forward button")
	p.do(p.ctx, chromedp.KeyEvent(kb.Enter))
}

// manyTabs is more than it takes to get through a question.
const manyTabs = 40

// tabTo goes on by the Tab key until something has the focus. Whatever has it on the way must be seen: nothing may lie over it.
func (p *tab) tabTo(selector string) {
	p.Helper()
	for range manyTabs {
		p.do(p.ctx, chromedp.KeyEvent(kb.Tab))
		if hidden := ask[string](p, `(() => {
			const e = document.activeElement, box = e.getBoundingClientRect();
			const above = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, 48) / 2);
			return e.contains(above) || above && above.closest("label")?.contains(e) ? "" : e.outerHTML.slice(0, 80);
		})()`); hidden != "" {
			p.Errorf("%s: something lies over what has the focus: %s", p.screen, hidden)
		}
		if ask[bool](p, fmt.Sprintf("document.activeElement.matches(%q)", selector)) {
			return
		}
	}
	p.Fatalf("%s: %s is not reached by the Tab key, at %s", p.screen, selector, ask[string](p, "location.href"))
}

// movesNumbers puts lines in order and thinks again: a number that is chosen for one line leaves the line that had it.
func (pr practising) movesNumbers(p *tab) {
	d := makeDrill(p, p.base, fmt.Sprintf(`{"lang":%q,"count":1,"kinds":["ordering"],"seed":5}`, pr.lang))
	p.navigate("/practice/" + d.ID + "?lang=" + pr.lang)
	p.until("the page is ready", `document.readyState === "complete"`)
	for _, step := range []struct {
		line, number int
		want         string
	}{
		{0, 0, "1--"}, {1, 1, "12-"}, {2, 0, "-21"}, // taken from the first line
		{2, 2, "123"},                // thought better of: it goes back
		{0, 2, "32-"}, {2, 0, "321"}, // taken for good
	} {
		p.press(pick(step.line, step.number))
		got := ask[string](p, `[...document.querySelectorAll("fieldset.row")].slice(0, 3)
			.map(line => line.querySelector(":checked")?.value ?? "-").join("")`)
		if got != step.want {
			p.Errorf("after %d for line %d the lines have %s, want %s", step.number+1, step.line+1, got, step.want)
		}
	}
	p.quiet(0)
}

// isAccessible has axe look at the choice of a drill, at each kind of question before and after answers, at its end and at its paper.
func (pr practising) isAccessible(p *tab) {
	axe := loadAxe(p)
	look := func(path string, status int64) {
		if resp := p.navigate(path); resp.Status != status {
			p.Errorf("%s answers %d, want %d", path, resp.Status, status)
		}
		checkAxe(p, axe)
		checkFit(p)
	}
	look("/practice?lang="+pr.lang, http.StatusOK)
	for i, q := range pr.all.Questions {
		first := slices.IndexFunc(pr.all.Questions, func(other question) bool { return other.Kind == q.Kind })
		if first != i {
			continue
		}
		page := "/practice/" + pr.all.ID + "?past=" + strings.Repeat("a", i)
		look(page, http.StatusOK)
		look(page+"&answered=1&a="+strings.Repeat("x", drills.MaxWords+1), http.StatusBadRequest)
		look(page+"&"+pr.form(q).Encode(), http.StatusOK)
		p.keep(fmt.Sprintf("drill-%s-graded.%s.%s", q.Kind, pr.lang, p.screen))
	}
	for _, past := range []string{"a", "5"} {
		look("/practice/"+pr.all.ID+"?past="+strings.Repeat(past, everyKind), http.StatusOK)
	}
	look("/practice/"+pr.all.ID+"/print", http.StatusOK)
	p.keep(fmt.Sprintf("drill-paper.%s.%s", pr.lang, p.screen))
}

// form is some answer to a question, as its form sends it.
func (pr practising) form(q question) url.Values {
	v := url.Values{"answered": {"1"}, "a": {"a"}}
	for i, o := range q.Options {
		v.Set("o"+o.ID, strconv.Itoa(i+1))
	}
	for _, pair := range q.Pairs {
		v.Set("p"+pair.ID, "a")
	}
	switch q.Kind {
	case drills.Numerical:
		v.Set("a", "7")
	case drills.ShortAnswer:
		v.Set("a", pr.says)
	}
	return v
}
