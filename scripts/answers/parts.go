package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"clerkcoach/records"
)

// senders bounds the answers that are under way at once.
const senders = 256

// times are how long requests took, and how many went wrong.
type times struct {
	mu     sync.Mutex
	took   []time.Duration
	failed int
}

func (t *times) add(took time.Duration, good bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.took = append(t.took, took)
	if !good {
		t.failed++
	}
}

// at is the time within which a share of the requests were answered, from 0 to 1.
func (t *times) at(share float64) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.took) == 0 {
		return 0
	}
	slices.Sort(t.took)
	return t.took[min(len(t.took)-1, int(share*float64(len(t.took))))].Round(100 * time.Microsecond)
}

// String gives the median, the 99th percentile and the longest.
func (t *times) String() string {
	return fmt.Sprintf("%d requests, %d failed, p50 %v, p99 %v, longest %v", len(t.took), t.failed, t.at(.5), t.at(.99), t.at(1))
}

// answerers is how many people answer.
const answerers = 50

// answers sends answers at a steady rate, whether or not those before have been acknowledged: the time of each counts from when it
// was due.
func answers(ctx context.Context, s *site, o options, f *findings) error {
	drill, questions, err := s.drill(ctx)
	if err != nil {
		return err
	}
	var cookies []string
	for i := range answerers {
		cookie, err := s.withPassword(ctx, i+1)
		if err != nil {
			return err
		}
		cookies = append(cookies, cookie)
	}
	var all times
	var group sync.WaitGroup
	room := make(chan struct{}, senders)
	total, began := int(o.lasting.Seconds())*o.rate, time.Now()
	for i := range total {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(o.rate))
		time.Sleep(time.Until(due))
		room <- struct{}{}
		group.Go(func() {
			defer func() { <-room }()
			a := records.Attempt{
				ID: fmt.Sprintf("new-%d", i), Drill: drill, Question: fmt.Sprint(i%questions + 1), Answer: []byte(`"a"`),
				Person: personID(i%answerers + 1),
			}
			good := s.answer(ctx, cookies[i%answerers], a)
			all.add(time.Since(due), good)
			if good {
				f.acknowledge(a)
			}
		})
	}
	group.Wait()
	rate := float64(total) / time.Since(began).Seconds()
	fmt.Printf("answers, %.0f a second for %v: %v\n", rate, o.lasting, &all)
	within(f, fmt.Sprintf("answers at %d a second, p99", o.rate), all.at(.99), answersGoal, all.failed)
	return nil
}

// reads asks for the pages that are made of many rows, two at a time.
func reads(ctx context.Context, s *site, _ options, f *findings) error {
	trainer, err := s.withPassword(ctx, 0)
	if err != nil {
		return err
	}
	clerk, err := s.withPassword(ctx, 7)
	if err != nil {
		return err
	}
	slowest, failed := time.Duration(0), 0
	for _, page := range []struct{ path, cookie string }{
		{"/me", clerk}, {"/daily", clerk}, {"/me/results", clerk}, {"/team", trainer}, {"/team/questions", trainer},
		{"/team/newcomers", trainer}, {"/team/people/" + personID(7), trainer}, {"/assignments", trainer}, {"/staff", trainer},
	} {
		var all times
		var group sync.WaitGroup
		for range 2 {
			group.Go(func() {
				for range 100 {
					began := time.Now()
					status, _, err := s.get(ctx, page.path, page.cookie)
					all.add(time.Since(began), err == nil && status == http.StatusOK)
				}
			})
		}
		group.Wait()
		fmt.Printf("%-28s %v\n", page.path, &all)
		slowest, failed = max(slowest, all.at(.99)), failed+all.failed
	}
	within(f, "pages, p99 of the slowest", slowest, readsGoal, failed)
	return nil
}

// shiftStart signs everybody in at once with their PIN, while others look things up.
func shiftStart(ctx context.Context, s *site, o options, f *findings) error {
	before := s.rss()
	var asks, signs times
	var asking, signing sync.WaitGroup
	done := make(chan struct{})
	asking.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-done:
				return
			case <-time.After(10 * time.Millisecond):
			}
			began := time.Now()
			status, _, err := s.get(ctx, fmt.Sprintf("/api/v1/ask?lang=en&q=she+cannot+decide+%d", i), "")
			asks.add(time.Since(began), err == nil && status == http.StatusOK)
		}
	})
	began := time.Now()
	for i := range o.shift {
		signing.Go(func() {
			_, err := s.signIn(ctx, "/sign-in/pin", "tablet="+url.QueryEscape(tabletToken), url.Values{"person": {personID(i + 1)}, "pin": {pin}})
			signs.add(time.Since(began), err == nil)
		})
	}
	signing.Wait()
	took := time.Since(began)
	close(done)
	asking.Wait()
	after := s.rss()
	fmt.Printf("%d sign in at once with a PIN: %v; memory %d → %d MB\n", o.shift, &signs, before, after)
	fmt.Printf("questions meanwhile: %v\n", &asks)
	within(f, fmt.Sprintf("%d sign in at once, all in after", o.shift), took.Round(10*time.Millisecond), shiftGoal, signs.failed)
	within(f, "memory more after that, in MB", after-before, memoryGoal, 0)
	within(f, "questions meanwhile, p99", asks.at(.99), asksGoal, asks.failed)
	return nil
}
