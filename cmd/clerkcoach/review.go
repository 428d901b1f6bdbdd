package main

import (
	"fmt"
	"strings"

	"clerkcoach/search"
)

// shownAtFirst is how much of each part of a review is shown unless all is asked for.
const shownAtFirst = 10

// printReview tells what an author may want to look at.
func (p *program) printReview(r search.Review, c config) error {
	p.printLikenesses(p.catalog.Text(c.Lang, "check_copies", "count", len(r.Copies)), r.Copies, c)
	p.printLikenesses(p.catalog.Text(c.Lang, "check_strays", "count", len(r.Strays)), r.Strays, c)
	words := 0
	for _, l := range r.Lonely {
		words += len(l.Words)
	}
	fmt.Fprintf(p.out, "\n%s\n", p.catalog.Text(c.Lang, "check_lonely", "count", words))
	for i, l := range r.Lonely {
		if i == shownAtFirst && !c.All {
			break
		}
		shown := l.Words
		if !c.All {
			shown = shown[:min(len(shown), shownAtFirst)]
		}
		fmt.Fprintf(p.out, "  %s (%d): %s\n", askFile(l.Lang, l.Card), len(l.Words), strings.Join(shown, ", "))
	}
	if c.All {
		return nil
	}
	_, err := fmt.Fprintf(p.out, "\n%s\n", p.catalog.Text(c.Lang, "check_all"))
	return err
}

// printLikenesses lists asks with what they are like.
func (p *program) printLikenesses(heading string, found []search.Likeness, c config) {
	fmt.Fprintf(p.out, "\n%s\n", heading)
	for i, l := range found {
		if i == shownAtFirst && !c.All {
			break
		}
		fmt.Fprintf(p.out, "  %s: %s\n      %s: %s\n", askFile(l.Lang, l.Card), l.Text, askFile(l.Lang, l.OtherCard), l.Other)
	}
}

// askFile is where the asks of a card stand.
func askFile(lang, card string) string {
	if card == "" {
		card = "outside"
	}
	return lang + "/asks/" + card + ".txt"
}
