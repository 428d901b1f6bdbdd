package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"clerkcoach/people"
	"clerkcoach/records"
)

// StoresPage lists all stores, with the form of a new one, or of one that is to be changed.
type StoresPage struct {
	Base
	Stores []people.Store
	// Entry is the store in the form, without an id if it is new; Kept is it as it is kept.
	Entry, Kept people.Store
	Faults      []problemField
}

// storeInput is a store as a form sends it.
type storeInput struct {
	Code string `form:"code" validate:"max=200"`
	Name string `form:"name" validate:"max=200"`
}

// storesPage lists all stores.
func (s *Server) storesPage(c *gin.Context) error {
	page, err := s.storesView(c)
	if err != nil {
		return err
	}
	return s.show(c, "stores", page)
}

// storesView is the page of the store that an address names, or of a new one if it names none.
func (s *Server) storesView(c *gin.Context) (StoresPage, error) {
	page := StoresPage{Base: s.base(c)}
	page.Here = "me"
	var err error
	if page.Stores, err = s.Records.Stores(c.Request.Context()); err != nil {
		return page, err
	}
	if id := c.Param("id"); id != "" {
		i := slices.IndexFunc(page.Stores, func(store people.Store) bool { return store.ID == id })
		if i < 0 {
			return page, notFound()
		}
		page.Kept = page.Stores[i]
		page.Entry = page.Kept
	}
	return page, nil
}

// addStore adds a store.
func (s *Server) addStore(c *gin.Context) error {
	return s.saveStore(c, func(ctx context.Context, store people.Store) error {
		store.ID = s.NewID()
		return s.Records.AddStore(ctx, store)
	})
}

// changeStore changes a store's code and name.
func (s *Server) changeStore(c *gin.Context) error { return s.saveStore(c, s.Records.ChangeStore) }

// saveStore reads a store from a form and keeps it, or shows the form once more.
func (s *Server) saveStore(c *gin.Context, keep func(context.Context, people.Store) error) error {
	page, err := s.storesView(c)
	if err != nil {
		return err
	}
	var in storeInput
	faults, err := fieldsIn(s.input(c, &in))
	if err != nil {
		return err
	}
	page.Entry.Code, page.Entry.Name = people.CleanNumber(in.Code), people.CleanName(in.Name)
	broken := errors.Join(
		fieldError("code", people.CheckNumber(page.Entry.Code)), fieldError("name", people.CheckName(page.Entry.Name)),
	)
	if faults == nil && broken != nil {
		faults = ruleFailures(broken)
	}
	if faults == nil {
		err = keep(c.Request.Context(), page.Entry)
		if errors.Is(err, records.ErrTaken) {
			faults, err = []FieldFailure{{Field: "code", Rule: "taken"}}, nil
		}
	}
	switch {
	case err != nil:
		return err
	case faults == nil:
		return redirect(c, "/stores")
	}
	labels := map[string]string{"code": page.T("store_code"), "name": page.T("store_name")}
	page.Faults = page.labelled(faults, func(field string) string { return cmp.Or(labels[field], field) })
	return s.showOnce(c, http.StatusUnprocessableEntity, "stores", page)
}
