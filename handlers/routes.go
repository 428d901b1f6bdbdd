package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// routes is the table of all addresses. Everything here is open to anybody who can reach the server; reading the playbook needs no
// sign-in. /metrics answers on the server's own machine only.
func (s *Server) routes(e *gin.Engine) {
	e.Use(s.recovery, s.requestID, s.accessLog, s.count, securityHeaders(), s.limitBody, s.sameSite, s.language)

	e.GET("/", s.handle(s.askPage))
	e.GET("/answer", s.handle(s.answerPart))
	e.POST("/questions", s.handle(s.rememberQuestion))
	e.GET("/cards", s.handle(s.cardsPage))
	e.GET("/cards/:id", s.handle(s.cardPage))
	e.GET("/cards/:id/say/:phrase", s.handle(s.sayPage))
	e.GET("/cards/:id/print", s.handle(s.printCardPage))
	e.GET("/handbooks/:id", s.handle(s.handbookPage))
	e.GET("/handbooks/:id/print", s.handle(s.printHandbookPage))
	e.GET("/practice", s.handle(s.practicePage))
	e.GET("/practice/new", s.handle(s.newPractice))
	e.GET("/practice/again/:id", s.handle(s.againPractice))
	e.GET("/practice/:id", s.handle(s.practiceQuestion))
	e.GET("/practice/:id/print", s.handle(s.printPractice))
	e.GET("/about", s.handle(s.aboutPage))

	e.GET("/api/v1/ask", s.handle(s.apiAsk))
	e.GET("/api/v1/cards", s.handle(s.apiCards))
	e.GET("/api/v1/cards/:id", s.handle(s.apiCard))
	e.POST("/api/v1/drills", s.handle(s.apiMakeDrill))
	e.GET("/api/v1/drills/:id", s.handle(s.apiShowDrill))
	e.POST("/api/v1/drills/:id/answers", s.handle(s.apiAnswerDrill))
	e.GET("/openapi.json", s.serveOpenAPI)

	e.GET("/static/:sum/*file", s.handle(s.serveStatic))
	e.GET("/favicon.ico", s.handle(s.serveFavicon))
	e.GET("/robots.txt", func(c *gin.Context) { c.String(http.StatusOK, "User-agent: *\nDisallow: /\n") })

	e.GET("/healthz", s.healthz)
	e.GET("/readyz", s.readyz)
	e.GET("/metrics", s.handle(s.metrics))

	e.NoRoute(s.handle(func(*gin.Context) error { return notFound() }))
	e.NoMethod(s.handle(func(*gin.Context) error { return methodNotAllowed() }))
}
