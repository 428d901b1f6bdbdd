package handlers

import (
	"fmt"
	"strings"
	"testing"

	"rsc.io/qr"
)

// TestQRView paints the path and wants every module where the code has it, within a quiet zone.
func TestQRView(t *testing.T) {
	t.Parallel()
	const text = "https://shop.example/link/0123456789abcdefghijklmnopqrstuvwxyz_-01234"
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	v, err := qrView(text)
	if err != nil || v.Size != code.Size+2*qrMargin {
		t.Fatalf("size %d, %v", v.Size, err)
	}
	dark := map[[2]int]bool{}
	for piece := range strings.SplitSeq(strings.TrimSuffix(v.Path, "z"), "z") {
		var x, y, wide, back int
		if _, err := fmt.Sscanf(piece, "M%d %dh%dv1h-%d", &x, &y, &wide, &back); err != nil || wide != back {
			t.Fatalf("%q: %v", piece, err)
		}
		for i := range wide {
			dark[[2]int{x + i - qrMargin, y - qrMargin}] = true
		}
	}
	for y := -qrMargin; y < code.Size+qrMargin; y++ {
		for x := -qrMargin; x < code.Size+qrMargin; x++ {
			if dark[[2]int{x, y}] != code.Black(x, y) {
				t.Fatalf("module %d, %d is dark: %t", x, y, dark[[2]int{x, y}])
			}
		}
	}
	if _, err := qrView(strings.Repeat("x", 5000)); err == nil {
		t.Error("a text without end has a code")
	}
}
