package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// result is what one run of the command left.
type result struct {
	Code   int
	Stdout string
	Stderr string
}

// execute runs the command as a terminal would, with its environment as given.
func execute(tb testing.TB, env map[string]string, args ...string) result {
	tb.Helper()
	// A server that starts where it must not is stopped, so that the test fails instead of waiting.
	ctx, cancel := context.WithTimeout(tb.Context(), time.Minute)
	defer cancel()
	var out, problems bytes.Buffer
	code := run(ctx, args, func(name string) string { return env[name] }, strings.NewReader(""), &out, &problems)
	return result{Code: code, Stdout: out.String(), Stderr: problems.String()}
}

// folder writes files, by their paths, under a new folder called "own".
func folder(tb testing.TB, files map[string]string) string {
	tb.Helper()
	dir := filepath.Join(tb.TempDir(), "own")
	for name, text := range files {
		write(tb, filepath.Join(dir, name), text)
	}
	return dir
}

func write(tb testing.TB, file, text string) {
	tb.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
}

// broken is an overlay with faults in three files.
func broken(tb testing.TB) string {
	tb.Helper()
	return folder(tb, map[string]string{
		"en/asks/no-such-card.txt": "# us\nwhatever\n",
		"en/cards/hesitant.yaml": `# The card as our shop words it.
title: ""
glance: Wait.
signals: [looks twice]
first_words: Hello.
do: [wait]
avoid: [rush]
phrases:
  - {id: greet-1, moment: greet, text: Hello.}
  - {id: shout-1, moment: shout, text: Hey!}
hand_over: Never.
`,
		"notes.txt": "for later\n",
	})
}

// What people are told of the faults of that overlay.
const (
	faultsInEnglish = `The playbook has 4 faults:
  own/en/asks/no-such-card.txt: is for the card “no-such-card”, which no book.yaml lists
  own/en/cards/hesitant.yaml:2: title: is missing
  own/en/cards/hesitant.yaml:10: phrases[1].moment: must be one of: greet probe present reassure close apologise decline hand-over
  own/notes.txt: is a file where none is looked for
`
	faultsInChinese = `手册有 4 处问题：
  own/en/asks/no-such-card.txt: 写的是“no-such-card”卡，但 book.yaml 里没有列出
  own/en/cards/hesitant.yaml:2: title: 没有写
  own/en/cards/hesitant.yaml:10: phrases[1].moment: 只能是其中之一：greet probe present reassure close apologise decline hand-over
  own/notes.txt: 放错了地方，不会被读取
`
)

// What people are told who measure in a way that there is not.
const (
	leaveOutAlone = "clerkcoach: bench: with --leave-out the playbook's own asks are asked: no file, --url or --wrong\n"
	asOneOf       = "clerkcoach: bench: --as takes one of traditional, misspelt, pinyin, wide, spoken\n"
)

// runCase is one call of the command and what comes of it.
type runCase struct {
	name string
	args []string
	env  map[string]string
	want result
}

func TestRun(t *testing.T) {
	t.Parallel()
	for _, c := range append(misused(t), faulty(t)...) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, execute(t, c.env, c.args...)); diff != "" {
				t.Errorf("run(%q) (-want +got):\n%s", c.args, diff)
			}
		})
	}
}

