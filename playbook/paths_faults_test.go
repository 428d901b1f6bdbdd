package playbook_test

import (
	"fmt"
	"strings"
	"testing"

	"clerkcoach/playbook"

	"github.com/google/go-cmp/cmp"
)

const kindsOf = "multiple-choice multiple-response true-false matching ordering short-answer numerical"

// inSteps is a fault in the steps of the only path.
func inSteps(field, rule, param string) playbook.Fault {
	return fault("paths[0].steps"+field, rule, param)
}

// pathCases have something wrong in the list of paths.
func pathCases() []faultCase {
	many := func(n int) string {
		var s strings.Builder
		for i := range n {
			fmt.Fprintf(&s, "      - {id: s%d, kind: read, day: 1, cards: [calm]}\n", i)
		}
		return s.String()
	}
	cases := []faultCase{
		{name: "unknown field of a step", from: "wait: 2", to: "waits: 2", at: "waits", want: fault("waits", "unknown", "waits")},
		{name: "path id no id", from: "id: start", to: "id: Start", at: "Start", want: fault("paths[0].id", "id", "")},
		{
			name: "a path given twice", at: "paths:",
			from: "paths:", to: "paths:\n  - {id: start, steps: [{id: a, kind: read, day: 1, cards: [calm]}]}",
			want: fault("paths", "unique", "ID"),
		},
		{name: "a step given twice", from: "id: calm-test", to: "id: calm-read", at: "steps:", want: inSteps("", "unique", "ID")},
		{
			name: "101 steps", from: "      - {id: calm-read", to: many(98) + "      - {id: calm-read", at: "steps:",
			want: inSteps("", "max", "100"),
		},
		{
			name: "unknown kind of step", from: "kind: read", to: "kind: watch", at: "watch",
			want: inSteps("[0].kind", "oneof", "read practise test"),
		},
		{name: "no day", from: "kind: read, day: 1", to: "kind: read", at: "calm-read", want: inSteps("[0].day", "required", "")},
		{
			name: "day before the first", from: "kind: read, day: 1", to: "kind: read, day: -1", at: "day: -1",
			want: inSteps("[0].day", "min", "1"),
		},
		{
			name: "unknown kind of question", from: "true-false", to: "riddle", at: "riddle",
			want: inSteps("[1].kinds[0]", "oneof", kindsOf),
		},
		{name: "101 questions", from: "count: 5", to: "count: 101", at: "101", want: inSteps("[2].count", "max", "100")},
		{name: "pass mark over 100 percent", from: "pass: 50", to: "pass: 101", at: "101", want: inSteps("[1].pass", "max", "100")},
		{name: "wait of over two weeks", from: "wait: 2", to: "wait: 337", at: "337", want: inSteps("[1].wait", "max", "336")},
		{name: "21 tries", from: "tries: 3", to: "tries: 21", at: "21", want: inSteps("[1].tries", "max", "20")},
		{name: "tries below none", from: "tries: 3", to: "tries: -3", at: "-3", want: inSteps("[1].tries", "min", "0")},
		{
			name: "unknown card", from: "cards: [calm]", to: "cards: [calm, ghost]", at: "ghost",
			want: inSteps("[0].cards[1]", "no_card", "ghost"),
		},
		{
			name: "unknown family", from: "cards: [calm]", to: "families: [calm]", at: "families",
			want: inSteps("[0].families[0]", "no_family", "calm"),
		},
		{
			name: "unknown handbook", from: "[shop]", to: "[shop, desk]", at: "desk",
			want: inSteps("[2].handbooks[1]", "no_handbook", "desk"),
		},
		{
			name: "a card named twice", from: "cards: [calm]", to: "cards: [calm, calm]", at: "calm-read",
			want: inSteps("[0].cards", "unique", ""),
		},
	}
	for i := range cases {
		cases[i].file = "paths.yaml"
	}
	return cases
}

