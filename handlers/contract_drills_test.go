package handlers

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"clerkcoach/drills"
	"clerkcoach/playbook"
)

const drillsPath = "/api/v1/drills"

// changedBook is the test playbook after somebody has changed a line of it.
func changedBook(tb testing.TB) *playbook.Book {
	tb.Helper()
	change := fstest.MapFS{"en/asks/hesitant.txt": {Data: []byte("# us\nthe one with the two hats\n")}}
	book, err := playbook.Load(playbook.Layer{FS: os.DirFS(testPlaybook)}, playbook.Layer{FS: change})
	if err != nil {
		tb.Fatal(err)
	}
	return book
}

// oldDrill is the id of a drill that was made before the playbook changed.
func oldDrill(tb testing.TB) string {
	tb.Helper()
	return testRecipe("en", 5, drills.MultipleChoice).ID(changedBook(tb))
}

// drillCases are everything that the API can reply about drills.
func drillCases(tb testing.TB, ready, starting, broken *testSite) []contractCase {
	tb.Helper()
	cases := append(wishCases(), answerCases(tb)...)
	id := testRecipe("en", 3).ID(testBook(tb))
	show, answer := drillsPath+"/"+id, drillsPath+"/"+id+"/answers"
	good := attemptOf(tb, "1", "1", `"a"`)
	for _, trouble := range []struct {
		name   string
		site   *testSite
		status int
	}{{"before ready", starting, 503}, {"with a fault inside", broken, 500}} {
		cases = append(cases,
			contractCase{name: "make " + trouble.name, target: drillsPath, body: `{"count":1}`, lang: "en"},
			contractCase{name: "show " + trouble.name, target: show + "?lang=zh", lang: "zh-Hans"},
			contractCase{name: "answer " + trouble.name, target: answer, body: good, lang: "en"})
		for i := len(cases) - 3; i < len(cases); i++ {
			cases[i].site, cases[i].status = trouble.site, trouble.status
		}
	}
	return append(cases, []contractCase{
		{name: "show", target: show, status: 200, lang: "en"},
		{name: "show to readers of Chinese", target: show + "?lang=zh", status: 200, lang: "zh-Hans"},
		{name: "show an unknown drill", target: drillsPath + "/nothing", status: 404, lang: "en"},
		{name: "show a changed drill", target: drillsPath + "/" + oldDrill(tb) + "?lang=zh", status: 409, lang: "zh-Hans"},
		{name: "put drills", method: "PUT", target: drillsPath, fault: undescribed, status: 405, lang: "en"},
		{name: "delete a drill", method: "DELETE", target: show, fault: undescribed, status: 405, lang: "en"},
		{name: "get answers", target: answer, fault: undescribed, status: 405, lang: "en"},
		{name: "answer an unknown drill", target: drillsPath + "/nothing/answers", body: good, status: 404, lang: "en"},
		{name: "answer a changed drill", target: drillsPath + "/" + oldDrill(tb) + "/answers", body: good, status: 409, lang: "en"},
	}...)
}

// wishCases are wishes for drills, good and bad.
func wishCases() []contractCase {
	wish := func(name, body, fault string, status int) contractCase {
		return contractCase{name: "make: " + name, target: drillsPath, body: body, fault: fault, status: status, lang: "en"}
	}
	list := func(n int, of string) string { return "[" + strings.TrimSuffix(strings.Repeat(of+",", n), ",") + "]" }
	return []contractCase{
		wish("one question", `{"count":1}`, "", 201),
		wish("more than there are", `{"count":100}`, "", 201),
		wish("the greatest seed", `{"count":1,"seed":9007199254740991}`, "", 201),
		wish("everything", `{"lang":"en","cards":["hesitant"],"families":["care"],"kinds":["ordering","matching"],"count":9,"seed":0}`,
			"", 201),
		wish("empty lists", `{"count":2,"cards":[],"families":[],"kinds":[]}`, "", 201),
		wish("twice the same", `{"count":2,"cards":["hesitant","hesitant"],"families":["buying-style","buying-style"]}`, "", 201),
		{name: "make: in Chinese", target: drillsPath + "?lang=zh", body: `{"count":20}`, status: 201, lang: "zh-Hans"},
		wish("in Chinese for readers of English", `{"count":1,"lang":"zh-Hans"}`, "", 201),
		wish("no count", `{}`, badBodyFault, 400),
		wish("count 0", `{"count":0}`, badBodyFault, 400),
		wish("count -1", `{"count":-1}`, badBodyFault, 400),
		wish("count 101", `{"count":101}`, badBodyFault, 400),
		wish("count 10,000", `{"count":10000}`, badBodyFault, 400),
		wish("count over all numbers", `{"count":99999999999999999999}`, badBodyFault, 400),
		wish("count 1.5", `{"count":1.5}`, badBodyFault, 400),
		wish("count as text", `{"count":"5"}`, badBodyFault, 400),
		wish("seed too large", `{"count":1,"seed":9007199254740992}`, badBodyFault, 400),
		wish("seed below 0", `{"count":1,"seed":-1}`, badBodyFault, 400),
		wish("unknown field", `{"count":1,"colour":"blue"}`, badBodyFault, 400),
		wish("cards as text", `{"count":1,"cards":"hesitant"}`, badBodyFault, 400),
		wish("a number among cards", `{"count":1,"cards":[7]}`, badBodyFault, 400),
		wish("an empty card", `{"count":1,"cards":[""]}`, badBodyFault, 400),
		wish("501 cards", `{"count":1,"cards":`+list(501, `"hesitant"`)+`}`, badBodyFault, 400),
		wish("51 families", `{"count":1,"families":`+list(51, `"care"`)+`}`, badBodyFault, 400),
		wish("unknown kind", `{"count":1,"kinds":["essay"]}`, badBodyFault, 400),
		wish("a long language", `{"count":1,"lang":"`+strings.Repeat("x", 36)+`"}`, badBodyFault, 400),
		wish("unknown language", `{"count":1,"lang":"xx"}`, "", 400),
		wish("unknown card", `{"count":1,"cards":["nobody"]}`, "", 400),
		wish("unknown family among known ones", `{"count":1,"cards":["hesitant"],"families":["care","none"]}`, "", 400),
		wish("not JSON", `count=1`, badBodyFault, 400),
		wish("cut off", `{"count":1`, badBodyFault, 400),
		wish("null", `null`, badBodyFault, 400),
		wish("a list", `[{"count":1}]`, badBodyFault, 400),
		wish("nothing to ask", `{"count":1,"cards":["type-indecisive"],"kinds":["numerical"]}`, "", 422),
		wish("64 KiB", `{"count":1}`+strings.Repeat(" ", maxBody-len(`{"count":1}`)), "", 201),
		wish("over 64 KiB", `{"count":1}`+strings.Repeat(" ", maxBody), "", 413),
	}
}

