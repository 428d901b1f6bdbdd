package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"clerkcoach/search"
	"clerkcoach/search/bench"
)

// row is what was measured of one contender and one of its ways from hits to cards, in one language.
type row struct {
	engine, way string
	// set is right of the labelled questions, unseen of the left-out writers' asks, as the mean over the writers.
	set, unseen rates
	p50, p99    time.Duration
	build       time.Duration
}

// rates are the shares of questions with the right card first and among the first three, from 0 to 1.
type rates struct{ first, three float64 }

func ratesOf(t bench.Tally) rates {
	return rates{float64(t.First) / float64(t.Good), float64(t.Three) / float64(t.Good)}
}

// measure gives a row for each of the contender's ways.
func (p *part) measure(ctx context.Context, c contender) ([]row, error) {
	rows, err := p.ask(ctx, c)
	if err != nil {
		return nil, err
	}
	folds, err := p.askFolds(ctx, c)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		for _, ways := range folds {
			rows[i].unseen.first += ways[i].first / float64(len(folds))
			rows[i].unseen.three += ways[i].three / float64(len(folds))
		}
	}
	return rows, nil
}

// ask asks the labelled set of an index of all asks, and takes the times. Nothing else runs meanwhile.
func (p *part) ask(ctx context.Context, c contender) (rows []row, err error) {
	runtime.GC() // what the contender before left behind is not this one's time
	began := time.Now()
	e, err := c.open(ctx, p.book, p.lang)
	if err != nil {
		return nil, err
	}
	build := time.Since(began)
	defer func() { err = errors.Join(err, e.Close()) }()
	for _, w := range c.ways {
		report, err := bench.Run(ctx, p.timed, asker(e, w))
		if err != nil {
			return nil, err
		}
		rows = append(rows, row{
			engine: c.name, way: w.name, set: ratesOf(report.All),
			build: build, p50: report.Quantile(0.5), p99: report.Quantile(0.99),
		})
	}
	return rows, nil
}

// askFolds leaves each writer out in turn, as many at a time as there are processors, since nothing is timed here. It gives the rates
// of each fold's ways.
func (p *part) askFolds(ctx context.Context, c contender) ([][]rates, error) {
	got, errs := make([][]rates, len(p.folds)), make([]error, len(p.folds))
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for i := range p.folds {
		all.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			got[i], errs[i] = p.folds[i].ask(ctx, c)
		})
	}
	all.Wait()
	return got, errors.Join(errs...)
}

// ask asks the left-out writer's asks, and gives the rates of each of the contender's ways.
func (f *fold) ask(ctx context.Context, c contender) (got []rates, err error) {
	e, err := c.open(ctx, f.book, f.lang)
	if err != nil {
		return nil, fmt.Errorf("leave out writer %s: %w", f.writer, err)
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	once := &remembering{engine: e, limit: c.deepest(), hits: map[string][]hit{}}
	for _, w := range c.ways {
		report, err := bench.Run(ctx, f.cases, asker(once, w))
		if err != nil {
			return nil, fmt.Errorf("leave out writer %s: %w", f.writer, err)
		}
		got = append(got, ratesOf(report.All))
	}
	return got, nil
}

// asker answers questions by an engine's hits; the time is that of both steps. How sure the engine is plays no part: plain engines
// have no notion of it.
func asker(e engine, w way) bench.Asker {
	return func(ctx context.Context, c bench.Case) (bench.Reply, error) {
		began := time.Now()
		hits, err := e.search(ctx, c.Q, w.limit)
		if err != nil {
			return bench.Reply{}, err
		}
		cards := w.cards(hits)
		return bench.Reply{Verdict: search.Answered, Cards: cards, Took: time.Since(began)}, nil
	}
}

// remembering asks an engine each question only once, which spares half the searches where no time is taken.
type remembering struct {
	engine
	// limit is that of the way that wants the most hits; more hits than a way asked for change nothing about its best cards.
	limit int
	hits  map[string][]hit
}

func (r *remembering) search(ctx context.Context, question string, _ int) ([]hit, error) {
	if hits, ok := r.hits[question]; ok {
		return hits, nil
	}
	hits, err := r.engine.search(ctx, question, r.limit)
	if err != nil {
		return nil, err
	}
	r.hits[question] = hits
	return hits, nil
}
