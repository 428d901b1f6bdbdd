package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"clerkcoach/search"
)

// maxReply bounds a server's reply, in bytes.
const maxReply = 1 << 20

// errRefused says that a server did not answer a question.
var errRefused = errors.New("the server refused the question")

// Remote asks a running server over its API; base is its address, such as http://127.0.0.1:8080.
func Remote(client *http.Client, base string, now func() time.Time) Asker {
	return func(ctx context.Context, c Case) (Reply, error) {
		query := url.Values{"q": {c.Q}, "lang": {c.Lang}, "limit": {fmt.Sprint(deepest)}}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/api/v1/ask?"+query.Encode(), nil)
		if err != nil {
			return Reply{}, fmt.Errorf("make the request: %w", err)
		}
		start := now()
		res, err := client.Do(req)
		if err != nil {
			return Reply{}, fmt.Errorf("ask the server: %w", err)
		}
		defer res.Body.Close() //nolint:errcheck // only read
		raw, err := io.ReadAll(io.LimitReader(res.Body, maxReply))
		took := now().Sub(start)
		if err != nil {
			return Reply{}, fmt.Errorf("read the answer: %w", err)
		}
		if res.StatusCode != http.StatusOK {
			return Reply{}, fmt.Errorf("%w: %s", errRefused, res.Status)
		}
		var body struct {
			Verdict search.Verdict `json:"verdict"`
			Matches []struct {
				Card       string  `json:"card"`
				Confidence float64 `json:"confidence"`
			} `json:"matches"`
		}
		if err := json.Unmarshal(raw, &body); err != nil {
			return Reply{}, fmt.Errorf("read the answer: %w", err)
		}
		reply := Reply{Verdict: body.Verdict, Took: took}
		for _, m := range body.Matches {
			reply.Cards = append(reply.Cards, m.Card)
		}
		if len(body.Matches) > 0 {
			reply.Confidence = body.Matches[0].Confidence
		}
		return reply, nil
	}
}
