package live

import (
	"crypto/rand"
	"fmt"
	"io"
	"math/big"
	"strings"

	"golang.org/x/text/width"
)

// codeSigns are the signs of a code: none looks or sounds like another, as 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B, U and V
// do.
const codeSigns = "34679ACDEFGHJKMNPQRTWXY"

// CodeLength is how many signs a code has: one in 148 million.
const CodeLength = 6

// NewCode draws a code to join a game by. It must be unlike those of all games that are not over; it ends with its game. The error
// is that of the source.
func NewCode(random io.Reader) (string, error) {
	code := make([]byte, CodeLength)
	for i := range code {
		n, err := rand.Int(random, big.NewInt(int64(len(codeSigns))))
		if err != nil {
			return "", fmt.Errorf("draw a code: %w", err)
		}
		code[i] = codeSigns[n.Int64()]
	}
	return string(code), nil
}

// ParseCode gives a code as it was drawn from what somebody typed: in small or full-width letters, with spaces or hyphens; not if
// it is none.
func ParseCode(typed string) (string, bool) {
	const longest = 64 // bytes, with all that may stand between the signs
	if len(typed) > longest {
		return "", false
	}
	typed = strings.ToUpper(width.Narrow.String(typed))
	code := strings.NewReplacer(" ", "", "-", "", "\t", "", "\u3000", "").Replace(typed)
	if len(code) != CodeLength || strings.Trim(code, codeSigns) != "" {
		return "", false
	}
	return code, true
}
