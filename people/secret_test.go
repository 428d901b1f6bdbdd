package people

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// quick is a hasher whose hashes cost next to nothing.
func quick() *Hasher {
	h := NewHasher(bytes.Repeat([]byte{7}, pepperSize), 0)
	h.cost = cost{time: 1, memory: 8, threads: 1}
	return h
}

// hashed is the hash of a secret.
func hashed(tb testing.TB, h *Hasher, secret string) string {
	tb.Helper()
	hash, err := h.Hash(tb.Context(), secret)
	if err != nil {
		tb.Fatal(err)
	}
	return hash
}

func TestHash(t *testing.T) {
	t.Parallel()
	h := NewHasher(bytes.Repeat([]byte{7}, pepperSize), 0)
	hash := hashed(t, h, "8412")
	if want := "$argon2id$v=19$m=7168,t=5,p=1,keyid=" + h.id + "$"; !strings.HasPrefix(hash, want) {
		t.Errorf("the hash %s does not start with %s", hash, want)
	}
	if strings.Contains(hash, "8412") || hash == hashed(t, h, "8412") {
		t.Errorf("the hash %s tells the PIN, or that two have the same", hash)
	}
	for secret, want := range map[string]bool{
		"8412": true, "８４１２": true, " 8412\n": true, "8413": false, "": false, "84 12": false,
	} {
		if got, err := h.Matches(t.Context(), hash, secret); got != want || err != nil {
			t.Errorf("%q matches: %v, %v", secret, got, err)
		}
	}
	if h.Stale(hash) {
		t.Error("a fresh hash is stale")
	}
}

// TestHashRoundTrip wants any secret to match its own hash, and no other secret to.
func TestHashRoundTrip(t *testing.T) {
	t.Parallel()
	h := quick()
	rapid.Check(t, func(t *rapid.T) {
		secret, other := rapid.String().Draw(t, "secret"), rapid.String().Draw(t, "other")
		hash, err := h.Hash(context.Background(), secret)
		if err != nil {
			t.Fatal(err)
		}
		got, err := h.Matches(context.Background(), hash, other)
		if want := cleanSecret(secret) == cleanSecret(other); got != want || err != nil {
			t.Fatalf("%q matches the hash of %q: %v, %v", other, secret, got, err)
		}
		if got, err := h.Matches(context.Background(), hash, secret); !got || err != nil {
			t.Fatalf("%q does not match its own hash: %v", secret, err)
		}
	})
}

// TestOtherPepper wants the pepper to count: without it, a hash tells nothing of its PIN.
func TestOtherPepper(t *testing.T) {
	t.Parallel()
	h, other := quick(), quick()
	hash := hashed(t, h, "8412")
	other.pepper = []byte("another")
	if got, err := other.Matches(t.Context(), hash, "8412"); got || err != nil {
		t.Errorf("with another pepper and the id of this one: %v, %v", got, err)
	}
	other.id = "another"
	if got, err := other.Matches(t.Context(), hash, "8412"); got || !errors.Is(err, ErrOtherPepper) {
		t.Errorf("with another pepper: %v, %v", got, err)
	}
	if !other.Stale(hash) {
		t.Error("a hash with another pepper is fresh")
	}
	if a, b := NewHasher([]byte("a"), 1), NewHasher([]byte("b"), 1); a.id == b.id {
		t.Error("two peppers have the same id")
	}
}

