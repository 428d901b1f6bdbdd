package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// tabPatience bounds what one subtest may take, so that a browser that hangs fails the test instead of the whole run.
const tabPatience = 90 * time.Second

// lookEvery is the time between two looks at a page.
const lookEvery = 25 * time.Millisecond

// needed tells whether the tests must run in full; elsewhere they skip what the machine lacks.
func needed() bool {
	return os.Getenv("CI") != "" || os.Getenv("CLERKCOACH_BROWSER") == "1"
}

// lacks skips the test, or fails it where it must run in full.
func lacks(tb testing.TB, what string) {
	tb.Helper()
	if needed() {
		tb.Fatal(what)
	}
	tb.Skip(what)
}

// chromium is where the system's Chromium is; without one the test is skipped, or fails.
func chromium(tb testing.TB) string {
	tb.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			return found
		}
	}
	lacks(tb, "no Chromium on this machine")
	return ""
}

// startBrowser starts the system's Chromium and gives back the context that tabs are opened from.
func startBrowser(tb testing.TB, further ...chromedp.ExecAllocatorOption) context.Context {
	tb.Helper()
	path := chromium(tb)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	options = append(options, further...)
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	tb.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(ctx)
	tb.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		tb.Fatalf("start %s: %v", path, err)
	}
	return ctx
}

// startProgram runs the whole program as a shop would and gives back its address once it can answer questions.
func startProgram(tb testing.TB) string {
	tb.Helper()
	return startProgramOn(tb, tb.TempDir())
}

// startProgramOn does the same with a data folder that may hold something already.
func startProgramOn(tb testing.TB, data string, further ...string) string {
	tb.Helper()
	withIndex(tb, data)
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	ended := make(chan int, 1)
	var errs strings.Builder // read only after the program has ended
	args := append([]string{"serve", "--addr", "127.0.0.1:0", "--data", data}, further...)
	go func() {
		code := run(ctx, args, func(string) string { return "" }, strings.NewReader(""), in, &errs)
		in.Close() //nolint:errcheck // closing a pipe never fails
		ended <- code
	}()
	tb.Cleanup(func() {
		stop()
		if code := <-ended; code != exitGood {
			tb.Errorf("the program ended with %d", code)
		}
		for line := range strings.Lines(errs.String()) {
			if strings.Contains(line, "level=ERROR") && !strings.Contains(line, "path=/readyz status=503") {
				tb.Errorf("the program wrote: %s", line)
			}
		}
	})
	lines := bufio.NewScanner(out)
	lines.Scan()
	_, address, found := strings.Cut(lines.Text(), "http://")
	if !found {
		tb.Fatalf("the program's first line %q holds no address", lines.Text())
	}
	go io.Copy(io.Discard, out) //nolint:errcheck // ends with the program
	base := "http://" + address
	for end := time.Now().Add(tabPatience); ; time.Sleep(lookEvery) {
		resp, err := http.Get(base + "/readyz")
		if err == nil {
			resp.Body.Close() //nolint:errcheck // nothing was read from it
			if resp.StatusCode == http.StatusOK {
				return base
			}
		}
		if time.Now().After(end) {
			tb.Fatalf("the program does not get ready: %v, %v", resp, err)
		}
	}
}

// screen is what a page is looked at on.
type screen struct {
	width, height int64
	dark          bool
	noScript      bool
	// keeps lets the browser keep pages for times without a line, which fetches some two hundred of them.
	keeps bool
}

func (s screen) String() string {
	name := fmt.Sprintf("%dx%d", s.width, s.height)
	if s.dark {
		name += ".dark"
	}
	return name
}

// tab is a page in a browser of its own: no cookie or cache is shared with other tabs.
type tab struct {
	testing.TB
	ctx    context.Context
	base   string
	screen screen

	mu       sync.Mutex
	problems []string
}

// openTab opens an empty tab; navigate leads it to a page.
func openTab(tb testing.TB, browser context.Context, base string, s screen) *tab {
	tb.Helper()
	return openTabOf(tb, browser, base, s, chromedp.WithNewBrowserContext())
}

// openTabOf opens an empty tab of a browser that the options choose.
func openTabOf(tb testing.TB, browser context.Context, base string, s screen, options ...chromedp.ContextOption) *tab {
	tb.Helper()
	p := &tab{TB: tb, base: base, screen: s}
	ctx, cancel := chromedp.NewContext(browser, append(options, chromedp.WithListener(p.hear))...)
	tb.Cleanup(cancel)
	p.do(ctx) // opens the tab outside the time limit, which would else close it
	ctx, cancel = context.WithTimeout(ctx, tabPatience)
	tb.Cleanup(cancel)
	p.ctx = ctx
	p.becomes(s)
	if !s.keeps {
		p.before(`delete Navigator.prototype.serviceWorker`)
	}
	// Tabs run side by side, but each shall behave as the one in front.
	call(p, emulation.SetFocusEmulationEnabled.Method, func() error {
		_, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
		return err
	})
	call(p, emulation.SetScriptExecutionDisabled.Method, func() error {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: s.noScript})
		return err
	})
	return p
}

