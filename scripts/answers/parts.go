package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"clerkcoach/records"
	"clerkcoach/scripts/promise"
)

// senders bounds the answers that are under way at once.
const senders = 256

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
	var all promise.Times
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
			all.Add(time.Since(due), good)
			if good {
				f.acknowledge(a)
			}
		})
	}
	group.Wait()
	rate := float64(total) / time.Since(began).Seconds()
	fmt.Printf("answers, %.0f a second for %v: %v\n", rate, o.lasting, &all)
	promise.Within(&f.promises, fmt.Sprintf("answers at %d a second, p99", o.rate), all.At(.99), answersGoal, all.Failed())
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
		var all promise.Times
		var group sync.WaitGroup
		for range 2 {
			group.Go(func() {
				for range 100 {
					began := time.Now()
					status, _, err := s.get(ctx, page.path, page.cookie)
					all.Add(time.Since(began), err == nil && status == http.StatusOK)
				}
			})
		}
		group.Wait()
		fmt.Printf("%-28s %v\n", page.path, &all)
		slowest, failed = max(slowest, all.At(.99)), failed+all.Failed()
	}
	promise.Within(&f.promises, "pages, p99 of the slowest", slowest, readsGoal, failed)
	return nil
}

// shiftStart signs everybody in at once with their PIN, while others look things up.
func shiftStart(ctx context.Context, s *site, o options, f *findings) error {
	before := s.rss()
	var asks, signs promise.Times
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
			asks.Add(time.Since(began), err == nil && status == http.StatusOK)
		}
	})
	began := time.Now()
	for i := range o.shift {
		signing.Go(func() {
			_, err := s.signIn(ctx, "/sign-in/pin", "tablet="+url.QueryEscape(tabletToken), url.Values{"person": {personID(i + 1)}, "pin": {pin}})
			signs.Add(time.Since(began), err == nil)
		})
	}
	signing.Wait()
	took := time.Since(began)
	close(done)
	asking.Wait()
	after := s.rss()
	fmt.Printf("%d sign in at once with a PIN: %v; memory %d → %d MB\n", o.shift, &signs, before, after)
	fmt.Printf("questions meanwhile: %v\n", &asks)
	promise.Within(&f.promises, fmt.Sprintf("%d sign in at once, all in after", o.shift), took.Round(10*time.Millisecond), shiftGoal, signs.Failed())
	promise.Within(&f.promises, "memory more after that, in MB", after-before, memoryGoal, 0)
	promise.Within(&f.promises, "questions meanwhile, p99", asks.At(.99), asksGoal, asks.Failed())
	return nil
}
