package handlers

// liveTable is what players of a live quiz use; whose seat it is, is found out by the cookie of the game.
func (s *Server) liveTable() []route { return nil }
