package main

import "clerkcoach/drills/bank"

// refusal says in the reader's language why a question of a bank was refused.
func (p *program) refusal(lang string, r bank.Refusal) string {
	param := func(i int) string {
		if i < len(r.Params) {
			return r.Params[i]
		}
		return ""
	}
	part := p.part(lang, param(0))
	switch r.Reason {
	case bank.ReasonKind:
		return p.catalog.Text(lang, "refused_kind", "kind", param(0))
	case bank.ReasonMedia:
		return p.catalog.Text(lang, "refused_media", "part", part)
	case bank.ReasonMissing:
		return p.catalog.Text(lang, "refused_missing", "part", part)
	case bank.ReasonLong:
		return p.catalog.Text(lang, "refused_long", "part", part, "max", param(1))
	case bank.ReasonFew:
		return p.catalog.Text(lang, "refused_few", "part", part, "min", param(1))
	case bank.ReasonMany:
		return p.catalog.Text(lang, "refused_many", "part", part, "max", param(1))
	case bank.ReasonTwice:
		return p.catalog.Text(lang, "refused_twice", "words", param(0))
	case bank.ReasonNoRight:
		return p.catalog.Text(lang, "refused_no_right")
	case bank.ReasonRights:
		return p.catalog.Text(lang, "refused_rights")
	case bank.ReasonPartial:
		return p.catalog.Text(lang, "refused_partial", "share", param(0))
	case bank.ReasonMark:
		return p.catalog.Text(lang, "refused_mark", "mark", param(0))
	case bank.ReasonWildcard:
		return p.catalog.Text(lang, "refused_wildcard", "words", param(0))
	case bank.ReasonCase:
		return p.catalog.Text(lang, "refused_case")
	case bank.ReasonNumber:
		return p.catalog.Text(lang, "refused_number", "number", param(0))
	case bank.ReasonTolerance:
		return p.catalog.Text(lang, "refused_tolerance", "tolerance", param(0))
	case bank.ReasonUnits:
		return p.catalog.Text(lang, "refused_units")
	case bank.ReasonBraces:
		return p.catalog.Text(lang, "refused_braces")
	case bank.ReasonArrow:
		return p.catalog.Text(lang, "refused_arrow")
	default:
		return string(r.Reason)
	}
}

// part names a part of a question.
func (p *program) part(lang, id string) string {
	switch id {
	case bank.PartID:
		return p.catalog.Text(lang, "bank_id")
	case bank.PartCard:
		return p.catalog.Text(lang, "bank_card")
	case bank.PartScene:
		return p.catalog.Text(lang, "bank_scene")
	case bank.PartPrompt:
		return p.catalog.Text(lang, "bank_prompt")
	case bank.PartOption:
		return p.catalog.Text(lang, "bank_option")
	case bank.PartPair:
		return p.catalog.Text(lang, "bank_pair")
	case bank.PartAnswer:
		return p.catalog.Text(lang, "bank_answer")
	case bank.PartRationale:
		return p.catalog.Text(lang, "bank_rationale")
	default:
		return id
	}
}
