package main

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// sheet is a size of paper, in inches.
type sheet struct {
	name          string
	width, height float64
}

// margin is that of the stylesheet, on each side, and dots how many there are to an inch.
const (
	margin = 12 / 25.4
	dots   = 96
)

// TestBrowserPaper prints a quiz on both sizes of paper.
func TestBrowserPaper(t *testing.T) {
	t.Parallel()
	browser := startBrowser(t)
	base := startProgram(t)
	for _, lang := range []string{"zh-Hans", "en"} {
		d := makeDrill(t, base, fmt.Sprintf(`{"lang":%q,"count":20,"seed":5}`, lang))
		for _, paper := range []sheet{{"a4", 210 / 25.4, 297 / 25.4}, {"letter", 8.5, 11}} {
			// What fits between the margins, so that the window shows how it will be on paper.
			s := screen{width: int64((paper.width - 2*margin) * dots), height: int64((paper.height - 2*margin) * dots)}
			inBrowser(t, paper.name+"/"+lang, browser, base, s, func(p *tab) {
				p.navigate("/practice/" + d.ID + "/print?lang=" + lang)
				p.until("the page is ready", `document.readyState === "complete"`)
				if !ask[bool](p, `document.querySelector("[data-print]").checkVisibility()`) {
					p.Error("nothing offers to print")
				}
				paper.isRight(p)
				p.keep(fmt.Sprintf("paper-%s.%s", paper.name, lang))
				p.quiet(0)
			})
		}
	}
}

// isRight wants questions, answer sheet and key to begin on a page each, and every question to stay in one piece.
func (paper sheet) isRight(p *tab) {
	p.Helper()
	whole, apart := paper.pages(p), 0
	for i := range 3 {
		ask[bool](p, fmt.Sprintf(`document.querySelectorAll(".sheet").forEach((s, i) => s.hidden = i !== %d), true`, i))
		n := paper.pages(p)
		if n < 1 || i == 1 && n != 1 {
			p.Errorf("part %d has %d pages", i+1, n)
		}
		apart += n
	}
	if whole != apart {
		p.Errorf("%d pages in all, %d when each part is printed alone: one does not begin on a page of its own", whole, apart)
	}
	ask[bool](p, `document.querySelectorAll(".sheet").forEach(s => s.hidden = false), true`)
	call(p, "emulate paper", func() error {
		_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		return err
	})
	torn := ask[[]string](p, `[...document.querySelectorAll(".asked > li, .blanks > li, .keys > li")]
		.filter(e => getComputedStyle(e).breakInside !== "avoid" || e.offsetHeight > innerHeight).map(e => e.innerText.slice(0, 60))`)
	for _, question := range torn {
		p.Errorf("a page may end within: %s", question)
	}
	if n := ask[int](p, `[...document.querySelectorAll(".top, .print-bar")].filter(e => e.checkVisibility()).length`); n > 0 {
		p.Error("what is for the screen alone is printed")
	}
	if width := ask[int64](p, "document.documentElement.scrollWidth"); width > p.screen.width {
		p.Errorf("what is printed is %d wide, the paper %d", width, p.screen.width)
	}
}

// pages prints the page that is open and counts the sheets.
func (paper sheet) pages(p *tab) int {
	p.Helper()
	pdf, err := chromedp.Call(p.ctx, page.PrintToPDF, page.PrintToPDFParams{PaperWidth: paper.width, PaperHeight: paper.height})
	if err != nil {
		p.Fatalf("print: %v", err)
	}
	return len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(pdf.Data, -1))
}
