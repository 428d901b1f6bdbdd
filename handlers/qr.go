package handlers

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// qrMargin is the quiet zone around a QR code, in modules (ISO/IEC 18004).
const qrMargin = 4

// QRView is a QR code as a picture in SVG: the length of its sides, quiet zone and all, and the path of what is dark.
type QRView struct {
	Size int
	Path string
}

// qrView makes the QR code of a text. The error says that the text is too long.
func qrView(text string) (QRView, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return QRView{}, fmt.Errorf("make a QR code: %w", err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for code.Black(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+qrMargin, y+qrMargin, x-from, x-from)
			}
		}
	}
	return QRView{Size: code.Size + 2*qrMargin, Path: path.String()}, nil
}
