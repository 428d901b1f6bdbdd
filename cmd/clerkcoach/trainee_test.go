package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// trainee is one who answers drills at two servers, and keeps account of it.
type trainee struct {
	*twins
	person  string
	session string
	sent    account
	longest time.Duration // from the first try to the acknowledgement
}

// begin begins an assigned drill at both servers at the same time, and gives its id; empty where that fails.
func (p *trainee) begin(assignment string) string {
	at := p.both(http.StatusSeeOther, func(int, int) (int, string) {
		res, _, err := p.do(http.MethodPost, p.proxy+"/assigned/"+assignment+"/start", p.session, "application/x-www-form-urlencoded", "")
		if err != nil {
			return 0, err.Error()
		}
		return res.StatusCode, res.Header.Get("Location")
	})
	path, _, _ := strings.Cut(strings.TrimPrefix(at, "/practice/"), "?")
	drill, err := url.PathUnescape(path)
	if err != nil {
		p.Error(err)
	}
	return drill
}

// answer answers a question in two ways at the same time under one id, and repeats both until they are acknowledged. In the first
// half of a drill each of the two servers is asked for one of them; for all others, and for repeats, the proxy chooses.
func (p *trainee) answer(drill string, question int) {
	id := fmt.Sprintf("%s-%d", p.person, question)
	reply := p.both(http.StatusOK, func(i, before int) (int, string) {
		to := p.proxy
		if question <= questionsEach/2 && before == 0 {
			to = p.direct(i)
		}
		res, body, err := p.do(http.MethodPost, to+"/api/v1/drills/"+url.PathEscape(drill)+"/answers", p.session, "application/json",
			fmt.Sprintf(`{"attempt": %q, "question": "%d", "answer": "%c"}`, id, question, 'a'+i))
		if err != nil {
			return 0, err.Error()
		}
		return res.StatusCode, body
	})
	var grade struct {
		Score float64
		Card  string
	}
	if err := json.Unmarshal([]byte(reply), &grade); err != nil || grade.Card == "" {
		p.Errorf("the reply %q: %v", reply, err)
		return
	}
	p.sent.Attempts[drill+" "+id] = grade.Score
	p.sent.Days++
	p.sent.Score += grade.Score
	if grade.Score == 1 {
		p.sent.Right++
	}
	p.sent.Reviews[grade.Card]++
	s := p.sent.Sittings[drill]
	s.Answered, s.Score = s.Answered+1, s.Score+grade.Score
	s.Finished = s.Answered == questionsEach
	p.sent.Sittings[drill] = s
}

// both makes two tries at the same time, and repeats each while there is nobody to answer it; it wants the same of both. Try is given
// which of the two it is and how often it was tried before, and gives a status, 0 for none, and what was answered.
func (p *trainee) both(want int, try func(i, before int) (int, string)) string {
	var all sync.WaitGroup
	var got [2]string
	began := time.Now()
	for i := range got {
		all.Go(func() {
			for status, before := 0, 0; status != want; before++ {
				time.Sleep(time.Duration(min(before, 1)) * 5 * time.Millisecond)
				status, got[i] = try(i, before)
				away := status == 0 || status == http.StatusBadGateway || status == http.StatusServiceUnavailable
				if status != want && (!away || time.Since(began) > longWait/6) {
					p.Errorf("status %d, want %d: %.200s", status, want, got[i])
					return
				}
			}
		})
	}
	all.Wait()
	p.longest = max(p.longest, time.Since(began))
	if got[0] != got[1] {
		p.Errorf("one was told %.200s, the other %.200s", got[0], got[1])
	}
	return got[0]
}
