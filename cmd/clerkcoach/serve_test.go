package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// longWait bounds every wait; it is only used up where something is wrong.
const longWait = 3 * time.Minute

// words collects what is written, for readers at the same time.
type words struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (w *words) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.all.Write(p)
}

// count tells how often something was written.
func (w *words) count(what string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Count(w.all.String(), what)
}

func (w *words) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.all.String()
}

// serving is the whole program while it serves.
type serving struct {
	tb     testing.TB
	addr   string
	stderr *words
	stdout *words // what the program says after its first line
	stop   context.CancelFunc
	code   chan int
}

// startServing runs the program on any free port and waits until it says where it is.
func startServing(tb testing.TB, data, own string) *serving {
	tb.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(tb.Context()))
	out, stdout := io.Pipe()
	s := &serving{tb: tb, stdout: &words{}, stderr: &words{}, stop: stop, code: make(chan int, 1)}
	args := []string{"serve", "--addr", "127.0.0.1:0", "--data", data, "--playbook", own}
	go func() {
		s.code <- run(ctx, args, func(string) string { return "" }, strings.NewReader(""), stdout, s.stderr)
		stdout.Close() //nolint:errcheck // a pipe's end always closes
	}()
	tb.Cleanup(func() {
		stop()
		select {
		case <-s.code:
		case <-time.After(longWait):
			tb.Error("the program does not end")
		}
	})
	said := bufio.NewReader(out)
	line, err := said.ReadString('\n')
	addr, ok := strings.CutPrefix(strings.TrimSpace(line), "Clerk Coach is at http://")
	if err != nil || !ok {
		tb.Fatalf("the program says %q, %v\n%s", line, err, s.stderr)
	}
	s.addr = addr
	go io.Copy(s.stdout, said) //nolint:errcheck // it ends with the program
	return s
}

// get gives the status and body of an address.
func (s *serving) get(path string) (int, string) {
	s.tb.Helper()
	ctx, cancel := context.WithTimeout(s.tb.Context(), longWait)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.addr+path, nil)
	if err != nil {
		s.tb.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.tb.Fatalf("%v\n%s", err, s.stderr)
	}
	defer res.Body.Close() //nolint:errcheck // only read
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.tb.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// reply is as much of an answer as is looked at here.
type reply struct {
	Lang, Verdict, Card, Title string
}

// answer asks over the API and gives the first card.
func (s *serving) answer(lang, question string) reply {
	s.tb.Helper()
	status, body := s.get("/api/v1/ask?" + url.Values{"q": {question}, "lang": {lang}}.Encode())
	var a struct {
		Lang, Verdict string
		Matches       []struct{ Card, Title string }
	}
	if err := json.Unmarshal([]byte(body), &a); err != nil || status != http.StatusOK {
		s.tb.Fatalf("ask %q: %d, %v\n%s", question, status, err, body)
	}
	r := reply{Lang: a.Lang, Verdict: a.Verdict}
	if len(a.Matches) > 0 {
		r.Card, r.Title = a.Matches[0].Card, a.Matches[0].Title
	}
	return r
}

// until waits for something to become so.
func (s *serving) until(what string, so func() bool) {
	s.tb.Helper()
	for end := time.Now().Add(longWait); !so(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			s.tb.Fatalf("waited in vain until %s\n%s", what, s.stderr)
		}
	}
}

// ready waits until questions are answered.
func (s *serving) ready() {
	s.tb.Helper()
	s.until("the program is ready", func() bool {
		status, _ := s.get("/readyz")
		return status == http.StatusOK
	})
}

// end stops the program as a signal would, and checks that it leaves nothing behind.
func (s *serving) end() {
	s.tb.Helper()
	s.stop()
	select {
	case code := <-s.code:
		s.code <- code
		if code != exitGood {
			s.tb.Errorf("exit code %d, want %d\n%s", code, exitGood, s.stderr)
		}
	case <-time.After(longWait):
		s.tb.Fatalf("the program does not end\n%s", s.stderr)
	}
	conn, err := (&net.Dialer{}).DialContext(s.tb.Context(), "tcp", s.addr)
	if err == nil {
		s.tb.Errorf("%s still takes connections", s.addr)
		conn.Close() //nolint:errcheck // the test has failed already
	}
}