func TestBrokenHashes(t *testing.T) {
	t.Parallel()
	h := quick()
	good := hashed(t, h, "8412")
	costs := func(how string) string { return strings.Replace(good, "m=8,t=1,p=1", how, 1) }
	for name, hash := range map[string]string{
		"empty":           "",
		"a PIN":           "8412",
		"another kind":    strings.Replace(good, "argon2id", "argon2i", 1),
		"another version": strings.Replace(good, "v=19", "v=16", 1),
		"cut":             good[:len(good)-5],
		"longer":          good + "A",
		"another part":    good + "$AAAA",
		"no key":          good[:strings.LastIndex(good, "$")+1],
		"no id":           strings.Replace(good, ",keyid="+h.id, "", 1),
		"a line":          good + "\n",
		"too many passes": costs("m=8,t=9,p=1"),
		"no pass":         costs("m=8,t=0,p=1"),
		"much memory":     costs("m=65537,t=1,p=1"),
		"no memory":       costs("m=0,t=1,p=1"),
		"many threads":    costs("m=64,t=1,p=5"),
		"no thread":       costs("m=8,t=1,p=0"),
		"a signed cost":   costs("m=+8,t=1,p=1"),
		"a huge cost":     costs("m=99999999999,t=1,p=1"),
		"zeros":           costs("m=008,t=1,p=1"),
		"a key of zeros":  good[:strings.LastIndex(good, "$")+1] + base64.RawStdEncoding.EncodeToString(make([]byte, 8)),
	} {
		if got, err := h.Matches(t.Context(), hash, "8412"); got || err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if !h.Stale(hash) {
			t.Errorf("%s is fresh", name)
		}
	}
}

// TestStale wants a hash at another cost to match still, and to be hashed anew.
func TestStale(t *testing.T) {
	t.Parallel()
	h := quick()
	hash := hashed(t, h, "8412")
	h.cost.time++
	if got, err := h.Matches(t.Context(), hash, "8412"); !got || err != nil {
		t.Errorf("at another cost: %v, %v", got, err)
	}
	if !h.Stale(hash) {
		t.Error("at another cost it is fresh")
	}
}

// TestUnknownTakesAsLong wants a broken hash to take as many hashes as a good one: it waits for the same slots.
func TestUnknownTakesAsLong(t *testing.T) {
	t.Parallel()
	h := quick()
	good := hashed(t, h, "8412")
	for range cap(h.slots) {
		h.slots <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, hash := range map[string]string{
		"good": good, "empty": "", "broken": good[1:], "of another pepper": strings.Replace(good, h.id, "other", 1),
	} {
		if got, err := h.Matches(ctx, hash, "8412"); got || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, %v, without its turn", name, got, err)
		}
	}
}

// TestHashTurns fills the slots and the places of those who wait.
func TestHashTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := quick()
		for range cap(h.slots) {
			h.slots <- struct{}{}
			h.places <- struct{}{}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		results := make(chan error, maxWaiting)
		for range maxWaiting {
			go func() {
				_, err := h.Hash(ctx, "8412")
				results <- err
			}()
		}
		synctest.Wait()
		if _, err := h.Hash(ctx, "8412"); !errors.Is(err, ErrBusy) {
			t.Errorf("one too many: %v", err)
		}
		if ok, err := h.Matches(ctx, "", "8412"); ok || !errors.Is(err, ErrBusy) {
			t.Errorf("one too many: %v, %v", ok, err)
		}
		<-h.slots // one is done, and the others have their turns one after the other
		<-h.places
		for range maxWaiting {
			if err := <-results; err != nil {
				t.Fatal(err)
			}
		}
		<-h.slots
		<-h.places
		if len(h.slots) != 0 || len(h.places) != 0 {
			t.Errorf("%d slots and %d places are not given back", len(h.slots), len(h.places))
		}
		cancel()
		if _, err := h.Hash(ctx, "8412"); !errors.Is(err, context.Canceled) {
			t.Errorf("for somebody who has gone: %v", err)
		}
	})
}

// TestShiftStart signs in 300 people at once: three seconds at 21 ms each on two idle cores. Without the cap they take 3.6 GiB.
func TestShiftStart(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	h := NewHasher(bytes.Repeat([]byte{7}, pepperSize), 0)
	hash := hashed(t, h, "841295")
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	var all sync.WaitGroup
	for range 300 {
		all.Go(func() {
			if ok, err := h.Matches(t.Context(), hash, "841295"); !ok || err != nil {
				t.Errorf("%v, %v", ok, err)
			}
		})
	}
	all.Wait()
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	// Sys never shrinks, so that it tells the most that there was.
	grown := (after.Sys - before.Sys) >> 20
	t.Logf("300 sign-ins in %v, %d MiB more, %d collections", took, grown, after.NumGC-before.NumGC)
	if grown > 192 {
		t.Errorf("300 sign-ins took %d MiB", grown)
	}
	if took > 2*time.Minute {
		t.Errorf("300 sign-ins took %v", took)
	}
}
