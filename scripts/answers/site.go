package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"clerkcoach/records"
)

// site is a running server.
type site struct {
	base    string
	process *exec.Cmd
	client  *http.Client
}

// start starts the server on any free port and waits until it is ready.
func start(ctx context.Context, o options, data string) (*site, error) {
	args := []string{"serve", "--addr", "127.0.0.1:0", "--data", data}
	if o.database != "" {
		args = append(args, "--database", o.database)
	}
	s := &site{process: exec.CommandContext(ctx, o.server, args...)}
	s.process.Env = append(os.Environ(), "CLERKCOACH_LANG=en") // its first line is read
	out, err := s.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	line := make([]byte, 200)
	n, err := out.Read(line)
	if err != nil {
		return nil, errors.Join(err, s.process.Wait())
	}
	go io.Copy(io.Discard, out) //nolint:errcheck // it ends with the server
	s.base = strings.TrimSpace(strings.TrimPrefix(strings.Split(string(line[:n]), "\n")[0], "Clerk Coach is at "))
	s.client = &http.Client{
		Timeout:       30 * time.Second,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 1000},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	for range 600 {
		if status, _, err := s.get(ctx, "/readyz", ""); err == nil && status == http.StatusOK {
			return s, nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.stop()
	return nil, errors.New("the server does not get ready")
}

func (s *site) stop() {
	_ = s.process.Process.Signal(syscall.SIGTERM)
	_ = s.process.Wait()
}

// get asks for a page with a cookie header.
func (s *site) get(ctx context.Context, path, cookie string) (int, []byte, error) {
	return s.do(ctx, http.MethodGet, path, cookie, "", nil)
}

func (s *site) do(ctx context.Context, method, path, cookie, kind string, body []byte) (int, []byte, error) {
	res, err := s.send(ctx, method, path, cookie, kind, body)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close() //nolint:errcheck // only read
	all, err := io.ReadAll(res.Body)
	return res.StatusCode, all, err
}

func (s *site) send(ctx context.Context, method, path, cookie, kind string, body []byte) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, s.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if cookie != "" {
		req.Header.Set("Cookie", cookie)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	return s.client.Do(req)
}

// signIn gives the cookie of a session.
func (s *site) signIn(ctx context.Context, path, cookie string, form url.Values) (string, error) {
	res, err := s.send(ctx, http.MethodPost, path, cookie, "application/x-www-form-urlencoded", []byte(form.Encode()))
	if err != nil {
		return "", err
	}
	defer res.Body.Close() //nolint:errcheck // only read
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return "", err
	}
	for _, c := range res.Cookies() {
		if c.Name == "session" && c.Value != "" {
			return "session=" + c.Value, nil
		}
	}
	return "", fmt.Errorf("signing in: status %d", res.StatusCode)
}

func (s *site) withPassword(ctx context.Context, i int) (string, error) {
	return s.signIn(ctx, "/sign-in", "", url.Values{"number": {number(i)}, "password": {password}})
}

// drill makes a drill of multiple choice and gives its id and how many questions it has.
func (s *site) drill(ctx context.Context) (string, int, error) {
	wish, err := json.Marshal(map[string]any{"lang": "en", "kinds": []string{"multiple-choice"}, "count": 20, "seed": 7})
	if err != nil {
		return "", 0, err
	}
	status, body, err := s.do(ctx, http.MethodPost, "/api/v1/drills", "", "application/json", wish)
	if err != nil || status != http.StatusCreated {
		return "", 0, fmt.Errorf("make a drill: status %d, %w", status, err)
	}
	var made struct {
		ID        string
		Questions []struct{ ID string }
	}
	err = json.Unmarshal(body, &made)
	return made.ID, len(made.Questions), err
}

// answer sends an answer, and tells whether it is acknowledged.
func (s *site) answer(ctx context.Context, cookie string, a records.Attempt) bool {
	body := fmt.Appendf(nil, `{"attempt": %q, "question": %q, "answer": %s}`, a.ID, a.Question, a.Answer)
	status, _, err := s.do(ctx, http.MethodPost, "/api/v1/drills/"+a.Drill+"/answers", cookie, "application/json", body)
	return err == nil && status == http.StatusOK
}

// rss is how much memory the server uses, in MB.
func (s *site) rss() int {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB")) //nolint:errcheck // 0 tells
			return kb / 1024
		}
	}
	return 0
}