// misused are calls that cannot be carried out as they were made.
func misused(tb testing.TB) []runCase {
	tb.Helper()
	bad := broken(tb)
	file := filepath.Join(folder(tb, map[string]string{"file": ""}), "file")
	nowhere := filepath.Join(tb.TempDir(), "nowhere")
	return []runCase{
		{"nothing", nil, nil, result{2, "", usage}},
		{"unknown command", []string{"dance"}, nil, result{2, "", "clerkcoach: unknown command \"dance\"; \"clerkcoach help\" lists them\n"}},
		{"help", []string{"help"}, nil, result{0, usage, ""}},
		{"help as a flag", []string{"--help"}, nil, result{0, usage, ""}},
		{"version", []string{"version"}, nil, result{0, "clerkcoach dev\n", ""}},
		{"version as a flag", []string{"--version"}, nil, result{0, "clerkcoach dev\n", ""}},
		{
			"unknown flag", []string{"check", "--colour", "red"}, nil,
			result{2, "", "clerkcoach: check: flag provided but not defined: -colour\n"},
		},
		{
			"flag of another command", []string{"check", "--addr", ":1"}, nil,
			result{2, "", "clerkcoach: check: flag provided but not defined: -addr\n"},
		},
		{"flag without its value", []string{"check", "--lang"}, nil, result{2, "", "clerkcoach: check: flag needs an argument: -lang\n"}},
		{
			"ask nothing", []string{"ask", "--data", nowhere, " "}, nil,
			result{2, "", "clerkcoach: ask: give a question, such as: clerkcoach ask she cannot decide\n"},
		},
		{
			"serve with more", []string{"serve", "--addr", "127.0.0.1:0", "--data", nowhere, "now"}, nil,
			result{2, "", "clerkcoach: serve: nothing is expected after the flags, but there is \"now\"\n"},
		},
		{"bench without a file", []string{"bench"}, nil, result{2, "", "clerkcoach: bench: give one file of questions\n"}},
		{"bench with two files", []string{"bench", "a", "b"}, nil, result{2, "", "clerkcoach: bench: give one file of questions\n"}},
		{
			"bench with a missing file", []string{"bench", nowhere}, nil,
			result{2, "", "clerkcoach: bench: open " + nowhere + ": no such file or directory\n"},
		},
		{"leave out with a file", []string{"bench", "--leave-out", "a"}, nil, result{2, "", leaveOutAlone}},
		{"leave out with a server", []string{"bench", "--leave-out", "--url", "http://127.0.0.1:1"}, nil, result{2, "", leaveOutAlone}},
		{"leave out with the wrong ones", []string{"bench", "--wrong", "--leave-out"}, nil, result{2, "", leaveOutAlone}},
		{"leave out, misspelt, with a file", []string{"bench", "--leave-out", "--as", "misspelt", "a"}, nil, result{2, "", leaveOutAlone}},
		{"bench as nonsense", []string{"bench", "--as", "nonsense", "a"}, nil, result{2, "", asOneOf}},
		{"leave out as nonsense", []string{"bench", "--leave-out", "--as", "nonsense"}, nil, result{2, "", asOneOf}},
		{"bench as a way in capitals", []string{"bench", "--as", "Wide", "a"}, nil, result{2, "", asOneOf}},
		{"bench as several", []string{"bench", "--as", "wide,spoken", "a"}, nil, result{2, "", asOneOf}},
		{"bench as without a way", []string{"bench", "--as"}, nil, result{2, "", "clerkcoach: bench: flag needs an argument: -as\n"}},
		{"faults, and leave out", []string{"bench", "--leave-out", "--playbook", bad}, nil, result{2, "", faultsInEnglish}},
		{
			"data below a file", []string{"serve", "--addr", "127.0.0.1:0", "--data", filepath.Join(file, "data")}, nil,
			result{2, "", "clerkcoach: serve: the data folder " + filepath.Join(file, "data") + " cannot be written: not a directory\n"},
		},
		{
			"data in the environment", []string{"serve", "--addr", "127.0.0.1:0"},
			map[string]string{"CLERKCOACH_DATA": file},
			result{2, "", "clerkcoach: serve: the data folder " + file + " cannot be written: not a directory\n"},
		},
	}
}

// faulty are calls that meet a broken playbook.
func faulty(tb testing.TB) []runCase {
	tb.Helper()
	bad, nowhere := broken(tb), filepath.Join(tb.TempDir(), "nowhere")
	return []runCase{
		{"faults", []string{"check", "--playbook", bad}, nil, result{1, "", faultsInEnglish}},
		{"faults in Chinese", []string{"check", "--lang", "zh-Hans", "--playbook", bad}, nil, result{1, "", faultsInChinese}},
		{"faults, and serve", []string{"serve", "--addr", "127.0.0.1:0", "--data", nowhere, "--playbook", bad}, nil, result{2, "", faultsInEnglish}},
		{"faults, and ask", []string{"ask", "--data", nowhere, "--playbook", bad, "hello"}, nil, result{2, "", faultsInEnglish}},
		{
			"playbook and language in the environment", []string{"check"},
			map[string]string{"CLERKCOACH_PLAYBOOK": bad, "CLERKCOACH_LANG": "zh-CN"}, result{1, "", faultsInChinese},
		},
		{"language of the terminal", []string{"check", "--playbook", bad}, map[string]string{"LANG": "zh_CN.UTF-8"}, result{1, "", faultsInChinese}},
		{
			"flags before the environment", []string{"check", "--playbook", bad, "--lang", "en"},
			map[string]string{"CLERKCOACH_PLAYBOOK": nowhere, "CLERKCOACH_LANG": "zh-CN"}, result{1, "", faultsInEnglish},
		},
	}
}

