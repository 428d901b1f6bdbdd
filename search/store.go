package search

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"clerkcoach/playbook"
	"clerkcoach/search/text"
)

// schema is part of the folder's name and counts up whenever an index made by older code would not do any more.
const schema = 8

// Names inside an index folder.
const (
	rankerFile = "ranker.gob"
	linesDir   = "lines"
	sumsFile   = "sums" // SHA-256 of every other file; written last
)

// errDamaged says that a stored index is not what was written.
var errDamaged = errors.New("index is damaged")

// Open gives the index of a book, from the folder dir where it was stored, else made anew and stored there for the next start.
// A stored index that is incomplete, damaged or of an older schema is made anew. The error says that the folder cannot be written.
func Open(dir string, book *playbook.Book) (*Index, error) {
	place := filepath.Join(dir, fmt.Sprintf("v%d-%.16s", schema, book.Hash()))
	if x, err := load(place, book); err == nil {
		return x, nil
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("make the index folder: %w", err)
	}
	work, err := os.MkdirTemp(dir, ".new-")
	if err != nil {
		return nil, fmt.Errorf("make the index folder: %w", err)
	}
	defer os.RemoveAll(work) //nolint:errcheck // it is gone after a good end, and swept away at the next start after a bad one
	if err := store(work, book); err != nil {
		return nil, err
	}
	if err := replace(work, place); err != nil {
		return nil, err
	}
	return load(place, book)
}

// Sweep removes from dir the stored indexes of other books and other schemas, and what unfinished builds left. Call it when no
// older index is open any more.
func Sweep(dir string, book *playbook.Book) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("sweep the index folder: %w", err)
	}
	keep := fmt.Sprintf("v%d-%.16s", schema, book.Hash())
	var all error
	for _, e := range entries {
		if e.Name() != keep {
			all = errors.Join(all, os.RemoveAll(filepath.Join(dir, e.Name())))
		}
	}
	return all
}

// replace puts a finished index in its place. Another process may be faster, at any moment; then its index is as good. What lies
// there damaged is moved away whole, so that no good index of another process is ever removed file by file.
func replace(work, place string) error {
	if os.Rename(work, place) == nil || verify(place) == nil {
		return nil
	}
	damaged := work + "-damaged"
	defer os.RemoveAll(damaged) //nolint:errcheck // what stays is swept away at the next start
	if err := os.Rename(place, damaged); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("move the damaged index away: %w", err)
	}
	if err := os.Rename(work, place); err != nil && verify(place) != nil {
		return fmt.Errorf("put the index in its place: %w", err)
	}
	return nil
}

// stored is the part of an index that is not bleve's, as it is written to disk: term after term, each with the number of words of its weights, and
// of its lines.
type stored struct {
	Classes []string
	Keys    []key
	Kinds   []text.Kind
	Odds    []int16
	Weigh   []float32
	Weights []uint32
	Lines   []uint32

	Syllables []string
	Spelt     []key
	SpeltFor  []key

	AllWeights []uint32
	Unit       float32
	Reasons    []Reason
	LineWeight []float32
	First      []uint32
	AllLines   []uint32
	// The tokens of all lines: the number of their term, and where they begin and end.
	TokenTerm          []uint32
	TokenFrom, TokenTo []uint16
	TokenEnd           []uint32
}

// pack lists the terms in the order of their weights, which is the order of their lines as well.
func (x *Index) pack() stored {
	s := stored{
		Classes: x.model.classes, AllWeights: x.model.weights.words, Unit: x.model.weights.unit,
		Reasons: x.evidence.reasons, LineWeight: x.evidence.weight, First: x.evidence.first, AllLines: x.evidence.lines,
		TokenEnd: x.evidence.tokenEnd,
	}
	s.Syllables, s.Spelt = slices.Sorted(maps.Keys(x.model.spelling.syllables)), x.model.spelling.keys
	s.SpeltFor = x.model.spelling.terms
	terms := slices.DeleteFunc(slices.Clone(x.model.lexicon), func(e entry) bool { return e.key == 0 })
	slices.SortFunc(terms, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.weightsEnd, b.weightsEnd), cmp.Compare(a.linesEnd, b.linesEnd), cmp.Compare(a.key, b.key))
	})
	for _, e := range terms {
		s.Keys, s.Kinds, s.Weigh = append(s.Keys, e.key), append(s.Kinds, e.kind), append(s.Weigh, e.weigh)
		s.Odds = append(s.Odds, e.odds)
		s.Weights, s.Lines = append(s.Weights, e.weightsEnd-e.weights), append(s.Lines, e.linesEnd-e.lines)
	}
	number := make([]uint32, len(x.model.lexicon))
	for i, e := range terms {
		at, _ := x.model.lexicon.find(e.key)
		number[at] = uint32(i) //nolint:gosec // bounded by the playbook's size
	}
	for _, t := range x.evidence.tokens {
		s.TokenTerm = append(s.TokenTerm, number[t.place])
		s.TokenFrom, s.TokenTo = append(s.TokenFrom, t.from), append(s.TokenTo, t.to)
	}
	return s
}

