package people

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// ruleOf is the rule and its parameter that an error names; empty for none.
func ruleOf(tb testing.TB, err error) string {
	tb.Helper()
	var broken *RuleError
	if err != nil && !errors.As(err, &broken) {
		tb.Fatalf("no RuleError: %v", err)
	}
	if broken == nil {
		return ""
	}
	return strings.TrimSpace(broken.Rule + " " + broken.Param)
}

func TestCheckPIN(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ pin, number, want string }{
		{"8412", "", ""},
		{"84129", "A8412", ""},
		{"８４１２", "", ""},
		{" 84129735 ", "", ""},
		{"", "", "pin 4–8"},
		{"841", "", "pin 4–8"},
		{"841297356", "", "pin 4–8"},
		{"84a2", "", "pin 4–8"},
		{"84 12", "", "pin 4–8"},
		{"-841", "", "pin 4–8"},
		{"٨٤١٢", "", "pin 4–8"},
		{"7777", "", "pin_same"},
		{"77777777", "", "pin_same"},
		{"1234", "", "pin_row"},
		{"4321", "", "pin_row"},
		{"6789012", "", "pin_row"},
		{"21098765", "", "pin_row"},
		{"8412", "A-8412", "pin_number"},
		{"8412", "a-84-12", "pin_number"},
		{"0412", "412", "pin_number"},
		{"8412", "ａ８４１２", "pin_number"},
		{"8412", "8412B7", ""},
		{"1987", "", "pin_date"},
		{"2031", "", "pin_date"},
		{"2131", "", ""},
		{"19870604", "", "pin_date"},
		{"31122001", "", "pin_date"},
		{"12312001", "", "pin_date"},
		{"19871304", "", ""},
		{"18870604", "", ""},
		{"1314", "", "pin_common"},
		{"520520", "", "pin_common"},
		{"20520", "", ""},
	} {
		if got := ruleOf(t, CheckPIN(c.pin, c.number)); got != c.want {
			t.Errorf("%q of %q breaks %q, want %q", c.pin, c.number, got, c.want)
		}
	}
}

// TestCommonPINs refuses the 20 PINs that people take most (DataGenetics, 2012), whichever rule does.
func TestCommonPINs(t *testing.T) {
	t.Parallel()
	const most = "1234 1111 0000 1212 7777 1004 2000 4444 2222 6969 9999 3333 5555 6666 1122 1313 8888 4321 2001 1010"
	for _, pin := range strings.Fields(most) {
		if CheckPIN(pin, "") == nil {
			t.Errorf("%s will do", pin)
		}
	}
}

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	clerk := &Person{Role: Clerk, Number: "A1087", Name: "王小美"}
	trainer := &Person{Role: Trainer, Number: "87", Name: "Ann Lindqvist"}
	for _, c := range []struct {
		who            *Person
		password, want string
	}{
		{clerk, "kettle-7", ""},
		{clerk, "三个和尚没水喝吗", ""},
		{clerk, "", "required"},
		{clerk, "  \t ", "required"},
		{clerk, "kettle7", "min 8"},
		{clerk, "三个和尚没水喝", "min 8"},
		{clerk, "kettle7  ", "min 8"},
		{trainer, "kettle-on-fire", "min 15"},
		{trainer, "kettle-on-fire!", ""},
		{&Person{}, "kettle-7", ""},
		{&Person{Role: Admin}, "kettle-7", "min 15"},
		{clerk, strings.Repeat("ab4", 42) + "xy", ""},
		{clerk, strings.Repeat("ab4", 42) + "xyz", "max 128"},
		{clerk, "kettle\x00on", "plain"},
		{clerk, "kettle\xffon", "plain"},
		{clerk, "aaaaaaaa", "password_simple"},
		{clerk, "AbcAbcAbc", "password_simple"},
		{clerk, "abcdefgh", "password_simple"},
		{clerk, "87654321", "password_simple"},
		{trainer, "abcdefghabcdefgh", "password_simple"},
		{clerk, "password", "password_common"},
		{clerk, "PassWord", "password_common"},
		{clerk, "ｐａｓｓｗｏｒｄ", "password_common"},
		{clerk, "woaini1314", "password_common"},
		{clerk, "a5201314", "password_common"},
		{clerk, "iloveyou1", "password_common"},
		{clerk, "19870604", "password_common"},
		{trainer, "woaini1314woaini1314", "password_common"},
		{clerk, "# common", ""},
		{clerk, "xx王小美xxx", "password_own"},
		{clerk, "my-a1087-shop", "password_own"},
		{trainer, "the-lindqvist-house", "password_own"},
		{trainer, "AnnLindqvist-again", "password_own"},
		{trainer, "87-anni-in-a-boat", ""},
	} {
		if got := ruleOf(t, CheckPassword(c.password, c.who)); got != c.want {
			t.Errorf("%q of a %s breaks %q, want %q", c.password, c.who.Role, got, c.want)
		}
	}
}

