package handlers

// hostTable is what trainers run live quizzes with, and what a projector shows, for whoever has the code.
func (s *Server) hostTable() []route {
	return []route{
		{get, "/host", team, s.onTeam("/host", s.gamesPage)},
		{get, "/host/new", team, s.withBook(s.newGamePage)},
		{post, "/host/new", team, s.withBook(s.openGame)},
		{get, "/host/:id", team, s.remotePage},
		{get, "/host/:id/events", team, s.remoteEvents},
		{get, "/host/:id/players", team, s.playersPage},
		{post, "/host/:id/:command", team, s.hostCommand},

		{get, "/screen", open, s.findScreen},
		{get, "/screen/:code", open, s.screenPage},
		{get, "/screen/:code/events", open, s.screenEvents},
	}
}