// answerCases answer a question of each kind rightly, wrongly, and with what does not fit it.
func answerCases(tb testing.TB) []contractCase {
	tb.Helper()
	var cases []contractCase
	for _, k := range drills.Kinds() {
		d, q := oneOf(tb, "en", k)
		target := drillsPath + "/" + d.ID + "/answers"
		add := func(name, body, fault string, status int) {
			cases = append(cases, contractCase{
				name: "answer: " + string(k) + ": " + name, target: target, body: body, fault: fault, status: status, lang: "en",
			})
		}
		add("right", attemptOf(tb, "right", "1", sent(tb, q, q.Key())), "", 200)
		add("wrong", attemptOf(tb, "wrong", "1", sent(tb, q, wrongly(q))), "", 200)
		for i, answer := range misfits(k) {
			fault := ""
			if answer == `null` || answer == `1.5` || answer == `true` {
				fault = badBodyFault // an answer to no kind at all
			}
			add(fmt.Sprintf("misfit %d", i), attemptOf(tb, "misfit", "1", answer), fault, 400)
		}
		add("unknown question", attemptOf(tb, "unknown", "4", `"a"`), "", 404)
		add("no attempt", `{"question":"1","answer":"a"}`, badBodyFault, 400)
		add("a long attempt", attemptOf(tb, strings.Repeat("x", 65), "1", `"a"`), badBodyFault, 400)
		add("no answer", `{"attempt":"none","question":"1"}`, badBodyFault, 400)
		add("over 64 KiB", attemptOf(tb, "big", "1", `"`+strings.Repeat("x", maxBody)+`"`), "", 413)
	}
	return cases
}

// TestDrillContractIsStrict sees to it that TestContract would notice changes to replies about drills, most of all a key that gets out.
func TestDrillContractIsStrict(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	c := loadContract(t, s)
	choice, q := oneOf(t, "en", drills.MultipleChoice)
	answer := drillsPath + "/" + choice.ID + "/answers"
	body := attemptOf(t, "1", "1", sent(t, q, wrongly(q)))
	for _, tt := range []struct{ name, target, body, from, to string }{
		{"a question with its rationale", drillsPath, `{"count":1}`, `"prompt":`, `"rationale":"because","prompt":`},
		{"an option that tells whether it is right", drillsPath, `{"count":9}`, `{"id":"a","text":`, `{"id":"a","right":true,"text":`},
		{"a pair with its option", drillsPath, `{"count":1,"kinds":["matching"]}`, `{"id":"1","text":`, `{"id":"1","option":"a","text":`},
		{"a number", drillsPath, `{"count":1,"kinds":["numerical"]}`, `"prompt":`, `"number":5,"prompt":`},
		{"an unknown kind", drillsPath, `{"count":1,"kinds":["numerical"]}`, `"kind":"numerical"`, `"kind":"guess"`},
		{"a drill without questions", drillsPath, `{"count":1}`, `"questions":[`, `"questions":[],"more":[`},
		{"a grade without its reason", answer, body, `"rationale":`, `"because":`},
		{"a score over 1", answer, body, `"score":0`, `"score":2`},
		{"a mark without its reason", answer, body, `"reason":`, `"why":`},
		{"null for marks", answer, body, `"marks":[`, `"marks":null,"more":[`},
		{"an unknown question as a bad request", answer, attemptOf(t, "2", "x", `"a"`), `"status":404`, `"status":400`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, in := c.requestFault(t, newJSON(t, tt.target, tt.body))
			w := s.serve(t, newJSON(t, tt.target, tt.body))
			changed := strings.Replace(w.Body.String(), tt.from, tt.to, 1)
			if changed == w.Body.String() {
				t.Fatalf("the reply has no %s to change: %s", tt.from, w.Body)
			}
			if err := replyFault(t, in, w, []byte(changed)); err == nil {
				t.Errorf("the contract takes %s", changed)
			}
		})
	}
}
