package main

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clerkcoach/people"
	"clerkcoach/records"
	"clerkcoach/records/pgtest"
)

// What the ten of this test and their admin sign in with.
const (
	tenNames    = "abcdefghij"
	tenPassword = "seven green teapots"
)

// questionsEach is how many questions each of the ten is asked in a round.
const questionsEach = 12

// servedBy is the header by which the proxy says which of the two answered.
const servedBy = "Served-By"

// twins are two server processes on one database, behind a proxy that gives them requests in turn.
type twins struct {
	testing.TB
	store   *records.Store // the same database, looked at from outside
	flags   [2][]string
	servers [2]*process
	hosts   [2]atomic.Value // where they are
	proxy   string
	turn    atomic.Int64
	cut     atomic.Int64 // requests that came to none, or were cut off
	client  *http.Client
}

// startTwins starts both.
func startTwins(t *testing.T) *twins {
	t.Helper()
	database := pgtest.StartFor(t, "fsync=off").URL("postgres")
	dir := t.TempDir()
	w := &twins{TB: t, client: &http.Client{
		Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 2 * len(tenNames)},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	pepper := filepath.Join(dir, "pepper")
	for i := range w.flags {
		data := filepath.Join(dir, strconv.Itoa(i))
		w.flags[i] = []string{"--data", data, "--database", database, "--pepper", pepper}
		withIndex(t, data)
		w.start(i)
	}
	proxy := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: w.inTurn, Transport: &http.Transport{MaxIdleConnsPerHost: 2 * len(tenNames)},
		ModifyResponse: func(res *http.Response) error { res.Header.Set(servedBy, res.Request.URL.Host); return nil },
		ErrorHandler: func(rw http.ResponseWriter, _ *http.Request, _ error) {
			w.cut.Add(1)
			rw.WriteHeader(http.StatusBadGateway)
		},
	})
	t.Cleanup(proxy.Close)
	w.proxy = proxy.URL
	var err error
	if w.store, err = records.Open(t.Context(), records.Config{URL: database}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.store.Close(); err != nil {
			t.Error(err)
		}
	})
	w.firstAdmin()
	w.addTen(pepper)
	return w
}

// inTurn sends a request to the one that did not have the last.
func (w *twins) inTurn(r *httputil.ProxyRequest) {
	r.SetURL(&url.URL{Scheme: "http", Host: w.hosts[w.turn.Add(1)%2].Load().(string)})
}

// start starts one of the two and waits until it is ready.
func (w *twins) start(i int) {
	w.Helper()
	w.servers[i] = startProcess(w, w.flags[i]...)
	w.hosts[i].Store(w.servers[i].addr)
	for end := time.Now().Add(longWait); ; time.Sleep(20 * time.Millisecond) {
		if status, _ := w.get(w.direct(i)+"/readyz", ""); status == http.StatusOK {
			return
		}
		if time.Now().After(end) {
			w.Fatalf("the server does not get ready\n%s", w.servers[i].stderr)
		}
	}
}

// direct is the address of one of the two.
func (w *twins) direct(i int) string { return "http://" + w.hosts[i].Load().(string) }

// do makes a request in a session and gives the response, with its body read.
func (w *twins) do(method, at, session, kind, body string) (*http.Response, string, error) {
	req, err := http.NewRequestWithContext(w.Context(), method, at, strings.NewReader(body))
	if err != nil {
		return nil, "", err
	}
	req.Header.Set("Accept-Language", "en")
	req.Header.Set("Cookie", "session="+session)
	req.Header.Set("Content-Type", kind)
	res, err := w.client.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer res.Body.Close() //nolint:errcheck // only read
	all, err := io.ReadAll(res.Body)
	return res, string(all), err
}

// get gives the status of a page, and who answered.
func (w *twins) get(at, session string) (int, string) {
	w.Helper()
	res, _, err := w.do(http.MethodGet, at, session, "", "")
	if err != nil {
		w.Fatal(err)
	}
	return res.StatusCode, res.Header.Get(servedBy)
}

