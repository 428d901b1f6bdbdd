package records

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"clerkcoach/drills"
	"clerkcoach/live"
	"clerkcoach/people"
)

// everyTable opens a store with rows in every table, about the clerk p-1 and the admin p-2.
func everyTable(t *testing.T, c Config) *Store {
	t.Helper()
	names := versionsKnown(t)
	rows, err := os.ReadFile(filepath.Join("testdata", "old", names[len(names)-1]))
	must(t, err)
	s := mustOpen(t, c)
	_, err = s.writing.ExecContext(t.Context(), string(rows))
	must(t, err)
	for _, table := range tables() {
		held, err := contentOf(t.Context(), s.reading, table)
		if err != nil || held.Rows == 0 {
			t.Errorf("there is nothing in the table %s, %v", table, err)
		}
	}
	return s
}

func TestEraseRefuses(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		ctx, s := t.Context(), staff(t, c, 1)
		wants(t, s.Erase(ctx, "p-1", noon), ErrStays)
		wants(t, s.Erase(ctx, "nobody", noon), ErrNone)
		leave(t, s, person(1), noon+9)
		wants(t, s.Erase(ctx, "p-1", noon+8), ErrStays)
		must(t, s.Erase(ctx, "p-1", noon+9))
		wants(t, s.Erase(ctx, "p-1", noon+9), ErrNone)
	})
}

// TestErasedIsInNoTable wants the id of somebody who is erased to be in no column of any table, whoever they were.
func TestErasedIsInNoTable(t *testing.T) {
	t.Parallel()
	for _, person := range []string{"p-1", "p-2"} {
		onBoth(t, func(t *testing.T, c Config) {
			s := everyTable(t, c)
			other := map[string]string{"p-1": "p-2", "p-2": "p-1"}[person]
			before := mentions(t, s, other)
			if len(mentions(t, s, person)) < 7 {
				t.Errorf("%s is in %v only", person, mentions(t, s, person))
			}
			_, err := s.writing.ExecContext(t.Context(), `UPDATE people SET left_at = $1 WHERE id = $2`, noon, person)
			must(t, err)
			must(t, s.Erase(t.Context(), person, noon))
			if left := mentions(t, s, person); left != nil {
				t.Errorf("%s is still in %v", person, left)
			}
			// What others did, and was done to them, stays theirs, but for the views of the one who is gone.
			views := func(place string) bool { return strings.HasPrefix(place, "views.") }
			same(t, slices.DeleteFunc(before, views), slices.DeleteFunc(mentions(t, s, other), views))
		})
	}
}

// The canary is somebody whose name, number, id and words can be found wherever they are left.
const (
	canaryID     = "0199-canary-7c4d-9e5f"
	canaryNumber = "KANARIE-77"
	canaryName   = "金丝雀 Kanarie"
	canaryWords  = "in my very own words 自己的话"
)

// copies is how many copies of the canary's answers are put beside those that were kept the usual way, which takes longer.
const copies = 9

