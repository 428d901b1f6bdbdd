package bank

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"clerkcoach/drills"
)

// defaultSheet is the name of a new workbook's sheet.
const defaultSheet = "Sheet1"

// textFormat is the number of the cell format "text": what is in such a cell is not calculated, even if somebody edits it.
const textFormat = 49

// WriteXLSX writes questions as a workbook with the table of WriteCSV, laid out for reading: the headings stay in sight, and long
// texts are wrapped. The errors are ErrUnfit and those of the writer.
func WriteXLSX(w io.Writer, questions []*drills.Question, words Words) error {
	rows, err := table(questions, words)
	if err == nil {
		err = writeXLSX(w, rows, words.Sheet)
	}
	if err != nil {
		return fmt.Errorf("writing a workbook: %w", err)
	}
	return nil
}

func writeXLSX(w io.Writer, rows [][]string, sheet string) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	if sheet == "" {
		sheet = defaultSheet
	}
	if err := f.SetSheetName(defaultSheet, sheet); err != nil {
		return err
	}
	head, body, err := styles(f)
	if err != nil {
		return err
	}
	out, err := f.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	if err := layOut(out, len(rows[0])); err != nil {
		return err
	}
	for i, row := range rows {
		style := body
		if i == 0 {
			style = head
		}
		cells := make([]any, len(row))
		for j := range row {
			cells[j] = excelize.Cell{StyleID: style, Value: row[j]}
		}
		if err := out.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}

// styles makes the looks of headings and of what stands below them.
func styles(f *excelize.File) (head, body int, err error) {
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	head, err = f.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true}, Alignment: top, NumFmt: textFormat,
		Fill:   excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF4"}},
		Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "8090A0"}},
	})
	if err != nil {
		return 0, 0, err
	}
	body, err = f.NewStyle(&excelize.Style{Alignment: top, NumFmt: textFormat})
	return head, body, err
}

// layOut freezes the headings and gives the columns their widths, in characters.
func layOut(out *excelize.StreamWriter, columns int) error {
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	widths := []float64{columnID: 18, columnKind: 16, columnCard: 18, columnScene: 40, columnPrompt: 50}
	for i := range columns {
		width := 30.0
		switch {
		case i < len(widths):
			width = widths[i]
		case i == columns-1: // the rationale
			width = 60
		}
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	return nil
}
