package handlers

// afterTable is what is left of a live quiz when it is over.
func (s *Server) afterTable() []route {
	return []route{
		{get, "/live/:id/result", open, s.liveResultPage},
		{get, "/live/:id/alone", open, s.alonePage},
		{post, "/live/:id/alone", open, s.beginAlone},

		{get, "/host/:id/report", team, s.withBook(s.liveReportPage)},
		{get, "/host/:id/report.csv", team, s.liveReportFile(formCSV)},
		{get, "/host/:id/report.xlsx", team, s.liveReportFile(formXLSX)},
	}
}