// send sends a form, and gives the response.
func (w *twins) send(at, session string, form url.Values) *http.Response {
	w.Helper()
	res, body, err := w.do(http.MethodPost, at, session, "application/x-www-form-urlencoded", form.Encode())
	if err != nil || res.StatusCode != http.StatusSeeOther {
		w.Fatalf("POST %s: %v, %v\n%s", at, res, err, body)
	}
	return res
}

// sessionOf is the session that a response begins.
func (w *twins) sessionOf(res *http.Response) string {
	w.Helper()
	for _, c := range res.Cookies() {
		if c.Name == "session" && c.Value != "" {
			return c.Value
		}
	}
	w.Fatalf("%s begins no session", res.Request.URL)
	return ""
}

// signIn signs somebody in through the proxy.
func (w *twins) signIn(number string) string {
	w.Helper()
	return w.sessionOf(w.send(w.proxy+"/sign-in", "", url.Values{"number": {number}, "password": {tenPassword}}))
}

// firstAdmin makes the first admin by the link that the second server printed; that of the first one stopped working then.
func (w *twins) firstAdmin() {
	w.Helper()
	link := ""
	for link == "" {
		line, err := w.servers[1].stdout.ReadString('\n')
		if err != nil {
			w.Fatal(err)
		}
		link = regexp.MustCompile(`^http://\S+/link/\S+`).FindString(line)
	}
	session := w.sessionOf(w.send(link, "", url.Values{
		"new": {tenPassword}, "again": {tenPassword}, "code": {"0001"}, "store": {"Store"}, "number": {"ADMIN"}, "name": {"Admin"},
	}))
	w.everywhere(session, http.StatusOK)
}

// everywhere wants an own page to be answered with a status by both.
func (w *twins) everywhere(session string, want int) {
	w.Helper()
	for i := range w.servers {
		if status, _ := w.get(w.direct(i)+"/me", session); status != want {
			w.Errorf("server %d answers with status %d, want %d", i, status, want)
		}
	}
}

// addTen adds ten people, with one hash for all.
func (w *twins) addTen(pepper string) {
	w.Helper()
	ctx, at := w.Context(), time.Now().UnixMilli()-1000
	secret, err := people.Pepper(pepper)
	if err != nil {
		w.Fatal(err)
	}
	hash, err := people.NewHasher(secret, 0).Hash(ctx, tenPassword)
	if err != nil {
		w.Fatal(err)
	}
	for _, name := range tenNames {
		id := string(name)
		p := people.Person{ID: id, Number: strings.ToUpper(id) + "1", Name: id, Store: w.admin().Store, Role: people.Clerk, AddedAt: at}
		if err := w.store.AddPerson(ctx, p); err != nil {
			w.Fatal(err)
		}
		if err := w.store.SetPassword(ctx, p.ID, hash, at); err != nil {
			w.Fatal(err)
		}
	}
}

func (w *twins) admin() people.Person {
	w.Helper()
	p, err := w.store.PersonByNumber(w.Context(), "ADMIN")
	if err != nil {
		w.Fatal(err)
	}
	return p
}

// TestTwins has ten people at two server processes on one database, and kills one of the two in the middle of their drills: what was
// acknowledged is there, each answer counts once in everything, and who signs out of one is signed out of both.
func TestTwins(t *testing.T) {
	t.Parallel()
	w := startTwins(t)
	session := w.signIn("A1")
	status1, by1 := w.get(w.proxy+"/me", session)
	status2, by2 := w.get(w.proxy+"/me", session)
	if status1 != http.StatusOK || status2 != http.StatusOK || by1 == by2 {
		t.Errorf("signed in, the next requests are answered with %d by %s and with %d by %s", status1, by1, status2, by2)
	}
	w.send(w.direct(0)+"/sign-out", session, nil)
	w.everywhere(session, http.StatusSeeOther)

	total := 1
	if more := os.Getenv("CLERKCOACH_ROUNDS"); more != "" {
		var err error
		if total, err = strconv.Atoi(more); err != nil {
			t.Fatal(err)
		}
	}
	ten := map[string]*trainee{}
	for _, name := range tenNames {
		p := string(name)
		ten[p] = &trainee{twins: w, person: p, session: w.signIn(strings.ToUpper(p) + "1"), sent: newAccount()}
	}
	for round := range total {
		if round > 0 {
			w.start((round - 1) % 2)
		}
		w.round(ten, round)
		for person, one := range ten {
			if diff := cmp.Diff(one.sent, w.kept(person)); diff != "" {
				t.Fatalf("%s, round %d (-sent +kept):\n%s", person, round, diff)
			}
		}
	}
	var longest time.Duration
	for _, one := range ten {
		longest = max(longest, one.longest)
	}
	t.Logf("promise: two servers on PostgreSQL, one killed: %d rounds, %d acknowledged, 0 lost, 0 doubled; %d tries cut off, "+
		"acknowledged after %v (longest)", total, total*len(tenNames)*questionsEach, w.cut.Load(), longest.Round(time.Millisecond))
}

