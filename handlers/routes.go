package handlers

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
)

// routes gives the engine all addresses, with what comes before each of them.
func (s *Server) routes(e *gin.Engine) error {
	e.Use(s.recovery, s.requestID, s.accessLog, s.count, s.securityHeaders(), s.limitBody, s.sameSite, s.language, s.edition)
	e.NoRoute(s.handle(func(*gin.Context) error { return notFound() }))
	e.NoMethod(s.handle(func(*gin.Context) error { return methodNotAllowed() }))
	return s.mount(e, s.table())
}

// table is the table of all addresses and of who may use them. Reading the playbook and practising need no sign-in.
func (s *Server) table() []route {
	return slices.Concat(s.openTable(), s.ownTable(), s.trainersTable(), s.staffTable(), s.liveTable(), s.hostTable(), s.afterTable(),
		s.offlineTable(), s.machineTable())
}

// The methods of all routes.
const (
	get  = http.MethodGet
	post = http.MethodPost
)

// openTable is what everybody uses: the playbook and practice.
func (s *Server) openTable() []route {
	return []route{
		{get, "/", open, s.askPage},
		{get, "/answer", open, s.answerPart},
		{post, "/questions", open, s.rememberQuestion},
		{get, "/cards", open, s.cardsPage},
		{get, "/cards/:id", open, s.cardPageAs("card")},
		{get, "/cards/:id/say/:phrase", open, s.onCard(s.sayPage)},
		{get, "/cards/:id/print", open, s.cardPageAs("print")},
		{post, "/cards/:id/pin", open, s.onCard(s.pinCard)},
		{get, "/handbooks/:id", open, s.onBook(s.handbookPage)},
		{get, "/handbooks/:id/print", open, s.onBook(s.printHandbookPage)},
		{get, "/practice", open, s.practicePage},
		{get, "/practice/new", open, s.newPractice},
		{get, "/practice/again/:id", open, s.onBook(s.againPractice)},
		{get, "/practice/:id", open, s.practiceQuestion},
		{post, "/practice/:id", open, s.answerPractice},
		{get, "/practice/:id/print", open, s.printPractice},
		{get, "/about", open, s.aboutPage},
		{get, "/device", open, s.onBook(s.devicePage)},
		{post, "/device/forget", open, s.forgetCards},
	}
}

// ownTable is signing in, and what is then one's own.
func (s *Server) ownTable() []route {
	return []route{
		{get, "/sign-in", open, s.signInPage},
		{post, "/sign-in", open, s.signInWithPassword},
		{post, "/sign-in/pin", open, s.signInWithPIN},
		{post, "/sign-out", open, s.leave},
		{post, "/hand-over", open, s.handOver},
		{get, "/link/:token", open, s.linkPage},
		{post, "/link/:token", open, s.useLink},

		{get, "/me", own, s.withBook(s.mePage)},
		{get, "/me/pin", own, s.pinPage},
		{post, "/me/pin", own, s.setPIN},
		{get, "/me/password", account, s.passwordPage},
		{post, "/me/password", account, s.setPassword},
		{post, "/me/sign-out-everywhere", own, s.signOutEverywhere},

		{get, "/daily", own, s.withBook(s.dailyPage)},
		{get, "/path/:id", own, s.pathPage},
		{post, "/path/:id/begin", own, s.withBook(s.beginPath)},
		{post, "/path/:id/:step/read", own, s.readStep},
		{post, "/path/:id/:step/start", own, s.startStep},
		{post, "/assigned/:id/start", own, s.withBook(s.startAssigned)},
		{get, "/me/results", own, s.withBook(s.resultsPage)},
		{get, "/me/records", own, s.recordsPage},
		{get, "/me/records.json", own, s.recordsJSON},
		{get, "/me/records.xlsx", own, s.recordsXLSX},
	}
}

