package search

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"clerkcoach/search/text"
)

// Names of bleve's fields and of our analyzer.
const (
	termsField    = "terms"
	langField     = "lang"
	cardField     = "card"
	textField     = "text"
	termsAnalyzer = "terms"
)

// line is one document of the bleve index: one line of a card in one language.
type line struct {
	Card  string `json:"card"`
	Lang  string `json:"lang"`
	Text  string `json:"text"`
	Terms string `json:"terms"`
}

// Type tells bleve which mapping the document has; there is one for all.
func (line) Type() string { return "line" }

// lineMapping says how lines are indexed: search/text has folded and cut them already, so bleve only splits at spaces, for either
// language. Ranking is BM25.
func lineMapping() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	m.ScoringModel = bleveindex.BM25Scoring
	err := m.AddCustomAnalyzer(termsAnalyzer, map[string]any{"type": custom.Name, "tokenizer": whitespace.Name})
	if err != nil {
		return nil, fmt.Errorf("describe the terms of a line: %w", err)
	}
	doc := bleve.NewDocumentStaticMapping()
	for _, name := range []string{termsField, langField, cardField, textField} {
		f := bleve.NewTextFieldMapping()
		f.Analyzer = keyword.Name
		f.IncludeInAll, f.IncludeTermVectors, f.DocValues = false, false, false
		f.Store = name == cardField || name == textField
		f.Index = name == termsField || name == langField
		if name == termsField {
			f.Analyzer = termsAnalyzer
		}
		doc.AddFieldMappingsAt(name, f)
	}
	m.DefaultMapping = bleve.NewDocumentDisabledMapping()
	m.AddDocumentMapping(line{}.Type(), doc)
	return m, nil
}

// newLines makes the bleve index of what the cards say at a path, or in memory where the path is empty.
func newLines(path string, lines []lesson) (bleve.Index, error) {
	m, err := lineMapping()
	if err != nil {
		return nil, err
	}
	ix, err := bleve.NewUsing(path, m, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("make the index of lines: %w", err)
	}
	batch := ix.NewBatch()
	for n, l := range lines {
		doc := line{Card: l.card, Lang: l.lang, Text: l.text, Terms: strings.Join(findTerms(l.terms), " ")}
		if err := batch.Index(fmt.Sprintf("%08d", n), doc); err != nil {
			return nil, errors.Join(fmt.Errorf("index a line of card %s: %w", l.card, err), ix.Close())
		}
	}
	if err := ix.Batch(batch); err != nil {
		return nil, errors.Join(fmt.Errorf("index the lines: %w", err), ix.Close())
	}
	return ix, nil
}

// findTerms keeps the terms by which lines are found: stems of words, characters and pairs of characters.
func findTerms(terms []text.Term) []string {
	var found []string
	for _, t := range terms {
		if t.Kind == text.Stem || t.Kind == text.Han1 || t.Kind == text.Han2 {
			found = append(found, t.Text)
		}
	}
	return found
}

// Found is a card with the lines of it in which the words looked for stand, the best first.
type Found struct {
	Card  string
	Lines []string
}

// Bounds of a look-up of words.
const (
	maxFindTerms = 40
	maxFindLines = 200
	linesPerCard = 3
)

// Find looks words up in everything the cards say in one language and gives the cards they stand in, best first, at most limit.
// Nearly all of the words must stand in one line.
func (x *Index) Find(ctx context.Context, words, lang string, limit int) ([]Found, error) {
	terms := findTerms(text.Terms(x.fold.Fold(words)))
	if len(terms) == 0 {
		return nil, nil
	}
	terms = terms[:min(len(terms), maxFindTerms)]
	each := make([]query.Query, len(terms))
	for i, t := range terms {
		q := bleve.NewTermQuery(t)
		q.SetField(termsField)
		each[i] = q
	}
	some := bleve.NewDisjunctionQuery(each...)
	some.SetMin(float64((len(terms)*4 + 4) / 5))
	in := bleve.NewTermQuery(lang)
	in.SetField(langField)
	in.SetBoost(0)
	req := bleve.NewSearchRequestOptions(bleve.NewConjunctionQuery(some, in), maxFindLines, 0, false)
	req.Fields = []string{cardField, textField}
	req.SortBy([]string{"-_score", "_id"})
	res, err := x.lines.SearchInContext(ctx, req)
	if err != nil {
		return nil, fmt.Errorf("find words in the playbook: %w", err)
	}
	var found []Found
	at := map[string]int{}
	for _, hit := range res.Hits {
		card, _ := hit.Fields[cardField].(string)
		s, _ := hit.Fields[textField].(string)
		i, ok := at[card]
		if !ok {
			if len(found) == limit {
				continue
			}
			i = len(found)
			at[card] = i
			found = append(found, Found{Card: card})
		}
		if len(found[i].Lines) < linesPerCard {
			found[i].Lines = append(found[i].Lines, s)
		}
	}
	return found, nil
}
