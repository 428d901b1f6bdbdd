package locales

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed *.*.json
var files embed.FS

// Fallback is the language of last resort.
const Fallback = "en"

// Catalog has the words of the interface in all languages. It may be used from any number of goroutines.
type Catalog struct {
	langs      []string
	tags       []language.Tag
	localizers map[string]*i18n.Localizer
	matcher    language.Matcher
	misses     atomic.Int64
}

// New reads the embedded words of all languages.
func New() (*Catalog, error) { return newFrom(files) }

func newFrom(fsys fs.FS) (*Catalog, error) {
	bundle := i18n.NewBundle(language.Make(Fallback))
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	names, err := fs.Glob(fsys, "*.*.json")
	if err != nil {
		return nil, fmt.Errorf("list the words of the interface: %w", err)
	}
	c := &Catalog{localizers: map[string]*i18n.Localizer{}}
	for _, name := range names {
		if _, err := bundle.LoadMessageFileFS(fsys, name); err != nil {
			return nil, fmt.Errorf("read the words of the interface: %w", err)
		}
		_, lang, _ := strings.Cut(strings.TrimSuffix(name, ".json"), ".")
		if !slices.Contains(c.langs, lang) {
			c.langs = append(c.langs, lang)
		}
	}
	slices.Sort(c.langs)
	for _, lang := range c.langs {
		c.tags = append(c.tags, language.Make(lang))
		c.localizers[lang] = i18n.NewLocalizer(bundle, lang, Fallback)
	}
	c.matcher = language.NewMatcher(c.tags)
	return c, nil
}

// Languages lists the tags of all languages of the interface.
func (c *Catalog) Languages() []string { return c.langs }

// Match decides a reader's language: the first of the wishes (a tag, or a whole Accept-Language header) that one of our languages
// fits, taken in the reader's order, else Fallback. Chinese in a script that we have not gives simplified Chinese. A match in which
// the library has no confidence does not count: it would give Arabic to readers of Uyghur.
func (c *Catalog) Match(wishes ...string) string {
	for _, wish := range wishes {
		if wish == "" {
			continue
		}
		tags, _, err := language.ParseAcceptLanguage(wish)
		if err != nil || len(tags) == 0 {
			continue
		}
		for _, tag := range tags {
			if _, i, confidence := c.matcher.Match(tag); confidence != language.No {
				return c.langs[i]
			}
			if base, _ := tag.Base(); base.String() == "zh" {
				return "zh-Hans"
			}
		}
	}
	return Fallback
}

// Text gives the words of an id in a language. Pairs are names and values for the placeholders; the value of "count" also chooses
// the plural form. An id without words comes back as it is and is counted.
func (c *Catalog) Text(lang, id string, pairs ...any) string {
	loc := c.localizers[lang]
	if loc == nil {
		loc = c.localizers[Fallback]
	}
	config := &i18n.LocalizeConfig{MessageID: id}
	if len(pairs) > 1 {
		values := make(map[string]any, len(pairs)/2)
		for i := 0; i+1 < len(pairs); i += 2 {
			values[fmt.Sprint(pairs[i])] = pairs[i+1]
		}
		config.TemplateData = values
		config.PluralCount = values["count"]
	}
	s, err := loc.Localize(config)
	if err != nil {
		c.misses.Add(1)
	}
	if s == "" {
		return id
	}
	return s
}

// Has tells whether an id has words in the fallback language.
func (c *Catalog) Has(id string) bool {
	_, err := c.localizers[Fallback].Localize(&i18n.LocalizeConfig{MessageID: id})
	return err == nil
}

// Misses counts the ids that had no words, or none in the language asked for.
func (c *Catalog) Misses() int64 { return c.misses.Load() }
