package handlers

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"path"
	"strings"
)

//go:embed pages
var pageFiles embed.FS

// pages are the parsed templates: each file of pages/ with the layout and all partials.
type pages struct {
	byName map[string]*template.Template
	shared *template.Template
}

// parsePages parses every template; an error is a fault of the program.
func parsePages() (*pages, error) {
	shared, err := template.New("").Option("missingkey=error").ParseFS(pageFiles, "pages/layout/*.html", "pages/partials/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse the shared templates: %w", err)
	}
	entries, err := pageFiles.ReadDir("pages")
	if err != nil {
		return nil, fmt.Errorf("list the templates: %w", err)
	}
	p := &pages{byName: map[string]*template.Template{}, shared: shared}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		t, err := shared.Clone()
		if err == nil {
			t, err = t.ParseFS(pageFiles, path.Join("pages", e.Name()))
		}
		if err != nil {
			return nil, fmt.Errorf("parse the template %s: %w", e.Name(), err)
		}
		p.byName[strings.TrimSuffix(e.Name(), ".html")] = t.Lookup(e.Name())
	}
	return p, nil
}

// execute writes the page of a name.
func (p *pages) execute(w io.Writer, name string, data any) error {
	t := p.byName[name]
	if t == nil {
		return fmt.Errorf("no template %q", name)
	}
	if err := t.Execute(w, data); err != nil {
		return fmt.Errorf("execute the template %s: %w", name, err)
	}
	return nil
}

// part writes the partial of a name.
func (p *pages) part(w io.Writer, name string, data any) error {
	if err := p.shared.ExecuteTemplate(w, name, data); err != nil {
		return fmt.Errorf("execute the partial %s: %w", name, err)
	}
	return nil
}