// TestCommonPasswords wants the list as the check reads it: sorted, in small letters, and nothing that another rule refuses.
func TestCommonPasswords(t *testing.T) {
	t.Parallel()
	lines := slices.DeleteFunc(strings.Split(strings.TrimSuffix(commonPasswords, "\n"), "\n"), func(line string) bool {
		return strings.HasPrefix(line, "# ")
	})
	if len(lines) < 3000 || !slices.IsSorted(lines) || len(slices.Compact(slices.Clone(lines))) != len(lines) {
		t.Errorf("%d lines, or not sorted, or some twice", len(lines))
	}
	for _, line := range lines {
		clean := line == strings.ToLower(cleanSecret(line)) && utf8.RuneCountInString(line) >= minPasswordClerk
		if !clean || isDate(line) || isSimple(line) {
			t.Errorf("%q has no place in the list", line)
		}
		if got := ruleOf(t, CheckPassword(strings.ToUpper(line), &Person{Role: Clerk})); got != RulePasswordCommon {
			t.Errorf("%q breaks %q", line, got)
		}
	}
}

// TestSecretsAreNotRepeated wants no error to say what somebody typed.
func TestSecretsAreNotRepeated(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[0-9xyz]{3,10}`).Draw(t, "secret")
		for _, err := range []error{CheckPIN(secret, "1"), CheckPassword(secret, &Person{Role: Trainer, Name: "xyz"})} {
			if err != nil && strings.Contains(err.Error(), secret) {
				t.Fatalf("%v says the secret", err)
			}
		}
	})
}

func TestNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ number, clean, want string }{
		{"a10", "A10", ""},
		{" ａ－１０ ", "A-10", ""},
		{"店0173_b.2", "店0173_B.2", ""},
		{"", "", "required"},
		{"\u3000", "", "required"},
		{strings.Repeat("1", 40), strings.Repeat("1", 40), ""},
		{strings.Repeat("店", 41), strings.Repeat("店", 41), "max 40"},
		{"a 1", "A 1", "staff_number"},
		{"=1+1", "=1+1", "staff_number"},
		{"a\u200b1", "A\u200b1", "staff_number"},
		{"a\xff", "A\ufffd", "staff_number"},
	} {
		if got := CleanNumber(c.number); got != c.clean {
			t.Errorf("the number %q is %q when clean, want %q", c.number, got, c.clean)
		}
		if got := ruleOf(t, CheckNumber(c.clean)); got != c.want {
			t.Errorf("the number %q breaks %q, want %q", c.clean, got, c.want)
		}
	}
	for _, c := range []struct{ name, clean, want string }{
		{" 王  小美\n", "王 小美", ""},
		{"Ａｎｎ O’Neill", "Ann O’Neill", ""},
		{"买买提·艾力", "买买提·艾力", ""},
		{"می\u200cنا", "می\u200cنا", ""},
		{"", "", "required"},
		{strings.Repeat("美", 60), strings.Repeat("美", 60), ""},
		{strings.Repeat("美", 61), strings.Repeat("美", 61), "max 60"},
		{"Ann\u202eexe", "Ann\u202eexe", "plain"},
		{"Ann\u2066x", "Ann\u2066x", "plain"},
		{"Ann\x00", "Ann\x00", "plain"},
		{"Ann\ufeff", "Ann\ufeff", "plain"},
		{"Ann\xff", "Ann\xff", "plain"},
		{"123", "123", "plain"},
		{"\u200d", "\u200d", "plain"},
	} {
		if got := CleanName(c.name); got != c.clean {
			t.Errorf("the name %q is %q when clean, want %q", c.name, got, c.clean)
		}
		if got := ruleOf(t, CheckName(c.clean)); got != c.want {
			t.Errorf("the name %q breaks %q, want %q", c.clean, got, c.want)
		}
	}
}

// TestCleanStaysClean wants what was cleaned once, and will do, to be its own clean form.
func TestCleanStaysClean(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		if n := CleanNumber(s); CheckNumber(n) == nil && CleanNumber(n) != n {
			t.Fatalf("the number %q becomes %q and then %q", s, n, CleanNumber(n))
		}
		if n := CleanName(s); CleanName(n) != n {
			t.Fatalf("the name %q becomes %q and then %q", s, n, CleanName(n))
		}
		if c := cleanSecret(s); cleanSecret(c) != c {
			t.Fatalf("the secret %q becomes %q and then %q", s, c, cleanSecret(c))
		}
	})
}

func TestRandomPIN(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		pin, err := RandomPIN(rand.Reader, "12")
		if err != nil || len(pin) != 6 || CheckPIN(pin, "12") != nil {
			t.Fatalf("%q, %v", pin, err)
		}
		seen[pin] = true
	}
	if len(seen) < 990 {
		t.Errorf("only %d of 1,000 PINs differ", len(seen))
	}
	if pin, err := RandomPIN(strings.NewReader(strings.Repeat("\x00", 1000)), ""); err == nil {
		t.Errorf("of zeros comes %q", pin)
	}
	fault := errors.New("no more")
	if pin, err := RandomPIN(iotest.ErrReader(fault), ""); !errors.Is(err, fault) {
		t.Errorf("of a broken source comes %q, %v", pin, err)
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	a, err := NewToken(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := NewToken(rand.Reader); err != nil || a == b || len(a) != 43 || strings.Trim(a, "-_"+letters) != "" {
		t.Errorf("the tokens %q and %q, %v", a, b, err)
	}
	if got, err := NewToken(strings.NewReader("short")); err == nil {
		t.Errorf("of a broken source comes %q", got)
	}
	const want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // FIPS 180-2, example of abc
	if got := TokenHash("abc"); got != want {
		t.Errorf("the hash of abc is %s", got)
	}
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