// lastIndexed tells when something was last put into the folder of stored indexes, which must hold one.
func lastIndexed(tb testing.TB, data string) time.Time {
	tb.Helper()
	found, err := os.ReadDir(indexDir(data))
	if err != nil || len(found) != 1 {
		tb.Fatalf("stored indexes: %v, %v; want one", found, err)
	}
	info, err := os.Stat(indexDir(data))
	if err != nil {
		tb.Fatal(err)
	}
	return info.ModTime()
}

// madeUp is a word that no playbook has.
const madeUp = "zorblax"

// TestServe follows one store through a day: start, questions, a better playbook, a broken one, a mended one, stop, start.
func TestServe(t *testing.T) {
	t.Parallel()
	data, own := filepath.Join(t.TempDir(), "data"), folder(t, map[string]string{"README.md": "Our own cards.\n"})
	s := startServing(t, data, own)
	if status, body := s.get("/healthz"); status != http.StatusOK {
		t.Errorf("/healthz before it is ready: %d %s", status, body)
	}
	if status, body := s.get("/readyz"); status != http.StatusServiceUnavailable {
		t.Errorf("/readyz before it is ready: %d %s", status, body)
	}
	s.ready()
	usual := func() {
		t.Helper()
		for question, want := range map[string]reply{
			"the customer is deaf and cannot hear me": {"en", "answered", "care-deaf", "The deaf or non-speaking customer"},
			"顾客耳朵听不见，怎么跟他说":                           {"zh-Hans", "answered", "care-deaf", "听障或言语不便的顾客"},
		} {
			if diff := cmp.Diff(want, s.answer(want.Lang, question)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", question, diff)
			}
		}
	}
	usual()
	if got := s.answer("en", madeUp); got.Card == "urgent" {
		t.Fatalf("%s is answered before anybody has told what it is: %+v", madeUp, got)
	}

	asks := "# us\n"
	for _, form := range []string{"%", "a %", "the %", "% here", "what about a %", "help, a %", "% again", "one more %", "% at the till", "such a %"} {
		asks += strings.ReplaceAll(form, "%", madeUp) + "\n"
	}
	write(t, filepath.Join(own, "en/asks/urgent.txt"), asks)
	s.until("the new asks are known", func() bool { return s.answer("en", madeUp).Card == "urgent" })
	usual()

	faulty := filepath.Join(own, "en/cards/hesitant.yaml")
	write(t, faulty, "title: Hesitant\nglance: [\n")
	s.until("the fault is told", func() bool { return s.stderr.count("own/en/cards/hesitant.yaml:") > 0 })
	if got := s.answer("en", madeUp); got.Card != "urgent" {
		t.Errorf("a broken playbook changes the answer to %+v", got)
	}
	usual()
	taken := s.stderr.count("playbook ready")
	if err := os.Remove(faulty); err != nil {
		t.Fatal(err)
	}
	s.until("the mended playbook is taken", func() bool { return s.stderr.count("playbook ready") > taken })
	if got := s.answer("en", madeUp); got.Card != "urgent" {
		t.Errorf("the mended playbook changes the answer to %+v", got)
	}
	s.end()

	stored := lastIndexed(t, data)
	s = startServing(t, data, own)
	s.ready()
	usual()
	if got := s.answer("en", madeUp); got.Card != "urgent" {
		t.Errorf("after a new start the answer is %+v", got)
	}
	s.end()
	if !lastIndexed(t, data).Equal(stored) {
		t.Error("the second start made the index anew instead of using the stored one")
	}
}

// TestServeStoppedAtOnce ends the program while it is still indexing.
func TestServeStoppedAtOnce(t *testing.T) {
	t.Parallel()
	s := startServing(t, filepath.Join(t.TempDir(), "data"), "")
	s.end()
}
