package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/go-playground/validator/v10"
)

// body reads the JSON body of a request into out, a pointer to a struct with json and validate tags; what is wrong is a Failure.
func (s *Server) body(c *gin.Context, out any) error {
	var big *http.MaxBytesError
	raw, err := io.ReadAll(c.Request.Body)
	switch {
	case errors.As(err, &big):
		return err
	case err != nil:
		return badBody()
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(out); err != nil {
		return bodyFailure(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return badBody() // something follows the one document
	}
	return fieldsOf(s.bodyRules.Struct(out))
}

func badBody() *Failure { return badFields([]FieldFailure{{Field: "body", Rule: "json"}}) }

// maxFieldName bounds the name of a field that is told back to its sender, in characters.
const maxFieldName = 60

// bodyFailure says what keeps a body from being decoded.
func bodyFailure(err error) *Failure {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		field := wrong.Field
		if field == "" {
			field = "body"
		}
		return badFields([]FieldFailure{{Field: field, Rule: "type", Param: jsonType(wrong.Type)}})
	}
	// The decoder has no type for a field that is not known; a test keeps an eye on its words.
	if name, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		if field, err := strconv.Unquote(name); err == nil {
			short := []rune(clean(field))
			return badFields([]FieldFailure{{Field: string(short[:min(len(short), maxFieldName)]), Rule: "unknown"}})
		}
	}
	return badBody()
}

// jsonType is what JSON calls a type of ours.
func jsonType(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "string"
	case reflect.Slice:
		return "array"
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return "integer"
	default:
		return "object"
	}
}

// fieldsOf turns what the validator finds into a Failure.
func fieldsOf(err error) error {
	var broken validator.ValidationErrors
	if !errors.As(err, &broken) {
		return err
	}
	fields := make([]FieldFailure, len(broken))
	for i, b := range broken {
		fields[i] = FieldFailure{Field: b.Field(), Rule: b.Tag(), Param: b.Param()}
		if b.Kind() == reflect.Slice && b.Tag() == "max" {
			fields[i] = FieldFailure{Field: b.Field(), Rule: "many", Param: b.Param()}
		}
	}
	return badFields(fields)
}
