package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"clerkcoach/drills"
	"clerkcoach/people"
	"clerkcoach/playbook"
	"clerkcoach/records"
)

// What everybody in browser tests signs in with.
const (
	shopPIN      = "7291"
	shopPassword = "seven green teapots"
)

// crew are the people of a store that speaks one language. Their ids are their staff numbers.
type crew struct {
	lang, code, store       string
	clerks                  []string
	trainer, manager, admin string
	// title is that of the drill that they are asked to do, and tills how many tablets there are.
	title string
	tills int
}

func crews() []crew {
	return []crew{
		{
			lang: "zh-Hans", code: "0173", store: "人民广场店", trainer: "周敏", manager: "林芳", admin: "何静", title: "周五前：为难的客人", tills: 8,
			clerks: []string{"陈晓梅", "王磊", "李思雨", "赵子轩", "黄丽华", "吴佳怡", "孙浩", "徐婷", "欧阳文静", "马超"},
		},
		{
			lang: "en", code: "0208", store: "Riverside", trainer: "Ruth Okafor", manager: "Tom Becker", admin: "Ines Duarte",
			title: "By Friday: difficult customers", tills: 8,
			clerks: []string{
				"Maya Lindqvist", "Owen Price", "Sara Haddad", "Leo Fischer", "Nina Kovacs", "Ben Whitlock", "Aisha Rahman", "Carlos Medina",
				"Josephine Vanderberg", "Paul Grant",
			},
		},
	}
}

// clerk is the id of a clerk, from 0; tablet the token that a tablet of the store holds.
func (c crew) clerk(i int) string  { return fmt.Sprintf("%s-%02d", c.code, i+1) }
func (c crew) tablet(i int) string { return fmt.Sprintf("%s-till-%d", c.code, i) }

// head is the id of whoever has a role above a clerk's.
func (c crew) head(r people.Role) string { return c.code + "-" + strings.ToUpper(string(r[:1])) }

// all lists everybody.
func (c crew) all(at int64) []people.Person {
	one := func(id, name string, r people.Role) people.Person {
		return people.Person{ID: id, Number: id, Name: name, Store: c.code, Role: r, AddedAt: at}
	}
	all := []people.Person{
		one(c.head(people.Trainer), c.trainer, people.Trainer), one(c.head(people.Manager), c.manager, people.Manager),
		one(c.head(people.Admin), c.admin, people.Admin),
	}
	for i, name := range c.clerks {
		all = append(all, one(c.clerk(i), name, people.Clerk))
	}
	return all
}

// shop is a program with people in it who have practised for some weeks, and the store behind it.
type shop struct {
	testing.TB
	*records.Store
	base string
	book *playbook.Book
	at   time.Time
}

// openShop fills a store and starts the program on it.
func openShop(tb testing.TB) *shop {
	tb.Helper()
	data := tb.TempDir()
	store, err := records.Open(tb.Context(), records.Config{Folder: data})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { store.Close() }) //nolint:errcheck // nothing is read from it any more
	s := &shop{TB: tb, Store: store, at: time.Now().Add(-time.Second)}
	s.book, err = playbook.LoadWith("")
	s.must(err)
	pepper, err := people.Pepper(filepath.Join(data, pepperFile))
	s.must(err)
	hasher := people.NewHasher(pepper, 0)
	pin, err := hasher.Hash(tb.Context(), shopPIN)
	s.must(err)
	password, err := hasher.Hash(tb.Context(), shopPassword)
	s.must(err)
	for _, c := range crews() {
		s.employs(c, records.Secrets{PIN: pin, Password: password})
		s.answers(c)
		s.follows(c)
	}
	s.base = startProgramOn(tb, data)
	return s
}

func (s *shop) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// ago is a time in milliseconds since 1970.
func (s *shop) ago(d time.Duration) int64 { return s.at.Add(-d).UnixMilli() }

const shopDay = 24 * time.Hour

