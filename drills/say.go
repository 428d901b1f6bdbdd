package drills

import (
	"slices"

	"clerkcoach/playbook"
)

// sayings is how many questions there are for words of one's own: one for each scene.
func (m *maker) sayings(card *playbook.Card) int {
	for _, moment := range anytime() {
		if len(m.prompts.Say[moment]) > 0 && len(m.said(card, moment)) > 0 {
			return m.scenes(card)
		}
	}
	return 0
}

// anytime are the moments that fit any scene.
func anytime() []string { return []string{"probe", "present", "reassure"} }

// moments lists the moments at which something can be said in any scene of a card, and for which the prompts say what an answer has
// to do: to ask, to show and to reassure, and what the card's own first words do.
func (m *maker) moments(card *playbook.Card) []string {
	var all []string
	for _, moment := range playbook.Moments() {
		intents := m.prompts.Say[moment]
		if len(intents) == 0 || len(m.said(card, moment)) == 0 {
			continue
		}
		if slices.Contains(anytime(), moment) || m.doesAll(m.words(card).FirstWords, intents) {
			all = append(all, moment)
		}
	}
	return all
}

// doesAll tells whether words do all that they have to.
func (m *maker) doesAll(words string, intents []playbook.Intent) bool {
	folded := m.x.phrase(words).folded
	return !slices.ContainsFunc(intents, func(i playbook.Intent) bool { return m.x.says(words, folded, i.Any) == "" })
}

// say asks for words of one's own, in a scene, at a moment.
func (m *maker) say(card *playbook.Card, scene int) *Question {
	all := m.moments(card)
	moment := all[m.rng.IntN(len(all))]
	text := card.Scenes(m.lang)[scene].Text
	return &Question{
		Scene: text, Prompt: fill(m.prompts.Ask.Say, "moment", m.names.Moments[moment]),
		Say: m.rubric(card, text, moment), Rationale: m.about(card),
	}
}

// rubric is what words for a card are graded by, in a scene, at a moment.
func (m *maker) rubric(card *playbook.Card, scene, moment string) *Rubric {
	w, why := m.words(card), m.prompts.Why
	r := &Rubric{
		Phrases: m.said(card, moment), Avoid: w.Avoid, Never: m.prompts.Never,
		Fits: slices.Concat([]string{scene, w.FirstWords, w.Glance}, w.Do, w.Signals),
		Reasons: Reasons{
			Close: why.CloseTo, Far: why.FarFrom, SaidAvoid: why.SaidAvoid, SaidNever: why.SaidNever, Nothing: why.SaidNothing,
		},
	}
	for _, i := range m.prompts.Say[moment] {
		r.Intents = append(r.Intents, Intent{Met: i.Met, Missing: i.Missing, Any: i.Any})
	}
	return r
}