// stepCases have a step that lacks what its kind needs, or has what its kind has not.
func stepCases() []faultCase {
	cases := []faultCase{
		{
			name: "nothing to read", at: "calm-read", want: inSteps("[0].cards", "required", ""),
			from: ", cards: [calm]}", to: "}\n      - {id: r, kind: read, day: 1, cards: [calm]}",
			over: files{enPaths: small()[enPaths] + "      r: {title: t, why: w}\n"},
		},
		{name: "a test without questions", from: "count: 2, ", at: "calm-test", want: inSteps("[1].count", "required", "")},
		{name: "a test without pass mark", from: "pass: 50, ", at: "calm-test", want: inSteps("[1].pass", "required", "")},
		{name: "practice without questions", from: ", count: 5", at: "all-practise", want: inSteps("[2].count", "required", "")},
		{
			name: "practice with a pass mark", from: "count: 5", to: "count: 5, pass: 50", at: "all-practise",
			want: inSteps("[2].pass", "step_kind", "practise"),
		},
		{
			name: "practice with tries", from: "count: 5", to: "count: 5, tries: 2", at: "all-practise",
			want: inSteps("[2].tries", "step_kind", "practise"),
		},
		{
			name: "practice with a wait", from: "count: 5", to: "count: 5, wait: 2", at: "all-practise",
			want: inSteps("[2].wait", "step_kind", "practise"),
		},
		{
			name: "reading with questions", from: "[calm]", to: "[calm], count: 5", at: "calm-read",
			want: inSteps("[0].count", "step_kind", "read"),
		},
		{
			name: "reading with kinds", from: "[calm]", to: "[calm], kinds: [matching]", at: "calm-read",
			want: inSteps("[0].kinds", "step_kind", "read"),
		},
	}
	for i := range cases {
		cases[i].file = "paths.yaml"
	}
	return cases
}

// pathWordsCases have something wrong in the words of paths.
func pathWordsCases() []faultCase {
	cases := []faultCase{
		{name: "unknown field of path words", from: "purpose:", to: "goal:", at: "goal", want: fault("goal", "unknown", "goal")},
		{
			name: "a path without title", from: "title: First day\n    ", at: "start:",
			want: fault("paths[start].title", "required", ""),
		},
		{
			name: "a path without purpose", from: "    purpose: Learn to wait.\n", at: "start:",
			want: fault("paths[start].purpose", "required", ""),
		},
		{
			name: "a long title of a step", from: "title: Read", to: "title: " + long(81), at: "calm-read",
			want: fault("paths[start].steps[calm-read].title", "max", "80"),
		},
		{
			name: "a step without reason", from: ", why: It shows.", at: "calm-test",
			want: fault("paths[start].steps[calm-test].why", "required", ""),
		},
		{
			name: "a step without words", from: "      calm-test: {title: Test, why: It shows.}\n", at: "steps:",
			want: fault("paths[start].steps[calm-test]", "required", ""),
		},
		{
			name: "words for an unknown step", at: "ghost",
			from: "    steps:\n", to: "    steps:\n      ghost: {title: t, why: w}\n",
			want: fault("paths[start].steps[ghost]", "no_step", "ghost"),
		},
		{
			name: "words for an unknown path", from: "paths:\n", to: "paths:\n  ghost: {title: t, purpose: p}\n", at: "ghost",
			want: fault("paths[ghost]", "no_path", "ghost"),
		},
		{
			name: "a path with nothing below it", from: "paths:\n", to: "paths:\n  ghost:\n", at: "ghost",
			want: fault("paths[ghost]", "required", ""),
		},
	}
	for i := range cases {
		cases[i].file = enPaths
	}
	return append(cases,
		faultCase{
			name: "a path without words", over: files{enPaths: ""},
			want: playbook.Fault{File: "paths.yaml", Line: 2, Field: "paths[0]", Rule: "no_words", Param: "start"},
		},
		faultCase{
			name: "a path left out of the words", over: files{"zh-Hans/paths.yaml": "paths: {}\n"},
			want: playbook.Fault{File: "zh-Hans/paths.yaml", Line: 1, Field: "paths[start]", Rule: "required"},
		},
		faultCase{
			name: "words beside no list", over: files{"paths.yaml": ""},
			want: playbook.Fault{File: enPaths, Line: 2, Field: "paths[start]", Rule: "no_path", Param: "start"},
		},
		faultCase{
			name: "a list that is no YAML", over: files{"paths.yaml": "paths: ["},
			want: playbook.Fault{File: "paths.yaml", Line: 1, Rule: "syntax", Param: "did not find expected node content"},
		},
		faultCase{
			name: "a list in bad UTF-8", over: files{"paths.yaml": "\xff"},
			want: playbook.Fault{File: "paths.yaml", Rule: "encoding"},
		},
		faultCase{
			name: "words that are no YAML", over: files{enPaths: "paths: ["},
			want: playbook.Fault{File: enPaths, Line: 1, Rule: "syntax", Param: "did not find expected node content"},
		},
		faultCase{name: "words in bad UTF-8", over: files{enPaths: "\xff"}, want: playbook.Fault{File: enPaths, Rule: "encoding"}},
	)
}