// employs enters a crew, their tablets, and what they are asked to do.
func (s *shop) employs(c crew, secrets records.Secrets) {
	ctx, since := s.Context(), s.ago(90*shopDay)
	s.must(s.AddStore(ctx, people.Store{ID: c.code, Code: c.code, Name: c.store}))
	all := c.all(since)
	s.must(s.CarryOut(ctx, records.StaffChange{Add: all, At: since}))
	var doing errgroup.Group // those who wait at once share a commit
	for _, p := range all {
		doing.Go(func() error {
			return errors.Join(s.SetPIN(ctx, p.ID, secrets.PIN, false), s.SetPassword(ctx, p.ID, secrets.Password, since))
		})
	}
	for i := range c.tills {
		t := people.Tablet{
			ID: c.tablet(i), Store: c.code, Name: fmt.Sprintf("iPad %d", i+1), EnrolledAt: since, EnrolledBy: c.head(people.Manager),
		}
		doing.Go(func() error { return s.Enrol(ctx, t, people.TokenHash(c.tablet(i))) })
	}
	s.must(doing.Wait())
	s.must(s.AddAssignment(ctx, records.Assignment{
		ID: c.code + "-asked", Store: c.code, Title: c.title, Recipe: []byte(`{"cards":["rude-upset","rude-impatient"],"count":6,"seed":5}`),
		PassMark: 80, Everybody: true, MadeBy: c.head(people.Trainer), MadeAt: s.ago(2 * shopDay), UntilAt: s.ago(-3 * shopDay),
	}))
}

// answers keeps what a crew has answered, five questions a day; the later in the list, the less often right. The last clerk is new.
func (s *shop) answers(c crew) {
	const days, aDay = 18, 5
	d, err := drills.NewExaminer().Generate(s.book, drills.Recipe{Lang: c.lang, Count: drills.MaxCount, Seed: 7})
	s.must(err)
	chance := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same each time
	var all []records.Attempt
	for i := range c.clerks[:len(c.clerks)-1] {
		for n := range days * aDay {
			if chance.IntN(days) < i { // not everybody practises every day
				continue
			}
			q := d.Questions[chance.IntN(len(d.Questions))]
			card, ok := s.book.Card(q.Card)
			if !ok {
				s.Fatalf("no card %q", q.Card)
			}
			wrong := 8 + 4*i + 40*((i+len(card.Family))%7/5)
			at := s.ago(shopDay*time.Duration(n/aDay+1) + time.Duration(n%aDay+1)*time.Minute)
			all = append(all, records.Attempt{
				ID: fmt.Sprintf("past-%s-%d", c.clerk(i), n), Drill: "past-" + c.clerk(i), Question: fmt.Sprint(n + 1), Card: q.Card,
				Kind: string(q.Kind), Lang: c.lang, Answer: []byte(`"a"`), Score: float64(min(1, chance.IntN(100)/wrong)),
				AnsweredAt: at, ReceivedAt: at, Person: c.clerk(i), Store: c.code, Stem: q.ID, Words: card.WordsHash(c.lang),
				Day: at / shopDay.Milliseconds(),
			})
		}
	}
	keeping, ctx := errgroup.WithContext(s.Context())
	keeping.SetLimit(64)
	for _, a := range all {
		keeping.Go(func() error { return s.kept(ctx, a) })
	}
	s.must(keeping.Wait())
}

func (s *shop) kept(ctx context.Context, a records.Attempt) error {
	_, _, err := s.Keep(ctx, a)
	return err
}

// follows puts a crew on the path of the first week, each at another step.
func (s *shop) follows(c crew) {
	ctx := s.Context()
	path, ok := s.book.Path("first-week")
	if !ok {
		s.Fatal("the book has no first week")
	}
	var doing errgroup.Group
	for i := range c.clerks {
		since := time.Duration(2+i) * shopDay
		e := records.Enrolment{Person: c.clerk(i), Path: path.ID, StartedAt: s.ago(since), StartedBy: c.head(people.Trainer)}
		doing.Go(func() error {
			err := s.StartPath(ctx, e)
			for n, step := range path.Steps[:4-i%4] {
				at := s.ago(since - time.Duration(n+1)*3*time.Hour)
				err = errors.Join(err, s.DoStep(ctx, c.clerk(i), path.ID, step.ID, c.clerk(i), at))
			}
			return err
		})
	}
	s.must(doing.Wait())
}
