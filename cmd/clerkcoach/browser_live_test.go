package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"clerkcoach/drills"
	"clerkcoach/live"
	"clerkcoach/people"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// TestBrowserLive has players in a real browser, and the host in another process: what the server hears of by looking after every two
// seconds.
func TestBrowserLive(t *testing.T) {
	t.Parallel()
	browser := startBrowser(t)
	stage := openStage(t)
	phone, tablet, desk := screen{width: 360, height: 740}, screen{width: 800, height: 1280}, screen{width: 1280, height: 800}
	dark, plain := phone, phone
	dark.dark, plain.noScript = true, true
	for _, l := range []struct {
		lang string
		screen
	}{{"zh-Hans", phone}, {"en", dark}, {"zh-Hant", tablet}, {"en", tablet}, {"zh-Hans", desk}, {"zh-Hant", phone}}[:sized(3, 6)] {
		inBrowser(t, fmt.Sprintf("%s/%s", l.lang, l.screen), browser, stage.base, l.screen, stage.plays(l.lang))
	}
	inBrowser(t, "nojs", browser, stage.base, plain, stage.playsByForm)
}

// stage is where live quizzes are run from.
type stage struct {
	testing.TB
	base  string
	rooms *live.Rooms
	book  *playbook.Book
	axe   string
}

// openStage starts the program on a store's data, and looks after games on the same data.
func openStage(tb testing.TB) *stage {
	tb.Helper()
	data := tb.TempDir()
	store, err := records.Open(tb.Context(), records.Config{Folder: data})
	if err != nil {
		tb.Fatal(err)
	}
	s := &stage{TB: tb, rooms: live.NewRooms(store, drills.NewExaminer(), steadyClock(time.Now()), slog.New(slog.DiscardHandler))}
	if path := os.Getenv("CLERKCOACH_AXE"); path != "" || needed() {
		s.axe = loadAxe(tb)
	}
	s.book, err = playbook.LoadWith("")
	s.must(err)
	s.must(store.AddStore(tb.Context(), people.Store{ID: "0173", Code: "0173", Name: "Riverside"}))
	trainer := people.Person{ID: "trainer", Number: "T1", Name: "Ruth Okafor", Store: "0173", Role: people.Trainer, AddedAt: 1}
	s.must(store.AddPerson(tb.Context(), trainer))
	stop := playGames(context.Background(), s.rooms, store, func(context.Context, *live.Room) error { return nil })
	tb.Cleanup(func() {
		stop()
		store.Close() //nolint:errcheck // nothing is read from it any more
	})
	s.base = startProgramOn(tb, data)
	return s
}

func (s *stage) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// hosted is a game that a test runs, and the player's browser.
type hosted struct {
	*stage
	*tab
	room      *live.Room
	questions []*drills.Question
	lang      string
}

const stageProof = "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"

// opens opens a lobby with a question of each kind that the playbook gives.
func (s *stage) opens(p *tab, lang string) *hosted {
	g := &hosted{stage: s, tab: p, lang: lang}
	for _, k := range []drills.Kind{drills.MultipleChoice, drills.MultipleResponse, drills.Matching, drills.Ordering, drills.ShortAnswer} {
		d, err := drills.NewExaminer().Generate(s.book, drills.Recipe{Lang: lang, Count: 1, Kinds: []drills.Kind{k}, Seed: 11})
		g.hostMust(err)
		g.questions = append(g.questions, d.Questions...)
	}
	title := map[string]string{"en": "Monday round", "zh-Hans": "周一早会", "zh-Hant": "週一早會"}[lang]
	var err error
	g.room, err = s.rooms.Open(p.Context(), live.OpenLobby{
		ID: newID(), Store: "0173", Host: "trainer", HostToken: stageProof, Title: title, Drill: "drill",
		Languages: []string{lang}, Questions: len(g.questions), Settings: live.Settings{Seconds: 60, Grace: live.DefaultGrace, Bonus: 10},
	}, [][]*drills.Question{g.questions}, func() (string, error) { return live.NewCode(rand.Reader) })
	g.hostMust(err)
	for i, name := range []string{"Maya Lindqvist", "王磊", "Owen Price", "欧阳文静", "Josephine Vanderberg-Montgomery", "Leo", "Nina", "孙浩", "Ben", "Aisha", "Carlos"} {
		token := people.TokenHash(fmt.Sprint(name, i))
		_, err := g.room.Do(p.Context(), live.Join{Player: newID(), Name: name, Token: token, Lang: lang})
		g.hostMust(err)
	}
	return g
}

func (g *hosted) hostMust(err error) {
	if err != nil {
		g.tab.Fatal(err)
	}
}

// does carries out a command of the host's and waits until the player's page shows the phase.
func (g *hosted) does(c live.Command, phase live.Phase) {
	g.tab.Helper()
	_, err := g.room.Do(g.tab.Context(), c)
	g.hostMust(err)
	g.until("the phase is "+string(phase), fmt.Sprintf(`document.getElementById("game")?.dataset.phase === %q`, phase))
}

