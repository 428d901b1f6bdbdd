package handlers

// liveTable is what players of a live quiz use. Whose seat it is, the cookie of the game tells; see seat.
func (s *Server) liveTable() []route {
	return []route{
		{get, "/live", open, s.codePage},
		{get, "/live/join/:code", open, s.joinPage},
		{post, "/live/join/:code", open, s.joinGame},
		{get, "/live/:id", open, s.playPage},
		{get, "/live/:id/events", open, s.playEvents},
		{post, "/live/:id/answers", open, s.answerGame},
		{post, "/live/:id/line", open, s.echoLine},
		{post, "/live/:id/leave", open, s.leaveGame},
	}
}
