package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"clerkcoach/records"
	"clerkcoach/tables"
)

// Privacy tells what is kept about a person, and who looked at it.
type Privacy interface {
	EverythingOf(ctx context.Context, person string, use func(table string, columns []string, row []any) error) error
	ViewsOf(ctx context.Context, person string, p records.Page) ([]records.View, records.Cursor, error)
}

// RecordsPage tells somebody what is kept about them, and who looked at it.
type RecordsPage struct {
	Base
	// Number is the staff number, Store the name of the store.
	Number, Store string
	// Keeps is for how many days what is kept, LookupDays for how many the cards that were looked up.
	Keeps      records.Retention
	LookupDays int
	Views      []ViewView
	// Earlier is the address of the views before; empty where there are none.
	Earlier string
}

// ViewView is that somebody looked at the person's results.
type ViewView struct {
	When string
	// By is who; empty for somebody whose name is not kept any more.
	By string
	// What they did: sawEntry, changedEntry, or looked at results.
	What string
}

// viewsShown is how many of those who looked a page lists.
const viewsShown = 20

// maxEverything bounds the rows that are given to a person at once: those of ten years of daily practice, several times over.
const maxEverything = 100_000

// recordsPage tells somebody what is kept about them.
func (s *Server) recordsPage(c *gin.Context) error {
	a, err := s.actor(c)
	if err != nil {
		return err
	}
	var in pageInput
	if err := s.input(c, &in); err != nil {
		return err
	}
	ctx := c.Request.Context()
	page := RecordsPage{Base: s.base(c), Number: a.Number, LookupDays: records.LookupDays}
	page.Here = "me"
	if page.Store, err = s.storeName(ctx, a.Store); err != nil {
		return err
	}
	if page.Keeps, err = s.Records.Retention(ctx); err != nil {
		return err
	}
	wanted := records.Page{After: records.Cursor(in.After), Rows: viewsShown, NewestFirst: true}
	views, next, err := s.Records.ViewsOf(ctx, a.ID, wanted)
	if err != nil {
		return listFailure(err)
	}
	names := map[string]string{}
	for _, v := range views {
		name, known := names[v.By]
		if !known {
			if name, err = s.nameOf(ctx, v.By); err != nil {
				return err
			}
			names[v.By] = name
		}
		page.Views = append(page.Views, ViewView{When: page.Dated(v.At), By: name, What: v.What})
	}
	if next != "" {
		page.Earlier = "/me/records?after=" + string(next)
	}
	return s.show(c, "me-records", page)
}

// listFailure says that a place in a list is none, and leaves other errors as they are.
func listFailure(err error) error {
	var field *records.FieldError
	if errors.As(err, &field) {
		return badFields([]FieldFailure{{Field: "after", Rule: "plain"}})
	}
	return err
}

// nameOf is a person's name; empty for who is not known any more.
func (s *Server) nameOf(ctx context.Context, id string) (string, error) {
	p, err := s.Records.Person(ctx, id)
	if errors.Is(err, records.ErrNone) {
		return "", nil
	}
	return p.Name, err
}

// everything gathers all that is kept about a person, a table each. It is gathered before the first byte of it goes out, so that a
// file is whole or there is none.
func (s *Server) everything(ctx context.Context, person string) ([]tables.Table, error) {
	var all []tables.Table
	rows := 0
	err := s.Records.EverythingOf(ctx, person, func(table string, columns []string, row []any) error {
		if rows++; rows > maxEverything {
			return fmt.Errorf("gather everything about a person: over %d rows", maxEverything)
		}
		if len(all) == 0 || all[len(all)-1].Name != table {
			all = append(all, tables.Table{Name: table, Head: slices.Clone(columns)})
		}
		t := &all[len(all)-1]
		cells := make([]any, len(row))
		for i, v := range row {
			cells[i] = plainCell(columns[i], v)
		}
		t.Rows = append(t.Rows, cells)
		return nil
	})
	return all, err
}

// plainCell makes a value of a row one that people can read: a time is written by ISO 8601, and left out where it stands for never.
func plainCell(column string, v any) any {
	switch v := v.(type) {
	case int64:
		switch {
		case column != "at" && !strings.HasSuffix(column, "_at"):
			return v
		case v == 0:
			return ""
		}
		return time.UnixMilli(v).UTC().Format(time.RFC3339)
	case float64, string:
		return v
	case []byte:
		return string(v)
	case nil:
		return ""
	default:
		return fmt.Sprint(v)
	}
}

// recordsJSON sends somebody all that is kept about them, as one JSON document.
func (s *Server) recordsJSON(c *gin.Context) error {
	a, err := s.actor(c)
	if err != nil {
		return err
	}
	all, err := s.everything(c.Request.Context(), a.ID)
	if err != nil {
		return err
	}
	whole := make(map[string][]map[string]any, len(all))
	for _, t := range all {
		for _, row := range t.Rows {
			one := make(map[string]any, len(row))
			for i, v := range row {
				one[t.Head[i]] = v
			}
			whole[t.Name] = append(whole[t.Name], one)
		}
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(whole); err != nil {
		return fmt.Errorf("write down everything about a person: %w", err)
	}
	sendFile(c, "clerkcoach-"+a.Number+".json", "application/json; charset=utf-8", out.Bytes())
	return nil
}

// recordsXLSX sends somebody all that is kept about them, as a workbook.
func (s *Server) recordsXLSX(c *gin.Context) error {
	a, err := s.actor(c)
	if err != nil {
		return err
	}
	all, err := s.everything(c.Request.Context(), a.ID)
	if err != nil {
		return err
	}
	return sendTables(c, "clerkcoach-"+a.Number, formXLSX, all...)
}
