package handlers

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
)

// What must not come into a log.
const (
	canaryPIN      = "83519274"
	canaryPassword = "kettles sing at dusk"
	canaryName     = "Canary\r\ntime=2026-03-01T09:00:00Z level=ERROR msg=forged"
)

// told gathers what must not come into a log while somebody goes about.
type told struct {
	*asked
	secrets map[string]string
}

// keep adds the tokens that the browser holds by now.
func (b *told) keep(when string) {
	for _, name := range []string{"session", "tablet"} {
		b.secrets[name+" "+when] = b.cookies[name]
	}
}

// post sends a form that must come back with a status.
func (b *told) post(want int, target string, values ...string) *httptest.ResponseRecorder {
	b.tb.Helper()
	w := b.submit(target, values...)
	b.keep("after " + target)
	if w.Code != want {
		b.tb.Errorf("%s: %d, want %d", target, w.Code, want)
	}
	return w
}

// TestNoSecretsInLog goes through all that deals with secrets, with the log as full as it can be: it has none of them, nor anybody's name,
// and one line for each request.
func TestNoSecretsInLog(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	full := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s := newTestServer(t, func(o *Options) { o.Log = full })
	s.withPeople(t)
	var requests atomic.Int64
	handler := s.handler
	s.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		handler.ServeHTTP(w, r)
	})
	secrets := map[string]string{
		"PIN": canaryPIN, "password": canaryPassword, "name": "Canary", "test PIN": testPIN, "test password": testPassword,
		"tablet": tabletToken,
	}
	s.tellSecrets(t, secrets)
	own := regexp.MustCompile(`(time|took|request_id)=\S+`) // figures that may look like a PIN
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	seen := int64(0)
	for _, line := range lines {
		if !strings.HasPrefix(line, "time=") || strings.Contains(line, "msg=forged") {
			t.Errorf("a line that nobody wrote: %s", line)
		}
		if strings.Contains(line, "msg=request ") {
			seen++
		}
		for what, secret := range secrets {
			if secret != "" && strings.Contains(own.ReplaceAllString(line, ""), secret) {
				t.Errorf("%s is in the log: %s", what, line)
			}
		}
	}
	if seen != requests.Load() || seen < 40 {
		t.Errorf("%d lines for %d requests", seen, requests.Load())
	}
}

// tellSecrets signs in, invites, resets, brings lists and takes files away, rightly and wrongly.
func (s *testSite) tellSecrets(t *testing.T, secrets map[string]string) {
	t.Helper()
	const done, shown, refused = http.StatusSeeOther, http.StatusOK, http.StatusForbidden
	const gone, wrong = http.StatusNotFound, http.StatusUnprocessableEntity
	manager := &told{s.as(t, "manager-a"), secrets}
	manager.keep("of the manager")
	manager.post(done, "/staff/new", "number", "CAN1", "name", canaryName)
	canary, err := s.kept.PersonByNumber(t.Context(), "CAN1")
	if err != nil || !strings.HasPrefix(canary.Name, "Canary") {
		t.Fatalf("%+v, %v", canary, err)
	}
	entry := "/staff/" + canary.ID
	address := readView(t, manager.post(shown, entry+"/link"), shown).attrs("input[readonly]", "value")[0]
	_, token, _ := strings.Cut(address, "/link/")
	pin := readView(t, manager.post(shown, entry+"/pin"), shown).texts(".shown-pin")[0]
	secrets["link"], secrets["given PIN"] = token, pin
	phone, tablet := &told{s.browser(t, ""), secrets}, &told{s.browser(t, "a"), secrets}
	link, phrase := "/link/"+token, canaryPassword+"!"
	for _, target := range []string{link, link + "/", link + "?lang=en", "/%6cink/" + token, "/sign-in?next=" + link} {
		phone.see(target)
	}
	phone.post(wrong, link, "new", canaryPIN, "again", canaryPassword)
	phone.post(done, link, "new", canaryPassword, "again", canaryPassword)
	phone.post(gone, link, "new", canaryPassword, "again", canaryPassword)
	phone.post(wrong, "/me/password", "old", canaryPIN, "new", phrase, "again", phrase)
	phone.post(done, "/me/password", "old", canaryPassword, "new", phrase, "again", phrase)
	for _, target := range []string{"/me/records.json", "/me/records.xlsx", "/me/records", "/me", "/staff"} {
		phone.see(target)
	}
	phone.post(done, "/me/sign-out-everywhere")
	for _, number := range []string{"CAN1", canaryPassword, canaryPIN, canaryName} {
		phone.post(refused, "/sign-in", "number", number, "password", canaryPassword)
	}
	tablet.post(done, "/sign-in/pin", "person", canary.ID, "pin", pin)
	tablet.post(done, "/me/pin", "new", canaryPIN, "again", canaryPIN)
	tablet.post(wrong, "/me/pin", "old", canaryPIN, "new", canaryPassword, "again", canaryPIN)
	tablet.post(done, "/hand-over")
	for _, sent := range []string{canaryPIN + "0", canaryPassword} {
		tablet.post(refused, "/sign-in/pin", "person", canary.ID, "pin", sent)
		tablet.post(refused, "/sign-in/pin", "person", sent, "pin", sent)
	}
	manager.bring()
	for _, target := range []string{
		"/staff?find=Canary", "/team/export/team.csv", "/team/export/team.xlsx", "/team/people/" + canary.ID, entry,
	} {
		manager.see(target)
	}
	for _, target := range []string{"/unlock", "/sign-out", "/leave"} {
		manager.post(done, entry+target)
	}
	manager.post(wrong, entry+"/erase", "number", canaryPIN)
	manager.post(done, entry+"/erase", "number", "CAN1")
	manager.post(done, "/staff/tablets", "name", canaryName)
}

// bring brings lists of staff with what must not come into a log, rightly and wrongly.
func (b *told) bring() {
	b.tb.Helper()
	list := "工号,姓名,岗位\nCAN2,\"" + canaryName + "\",店员\n" + canaryPassword + "," + canaryName + ",x\n"
	form := readView(b.tb, b.send("/staff/import", "file", list), http.StatusOK).form()
	b.send("/staff/import/carry-out", form...)
	b.send("/staff/import/carry-out", "list", canaryPassword, "sum", canaryPIN)
	b.send("/staff/import/carry-out", "list", `[{"Line":"`+canaryPassword+`"}]`)
	b.send("/staff/import", "file", "x,"+canaryPassword)
}
