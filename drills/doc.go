// Package drills makes questions from the cards of a playbook and grades the answers. It says what somebody is to practise today, and
// where they stand on an onboarding path.
//
// Everything in it is a function of its arguments: the same book and the same recipe give the same drill, anywhere and after
// any restart, and a drill's id carries the recipe. There is no clock in it and no randomness but the recipe's seed.
package drills