// shows keeps a picture of what the player sees, and looks at what every page must have.
func (g *hosted) shows(name string) {
	g.tab.Helper()
	if got := ask[string](g.tab, "document.documentElement.lang"); got != g.lang {
		g.tab.Errorf("%s is in %q, want %q", name, got, g.lang)
	}
	g.keep(fmt.Sprintf("live-%s.%s.%s", name, g.lang, g.screen))
	if g.axe != "" && !g.screen.noScript {
		checkAxe(g.tab, g.axe)
	}
	checkFit(g.tab)
	ask[bool](g.tab, `document.querySelectorAll("details").forEach(d => d.open = false), true`)
	g.quiet(0)
}

// joins types the code and a name.
func (g *hosted) joins() {
	g.navigate("/live?lang=" + g.lang)
	g.shows("code")
	code := strings.ToLower(g.room.Game().Code)
	g.types("input[name=code]", code[:3]+" "+code[3:])
	g.press("main form .button")
	g.until("there is a name to give", `!!document.querySelector("input[name=name]")`)
	g.shows("join")
	g.types("input[name=name]", "Ruth 小林")
	g.press("main form .button")
	g.until("the lobby is there", `document.getElementById("game")?.dataset.phase === "lobby"`)
	g.shows("lobby")
}

// fills gives an answer to the question that is open, whatever its kind.
func (g *hosted) fills(q *drills.Question) {
	key := q.Key()
	switch q.Kind {
	case drills.MultipleChoice:
		g.press(fmt.Sprintf(`button.panel[value=%q]`, key.Options[0]))
		return
	case drills.MultipleResponse:
		g.press(`label.panel`)
	case drills.Matching:
		for _, pair := range q.Pairs {
			g.press(fmt.Sprintf(`input[name=p%s][value=%q]`, pair.ID, q.Pairs[0].Option))
		}
	case drills.Ordering:
		for i, o := range q.Options {
			g.press(fmt.Sprintf(`input[name=o%s][value="%d"]`, o.ID, i+1))
		}
	default:
		g.types("textarea", q.Say.Phrases[0])
	}
	g.shows(string(q.Kind) + "-filled")
	g.press(".send")
}

// state waits until the page knows what has become of the answer.
func (g *hosted) state(want string) {
	g.tab.Helper()
	g.until("the answer is "+want, fmt.Sprintf(`document.getElementById("game")?.dataset.state === %q`, want))
}

// plays plays a whole game on one screen.
func (s *stage) plays(lang string) func(*tab) {
	return func(p *tab) {
		g := s.opens(p, lang)
		g.joins()
		for i, q := range g.questions {
			n := i + 1
			g.does(live.Next{Host: stageProof, Number: n}, live.Open)
			if !ask[bool](p, `document.activeElement.tagName === "H1" && document.getElementById("say").textContent !== ""`) {
				p.Error("the new question has not the focus, or is not said")
			}
			g.shows(string(q.Kind))
			if n == 1 {
				g.losesTheLine()
			}
			g.fills(q)
			g.state("kept")
			g.shows(string(q.Kind) + "-kept")
			if n == 1 {
				g.navigate("/live/" + g.room.Game().ID)
				g.state("kept")
				g.does(live.Pause{Host: stageProof}, live.Paused)
				g.shows("paused")
				g.does(live.Resume{Host: stageProof}, live.Open)
			}
			if n == 2 {
				g.does(live.Close{Host: stageProof, Number: n}, live.Closed)
				g.shows("closed")
			} else if _, err := g.room.Do(p.Context(), live.Close{Host: stageProof, Number: n}); err != nil {
				p.Fatal(err)
			}
			g.does(live.Reveal{Host: stageProof, Number: n}, live.Revealed)
			g.shows(string(q.Kind) + "-revealed")
			if n == 2 {
				g.does(live.ShowBoard{Host: stageProof}, live.Board)
				g.shows("board")
			}
		}
		g.does(live.End{Host: stageProof}, live.Ended)
		g.shows("ended")
	}
}

// losesTheLine lets the next two requests of the page fail.
func (g *hosted) losesTheLine() {
	ask[bool](g.tab, `(() => {
		const real = window.fetch;
		let down = 2;
		window.fetch = (...request) => (down-- > 0 ? Promise.reject(new TypeError("the line is down")) : real(...request));
		return true;
	})()`)
}

// playsByForm plays without scripts: the page looks again by itself.
func (s *stage) playsByForm(p *tab) {
	g := s.opens(p, "en")
	g.joins()
	q := g.questions[0]
	g.does(live.Next{Host: stageProof, Number: 1}, live.Open)
	g.fills(q)
	g.state("kept")
	_, err := g.room.Do(p.Context(), live.Close{Host: stageProof, Number: 1})
	g.hostMust(err)
	g.does(live.Reveal{Host: stageProof, Number: 1}, live.Revealed)
	g.shows("nojs-revealed")
}
