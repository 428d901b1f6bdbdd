package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"clerkcoach/drills"
)

// textsOf gives the texts of options.
func textsOf(options []drills.Option) []string {
	var all []string
	for _, o := range options {
		all = append(all, o.Text)
	}
	return all
}

func pairTexts(q *drills.Question) []string {
	var all []string
	for _, p := range q.Pairs {
		all = append(all, p.Text)
	}
	return all
}

// TestQuestionAsked wants every kind of question with all that it takes to answer it by a form, and nothing chosen yet.
func TestQuestionAsked(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		for _, k := range drills.Kinds() {
			d, q := oneOf(t, lang, k)
			v := s.open(t, "/practice/"+d.ID, lang, http.StatusOK)
			v.wantTexts(".prompt", strings.TrimSpace(q.Prompt))
			if q.Scene != "" {
				v.wantTexts(".scene", q.Scene)
			}
			v.wantAttrs("form.answering", "data-kind", string(k))
			v.wantCount("form.answering input[name=attempt]", 1)
			v.wantCount("#result, .verdict, [checked], .fault", 0)
			wantFields(v, q)
			forward := 1
			if k == drills.MultipleChoice || k == drills.TrueFalse {
				forward = 0 // the options are the buttons
			}
			v.wantCount(".forward button[type=submit]", forward)
			v.wantAttrs("nav a[aria-current=page]", "href", "/practice")
		}
	})
}

// wantFields wants what a question is answered by.
func wantFields(v view, q *drills.Question) {
	v.tb.Helper()
	var ids, places []string
	for i, o := range q.Options {
		ids, places = append(ids, o.ID), append(places, strconv.Itoa(i+1))
	}
	switch q.Kind {
	case drills.MultipleChoice, drills.TrueFalse:
		v.wantAttrs("form button.panel[type=submit][name=a]", "value", ids...)
		v.wantTexts("button.panel span[lang]", textsOf(q.Options)...)
	case drills.MultipleResponse:
		v.wantAttrs("form input[type=checkbox][name=a]", "value", ids...)
		v.wantTexts("label.panel span[lang]", textsOf(q.Options)...)
	case drills.Matching:
		v.wantTexts(".lettered span[lang]", textsOf(q.Options)...)
		v.wantTexts("fieldset legend", pairTexts(q)...)
		for _, p := range q.Pairs {
			v.wantAttrs("form input[type=radio][name=p"+p.ID+"]", "value", ids...)
		}
	case drills.Ordering:
		v.wantTexts("fieldset legend", textsOf(q.Options)...)
		for _, o := range q.Options {
			v.wantAttrs("form input[type=radio][name=o"+o.ID+"]", "value", places...)
		}
	case drills.Numerical:
		v.wantAttrs("form input[name=a][inputmode=numeric]", "value", "")
	default:
		v.wantTexts("form textarea[name=a]", "")
		v.wantAttrs("form textarea[name=a]", "maxlength", strconv.Itoa(drills.MaxWords))
	}
}

// TestQuestionAnswered answers every kind of question rightly, partly rightly and wrongly: the page says so, gives the reason, links
// the card, and leads on with the score.
func TestQuestionAnswered(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	x := drills.NewExaminer()
	s.eachLanguage(t, func(t *testing.T, lang string) {
		for _, k := range drills.Kinds() {
			d, q := oneOf(t, lang, k)
			answers := map[string]drills.Answer{"right": q.Key(), "wrong": wrongly(q)}
			if half, ok := partly(q); ok {
				answers["partly"] = half
			}
			for verdict, a := range answers {
				r := x.Grade(q, a)
				v := s.open(t, at(d, "", filled(q, a)), lang, http.StatusOK)
				v.wantAttrs("section#result", "class", "verdict "+verdict)
				title := s.Catalog.Text(lang, "result_"+verdict)
				if verdict == "partly" {
					title += " " + s.Catalog.Text(lang, "result_score", "score", strconv.Itoa(int(r.Score*100+0.5)))
				}
				v.wantTexts("#result h3", title)
				v.wantTexts("#result p[lang]", q.Rationale)
				v.wantAttrs("a.near-card", "href", "/cards/"+q.Card)
				v.wantTexts(".forward a", s.Catalog.Text(lang, "question_end"))
				v.wantAttrs(".forward a", "href", "/practice/"+d.ID+"?past="+tenth(r))
				v.wantCount("form.answering", 0)
				wantReasons(t, s, v, q, a, r, lang)
			}
		}
	})
}

