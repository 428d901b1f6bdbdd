package handlers

import (
	"net/url"
	"reflect"
	"strings"

	"github.com/gin-gonic/gin/binding"
	"github.com/go-playground/validator/v10"
)

// maxQuestion bounds a question, in characters.
const maxQuestion = 500

// askInput is a question as it comes in. Its language is settled by the middleware.
type askInput struct {
	Q     string `form:"q" validate:"required,max=500"`
	Limit int    `form:"limit,default=5" validate:"gte=1,lte=20"`
}

// findInput are words to look up.
type findInput struct {
	Words string `form:"find" validate:"max=200"`
}

// rememberInput is a question sent to the trainer.
type rememberInput struct {
	Q string `form:"q" validate:"required,max=500"`
}

// newRules makes the validator of requests; fields are named as in the request, by the tag given.
func newRules(tag string) *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string { return strings.Split(f.Tag.Get(tag), ",")[0] })
	return v
}

// bind maps form values onto out and checks its validate tags. Text is cleaned first, in place, so that blank counts as missing.
func (s *Server) bind(values url.Values, out any) error {
	for _, v := range values {
		if len(v) > 0 {
			v[0] = clean(v[0])
		}
	}
	if err := binding.MapFormWithTag(out, values, "form"); err != nil {
		return badFields([]FieldFailure{{Field: numberField(out), Rule: "number"}})
	}
	return fieldsOf(s.rules.Struct(out))
}

// numberField names the one field of an input that is a number, which is all that can fail to be mapped.
func numberField(input any) string {
	t := reflect.TypeOf(input).Elem()
	for i := range t.NumField() {
		if t.Field(i).Type.Kind() == reflect.Int {
			return strings.Split(t.Field(i).Tag.Get("form"), ",")[0]
		}
	}
	return ""
}

// clean trims a text and replaces what is not UTF-8, so that it can be shown again.
func clean(s string) string { return strings.TrimSpace(strings.ToValidUTF8(s, "\uFFFD")) }
