package people

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// DepositAge is how long a deposit holds.
const DepositAge = 14 * 24 * time.Hour

// ErrDeposit says that a deposit is none of ours, or does not hold any more.
var ErrDeposit = errors.New("the deposit does not hold")

// How many bytes of a deposit are the time that it was made at, and its signature.
const (
	depositTime = 8
	depositMAC  = sha256.Size
)

// maxDeposit bounds a deposit that is read, in characters; an id of a person has at most 64.
const maxDeposit = 400

// Deposits makes and reads deposits: signed notes by which a browser, later and whoever is signed in then, may add answers for a
// person, and do nothing else.
type Deposits struct{ key []byte }

// NewDeposits signs with a key that is made from a pepper (see Pepper) and serves for nothing else. The error is hkdf's.
func NewDeposits(pepper []byte) (*Deposits, error) {
	key, err := hkdf.Key(sha256.New, pepper, nil, "deposits of answers", sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("make the key of deposits: %w", err)
	}
	return &Deposits{key}, nil
}

// Make gives a deposit for the person of an id.
func (d *Deposits) Make(person string, at time.Time) string {
	made := binary.BigEndian.AppendUint64(nil, uint64(at.UnixMilli())) //nolint:gosec // read back as it was written
	note := append(made, person...)
	return base64.RawURLEncoding.EncodeToString(append(d.sign(note), note...))
}

// Read tells whose deposit it is and when it was made. The error is ErrDeposit.
func (d *Deposits) Read(deposit string, now time.Time) (person string, made time.Time, err error) {
	if len(deposit) > maxDeposit {
		return "", time.Time{}, ErrDeposit
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(deposit)
	if err != nil || len(raw) <= depositMAC+depositTime {
		return "", time.Time{}, ErrDeposit
	}
	mac, note := raw[:depositMAC], raw[depositMAC:]
	if !hmac.Equal(mac, d.sign(note)) {
		return "", time.Time{}, ErrDeposit
	}
	made = time.UnixMilli(int64(binary.BigEndian.Uint64(note))) //nolint:gosec // see Make
	if now.Sub(made) > DepositAge {
		return "", time.Time{}, ErrDeposit
	}
	return string(note[depositTime:]), made, nil
}

func (d *Deposits) sign(note []byte) []byte {
	mac := hmac.New(sha256.New, d.key)
	mac.Write(note) //nolint:errcheck // a hash never fails
	return mac.Sum(nil)
}