// canary opens a store in which the canary has done everything there is, many times, among others, and has left.
func canary(t *testing.T, c Config, answers int) *Store {
	t.Helper()
	ctx, s := t.Context(), staff(t, c, 5)
	admin(t, s, 5)
	must(t, s.AddPerson(ctx, people.Person{
		ID: canaryID, Number: canaryNumber, Name: canaryName, Store: "s-1", Role: people.Manager, AddedAt: noon,
	}), s.SetPIN(ctx, canaryID, "secret PIN", true), s.SetPassword(ctx, canaryID, "secret word", noon))
	must(t, s.Enrol(ctx, people.Tablet{ID: "t-1", Store: "s-1", Name: "Till", EnrolledAt: noon, EnrolledBy: canaryID}, "secret token"))
	yes, err := s.Try(ctx, canaryID, "t-1", people.MaxTries, 0, noon)
	if !yes || err != nil {
		t.Errorf("a try: %v, %v", yes, err)
	}
	must(t, s.AddLink(ctx, Link{"secret link", canaryID, noon + dayLength}))
	begin(t, sessions(s), canaryID)
	named := assignment(1)
	named.Everybody, named.People, named.MadeBy = false, []string{canaryID, "p-1"}, canaryID
	must(t, s.AddAssignment(ctx, named))
	for _, id := range []string{canaryID, "p-1"} {
		must(t, s.StartPath(ctx, Enrolment{id, "first-week", noon, canaryID, 0}))
		must(t, s.DoStep(ctx, id, "first-week", "read-1", canaryID, noon))
		must(t, s.ReleaseStep(ctx, id, "first-week", "test-1", canaryID, noon))
	}
	must(t, s.View(ctx, canaryID, "p-1", "person", noon), s.View(ctx, "p-1", canaryID, "person", noon))
	sit(t, s, 1, canaryID, named.ID, 3, 1, 0.5)
	quiz := lobby(1)
	quiz.Host = canaryID
	sing, join := reply(2, 1, drills.Answer{Text: canaryWords + " of " + canaryID}, 0.5), seat(2)
	join.Person, join.Name = canaryID, canaryName
	mustSaveGame(t, s, mustAddGame(t, s, quiz), seat(1), join, live.Next{Host: quiz.HostToken, Number: 1}, sing,
		reply(1, 1, letter("a"), 1))
	must(t, s.LookUp(ctx, "s-1", canaryID, "rude", 5), s.LookUp(ctx, "s-1", "", "rude", 5))
	all := traffic(answers / (copies + 1) * 7 / 6)
	r := rand.New(rand.NewPCG(4, 1))
	for i := range all {
		// In no order and of any length, so that SQLite has to move rows from page to page.
		all[i].ID, all[i].Drill = fmt.Sprintf("%x", r.Uint64()), fmt.Sprintf("%x", r.Uint64())
		all[i].Question = strings.Repeat("q", 1+r.IntN(150))
		if i%7 != 0 { // of the others, who are between them
			all[i].Person = canaryID
		}
		if i%5 == 0 {
			all[i].Kind, all[i].Answer = string(drills.ShortAnswer), fmt.Appendf(nil, `"%s %d of %s"`, canaryWords, i, all[i].Person)
		}
	}
	keepTogether(t, s, all)
	for n := range copies {
		_, err := s.writing.ExecContext(ctx, `INSERT INTO attempts (`+attemptColumns+`) SELECT drill || $1,
			`+strings.TrimPrefix(attemptColumns, "drill,")+` FROM attempts WHERE drill NOT LIKE '%-copy-%'`, fmt.Sprint("-copy-", n))
		must(t, err)
	}
	p := mustPerson(t, s, canaryID)
	leave(t, s, p, noon+1)
	return s
}

// traceOf tells in which files of a folder something of the canary stands.
func traceOf(t *testing.T, folder string) []string {
	t.Helper()
	var found []string
	must(t, filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, text := range []string{canaryID, canaryNumber, canaryName} {
			if bytes.Contains(raw, []byte(text)) {
				found = append(found, fmt.Sprintf("%s in %s", text, entry.Name()))
			}
		}
		if bytes.Contains(raw, []byte(canaryWords)) && bytes.Contains(raw, []byte("of "+canaryID)) {
			found = append(found, "words in "+entry.Name())
		}
		return err
	}))
	return found
}

// statistics are all that is counted, without the names of those who are counted.
type statistics struct {
	Days     []DaySum
	Stems    []StemSum
	Weeks    []FamilySum
	Attempts int
	Counts   map[string]int64
}

func statisticsOf(t *testing.T, s *Store) statistics {
	t.Helper()
	var all statistics
	var err error
	all.Days, err = s.Activity(t.Context(), ReportFilter{})
	must(t, err)
	all.Stems, _, err = s.Stems(t.Context(), StemFilter{}, Page{})
	must(t, err)
	all.Weeks, err = collect(t.Context(), s.reading, scanFamilySum, `SELECT CASE WHEN person = $1 OR person LIKE 'gone-%'
		THEN 'the one' ELSE person END AS who, family, attempts, correct, score FROM weeks ORDER BY store, week, who, family`, []any{canaryID})
	must(t, err)
	all.Counts = map[string]int64{}
	for _, trace := range traces() {
		if !trace.goes && trace.table != "settings" {
			held, err := contentOf(t.Context(), s.reading, trace.table)
			must(t, err)
			all.Counts[trace.table] = held.Rows
		}
	}
	return all
}