// unpack is the reverse of pack.
func (s *stored) unpack() (*model, *evidence) {
	terms := make([]entry, len(s.Keys))
	var words, lines uint32
	for i := range terms {
		terms[i] = entry{
			key: s.Keys[i], kind: s.Kinds[i], odds: s.Odds[i], weigh: s.Weigh[i],
			weights: words, weightsEnd: words + s.Weights[i],
			lines: lines, linesEnd: lines + s.Lines[i],
		}
		words, lines = terms[i].weightsEnd, terms[i].linesEnd
	}
	spelt := &spelling{syllables: make(map[string]bool, len(s.Syllables)), keys: s.Spelt, terms: s.SpeltFor}
	for _, syllable := range s.Syllables {
		spelt.syllables[syllable] = true
	}
	m := &model{classes: s.Classes, spelling: spelt, weights: &weights{words: s.AllWeights, classes: len(s.Classes), unit: s.Unit}}
	var places []uint32
	m.lexicon, places = newLexicon(terms)
	e := &evidence{reasons: s.Reasons, weight: s.LineWeight, first: s.First, lines: s.AllLines, tokenEnd: s.TokenEnd}
	e.tokens = make([]token, len(s.TokenTerm))
	for i, n := range s.TokenTerm {
		e.tokens[i] = token{places[n], s.TokenFrom[i], s.TokenTo[i]}
	}
	return m, e
}

// store builds the index of a book into an empty folder and seals it.
func store(dir string, book *playbook.Book) error {
	x, err := build(filepath.Join(dir, linesDir), book)
	if err != nil {
		return err
	}
	if err := x.Close(); err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := gob.NewEncoder(&buf).Encode(x.pack()); err != nil {
		return fmt.Errorf("encode the ranker: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, rankerFile), buf.Bytes(), 0o600); err != nil {
		return fmt.Errorf("write the ranker: %w", err)
	}
	sums, err := sum(dir)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, sumsFile), []byte(sums), 0o600); err != nil {
		return fmt.Errorf("seal the index: %w", err)
	}
	return nil
}

// load opens a stored index after checking that every byte is what was written.
func load(dir string, book *playbook.Book) (*Index, error) {
	if err := verify(dir); err != nil {
		return nil, err
	}
	raw, err := os.ReadFile(filepath.Join(dir, rankerFile)) //nolint:gosec // our own folder
	if err != nil {
		return nil, fmt.Errorf("read the ranker: %w", err)
	}
	var s stored
	if err := gob.NewDecoder(bytes.NewReader(raw)).Decode(&s); err != nil {
		return nil, fmt.Errorf("decode the ranker: %w", err)
	}
	m, e := s.unpack()
	lines, err := bleve.OpenUsing(filepath.Join(dir, linesDir), map[string]any{"read_only": true})
	if err != nil {
		return nil, fmt.Errorf("open the index of lines: %w", err)
	}
	return &Index{Ranker: &Ranker{book: book, fold: text.NewFolder(), model: m, evidence: e}, lines: lines}, nil
}

// verify compares the files of a stored index with its seal.
func verify(dir string) error {
	sealed, err := os.ReadFile(filepath.Join(dir, sumsFile)) //nolint:gosec // our own folder
	if err != nil {
		return fmt.Errorf("read the seal of the index: %w", err)
	}
	now, err := sum(dir)
	if err != nil {
		return err
	}
	if now != string(sealed) {
		return errDamaged
	}
	return nil
}

// sum lists the SHA-256 of every file of a stored index but the seal itself.
func sum(dir string) (string, error) {
	var out strings.Builder
	fmt.Fprintln(&out, scorch.Name, scorch.Version)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == filepath.Join(dir, sumsFile) {
			return err
		}
		f, err := os.Open(path) //nolint:gosec // our own folder
		if err != nil {
			return err
		}
		defer f.Close() //nolint:errcheck // only read
		h := sha256.New()
		if _, err := io.Copy(h, f); err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		fmt.Fprintln(&out, hex.EncodeToString(h.Sum(nil)), filepath.ToSlash(name))
		return err
	})
	if err != nil {
		return "", fmt.Errorf("read the index folder: %w", err)
	}
	return out.String(), nil
}
