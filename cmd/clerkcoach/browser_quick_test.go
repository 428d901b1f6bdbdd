package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"clerkcoach/cmd/liveload/crowd"
)

// firstPage is how many bytes the page where people ask may take with all its files, compressed, when nothing is kept yet.
const firstPage = 60_000

// TestBrowserFirstPage adds up what comes over the line before somebody can ask for the first time.
func TestBrowserFirstPage(t *testing.T) {
	t.Parallel()
	browser, base := startBrowser(t), startProgram(t)
	for _, lang := range []string{"zh-Hans", "en", "zh-Hant"} {
		p := openTab(t, browser, base, screen{width: 360, height: 640, keeps: true})
		p.navigate("/?lang=" + lang)
		p.until("the page is there", `document.readyState === "complete"`)
		// What the worker fetches afterwards, for times without a line, keeps nobody waiting and does not stand in the page's list.
		got := ask[int](p, `["navigation", "resource"].flatMap(k => performance.getEntriesByType(k)).reduce((sum, e) => sum + e.transferSize, 0)`)
		files := ask[int](p, `performance.getEntriesByType("resource").length`)
		t.Logf("promise: the first page in %s: %d bytes in %d files", lang, got, files+1)
		if got < 10_000 || got > firstPage {
			t.Errorf("the first page in %s takes %d bytes, at most %d are allowed", lang, got, firstPage)
		}
	}
}

// slowLine is Lighthouse's slow 4G: 150 ms until an answer begins, 1.6 and 0.75 megabits a second. slowCPU makes a processor of today one
// of an old tablet, as Lighthouse does.
const (
	slowLatency = 150
	slowDown    = 1.6e6 / 8
	slowUp      = 0.75e6 / 8
	slowCPU     = 4
	usable      = time.Second
)

// slowly makes the browser one of an old tablet on a poor line.
func (p *tab) slowly() {
	p.Helper()
	call(p, network.EmulateNetworkConditionsByRule.Method, func() error {
		if _, err := chromedp.Call(p.ctx, network.Enable, network.EnableParams{}); err != nil {
			return err
		}
		_, err := chromedp.Call(p.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{Latency: slowLatency, DownloadThroughput: slowDown, UploadThroughput: slowUp}},
		})
		return err
	})
	call(p, emulation.SetCPUThrottlingRate.Method, func() error {
		_, err := chromedp.Call(p.ctx, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: slowCPU})
		return err
	})
}

// measured are the pages whose quickness counts, by their names.
func measured(p *party) map[string]string {
	p.Helper()
	g := p.joins(p.site("http://"+p.serving.addr), "Wei")
	p.commands(0, "next")
	g.sees("open", 1)
	resp, err := http.Get("http://" + p.serving.addr + "/practice/new?count=5&lang=en")
	if err != nil {
		p.Fatal(err)
	}
	resp.Body.Close() //nolint:errcheck // only its address counts
	return map[string]string{
		"ask": "/?lang=en", "answer": "/?q=cannot+decide&lang=en", "card": "/cards/hesitant?lang=en", "drill": resp.Request.URL.RequestURI(),
		"live": "/live/" + p.game.ID, "join": "/live/join/" + p.game.Code, "cards": "/cards?lang=en", "practice": "/practice?lang=en",
	}
}

// wantsMeasuring skips what measures and tests nothing.
func wantsMeasuring(t *testing.T) {
	t.Helper()
	if os.Getenv("CLERKCOACH_LIGHTHOUSE") == "" {
		t.Skip("only make lighthouse measures this")
	}
}