// TestOverlayPathFaults has faults of a store's own paths, which the shipped ones are not blamed for.
func TestOverlayPathFaults(t *testing.T) {
	t.Parallel()
	twenty := files{"paths.yaml": "paths:\n", enPaths: "paths:\n"}
	for i := range 20 {
		twenty["paths.yaml"] += fmt.Sprintf("  - {id: p%d, steps: [{id: r, kind: read, day: 1, cards: [calm]}]}\n", i)
		twenty[enPaths] += fmt.Sprintf("  p%d: {title: t, purpose: p, steps: {r: {title: t, why: w}}}\n", i)
	}
	for _, c := range []struct {
		name  string
		store files
		want  []string
	}{
		{"another path in the place of one", shortPath("start", "x").with(files{enPaths: ""}), []string{
			"store/paths.yaml:1: paths[0]: no_words (start)",
		}},
		{"words for the old steps", shortPath("start", "x").with(files{enPaths: small()[enPaths]}), []string{
			"store/en/paths.yaml:5: paths[start].steps[r]: required",
			"store/en/paths.yaml:6: paths[start].steps[calm-read]: no_step (calm-read)",
			"store/en/paths.yaml:7: paths[start].steps[calm-test]: no_step (calm-test)",
			"store/en/paths.yaml:8: paths[start].steps[all-practise]: no_step (all-practise)",
		}},
		{"some words", files{enPaths: strings.Replace(shortPath("start", "x")[enPaths], "{r:", "{calm-read:", 1)}, []string{
			"store/en/paths.yaml:1: paths[start].steps[all-practise]: required",
			"store/en/paths.yaml:1: paths[start].steps[calm-test]: required",
		}},
		{"21 paths in all", twenty, []string{"store/paths.yaml:21: paths[19]: max (20)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := strings.Split(faultsOf(t, small().layer(""), c.store.layer("store")).Error(), "\n")
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

// TestLoadManyFaults has as many faults as fit into a list of paths: the file must not be read once for the line of each.
func TestLoadManyFaults(t *testing.T) {
	t.Parallel()
	const paths, steps, each = 13, 100, 6 // each step: a word too many in five places, and nothing to read
	var list strings.Builder
	list.WriteString("paths:\n")
	for p := range paths {
		fmt.Fprintf(&list, "  - id: p%d\n    steps:\n", p)
		for s := range steps {
			fmt.Fprintf(&list, "    - {id: s%d, kind: read, day: 1, count: 1, kinds: [matching], pass: 1, tries: 1, wait: 1}\n", s)
		}
	}
	faults := faultsOf(t, small().with(files{"paths.yaml": list.String(), enPaths: ""}).layer(""))
	if want := paths * (1 + steps*each); len(faults) != want {
		t.Errorf("%d faults, want %d", len(faults), want)
	}
	for i, f := range faults {
		if f.Line == 0 {
			t.Fatalf("fault %d has no line: %v", i, f)
		}
	}
}
