package people

import "slices"

// Role is what somebody does in a store. Each role may do what the ones before it may.
type Role string

// The roles, from the one that may least.
const (
	Clerk   Role = "clerk"   // practises
	Trainer Role = "trainer" // sees the store's results, makes and assigns drills
	Manager Role = "manager" // looks after the store's staff and tablets
	Admin   Role = "admin"   // looks after all stores
)

// Roles lists all roles, from the one that may least.
func Roles() []Role { return []Role{Clerk, Trainer, Manager, Admin} }

// AtLeast tells whether a role may do what another may. What is no role may nothing.
func (r Role) AtLeast(other Role) bool {
	own := slices.Index(Roles(), r)
	return own >= 0 && own >= slices.Index(Roles(), other)
}

// Store is one shop.
type Store struct {
	ID   string
	Code string // short, as staff lists name it, such as "0173"; unique
	Name string
}

// Person is somebody who works, or has worked, in a store. Times are milliseconds since 1970, UTC.
type Person struct {
	ID     string
	Number string // the staff number; unique
	Name   string
	Store  string // the store's id
	Role   Role
	// AddedAt is when the person was entered, LeftAt when they left; 0 for who has not.
	AddedAt, LeftAt int64
	// HasPIN and HasPassword tell what the person can sign in with; PINOnce that the PIN was given by somebody else and is to be changed.
	HasPIN, HasPassword, PINOnce bool
	// SignedOutAt ends all sessions that began before it.
	SignedOutAt int64
}

// Left tells whether the person does not work here any more.
func (p *Person) Left() bool { return p.LeftAt > 0 }

// Reaches tells whether somebody may deal with what belongs to a store: an admin with all stores, others with their own.
func (p *Person) Reaches(store string) bool {
	return p.Role == Admin || store != "" && p.Store == store
}

// Manages tells whether somebody may change another person's entry: a manager those of the own store who are no admins, an admin
// everybody.
func (p *Person) Manages(other *Person) bool {
	return p.Role == Admin || p.Role.AtLeast(Manager) && p.Reaches(other.Store) && p.Role.AtLeast(other.Role)
}

// Tablet is a store's shared device, on which staff sign in with a PIN.
type Tablet struct {
	ID    string
	Store string
	Name  string
	// EnrolledAt and EnrolledBy say when and by whom it was enrolled, RevokedAt when that ended; 0 while it holds.
	EnrolledAt int64
	EnrolledBy string
	RevokedAt  int64
}

// MaxTries is how many wrong PINs in a row lock a person on a tablet, until a manager unlocks: ten of the 10,000 PINs of four digits are one
// in a thousand (NIST SP 800-63B allows up to a hundred).
const MaxTries = 10

// MaxTriesInAll is how many wrong PINs in a row, on all tablets together, lock a person on each of them (NIST SP 800-63B, 5.2.2).
const MaxTriesInAll = 100
