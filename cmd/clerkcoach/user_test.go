package main

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"clerkcoach/people"
	"clerkcoach/records"
)

// withStaff is a data folder with a store, and in it people called by their numbers.
func withStaff(t *testing.T, numbers ...string) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	inFolder(t, data, func(s *records.Store) {
		if err := s.AddStore(t.Context(), people.Store{ID: "s", Code: "0173", Name: "Harbour"}); err != nil {
			t.Fatal(err)
		}
		for _, number := range numbers {
			p := people.Person{ID: "id-" + number, Number: number, Name: "Mo " + number, Store: "s", Role: people.Clerk, AddedAt: 1}
			if err := s.AddPerson(t.Context(), p); err != nil {
				t.Fatal(err)
			}
		}
	})
	return data
}

func TestUserList(t *testing.T) {
	t.Parallel()
	got := execute(t, nil, "user", "--data", withStaff(t, "A1", "A22"), "list")
	if want := "A1   Mo A1   0173  clerk\nA22  Mo A22  0173  clerk\n"; got.Code != exitGood || got.Stdout != want {
		t.Errorf("%d, %q, %s", got.Code, got.Stdout, got.Stderr)
	}
}

// TestUserLink wants the link that is printed to be kept for the person, in every language.
func TestUserLink(t *testing.T) {
	t.Parallel()
	data := withStaff(t, "A1")
	for lang, words := range map[string]string{"en": "Mo A1 sets a new password", "zh-Hans": "Mo A1用这个链接设新密码"} {
		got := execute(t, nil, "user", "--lang", lang, "--data", data, "--url", "https://coach.example/", "link", "a1")
		found := regexp.MustCompile(`\nhttps://coach\.example/link/(\S+)\n$`).FindStringSubmatch(got.Stdout)
		if got.Code != exitGood || found == nil || !strings.HasPrefix(got.Stdout, words) {
			t.Fatalf("%d, %q, %s", got.Code, got.Stdout, got.Stderr)
		}
		inFolder(t, data, func(s *records.Store) {
			link, err := s.Link(t.Context(), people.TokenHash(found[1]), time.Now().UnixMilli())
			if err != nil || link.Person != "id-A1" {
				t.Errorf("kept is %+v, %v", link, err)
			}
		})
	}
}

// TestUserUnlock gives somebody their tries back who has used them up.
func TestUserUnlock(t *testing.T) {
	t.Parallel()
	data := withStaff(t, "A1")
	left := func() (left bool) {
		inFolder(t, data, func(s *records.Store) {
			var err error
			if left, err = s.Try(t.Context(), "id-A1", "tablet", 1, 0, 1); err != nil {
				t.Error(err)
			}
		})
		return left
	}
	if !left() || left() {
		t.Fatal("there is not exactly one try to begin with")
	}
	got := execute(t, nil, "user", "--data", data, "unlock", "A1")
	if got.Code != exitGood || !strings.HasPrefix(got.Stdout, "Mo A1 has all tries") {
		t.Fatalf("%d, %q, %s", got.Code, got.Stdout, got.Stderr)
	}
	if !left() {
		t.Error("there are no tries after unlocking")
	}
}

func TestUserWrongly(t *testing.T) {
	t.Parallel()
	data := withStaff(t, "A1")
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{exitUsage, "give list, link NUMBER or unlock NUMBER", nil},
		{exitUsage, "give list, link NUMBER or unlock NUMBER", []string{"list", "A1"}},
		{exitUsage, "give list, link NUMBER or unlock NUMBER", []string{"link"}},
		{exitUsage, `unknown "erase"`, []string{"erase", "A1"}},
		{exitWrong, "nobody has the staff number B7", []string{"unlock", "B7"}},
		{exitWrong, "没有工号是 B7 的人", []string{"--lang", "zh-Hans", "link", "B7"}},
	} {
		args := append([]string{"user", "--data", data}, c.args...)
		if got := execute(t, nil, args...); got.Code != c.code || !strings.Contains(got.Stderr, c.says) {
			t.Errorf("%q: %d, %q", args, got.Code, got.Stderr)
		}
	}
}

// TestFirstAdmin follows the link that a served program prints at its first start. It works once, and is not offered again.
func TestFirstAdmin(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	withIndex(t, data)
	s := startServing(t, data, "")
	var link string
	s.until("a link is offered", func() bool {
		link = regexp.MustCompile(`http://\S+/link/\S+\n`).FindString(s.stdout.String())
		return link != ""
	})
	link = strings.TrimSpace(link)
	if s.stdout.count("There is no admin yet.") != 1 || !strings.HasPrefix(link, "http://"+s.addr+"/link/") {
		t.Errorf("it says %q", s.stdout)
	}
	s.ready()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"code": {"0173"}, "store": {"Harbour"}, "number": {"A1"}, "name": {"Mo"}}
	form["new"] = []string{"seven green teapots"}
	form["again"] = form["new"]
	if status, at := submit(t, &http.Client{Jar: jar}, link, form); status != http.StatusOK || at != "/me" {
		t.Errorf("the link leads to %s: %d", at, status)
	}
	if status, _ := submit(t, http.DefaultClient, link, form); status != http.StatusNotFound {
		t.Errorf("used again: %d", status)
	}
	s.end()
	if got := execute(t, nil, "user", "--data", data, "list"); got.Stdout != "A1  Mo  0173  admin\n" {
		t.Errorf("the staff is %q, %s", got.Stdout, got.Stderr)
	}
	s = startServing(t, data, "")
	s.ready()
	s.end()
	if s.stdout.count("/link/") != 0 {
		t.Errorf("it offers a link although there is an admin: %s", s.stdout)
	}
}

// submit sends a form, and gives the status and the path of where that leads.
func submit(t *testing.T, client *http.Client, address string, form url.Values) (status int, path string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), longWait)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Request.URL.Path
}