// TestErasedLeavesNoByte has somebody with ten thousand records erased: the export before had all of it, all that is counted is as
// it was, and no byte of theirs is in SQLite's files, or in a new backup of either database.
func TestErasedLeavesNoByte(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c Config) {
		const answers = 10_000
		s := canary(t, c, answers)
		before := statisticsOf(t, s)
		all := exported(t, s, canaryID)
		if n := len(all["attempts"]); n < answers {
			t.Errorf("%d answers are in the export", n)
		}
		for _, text := range []string{canaryName, canaryNumber, canaryWords} {
			if !strings.Contains(fmt.Sprint(all), text) {
				t.Errorf("%s is not in the export", text)
			}
		}
		if text := fmt.Sprint(all); strings.Contains(text, "secret") {
			t.Error("a secret is in the export")
		}
		if c.Folder != "" && len(traceOf(t, c.Folder)) < 4 {
			t.Errorf("before, only %v is to be found", traceOf(t, c.Folder))
		}
		start := time.Now()
		must(t, s.Erase(t.Context(), canaryID, noon+1))
		t.Logf("it takes %v", time.Since(start))
		if left := mentions(t, s, canaryID, canaryNumber, canaryName, "of "+canaryID); left != nil {
			t.Errorf("something is still in %v", left)
		}
		if c.Folder != "" {
			same(t, []string(nil), traceOf(t, c.Folder))
		}
		same(t, before, statisticsOf(t, s), near())
		to := t.TempDir()
		must(t, s.Backup(t.Context(), filepath.Join(to, "backup")))
		same(t, []string(nil), traceOf(t, to))
		settings, err := s.Settings(t.Context())
		if len(settings) != 0 || err != nil {
			t.Errorf("%v, %v", settings, err)
		}
	})
}

// TestErasedFileIsWrittenAnew wants the whole file of SQLite to be written anew. Zeros over what is deleted are not enough: of six
// stores with random traffic, two still had copies of an id between the rows, which SQLite had left behind when it moved them.
func TestErasedFileIsWrittenAnew(t *testing.T) {
	t.Parallel()
	c := Config{Folder: filepath.Join(t.TempDir(), "data")}
	s := canary(t, c, 500)
	_, err := s.Purge(t.Context(), Retention{Answers: 1}, noon+90*dayLength)
	must(t, err)
	free := func() (pages int) {
		must(t, s.reading.QueryRowContext(t.Context(), `PRAGMA freelist_count`).Scan(&pages))
		return pages
	}
	if free() == 0 {
		t.Error("there is no free page to begin with")
	}
	must(t, s.Erase(t.Context(), canaryID, noon+1))
	log, err := os.Stat(filepath.Join(c.Folder, FileName+"-wal"))
	must(t, err)
	if free() != 0 || log.Size() > 64<<10 { // what is noted afterwards
		t.Errorf("%d free pages, %d bytes of log", free(), log.Size())
	}
}

// TestTracesAreClearedLater has somebody read from the log while a person is erased: that is said, and the next Purge clears it.
func TestTracesAreClearedLater(t *testing.T) {
	t.Parallel()
	c := Config{Folder: filepath.Join(t.TempDir(), "data")}
	s := canary(t, c, 100)
	reading, err := s.snapshot(t.Context())
	must(t, err)
	var n int
	must(t, reading.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM attempts`).Scan(&n))
	soon, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	wants(t, s.Erase(soon, canaryID, noon+1), ErrTraces)
	if len(traceOf(t, c.Folder)) == 0 {
		t.Error("nothing is to be found while somebody reads the old")
	}
	must(t, reading.Rollback())
	mustKeep(t, s, answer("p-1", "rude", 99_999, 1, noon))
	gone, err := s.Purge(t.Context(), Retention{}, noon)
	must(t, err)
	same(t, Purged{Lookups: 2}, gone) // which are old
	same(t, []string(nil), traceOf(t, c.Folder))
}