// staffTable is what managers and admins look after.
func (s *Server) staffTable() []route {
	return []route{
		{get, "/staff", staff, s.staffPage},
		{get, "/staff/new", staff, s.newPersonPage},
		{post, "/staff/new", staff, s.addPerson},
		{get, "/staff/import", staff, s.importPage},
		{post, "/staff/import", staff, s.planImport},
		{post, "/staff/import/carry-out", staff, s.carryOutImport},
		{get, "/staff/template.csv", staff, s.staffTemplateAs(formCSV)},
		{get, "/staff/template.xlsx", staff, s.staffTemplateAs(formXLSX)},
		{get, "/staff/tablets", staff, s.tabletsPage},
		{post, "/staff/tablets", staff, s.enrolTablet},
		{get, "/staff/tablets/:id/revoke", staff, s.revokePage},
		{post, "/staff/tablets/:id/revoke", staff, s.revokeTablet},
		{get, "/staff/:id", staff, s.personPage},
		{post, "/staff/:id", staff, s.changePerson},
		{post, "/staff/:id/pin", staff, s.givePIN},
		{post, "/staff/:id/link", staff, s.giveLink},
		{post, "/staff/:id/unlock", staff, s.unlockPerson},
		{post, "/staff/:id/sign-out", staff, s.signOutPerson},
		{get, "/staff/:id/leave", staff, s.leavePage},
		{post, "/staff/:id/leave", staff, s.leavePerson},
		{post, "/staff/:id/back", staff, s.bringBack},
		{get, "/staff/:id/erase", staff, s.erasePage},
		{post, "/staff/:id/erase", staff, s.erasePerson},
		{get, "/stores", all, s.storesPage},
		{post, "/stores", all, s.addStore},
		{get, "/stores/:id", all, s.storesPage},
		{post, "/stores/:id", all, s.changeStore},

		{get, "/settings", all, s.settingsPage},
		{post, "/settings", all, s.saveSettings},
	}
}

// trainersTable is what trainers do.
func (s *Server) trainersTable() []route {
	return []route{
		{get, "/team", team, s.onTeam("/team", s.teamPage)},
		{get, "/team/questions", team, s.onTeam("/team/questions", s.teamQuestionsPage)},
		{get, "/team/people/:id", team, s.withBook(s.teamPersonPage)},
		{get, "/team/newcomers", team, s.newcomersPage},
		{post, "/team/newcomers", team, s.startNewcomer},
		{post, "/team/newcomers/end", team, s.endNewcomer},
		{post, "/team/newcomers/release", team, s.releaseNewcomer},
		{get, "/team/export/:what", team, s.teamExport},
		{get, "/assignments", team, s.assignmentsPage},
		{get, "/assignments/new", team, s.withBook(s.newAssignmentPage)},
		{post, "/assignments/new", team, s.withBook(s.addAssignment)},
		{get, "/assignments/:id", team, s.withBook(s.assignmentPage)},
		{post, "/assignments/:id/close", team, s.closeAssignment},
	}
}

// machineTable is what programs ask for, browsers among them.
func (s *Server) machineTable() []route {
	return []route{
		{get, "/api/v1/ask", open, s.apiAsk},
		{get, "/api/v1/cards", open, s.onBook(s.apiCards)},
		{get, "/api/v1/cards/:id", open, s.onCard(s.apiCard)},
		{post, "/api/v1/cards/:id/lookups", open, s.onCard(s.apiLookUp)},
		{post, "/api/v1/drills", open, s.apiMakeDrill},
		{get, "/api/v1/drills/:id", open, s.apiShowDrill},
		{post, "/api/v1/drills/:id/answers", open, s.apiAnswerDrill},
		{get, "/openapi.json", open, s.serveOpenAPI},

		{get, "/static/:sum/*file", open, s.serveStatic},
		{get, "/favicon.ico", open, s.serveFavicon},
		{get, "/robots.txt", open, serveRobots},

		{get, "/healthz", open, s.healthz},
		{get, "/readyz", open, s.readyz},
		{get, "/metrics", machine, s.metrics},
	}
}
