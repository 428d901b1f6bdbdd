package handlers

import (
	"bytes"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"clerkcoach/tables"
)

// The forms of downloads, by the ending of the name.
const (
	formCSV  = "csv"
	formXLSX = "xlsx"
)

// sendTables sends tables as a file of a form, which is whole before its first byte goes out; CSV has room for the first one alone.
func sendTables(c *gin.Context, name, form string, all ...tables.Table) error {
	var out bytes.Buffer
	kind, write := "text/csv; charset=utf-8", func() error { return tables.WriteCSV(&out, all[0]) }
	if form == formXLSX {
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		write = func() error { return tables.WriteXLSX(&out, all...) }
	}
	if err := write(); err != nil {
		return fmt.Errorf("write the file %s: %w", name, err)
	}
	sendFile(c, name+"."+form, kind, out.Bytes())
	return nil
}

// sendFile sends a file to be saved, which no browser is to keep otherwise.
func sendFile(c *gin.Context, name, contentType string, body []byte) {
	c.Header("Cache-Control", "no-store")
	c.Header("Content-Disposition", `attachment; filename="`+name+`"`)
	c.Data(http.StatusOK, contentType, body)
}