// TestSlowLine opens pages for the first time on a slow line and a slow processor, in an empty browser: each is usable within a second, with
// all its scripts.
func TestSlowLine(t *testing.T) {
	wantsMeasuring(t)
	p := startParty(t, url.Values{})
	pages := measured(p)
	browser, phone := startBrowser(t), screen{width: 360, height: 640, keeps: true}
	t.Run("warming up", func(t *testing.T) { openTab(t, browser, "http://"+p.serving.addr, phone).navigate("/about") })
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		var took, seen []int
		for range 3 {
			t.Run(name, func(t *testing.T) { // with which the tab ends, and all that it goes on doing
				tab := openTab(t, browser, "http://"+p.serving.addr, phone)
				tab.carries(p.guests[0].Cookie)
				tab.slowly()
				tab.navigate(pages[name])
				tab.until("the page is painted", `document.readyState === "complete" && performance.getEntriesByType("paint").length === 2`)
				took = append(took, ask[int](tab, `Math.round(performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd)`))
				seen = append(seen, ask[int](tab, `Math.round(performance.getEntriesByName("first-contentful-paint")[0].startTime)`))
			})
		}
		slices.Sort(took)
		slices.Sort(seen)
		t.Logf("promise: %-8s painted after %4d ms, usable after %4d ms (medians of %d; goal %d)", name, seen[1], took[1], len(took), usable.Milliseconds())
		if took[1] > int(usable.Milliseconds()) {
			t.Errorf("%s is usable after %d ms only", name, took[1])
		}
	}
}

// lighthouseGoal is what each figure of Lighthouse has to reach, of 100.
const lighthouseGoal = 95

// TestLighthouse has Lighthouse look at pages as a phone on a slow line, and wants 95 of 100 in each of its figures.
func TestLighthouse(t *testing.T) {
	wantsMeasuring(t)
	p := startParty(t, url.Values{"seconds": {"0"}})
	pages := measured(p)
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		figures := p.lighthouse(pages[name], p.guests[0].Player)
		t.Logf("promise: %-8s %v", name, figures)
		for _, f := range figures {
			if f.of100 < lighthouseGoal {
				t.Errorf("%s: %s is %d", name, f.name, f.of100)
			}
		}
	}
}

// figure is one of Lighthouse's, and what has kept it from 100.
type figure struct {
	name  string
	of100 int
	lacks []string
}

func (f figure) String() string {
	return strings.TrimSpace(fmt.Sprintf("%s %d %s", f.name, f.of100, strings.Join(f.lacks, ", ")))
}

// lighthouse runs Lighthouse on a page, in a browser that has a seat.
func (p *party) lighthouse(path string, seat *crowd.Player) []figure {
	p.Helper()
	headers, err := json.Marshal(map[string]string{"Cookie": seat.Cookie})
	if err != nil {
		p.Fatal(err)
	}
	report := filepath.Join(p.TempDir(), "report.json")
	run := exec.CommandContext(p.Context(), "node", os.Getenv("CLERKCOACH_LIGHTHOUSE"), "http://"+p.serving.addr+path, "--quiet", //nolint:gosec // a development tool
		"--output=json", "--output-path="+report, "--chrome-flags=--headless=new --no-sandbox", "--extra-headers="+string(headers),
		"--only-categories=performance,accessibility,best-practices,seo")
	run.Env = append(os.Environ(), "CHROME_PATH="+chromium(p))
	if out, err := run.CombinedOutput(); err != nil {
		p.Fatalf("lighthouse: %v: %s", err, out)
	}
	raw, err := os.ReadFile(report)
	if err != nil {
		p.Fatal(err)
	}
	return readFigures(p, raw)
}

// readFigures reads Lighthouse's report.
func readFigures(tb testing.TB, raw []byte) []figure {
	tb.Helper()
	var report struct {
		Categories map[string]struct {
			Score     float64
			AuditRefs []struct {
				ID     string
				Weight float64
			}
		}
		Audits map[string]struct {
			Score        *float64
			DisplayValue string
		}
	}
	if err := json.Unmarshal(raw, &report); err != nil {
		tb.Fatal(err)
	}
	var all []figure
	for name, c := range report.Categories {
		f := figure{name: name, of100: int(c.Score*100 + .5)}
		for _, ref := range c.AuditRefs {
			if a := report.Audits[ref.ID]; ref.Weight > 0 && a.Score != nil && *a.Score < .9 {
				f.lacks = append(f.lacks, strings.TrimSpace(ref.ID+" "+a.DisplayValue))
			}
		}
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b figure) int { return cmp.Compare(a.name, b.name) })
	return all
}
