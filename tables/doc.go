// Package tables carries tables to and from spreadsheets: CSV and XLSX, both ways.
//
// Whatever is written is inert: no cell begins a formula, and Read gives back the very text. Whatever is read is bounded, since
// files come from anybody: a workbook is streamed out of its archive part by part, only what holds its texts is unpacked, and each
// byte is counted. excelize, which writes the workbooks, is not asked to read them: a file of 98 KB that keeps to 64 MiB unpacked
// makes it take three gigabytes, and it passes over rows that it cannot parse, which would lose people from a list. Nothing in
// here knows cards, people or requests.
package tables

import "errors"

// MaxText is the most that one cell can hold, in UTF-16 code units: what Excel keeps of a text.
const MaxText = 32_767

// Errors of files that are not read, and of cells that are not written.
var (
	// ErrTooLarge says that a file has more bytes, or would unpack to more, than it may, or that a text is over MaxText.
	ErrTooLarge = errors.New("the table is too large")
	// ErrTooMany says that a file has more rows or columns than it may.
	ErrTooMany = errors.New("the table has too many rows or columns")
	// ErrFormat says that a file is neither CSV nor a workbook, or a broken one.
	ErrFormat = errors.New("the file is not a whole table")
	// ErrEncoding says that a file is text in none of UTF-8, UTF-16 with a byte order mark, and GB18030.
	ErrEncoding = errors.New("the text of the table cannot be read")
	// ErrOld says that a file is a workbook from before XLSX: XLS.
	ErrOld = errors.New("the workbook is in the old form, XLS")
	// ErrLocked says that a workbook opens with a password only.
	ErrLocked = errors.New("the workbook is locked by a password")
	// ErrCell says that a cell to be written is neither a text of up to MaxText nor a whole or finite number.
	ErrCell = errors.New("the cell is not one that a table can hold")
)
