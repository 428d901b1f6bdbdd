// Command load measures a server of its own: how long it takes to start, how much memory it holds after 10,000 questions, and how
// many requests a second it answers beside a bare gin handler that returns the same bytes from memory. It needs wrk.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// What is measured.
const (
	memoryAsks = 10000
	rounds     = 5
	roundTime  = "4s"
	threads    = "1"
	links      = "16"
)

func main() {
	server := flag.String("server", "bin/clerkcoach", "the program to measure")
	questions := flag.String("questions", "", "a set of labelled questions, one JSON object a line")
	flag.Parse()
	if err := measure(context.Background(), *server, *questions); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func measure(ctx context.Context, program, set string) error {
	questions, err := read(set)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "load-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	for _, kind := range []string{"without an index", "with an index on disk"} {
		s, took, err := start(ctx, program, filepath.Join(dir, "data"), questions[0])
		if err != nil {
			return err
		}
		fmt.Printf("start to first answer, %s: %v\n", kind, took.Round(time.Millisecond))
		if err := s.stop(); err != nil {
			return err
		}
	}
	s, _, err := start(ctx, program, filepath.Join(dir, "data"), questions[0])
	if err != nil {
		return err
	}
	defer s.stop() //nolint:errcheck // the end of the program
	for i := range memoryAsks {
		if _, err := s.ask(ctx, questions[i%len(questions)]+" "+strconv.Itoa(i)); err != nil {
			return err
		}
	}
	fmt.Printf("resident memory after %d questions: %s\n", memoryAsks, s.memory())
	return compare(ctx, dir, s, questions)
}

// compare lets wrk ask the server and the bare handler in turns.
func compare(ctx context.Context, dir string, s *process, questions []string) error {
	body, err := s.ask(ctx, questions[0])
	if err != nil {
		return err
	}
	bare, err := serveBare(body)
	if err != nil {
		return err
	}
	script := filepath.Join(dir, "ask.lua")
	if err := os.WriteFile(script, []byte(lua(questions)), 0o600); err != nil {
		return err
	}
	var ours, bares []float64
	for range rounds {
		a, err := wrk(ctx, script, s.base)
		if err != nil {
			return err
		}
		b, err := wrk(ctx, script, bare)
		if err != nil {
			return err
		}
		fmt.Printf("requests a second: %8.0f of %8.0f (%.2f)\n", a, b, a/b)
		ours, bares = append(ours, a), append(bares, b)
	}
	slices.Sort(ours)
	slices.Sort(bares)
	fmt.Printf("median: %.0f of %.0f, ratio %.2f\n", ours[rounds/2], bares[rounds/2], ours[rounds/2]/bares[rounds/2])
	return nil
}

// process is a running server.
type process struct {
	cmd  *exec.Cmd
	base string
}

// start runs the server and gives the time from its start to its first answer.
func start(ctx context.Context, program, data, question string) (*process, time.Duration, error) {
	cmd := exec.CommandContext(ctx, program, "serve", "--addr", "127.0.0.1:0", "--data", data) //nolint:gosec // our own program
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, 0, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, 0, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, 0, fmt.Errorf("read the server's address: %w", err)
	}
	s := &process{cmd: cmd, base: strings.TrimSpace(line[strings.Index(line, "http://"):])}
	for time.Since(began) < time.Minute {
		if _, err := s.ask(ctx, question); err == nil {
			return s, time.Since(began), nil
		}
		time.Sleep(5 * time.Millisecond)
	}
	return nil, 0, errors.New("the server did not answer within a minute")
}

func (s *process) stop() error {
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return s.cmd.Wait()
}

// ask gives the reply to one question.
func (s *process) ask(ctx context.Context, q string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+"/api/v1/ask?q="+url.QueryEscape(q), nil)
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close() //nolint:errcheck // only read
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = errors.New(res.Status)
	}
	return body, err
}

// memory is the server's resident memory as the kernel tells it.
func (s *process) memory() string {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return "unknown"
	}
	m := regexp.MustCompile(`VmRSS:\s*(\d+) kB`).FindSubmatch(raw)
	if m == nil {
		return "unknown"
	}
	kb, _ := strconv.Atoi(string(m[1]))
	return fmt.Sprintf("%.0f MB", float64(kb)/1024)
}

// serveBare answers every request with the same bytes, by gin and nothing around it.
func serveBare(body []byte) (string, error) {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.GET("/api/v1/ask", func(c *gin.Context) { c.Data(http.StatusOK, "application/json; charset=utf-8", body) })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	go http.Serve(l, e) //nolint:errcheck,gosec // ends with the program
	return "http://" + l.Addr().String(), nil
}

// lua is wrk's script: it asks the questions in turn, each made distinct by a number.
func lua(questions []string) string {
	var s strings.Builder
	s.WriteString("local q = {\n")
	for _, question := range questions {
		fmt.Fprintf(&s, "%q,\n", url.QueryEscape(question))
	}
	s.WriteString("}\nlocal n = math.floor(os.time() % 1000) * 1000000\nfunction request()\n  n = n + 1\n" +
		"  return wrk.format('GET', '/api/v1/ask?q=' .. q[n % #q + 1] .. '+' .. n)\nend\n")
	return s.String()
}

// wrk gives the requests a second that a server answered.
func wrk(ctx context.Context, script, base string) (float64, error) {
	out, err := exec.CommandContext(ctx, "wrk", "-t", threads, "-c", links, "-d", roundTime, "-s", script, base).CombinedOutput() //nolint:gosec // our own arguments
	if err != nil {
		return 0, fmt.Errorf("wrk: %w: %s", err, out)
	}
	if strings.Contains(string(out), "Non-2xx") {
		return 0, fmt.Errorf("wrk: some questions were refused: %s", out)
	}
	m := regexp.MustCompile(`Requests/sec:\s*([\d.]+)`).FindSubmatch(out)
	if m == nil {
		return 0, fmt.Errorf("wrk: no figure in %s", out)
	}
	return strconv.ParseFloat(string(m[1]), 64)
}

// read takes the questions of a set that a server will answer, without those of more than 480 characters.
func read(path string) ([]string, error) {
	f, err := os.Open(path) //nolint:gosec // the caller's file
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	var questions []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var c struct {
			Q string `json:"q"`
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return nil, err
		}
		if len([]rune(c.Q)) <= 480 {
			questions = append(questions, c.Q)
		}
	}
	if len(questions) == 0 {
		return nil, errors.New("no questions in " + path)
	}
	return questions, nil
}
