package people

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/crypto/argon2"
)

// Bounds of hashing. A hash takes 7 MiB and 20 ms: without them, a few hundred people signing in at once would take gigabytes.
const (
	defaultAtOnce = 2
	maxWaiting    = 512
)

// enoughLeft is from how many bytes on the memory of finished hashes is collected: that of fourteen. In a server with a hundred megabytes
// in use, collecting after every fifth makes each hash half as dear again, and leaving it to the runtime takes a hundred more.
const enoughLeft = 96 << 20

// The sizes of a fresh hash, in bytes.
const (
	saltSize = 16
	keySize  = 32
)

// Errors of a Hasher.
var (
	// ErrBusy says that too many others wait for their hash; the same call may succeed in a moment.
	ErrBusy = errors.New("too many sign in at once")
	// ErrOtherPepper says that a hash was made with another pepper, so that no secret can match it any more.
	ErrOtherPepper = errors.New("hashed with another pepper")
)

// Hasher hashes PINs and passwords with argon2id, few at a time. What it hashes is first keyed with a pepper, which isn't in the
// database: a stolen database alone tells nothing of a PIN. It may be used from any number of goroutines.
type Hasher struct {
	pepper []byte
	id     string
	cost   cost
	places chan struct{} // of those who wait or hash
	slots  chan struct{} // of those who hash
	left   atomic.Uint64 // bytes that hashes have left behind since they were last collected
}

// NewHasher makes a hasher with a pepper (see Pepper) that runs so many hashes at a time; two where that is below one.
func NewHasher(pepper []byte, atOnce int) *Hasher {
	if atOnce < 1 {
		atOnce = defaultAtOnce
	}
	h := &Hasher{
		pepper: slices.Clone(pepper),
		cost:   usualCost(),
		places: make(chan struct{}, atOnce+maxWaiting),
		slots:  make(chan struct{}, atOnce),
	}
	h.id = base64.RawStdEncoding.EncodeToString(h.keyed("id of this pepper")[:6])
	return h
}

// Hash makes the hash of a PIN or password, in the PHC string format. The errors are ErrBusy and that of the context.
func (h *Hasher) Hash(ctx context.Context, secret string) (string, error) {
	p := phc{cost: h.cost, pepper: h.id, salt: make([]byte, saltSize), key: make([]byte, keySize)}
	rand.Read(p.salt) //nolint:errcheck // it never fails, see crypto/rand
	key, err := h.derive(ctx, p, secret)
	if err != nil {
		return "", fmt.Errorf("hash a secret: %w", err)
	}
	p.key = key
	return p.String(), nil
}

// Matches tells whether a PIN or password is the one that was hashed. An empty or broken hash matches nothing and takes as long as
// a good one, so that nobody learns from the time who is known here. The errors are ErrBusy, ErrOtherPepper and that of the
// context.
func (h *Hasher) Matches(ctx context.Context, hash, secret string) (bool, error) {
	p, ok := parsePHC(hash)
	other := ok && p.pepper != h.id
	if !ok || other {
		p = phc{cost: h.cost, salt: make([]byte, saltSize), key: make([]byte, keySize)}
	}
	key, err := h.derive(ctx, p, secret)
	if err == nil && other {
		err = ErrOtherPepper
	}
	if err != nil {
		return false, fmt.Errorf("compare a secret with its hash: %w", err)
	}
	return subtle.ConstantTimeCompare(key, p.key) == 1 && ok, nil
}

// Stale tells whether a secret should be hashed anew when it is known again, at the next sign-in: its hash is broken, or made at
// another cost or with another pepper than hashes are now.
func (h *Hasher) Stale(hash string) bool {
	p, ok := parsePHC(hash)
	return !ok || p.cost != h.cost || p.pepper != h.id || len(p.salt) != saltSize || len(p.key) != keySize
}

// derive computes the key of a secret when its turn has come.
func (h *Hasher) derive(ctx context.Context, p phc, secret string) ([]byte, error) {
	select {
	case h.places <- struct{}{}:
	default:
		return nil, ErrBusy
	}
	defer func() { <-h.places }()
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-h.slots }()
	if err := ctx.Err(); err != nil { // with both at hand, either may have been chosen
		return nil, err
	}
	defer h.collect(p.cost)
	return argon2.IDKey(h.keyed(cleanSecret(secret)), p.salt, p.cost.time, p.cost.memory, p.cost.threads, uint32(len(p.key))), nil
}

// collect has the memory of finished hashes collected when enough of it has piled up. The runtime alone would wait until all memory
// in use has doubled.
func (h *Hasher) collect(c cost) {
	left := h.left.Add(uint64(c.memory) << 10)
	if left >= enoughLeft && h.left.CompareAndSwap(left, 0) {
		runtime.GC()
	}
}

// keyed is the HMAC-SHA256 of a text under the pepper.
func (h *Hasher) keyed(s string) []byte {
	mac := hmac.New(sha256.New, h.pepper)
	mac.Write([]byte(s))
	return mac.Sum(nil)
}