// tenth writes a score in the way that addresses hold it.
func tenth(r drills.Result) string {
	if r.Full() {
		return "a"
	}
	return strconv.Itoa(int(r.Score*10 + 0.5))
}

// wantReasons wants the reason for each part of an answer, beside what was answered and what is right.
func wantReasons(t *testing.T, s *testSite, v view, q *drills.Question, a drills.Answer, r drills.Result, lang string) {
	t.Helper()
	page := v.Find("main").Text()
	for _, m := range r.Marks {
		if !strings.Contains(page, m.Reason) {
			t.Errorf("%s: the reason %q is not told", q.Kind, m.Reason)
		}
	}
	yours := s.Catalog.Text(lang, "say_yours")
	switch q.Kind {
	case drills.Numerical:
		v.wantTexts(".yours-said", yours+strconv.Itoa(a.Number))
		v.wantTexts("#result p:not([lang])", s.Catalog.Text(lang, "result_number", "number", strconv.Itoa(q.Number)))
	case drills.ShortAnswer:
		v.wantTexts(".yours-said", yours+a.Text)
		v.wantCount(".marks .good", count(r.Marks, true))
		v.wantCount(".marks .bad", count(r.Marks, false))
		v.wantTexts(".compare li q", q.Say.Phrases...)
	case drills.Matching, drills.Ordering:
		v.wantCount("ul.panels .good", count(r.Marks, true))
		v.wantCount("ul.panels .bad", count(r.Marks, false))
	default:
		rights := q.Key().Options
		v.wantCount("ul.panels .good", len(rights))
		v.wantCount("ul.panels .yours", len(a.Options))
		wrong := slices.DeleteFunc(slices.Clone(a.Options), func(id string) bool { return slices.Contains(rights, id) })
		v.wantCount("ul.panels .bad", len(wrong))
	}
	if q.Kind == drills.Ordering {
		slices.SortFunc(q.Options, func(a, b drills.Option) int { return a.Place - b.Place })
		v.wantTexts("ul.panels .text", textsOf(q.Options)...)
	}
}

func count(marks []drills.Mark, good bool) int {
	n := 0
	for _, m := range marks {
		if m.Good == good {
			n++
		}
	}
	return n
}

// TestQuestionMisfit sends forms that are not filled in as their question wants it: the page says what is missing, keeps what was given,
// and the drill stays where it is.
func TestQuestionMisfit(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	const radios = "input[type=radio][checked]"
	for _, tt := range []struct {
		name   string
		kind   drills.Kind
		form   url.Values
		fault  string
		keeps  string // a selector of what was given
		values []string
	}{
		{"nothing chosen", drills.MultipleChoice, url.Values{}, "one", "[checked]", nil},
		{"an unknown option", drills.MultipleChoice, url.Values{"a": {"z"}}, "one", "[checked]", nil},
		{"two of one", drills.TrueFalse, url.Values{"a": {"a", "b"}}, "one", "[checked]", nil},
		{"nothing ticked", drills.MultipleResponse, url.Values{}, "some", "[checked]", nil},
		{"an unknown one ticked", drills.MultipleResponse, url.Values{"a": {"a", "z", "c"}}, "some", "input[name=a][checked]", []string{"a", "c"}},
		{"a pair without", drills.Matching, url.Values{"p1": {"b"}, "p3": {"a"}}, "pairs", radios, []string{"b", "a"}},
		{"a pair with nonsense", drills.Matching, url.Values{"p1": {"b"}, "p2": {"z"}, "p3": {"a"}}, "pairs", radios, []string{"b", "a"}},
		{"a line without", drills.Ordering, url.Values{"oa": {"2"}, "oc": {"3"}}, "order", radios, []string{"2", "3"}},
		{"a number twice", drills.Ordering, url.Values{"oa": {"2"}, "ob": {"2"}, "oc": {"1"}}, "order", radios, []string{"2", "2", "1"}},
		{"a number too large", drills.Ordering, url.Values{"oa": {"2"}, "ob": {"4"}, "oc": {"1"}}, "order", radios, []string{"2", "1"}},
		{"no number", drills.Numerical, url.Values{"a": {""}}, "number", "input[name=a]", []string{""}},
		{"words for a number", drills.Numerical, url.Values{"a": {" twenty <b> "}}, "number", "input[name=a]", []string{"twenty <b>"}},
		{"half a point", drills.Numerical, url.Values{"a": {"1.5"}}, "number", "input[name=a]", []string{"1.5"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s.eachLanguage(t, func(t *testing.T, lang string) {
				d, q := oneOf(t, lang, tt.kind)
				form := url.Values{"answered": {"1"}}
				for name, values := range tt.form {
					form[name] = values
				}
				v := s.open(t, at(d, "", form), lang, http.StatusBadRequest)
				v.wantTexts(".fault#result[role=alert]", s.Catalog.Text(lang, "answer_fault_"+tt.fault))
				v.wantAttrs("form.answering input[name=past]", "value", "")
				v.wantTexts(".prompt", strings.TrimSpace(q.Prompt))
				v.wantCount(".verdict", 0)
				if kept := v.attrs(tt.keeps, "value"); !slices.Equal(tt.values, kept) {
					t.Errorf("given %q, kept %q", tt.values, kept)
				}
			})
		})
	}
}