// before runs a script in every page before its own.
func (p *tab) before(script string) {
	p.Helper()
	call(p, page.AddScriptToEvaluateOnNewDocument.Method, func() error {
		_, err := chromedp.Call(p.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	})
}

// becomes makes the tab that of a screen.
func (p *tab) becomes(s screen) {
	p.Helper()
	p.screen = s
	view := []chromedp.EmulateViewportOption{chromedp.EmulatePortrait, chromedp.EmulateTouch, chromedp.EmulateMobile}
	if s.width > s.height {
		view = nil
	}
	p.do(p.ctx, chromedp.EmulateViewport(s.width, s.height, view...))
	scheme := "light"
	if s.dark {
		scheme = "dark"
	}
	p.prefers(&emulation.MediaFeature{Name: "prefers-color-scheme", Value: scheme})
}

// prefers gives the browser's user wishes of their own.
func (p *tab) prefers(wishes ...*emulation.MediaFeature) {
	p.Helper()
	call(p, emulation.SetEmulatedMedia.Method, func() error {
		_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: wishes})
		return err
	})
}

func call(p *tab, method string, f func() error) {
	p.Helper()
	if err := f(); err != nil {
		p.Fatalf("%s: %v", method, err)
	}
}

// hear keeps what a browser's console would show in red or yellow: exceptions, violations of the security policy, failed loads.
func (p *tab) hear(event any) {
	var problem string
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		problem = "exception: " + e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			problem += " " + e.ExceptionDetails.Exception.Description
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			problem = fmt.Sprintf("console: %s", e.Type)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			problem = fmt.Sprintf("%s: %s (%s)", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	}
	if problem == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.problems = append(p.problems, problem)
}

// quiet reports everything that was heard, but for the one line that a page refused with the given status leaves.
func (p *tab) quiet(status int64) {
	p.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	expected := fmt.Sprintf("%s: Failed to load resource: the server responded with a status of %d ", log.EntrySourceNetwork, status)
	refused := 0
	for _, problem := range p.problems {
		if status >= http.StatusBadRequest && refused == 0 && strings.HasPrefix(problem, expected) {
			refused++
			continue
		}
		p.Errorf("%s: the console says %s", p.screen, problem)
	}
	p.problems = nil
}

func (p *tab) do(ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.Fatal(err)
	}
}

// navigate opens a page and gives back what the server answered.
func (p *tab) navigate(path string) *network.Response {
	p.Helper()
	resp, err := chromedp.Run(p.ctx, chromedp.NavigateResponse(p.base+path))
	if err != nil {
		p.Fatalf("open %s: %v", path, err)
	}
	return resp
}

// press touches what the selector finds, or clicks it where there is a mouse.
func (p *tab) press(selector string) {
	p.Helper()
	p.until(selector+" can be pressed", fmt.Sprintf("!!document.querySelector(%q)", selector))
	// People scroll what they cannot see out from under the bar at the bottom.
	ask[bool](p, fmt.Sprintf(`(() => {
		const e = document.querySelector(%q), box = e.getBoundingClientRect();
		if (!e.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2))) e.scrollIntoView({block: "center"});
		return true;
	})()`, selector))
	push := chromedp.Click(chromedp.CSS(selector))
	if p.screen.width < p.screen.height {
		push = chromedp.Tap(chromedp.CSS(selector))
	}
	for end := time.Now().Add(tabPatience / 3); ; time.Sleep(lookEvery) {
		err := chromedp.Do(p.ctx, push)
		if err == nil {
			return
		}
		// A page that was just being left has other nodes.
		if !strings.Contains(err.Error(), "Could not find node") || time.Now().After(end) {
			p.Fatal(err)
		}
	}
}

// inserts puts words where the focus is, in one piece.
func (p *tab) inserts(words string) {
	p.Helper()
	call(p, input.InsertText.Method, func() error {
		_, err := chromedp.Call(p.ctx, input.InsertText, input.InsertTextParams{Text: words})
		return err
	})
}

// until waits for an expression to become true; a page that is being left has no answer and is asked again.
func (p *tab) until(what, expression string) {
	p.Helper()
	var last error
	for end := time.Now().Add(tabPatience / 3); time.Now().Before(end); time.Sleep(lookEvery) {
		var good bool
		if good, last = chromedp.Run(p.ctx, chromedp.Evaluate[bool](expression, chromedp.EvalAwaitPromise)); good {
			return
		}
	}
	p.Fatalf("%s: waited in vain until %s (%v), at %s", p.screen, what, last, ask[string](p, "location.href"))
}

// ask evaluates an expression in the page; it works with scripts forbidden as well.
func ask[T any](p *tab, expression string) T {
	p.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.Fatalf("%s: %v in %.200s", p.screen, err, expression)
	}
	return v
}

// keep writes a picture of what is on the screen, where pictures are wanted.
func (p *tab) keep(name string) {
	p.Helper()
	dir := os.Getenv("CLERKCOACH_SCREENSHOTS")
	if dir == "" {
		return
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		p.Fatal(err)
	}
	picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.Fatalf("picture %s: %v", name, err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o600); err != nil {
		p.Fatal(err)
	}
}