// TestRunSoundPlaybook has runs that succeed; their figures change with the playbook.
func TestRunSoundPlaybook(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, want string
		args       []string
		env        map[string]string
	}{
		{"check", `^The playbook is sound: \d+ cards, languages: zh-Hans, en, zh-Hant\.\n\n\d+ asks say nearly the same`, []string{"check"}, nil},
		{"check in Chinese", `^手册没有问题：\d+ 张卡，语言：zh-Hans, en, zh-Hant。\n\n\d+ 条问法和别的几乎一样`, []string{"check", "--lang", "zh-CN"}, nil},
		{"check in Taiwan", `^手冊沒有問題：\d+ 張卡片，語言：zh-Hans, en, zh-Hant。\n\n\d+ 條問法和別的幾乎一樣`, []string{"check", "--lang", "zh-TW"}, nil},
		{
			"check an own folder", `^The playbook is sound: \d+ cards, languages: zh-Hans, en, zh-Hant\.\n\n`,
			[]string{"check", "--playbook", folder(t, map[string]string{"en/asks/hesitant.txt": "# us\nshe wavers\n"})}, nil,
		},
		{"flags of a command", `^clerkcoach check\n  -all\n`, []string{"check", "--help"}, nil},
		{
			"default in the environment", `-data string\n.*\(default "elsewhere"\)`,
			[]string{"ask", "--help"}, map[string]string{"CLERKCOACH_DATA": "elsewhere"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := execute(t, c.env, c.args...)
			if got.Code != 0 || got.Stderr != "" || !regexp.MustCompile(c.want).MatchString(got.Stdout) {
				t.Errorf("run(%q) = %+v, want 0 and %s", c.args, got, c.want)
			}
		})
	}
}

// TestRunAsk asks without a data folder, which makes the index in memory and leaves nothing behind.
func TestRunAsk(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	got := execute(t, nil, "ask", "--lang", "en", "--data", data, "the", "customer", "is", "deaf", "and", "cannot", "hear", "me")
	if got.Code != 0 || got.Stderr != "" {
		t.Fatalf("%+v", got)
	}
	for _, want := range []string{"\nSay this first\n", "\nDo\n  ✓ ", "\nDon’t\n  ✕ ", "\nWhen to hand over\n", "\nOr is it …\n"} {
		if !strings.Contains(got.Stdout, want) {
			t.Errorf("the answer lacks %q:\n%s", want, got.Stdout)
		}
	}
	if !strings.HasPrefix(got.Stdout, "The deaf or non-speaking customer\n") {
		t.Errorf("the answer does not start with the right card:\n%s", got.Stdout)
	}
	if _, err := os.Stat(data); err == nil {
		t.Error("asking has made the data folder")
	}
}

func TestRunPortInUse(t *testing.T) {
	t.Parallel()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // nothing is written
	addr := l.Addr().String()
	for name, env := range map[string]map[string]string{
		addr: {"CLERKCOACH_DATA": t.TempDir()},
		"":   {"CLERKCOACH_DATA": t.TempDir(), "CLERKCOACH_ADDR": addr},
	} {
		args := []string{"serve"}
		if name != "" {
			args = append(args, "--addr", name)
		}
		want := result{2, "", "clerkcoach: serve: cannot listen on " + addr + ": listen tcp " + addr + ": bind: address already in use\n"}
		if diff := cmp.Diff(want, execute(t, env, args...)); diff != "" {
			t.Errorf("run(%q) (-want +got):\n%s", args, diff)
		}
	}
}

// TestRunBenchBadLine names the line of a set that is not as it should be.
func TestRunBenchBadLine(t *testing.T) {
	t.Parallel()
	good := `{"q": "x", "lang": "en", "want": ["hesitant"]}` + "\n"
	for _, c := range []struct{ name, text, want string }{
		{"not JSON", good + "\nwhatever\n", "line 3: invalid character 'w' looking for beginning of value"},
		{"no question", good + `{"want": ["hesitant"]}`, "line 2: q and want must be given"},
		{"no card", `{"q": "x"}`, "line 1: q and want must be given"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(folder(t, map[string]string{"set.jsonl": c.text}), "set.jsonl")
			want := result{2, "", "clerkcoach: bench: " + file + ": " + c.want + "\n"}
			if diff := cmp.Diff(want, execute(t, nil, "bench", file)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
