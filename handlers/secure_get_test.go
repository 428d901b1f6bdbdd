package handlers

import (
	"net/http"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// TestGetChangesNothing compares all that is kept before and after each address is only looked at, by everybody who might: no link on
// another site can change anything. Apart are the notes of who looked at whose results, which each look is to leave behind.
func TestGetChangesNothing(t *testing.T) {
	t.Parallel()
	folder, clock := t.TempDir(), &movedClock{}
	s := keptSite(t, folder, clock.use)
	defer s.shut(t)
	s.withPlaces(t)
	browsers := map[string]*asked{
		"nobody": s.browser(t, ""), "a tablet": s.browser(t, "a"), "a clerk with a PIN": s.onTablet(t, "clerk-a"), "a clerk": s.as(t, "clerk-a"),
		"a trainer": s.as(t, "trainer-a"), "a manager": s.as(t, "manager-a"), "an admin": s.as(t, "admin-a"),
	}
	before := contents(t, folder, "views")
	if len(before["people"]) == 0 || len(before["sessions"]) != 5 {
		t.Fatalf("what is kept was not read: %v", before)
	}
	for who, b := range browsers {
		var wrote []string
		for _, r := range s.table() {
			writes := s.kept.Stats().Writes
			if r.method == http.MethodGet {
				b.see(filledPath(t, s, r.path, "a"))
			}
			if s.kept.Stats().Writes > writes {
				wrote = append(wrote, r.path)
			}
		}
		after := contents(t, folder, "views")
		if diff := gocmp.Diff(before, after); diff != "" {
			t.Errorf("what %s looks at, one of %q, changes (-before +after):\n%s", who, wrote, diff)
			before = after
		}
	}
}
