package people

import (
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// cost is what a hash takes: passes over the memory, KiB of memory, threads.
type cost struct {
	time, memory uint32
	threads      uint8
}

// usualCost is what OWASP's Password Storage Cheat Sheet asks of argon2id at the least, in its form with 7 MiB. Its forms are taken to
// be equally hard to guess against; of those with 19, 12 and 7 MiB this is the quickest, and leaves least for the collector.
func usualCost() cost { return cost{time: 5, memory: 7 << 10, threads: 1} }

// Bounds of a stored hash: whoever can write one must not have the server spend minutes or gigabytes on it.
const (
	maxTime    = 8
	maxMemory  = 64 << 10 // KiB
	maxThreads = 4
	minKey     = 16 // bytes; a shorter one could be met by chance
	maxKey     = 64
)

// phc is a hash in the PHC string format: its cost, which pepper keyed the secret, salt and key.
type phc struct {
	cost   cost
	pepper string
	salt   []byte
	key    []byte
}

// phcForm is the PHC string format of argon2id (github.com/P-H-C/phc-string-format), up to the salt.
const phcForm = "$argon2id$v=%d$m=%d,t=%d,p=%d,keyid=%s"

// String writes the hash as it is stored.
func (p phc) String() string {
	b64 := base64.RawStdEncoding
	return p.head() + "$" + b64.EncodeToString(p.salt) + "$" + b64.EncodeToString(p.key)
}

func (p phc) head() string {
	return fmt.Sprintf(phcForm, argon2.Version, p.cost.memory, p.cost.time, p.cost.threads, p.pepper)
}

// parsePHC reads a stored hash; not ok is what String did not write, and what is out of bounds.
func parsePHC(s string) (phc, bool) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 {
		return phc{}, false
	}
	var (
		p       phc
		version int
	)
	head := strings.Join(parts[:4], "$")
	if _, err := fmt.Sscanf(head, phcForm, &version, &p.cost.memory, &p.cost.time, &p.cost.threads, &p.pepper); err != nil {
		return phc{}, false
	}
	b64 := base64.RawStdEncoding.Strict()
	salt, err := b64.DecodeString(parts[4])
	if err != nil {
		return phc{}, false
	}
	key, err := b64.DecodeString(parts[5])
	if err != nil {
		return phc{}, false
	}
	p.salt, p.key = salt, key
	// What was read has to be written alike: Sscanf lets much pass.
	return p, p.String() == s && p.inBounds()
}

func (p phc) inBounds() bool {
	return p.cost.time >= 1 && p.cost.time <= maxTime && p.cost.memory >= 1 && p.cost.memory <= maxMemory &&
		p.cost.threads >= 1 && p.cost.threads <= maxThreads &&
		len(p.salt) >= 8 && len(p.salt) <= maxKey && len(p.key) >= minKey && len(p.key) <= maxKey
}
