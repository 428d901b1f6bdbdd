package people

import (
	"bytes"
	"encoding/base64"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func newDeposits(tb testing.TB, pepper byte) *Deposits {
	tb.Helper()
	d, err := NewDeposits(bytes.Repeat([]byte{pepper}, pepperSize))
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// TestDeposit makes deposits for people and reads them as long as they hold, and no longer.
func TestDeposit(t *testing.T) {
	t.Parallel()
	d, other := newDeposits(t, 1), newDeposits(t, 2)
	rapid.Check(t, func(t *rapid.T) {
		person := rapid.StringN(1, 64, 200).Draw(t, "person")
		made := time.UnixMilli(rapid.Int64Range(1, 4e12).Draw(t, "made"))
		later := time.Duration(rapid.Int64Range(0, int64(2*DepositAge)).Draw(t, "later"))
		deposit := d.Make(person, made)
		got, at, err := d.Read(deposit, made.Add(later))
		switch {
		case later > DepositAge && !errors.Is(err, ErrDeposit):
			t.Fatalf("after %s it still holds: %v", later, err)
		case later <= DepositAge && (err != nil || got != person || !at.Equal(made)):
			t.Fatalf("%q at %v, %v; want %q at %v", got, at, err, person, made)
		}
		if _, _, err := other.Read(deposit, made); !errors.Is(err, ErrDeposit) {
			t.Fatalf("with another pepper: %v", err)
		}
	})
}

// TestDepositForged changes a deposit in every place; none of what comes of it holds.
func TestDepositForged(t *testing.T) {
	t.Parallel()
	d, now := newDeposits(t, 1), time.UnixMilli(1_700_000_000_000)
	raw, err := base64.RawURLEncoding.DecodeString(d.Make("clerk-a", now))
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		forged := bytes.Clone(raw)
		forged[i] ^= 1
		if _, _, err := d.Read(base64.RawURLEncoding.EncodeToString(forged), now); !errors.Is(err, ErrDeposit) {
			t.Errorf("byte %d changed: %v", i, err)
		}
	}
}

func FuzzDepositRead(f *testing.F) {
	d, now := newDeposits(f, 1), time.UnixMilli(1_700_000_000_000)
	good := d.Make("clerk-a", now)
	for _, s := range []string{"", "x", good, good[1:], good + "A", "?" + good} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if _, _, err := d.Read(s, now); err == nil && s != good {
			t.Errorf("%q holds", s)
		}
	})
}
