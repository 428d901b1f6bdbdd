//go:build !linux

package main

import "testing"

// guestVar makes the test program that of a guest, where there are guests.
const guestVar = "CLERKCOACH_TEST_GUEST"

func liveInGuest(*testing.M) {}
