package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	bleveindex "github.com/blevesearch/bleve_index_api"
)

// askField is the one field of a document.
const askField = "text"

// bleveIndex is a bleve index of asks, in memory.
type bleveIndex struct {
	index bleve.Index
	// asks by the number that is their document's id, so that no field need be stored and read back.
	asks []ask
}

// newBleve indexes asks by one of bleve's own analyzers. Ranking is BM25, so that both plain engines rank by the same formula.
func newBleve(analyzer string, asks []ask) (*bleveIndex, error) {
	ix, err := bleve.NewUsing("", askMapping(analyzer), scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("make a bleve index: %w", err)
	}
	batch := ix.NewBatch()
	for n, a := range asks {
		if err := batch.Index(strconv.Itoa(n), map[string]any{askField: a.text}); err != nil {
			return nil, errors.Join(fmt.Errorf("index an ask of card %s: %w", a.card, err), ix.Close())
		}
	}
	if err := ix.Batch(batch); err != nil {
		return nil, errors.Join(fmt.Errorf("index the asks: %w", err), ix.Close())
	}
	return &bleveIndex{index: ix, asks: asks}, nil
}

// askMapping keeps only what ranking needs, which makes the index as quick as bleve can be.
func askMapping(analyzer string) mapping.IndexMapping {
	field := bleve.NewTextFieldMapping()
	field.Analyzer = analyzer
	field.Store, field.IncludeInAll, field.IncludeTermVectors, field.DocValues = false, false, false, false
	m := bleve.NewIndexMapping()
	m.ScoringModel = bleveindex.BM25Scoring
	m.DefaultMapping = bleve.NewDocumentStaticMapping()
	m.DefaultMapping.AddFieldMappingsAt(askField, field)
	return m
}

// search puts the question in by a match query, which cuts it like the asks and looks for any of its terms. A query string would
// take what people type for operators.
func (b *bleveIndex) search(ctx context.Context, question string, limit int) ([]hit, error) {
	q := bleve.NewMatchQuery(question)
	q.SetField(askField)
	res, err := b.index.SearchInContext(ctx, bleve.NewSearchRequestOptions(q, limit, 0, false))
	if err != nil {
		return nil, fmt.Errorf("search bleve: %w", err)
	}
	hits := make([]hit, len(res.Hits))
	for i, h := range res.Hits {
		n, err := strconv.Atoi(h.ID)
		if err != nil {
			return nil, fmt.Errorf("read the number of a hit: %w", err)
		}
		hits[i] = hit{card: b.asks[n].card, score: h.Score}
	}
	return hits, nil
}

// Close frees the index.
func (b *bleveIndex) Close() error {
	if err := b.index.Close(); err != nil {
		return fmt.Errorf("close the bleve index: %w", err)
	}
	return nil
}
