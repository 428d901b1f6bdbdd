package people

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/big"
)

// tokenSize is how many random bytes a token has: 256 bits, twice what ASVS 5.0 asks for (7.2.3).
const tokenSize = 32

// errNoChance says that a source of randomness gives the same over and over.
var errNoChance = errors.New("what should be random is not")

// RandomPIN draws six digits that will do as a PIN for the person with a staff number (see CheckPIN), to be changed at the first
// sign-in. The error is that of the source.
func RandomPIN(random io.Reader, number string) (string, error) {
	const draws = 100 // one in 300 will not do
	for range draws {
		n, err := rand.Int(random, big.NewInt(1_000_000))
		if err != nil {
			return "", fmt.Errorf("draw a PIN: %w", err)
		}
		if pin := fmt.Sprintf("%06d", n); CheckPIN(pin, number) == nil {
			return pin, nil
		}
	}
	return "", fmt.Errorf("draw a PIN: %w", errNoChance)
}

// NewToken draws a token for a tablet or a one-time link: 256 bits in base64url, 43 characters. Only TokenHash of it is to be kept.
// The error is that of the source.
func NewToken(random io.Reader) (string, error) {
	raw := make([]byte, tokenSize)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("draw a token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// TokenHash is what is kept of a token, to find it by: SHA-256 in hex. A token is as random as a key, so that it needs no slow
// hash.
func TokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
