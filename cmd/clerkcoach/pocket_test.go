package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"clerkcoach/playbook"
	"clerkcoach/search"
	"clerkcoach/search/bench"
	"clerkcoach/search/text"
)

// pocketScript answers the questions and stems the words that it is given, as a browser would without a server.
const pocketScript = `
import fs from "node:fs";
import { readPocket } from "./pocket.js";
import { stem } from "./stem.js";
const file = fs.readFileSync("pocket");
const pocket = readPocket(file.buffer.slice(file.byteOffset, file.byteOffset + file.length));
const { questions, words } = JSON.parse(fs.readFileSync("work.json", "utf8"));
const start = performance.now();
const answers = questions.map((q) => pocket.ask(q, 3));
const took = (performance.now() - start) / questions.length;
console.log(JSON.stringify({ answers, took, stems: words.map(stem) }));
`

// inPocket is what the script says.
type inPocket struct {
	Answers []struct {
		Verdict search.Verdict
		Outside float64
		Matches []struct {
			Card       string
			Confidence float64
		}
	}
	Took  float64 // milliseconds a question
	Stems []string
}

// TestPocket asks the labelled questions without a server, in the language of browsers: at most five of a hundred fewer have the right
// card first than with it, in each language, and no word's stem is another.
func TestPocket(t *testing.T) {
	t.Parallel()
	book, err := playbook.LoadWith("")
	if err != nil {
		t.Fatal(err)
	}
	if err := makeIndex(); err != nil {
		t.Fatal(err)
	}
	index, err := search.Open(os.Getenv(indexVar), book)
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close() //nolint:errcheck // only read
	ranker := index.Ranker
	file, err := os.Open("../../playbook/testdata/dev-questions.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // only read
	cases, err := bench.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	words := englishWords(book)
	said := runPocket(t, ranker, cases, words)
	for i, w := range words {
		if want := text.Terms(w)[0].Text; said.Stems[i] != want {
			t.Errorf("the stem of %q is %q, want %q", w, said.Stems[i], want)
		}
	}
	asked, right, pocketRight, agree := map[string]int{}, map[string]int{}, map[string]int{}, 0
	for i, c := range cases {
		whole, small := ranker.Ask(c.Q, 3), said.Answers[i]
		if whole.Verdict == small.Verdict {
			agree++
		}
		if c.Want[0] == "none" {
			continue
		}
		asked[c.Lang]++
		if whole.Verdict != search.Outside && whole.Matches[0].Card == c.Want[0] {
			right[c.Lang]++
		}
		if small.Verdict != search.Outside && small.Matches[0].Card == c.Want[0] {
			pocketRight[c.Lang]++
		}
	}
	for lang, n := range asked {
		t.Logf("%s: right first in the pocket %d, with the server %d, of %d", lang, pocketRight[lang], right[lang], n)
		if 100*(right[lang]-pocketRight[lang]) > 5*n {
			t.Errorf("%s loses more than five of a hundred", lang)
		}
	}
	t.Logf("%d of %d verdicts are the server's; %.2f ms a question", agree, len(cases), said.Took)
}

// runPocket runs the script on a ranker's pocket.
func runPocket(t *testing.T, ranker *search.Ranker, cases []bench.Case, words []string) (said inPocket) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		lacks(t, "Node")
	}
	pocket, err := ranker.Pocket()
	if err != nil {
		t.Fatal(err)
	}
	work := map[string][]string{"words": words}
	for _, c := range cases {
		work["questions"] = append(work["questions"], c.Q)
	}
	list, err := json.Marshal(work)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files := map[string][]byte{
		"pocket": pocket, "work.json": list, "run.js": []byte(pocketScript), "package.json": []byte(`{"type": "module"}`),
	}
	for _, name := range []string{"pocket.js", "stem.js"} {
		if files[name], err = os.ReadFile("../../static/js/" + name); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), node, "run.js")
	var out, faults bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &faults
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, &faults)
	}
	if err := json.Unmarshal(out.Bytes(), &said); err != nil {
		t.Fatal(err)
	}
	t.Logf("a pocket of %d kB", len(pocket)>>10)
	return said
}

// englishWords are all words of the English asks, folded.
func englishWords(book *playbook.Book) []string {
	fold, seen, words := text.NewFolder(), map[string]bool{}, []string(nil)
	for _, card := range book.Cards() {
		for _, a := range card.Asks("en") {
			for _, run := range text.Runs(fold.Fold(a.Text)) {
				if !run.Han && !seen[run.Text] {
					seen[run.Text] = true
					words = append(words, run.Text)
				}
			}
		}
	}
	return words
}
