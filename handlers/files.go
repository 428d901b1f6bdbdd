package handlers

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"go.yaml.in/yaml/v3"
)

//go:embed openapi.yaml
var openAPIFile embed.FS

// openAPI turns the description of the API into JSON, with this program's version in it.
func openAPI(version string) ([]byte, error) {
	raw, err := openAPIFile.ReadFile("openapi.yaml")
	if err != nil {
		return nil, fmt.Errorf("read the description of the API: %w", err)
	}
	var doc map[string]any
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		return nil, fmt.Errorf("read the description of the API: %w", err)
	}
	if info, ok := doc["info"].(map[string]any); ok {
		info["version"] = version
	}
	out, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("write the description of the API: %w", err)
	}
	return out, nil
}

func (s *Server) serveOpenAPI(c *gin.Context) error {
	c.Header("Cache-Control", "no-cache")
	c.Data(http.StatusOK, "application/json; charset=utf-8", s.openapi)
	return nil
}

// serveRobots tells search engines what is for people alone. Pages that are open to everybody are open to them as well, where a store's
// server can be reached from outside at all.
func serveRobots(c *gin.Context) error {
	c.String(http.StatusOK, "User-agent: *\nDisallow: /api/\nDisallow: /link/\n")
	return nil
}

// serveStatic sends an embedded file. Under the current checksum it may be kept for ever; under an older one, which a page that was
// open during an upgrade may still ask for, the present file is sent but not kept.
func (s *Server) serveStatic(c *gin.Context) error {
	name := strings.TrimPrefix(path.Clean(c.Param("file")), "/")
	keep := "no-cache"
	if c.Param("sum") == s.Assets.Sum() {
		keep = "public, max-age=31536000, immutable"
	}
	return s.serveFile(c, name, keep)
}

func (s *Server) serveFavicon(c *gin.Context) error {
	return s.serveFile(c, "img/icon.svg", "public, max-age=86400")
}

func (s *Server) serveFile(c *gin.Context, name, keep string) error {
	raw, err := fs.ReadFile(s.Assets.FS(), name)
	if err != nil {
		return notFound()
	}
	c.Header("Cache-Control", keep)
	http.ServeContent(c.Writer, c.Request, name, time.Time{}, bytes.NewReader(raw))
	return nil
}