// round lets the ten do an assigned drill. When two thirds of the answers are acknowledged one of the two is killed.
func (w *twins) round(ten map[string]*trainee, round int) {
	w.Helper()
	admin := w.admin()
	a := records.Assignment{
		ID: fmt.Sprintf("round-%d", round), Store: admin.Store, Title: "Round", PassMark: 80, Everybody: true, MadeBy: admin.ID,
		MadeAt: time.Now().UnixMilli(),
		Recipe: fmt.Appendf(nil, `{"kinds": ["multiple-choice"], "count": %d, "seed": %d}`, questionsEach, round),
	}
	if err := w.store.AddAssignment(w.Context(), a); err != nil {
		w.Fatal(err)
	}
	cutBefore, left := w.cut.Load(), atomic.Int64{}
	left.Store(int64(len(ten) * questionsEach * 2 / 3))
	var all sync.WaitGroup
	for _, one := range ten {
		all.Go(func() {
			drill := one.begin(a.ID)
			for q := 1; q <= questionsEach && !w.Failed(); q++ {
				one.answer(drill, q)
				if left.Add(-1) == 0 {
					w.servers[round%2].kill(w)
				}
			}
		})
	}
	all.Wait()
	if w.Failed() {
		w.FailNow()
	}
	if left.Load() > 0 || w.cut.Load() == cutBefore {
		w.Errorf("round %d: %d were missing for a kill, %d tries were cut off: that shows nothing", round, left.Load(),
			w.cut.Load()-cutBefore)
	}
}

// account is what is kept of a person's answers, in all places that count them.
type account struct {
	Attempts    map[string]float64 // scores, by the drill and the attempt's id
	Days, Right int64
	Score       float64
	Reviews     map[string]int // by cards
	Sittings    map[string]sat // by drills
}

// sat is how a sitting stands.
type sat struct {
	Answered int
	Score    float64
	Finished bool
}

func newAccount() account {
	return account{Attempts: map[string]float64{}, Reviews: map[string]int{}, Sittings: map[string]sat{}}
}

// kept reads a person's account from the database.
func (w *twins) kept(person string) account {
	w.Helper()
	got := newAccount()
	check := func(err error) {
		w.Helper()
		if err != nil {
			w.Fatal(err)
		}
	}
	for page := (records.Page{}); ; {
		all, next, err := w.store.Attempts(w.Context(), records.Filter{Person: person}, page)
		check(err)
		for _, a := range all {
			got.Attempts[a.Drill+" "+a.ID] = a.Score
		}
		if page.After = next; next == "" {
			break
		}
	}
	days, err := w.store.PersonActivity(w.Context(), person, 0, 0)
	check(err)
	for _, d := range days {
		got.Days, got.Right, got.Score = got.Days+d.Attempts, got.Right+d.Right, got.Score+d.Score
	}
	memories, err := w.store.Memories(w.Context(), person)
	check(err)
	for card, m := range memories {
		got.Reviews[card] = m.Memory.Reviews
	}
	sittings, err := w.store.SittingsOf(w.Context(), person)
	check(err)
	for _, s := range sittings {
		got.Sittings[s.Drill] = sat{s.Answered, s.Score, s.FinishedAt > 0}
	}
	if len(got.Sittings) != len(sittings) {
		w.Errorf("%s has %d sittings of %d drills: %v", person, len(sittings), len(got.Sittings), slices.Collect(maps.Keys(got.Sittings)))
	}
	return got
}
