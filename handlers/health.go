package handlers

import (
	"net"
	"net/http"
	"net/netip"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"clerkcoach/search"
)

// healthz answers as soon as the process listens.
func (s *Server) healthz(c *gin.Context) error {
	c.String(http.StatusOK, "ok\n")
	return nil
}

// readyz answers 200 once questions can be answered, 503 before.
func (s *Server) readyz(c *gin.Context) error {
	_, release, err := s.Indexes.Use()
	if err != nil {
		c.Header("Retry-After", "1")
		c.String(http.StatusServiceUnavailable, "not ready\n")
		return nil
	}
	release()
	c.String(http.StatusOK, "ready\n")
	return nil
}

// counters are the figures of one Server, in a registry of its own.
type counters struct {
	registry *prometheus.Registry
	handler  http.Handler
	requests *prometheus.CounterVec
	verdicts map[search.Verdict]prometheus.Counter
}

func newCounters(streams *streams) *counters {
	reg := prometheus.NewRegistry()
	k := &counters{
		registry: reg,
		handler:  promhttp.HandlerFor(reg, promhttp.HandlerOpts{}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "clerkcoach_requests_total", Help: "Requests answered, by route and class of status.",
		}, []string{"route", "status"}),
		verdicts: map[search.Verdict]prometheus.Counter{},
	}
	asks := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "clerkcoach_asks_total", Help: "Questions asked, by verdict.",
	}, []string{"verdict"})
	for _, v := range []search.Verdict{search.Answered, search.Unsure, search.Outside} {
		k.verdicts[v] = asks.WithLabelValues(string(v))
	}
	open := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "clerkcoach_streams", Help: "Streams that are open."},
		func() float64 { return float64(streams.count()) })
	reg.MustRegister(k.requests, asks, open, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return k
}

// asked counts a question.
func (k *counters) asked(v search.Verdict) { k.verdicts[v].Inc() }

// count counts every request under its route, so that made-up addresses make no new figures.
func (s *Server) count(c *gin.Context) {
	c.Next()
	route := c.FullPath()
	if route == "" {
		route = "none"
	}
	class := [...]string{"0xx", "1xx", "2xx", "3xx", "4xx", "5xx"}
	s.counters.requests.WithLabelValues(route, class[min(c.Writer.Status()/100, len(class)-1)]).Inc()
}

// metrics answers with all figures in Prometheus' form.
func (s *Server) metrics(c *gin.Context) error {
	s.counters.handler.ServeHTTP(c.Writer, c.Request)
	return nil
}

// onlyLocal refuses requests from other machines than the server's own, and those that a proxy has passed on.
func onlyLocal(c *gin.Context) error {
	host, _, err := net.SplitHostPort(c.Request.RemoteAddr)
	if err != nil {
		return forbidden()
	}
	addr, err := netip.ParseAddr(host)
	passedOn := c.GetHeader("X-Forwarded-For") != "" || c.GetHeader("Forwarded") != "" || c.GetHeader("X-Real-Ip") != ""
	if err != nil || !addr.Unmap().IsLoopback() || passedOn {
		return forbidden()
	}
	return nil
}
