package handlers

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clerkcoach/drills"
	"clerkcoach/live"
	"clerkcoach/locales"
	"clerkcoach/people"
	"clerkcoach/playbook"
	"clerkcoach/records"
	"clerkcoach/search"
	"clerkcoach/static"
)

// TestMain adds the flag that writes golden files anew; it has to be known before flags are parsed.
func TestMain(m *testing.M) {
	flag.Bool("update", false, "write the golden files anew instead of comparing with them")
	m.Run()
}

// testVersion is the version of the program under test.
const testVersion = "1.2.3-test"

// testSite is a server as it runs, on the small playbook of testdata unless a test changes that.
type testSite struct {
	*Server
	handler http.Handler
	kept    *records.Store
}

// newTestServer makes a server; change gives some of its options other values.
func newTestServer(tb testing.TB, change ...func(*Options)) *testSite {
	tb.Helper()
	catalog, err := locales.New()
	if err != nil {
		tb.Fatal(err)
	}
	assets, err := static.New()
	if err != nil {
		tb.Fatal(err)
	}
	kept := testRecords(tb)
	o := Options{
		Attempts: &keptAttempts{}, Records: kept, Sessions: kept.Sessions(), Hasher: plainHasher{}, Deposits: testDeposits(tb), NewID: countingIDs(),
		Questions: search.NewUnanswered(filepath.Join(tb.TempDir(), "unanswered.jsonl")),
		Catalog:   catalog, Assets: assets, Log: slog.New(slog.DiscardHandler), Now: steppingClock(), Seed: countingSeed(), Version: testVersion,
	}
	for _, f := range change {
		f(&o)
	}
	if o.Rooms == nil {
		games := kept
		if another, ok := o.Records.(*records.Store); ok {
			games = another
		}
		o.Rooms = testRooms(tb, games, o.Now)
	}
	if o.Indexes == nil {
		o.Indexes = testIndexes(tb, testBook(tb))
	}
	s, err := New(o)
	if err != nil {
		tb.Fatal(err)
	}
	h, err := s.Handler()
	if err != nil {
		tb.Fatal(err)
	}
	return &testSite{Server: s, handler: h, kept: kept}
}

// newStartingServer makes a server whose playbook is not ready yet.
func newStartingServer(tb testing.TB) *testSite {
	tb.Helper()
	return newTestServer(tb, func(o *Options) { o.Indexes = search.NewKeeper("") })
}

// indexesFunc is a function as Indexes, for faults that a Keeper has only by chance.
type indexesFunc func() (*search.Index, func(), error)

func (f indexesFunc) Use() (*search.Index, func(), error) { return f() }

// testPlaybook is the folder of a small playbook, apart from the shipped one so that tests do not change with the content.
const testPlaybook = "testdata/playbook"

// testBook loads the test playbook.
func testBook(tb testing.TB) *playbook.Book {
	tb.Helper()
	book, err := playbook.Load(playbook.Layer{FS: os.DirFS(testPlaybook)})
	if err != nil {
		tb.Fatal(err)
	}
	return book
}

// testIndexes keeps the index of a book in memory.
func testIndexes(tb testing.TB, book *playbook.Book) *search.Keeper {
	tb.Helper()
	k := search.NewKeeper("")
	if err := k.Keep(book); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := k.Close(); err != nil {
			tb.Error(err)
		}
	})
	return k
}

// testStep is how far the clock of a test server moves each time it is read.
const testStep = 1500 * time.Microsecond

// steppingClock moves on by the same step at each reading, so that a time between two readings is known and not 0.
func steppingClock() func() time.Time {
	start := time.Date(2026, time.March, 1, 9, 0, 0, 0, time.UTC)
	var reads atomic.Int64
	return func() time.Time { return start.Add(time.Duration(reads.Add(1)) * testStep) }
}

// testRecords opens an empty store.
func testRecords(tb testing.TB) *records.Store {
	tb.Helper()
	s, err := records.Open(tb.Context(), records.Config{Folder: tb.TempDir()})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// testRooms are the rooms of the games that a store keeps; they are looked after until the test ends.
func testRooms(tb testing.TB, kept *records.Store, now func() time.Time) *live.Rooms {
	tb.Helper()
	return roomsUntil(context.Background(), tb, kept, now)
}

// roomsUntil are rooms that are looked after until a context ends.
func roomsUntil(ctx context.Context, tb testing.TB, kept *records.Store, now func() time.Time) *live.Rooms {
	tb.Helper()
	rooms := live.NewRooms(kept, drills.NewExaminer(), func() int64 { return now().UnixMilli() }, slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		rooms.Run(ctx, func(context.Context, *live.Room) error { return nil })
	}()
	tb.Cleanup(func() {
		stop()
		<-ended
	})
	return rooms
}

// testDeposits signs deposits with a pepper that everybody knows.
func testDeposits(tb testing.TB) *people.Deposits {
	tb.Helper()
	d, err := people.NewDeposits([]byte("pepper"))
	must(tb, err)
	return d
}

// plainHasher hashes nothing, so that tests are quick.
type plainHasher struct{}

func (plainHasher) Hash(_ context.Context, secret string) (string, error) {
	return "plain:" + secret, nil
}
func (plainHasher) Matches(_ context.Context, hash, secret string) (bool, error) {
	return hash == "plain:"+secret, nil
}
func (plainHasher) Stale(string) bool { return false }

// countingIDs gives id-1, id-2 and so on.
func countingIDs() func() string {
	var n atomic.Int64
	return func() string { return fmt.Sprintf("id-%d", n.Add(1)) }
}

// keptAttempts keeps attempts in memory as a store does on disk: the first under an id stays.
type keptAttempts struct {
	mu  sync.Mutex
	all map[string]records.Attempt
}

func (k *keptAttempts) Keep(_ context.Context, a records.Attempt) (records.Attempt, bool, error) {
	if err := a.Validate(); err != nil {
		return records.Attempt{}, false, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if first, ok := k.all[a.Drill+" "+a.ID]; ok {
		return first, false, nil
	}
	if k.all == nil {
		k.all = map[string]records.Attempt{}
	}
	k.all[a.Drill+" "+a.ID] = a
	return a, true, nil
}

// countingSeed gives 1, 2, 3 and so on.
func countingSeed() func() uint64 {
	var n atomic.Uint64
	return func() uint64 { return n.Add(1) }
}

// get asks for an address; header holds names and values in turn.
func (s *testSite) get(tb testing.TB, target string, header ...string) *httptest.ResponseRecorder {
	tb.Helper()
	return s.serve(tb, newRequest(tb, http.MethodGet, target, header...))
}

// onceTold is a reader who has enough of a stream with the first that comes of it.
type onceTold struct {
	*httptest.ResponseRecorder
	enough func()
}

// Write keeps what comes.
func (o *onceTold) Write(raw []byte) (int, error) {
	defer o.enough()
	return o.ResponseRecorder.Write(raw)
}

func (s *testSite) serve(tb testing.TB, r *http.Request) *httptest.ResponseRecorder {
	tb.Helper()
	w := httptest.NewRecorder()
	if isStream(r.URL.Path) {
		ctx, stop := context.WithCancel(r.Context())
		defer stop()
		s.handler.ServeHTTP(&onceTold{w, stop}, r.WithContext(ctx))
		return w
	}
	s.handler.ServeHTTP(w, r)
	return w
}

// newJSON makes a request that sends JSON.
func newJSON(tb testing.TB, target, body string, header ...string) *http.Request {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodPost, target, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

func newRequest(tb testing.TB, method, target string, header ...string) *http.Request {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), method, target, http.NoBody)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}