// TestQuestionWords has words of one's own at their bound: what browsers count as one end of a line is one, and all is kept and escaped.
func TestQuestionWords(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		d, _ := oneOf(t, lang, drills.ShortAnswer)
		lines := strings.Repeat("比\r\n", drills.MaxWords/2-1) + "比比"
		s.open(t, at(d, "", url.Values{"answered": {"1"}, "a": {lines}}), lang, http.StatusOK)
		long := `<script>alert(1)</script>` + strings.Repeat("比", drills.MaxWords)
		v := s.open(t, at(d, "", url.Values{"answered": {"1"}, "a": {long}}), lang, http.StatusBadRequest)
		v.wantTexts(".fault", s.Catalog.Text(lang, "answer_fault_words", "max", drills.MaxWords))
		v.wantTexts("textarea", long)
		v.wantCount("main script", 0)
		v = s.open(t, at(d, "", url.Values{"answered": {"1"}, "a": {" \n"}}), lang, http.StatusOK)
		v.wantAttrs("section#result", "class", "verdict wrong")
	})
}

// TestNumberAsTyped takes numbers as input methods write them.
func TestNumberAsTyped(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	d, q := oneOf(t, "zh-Hans", drills.Numerical)
	wide := strings.Map(func(r rune) rune { return r - '0' + '０' }, strconv.Itoa(q.Number))
	plain := strconv.Itoa(q.Number)
	for _, typed := range []string{plain, " " + plain + "\n", wide, "+" + plain, "0" + plain} {
		v := s.open(t, at(d, "", url.Values{"answered": {"1"}, "a": {typed}}), "zh-Hans", http.StatusOK)
		v.wantAttrs("section#result", "class", "verdict right")
	}
}

// TestQuestionInOtherLanguage reads a drill of one language with the interface of the other: what is of the drill says so, the rest is
// the reader's.
func TestQuestionInOtherLanguage(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	s.eachLanguage(t, func(t *testing.T, lang string) {
		other := s.otherLang(lang)
		for _, k := range drills.Kinds() {
			d, q := oneOf(t, lang, k)
			page := "/practice/" + d.ID
			for _, target := range []string{page, at(d, "", filled(q, wrongly(q))), page + "?past=0", page + "/print"} {
				v := s.open(t, target, other, http.StatusOK)
				v.wantAttrs("html", "lang", other)
				for _, part := range slices.Concat([]string{q.Scene, q.Prompt, q.Rationale}, textsOf(q.Options), pairTexts(q)) {
					wantSpoken(t, v, target, part, lang)
				}
				for _, own := range []string{"h1", ".forward", ".actions", ".verdict h3"} {
					for _, words := range v.texts("main:not(.paper) " + own) {
						if strings.TrimSpace(words) != "" {
							wantLanguage(t, other, words)
						}
					}
				}
			}
		}
	})
}

// wantSpoken wants every place of a page that says something to say in which language.
func wantSpoken(t *testing.T, v view, target, words, lang string) {
	t.Helper()
	for _, n := range v.Find("main *").Nodes {
		if words == "" || n.FirstChild == nil || strings.TrimSpace(n.FirstChild.Data) != strings.TrimSpace(words) {
			continue
		}
		for up := n; ; up = up.Parent {
			at := slices.IndexFunc(up.Attr, func(a html.Attribute) bool { return a.Key == "lang" })
			if at < 0 && up.Data != "html" {
				continue
			}
			if up.Attr[at].Val != lang {
				t.Errorf("%s: %q stands there in %s, want %s", target, words, up.Attr[at].Val, lang)
			}
			break
		}
	}
}
