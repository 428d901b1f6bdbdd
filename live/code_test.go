package live_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"testing/iotest"

	"clerkcoach/live"
)

func TestNewCode(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		code, err := live.NewCode(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if len(code) != live.CodeLength || strings.ContainsAny(code, "0O1IL2Z5S8BUV") || strings.ToUpper(code) != code {
			t.Errorf("the code %q", code)
		}
		if again, ok := live.ParseCode(code); !ok || again != code {
			t.Errorf("%q is read as %q, %t", code, again, ok)
		}
		seen[code] = true
	}
	if len(seen) < 990 {
		t.Errorf("%d codes of 1000 differ", len(seen))
	}
	if _, err := live.NewCode(iotest.ErrReader(iotest.ErrTimeout)); err == nil {
		t.Error("a code without chance")
	}
}

func TestParseCode(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"ACD EFG": "ACDEFG", " acd-efg ": "ACDEFG", "ＡＣＤ　ｅｆｇ": "ACDEFG", "３４６７９a": "34679A",
		"": "", "ACDEF": "", "ACDEFGH": "", "ACDEF0": "", "ACDEF你": "", strings.Repeat(" ", 100) + "ACDEFG": "",
	} {
		if got, ok := live.ParseCode(typed); got != want || ok != (want != "") {
			t.Errorf("%q is read as %q, %t, want %q", typed, got, ok, want)
		}
	}
}

// FuzzParseCode wants whatever is typed to be no code or one that is read as itself.
func FuzzParseCode(f *testing.F) {
	f.Add("acd-efg")
	f.Add("ＡＣＤ　ｅｆｇ")
	f.Fuzz(func(t *testing.T, typed string) {
		code, ok := live.ParseCode(typed)
		if again, still := live.ParseCode(code); ok && (!still || again != code) {
			t.Errorf("%q is read as %q, and that as %q", typed, code, again)
		}
	})
}

// FuzzCheckName wants a name that will do to be bounded, and to be shown as it is.
func FuzzCheckName(f *testing.F) {
	f.Add(" Lin  Mei ")
	f.Add("林\u3000梅\u202e")
	f.Fuzz(func(t *testing.T, typed string) {
		name, err := live.CheckName(typed)
		if err != nil {
			return
		}
		again, err := live.CheckName(name)
		if err != nil || again != name || len(name) > 4*live.MaxName || strings.ContainsAny(name, "\n\r\t\x00") {
			t.Errorf("%q becomes %q, and that %q, %v", typed, name, again, err)
		}
	})
}
