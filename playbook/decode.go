package playbook

import (
	"bytes"
	"errors"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-playground/validator/v10"
	"go.yaml.in/yaml/v3"
)

var (
	idForm      = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	yamlLine    = regexp.MustCompile(`^(?:yaml: )?line (\d+): (.*)$`)
	yamlUnknown = regexp.MustCompile(`^field (\S+) not found in type`)
)

// newRules makes the validator of everything that is loaded: fields are named as in the files, and "id" is the form of our ids.
func newRules() (*validator.Validate, error) {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string { return strings.Split(f.Tag.Get("yaml"), ",")[0] })
	err := v.RegisterValidation("id", func(fl validator.FieldLevel) bool { return idForm.MatchString(fl.Field().String()) })
	return v, err
}

// decode reads YAML into out, a pointer to a struct, and checks its validate tags. All faults are returned at once.
func decode(rules *validator.Validate, file string, raw []byte, out any) Faults {
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	dec.KnownFields(true)
	if err := dec.Decode(out); err != nil {
		return syntaxFaults(file, err)
	}
	err := rules.Struct(out)
	var broken validator.ValidationErrors
	if !errors.As(err, &broken) {
		return nil
	}
	var root yaml.Node
	if err := yaml.Unmarshal(raw, &root); err != nil {
		return syntaxFaults(file, err)
	}
	faults := make(Faults, 0, len(broken))
	for _, b := range broken {
		_, field, _ := strings.Cut(b.Namespace(), ".")
		faults = append(faults, Fault{File: file, Line: lineOf(&root, field), Field: field, Rule: b.Tag(), Param: b.Param()})
	}
	return faults
}

// syntaxFaults turns what the YAML reader says into faults; the reader names lines only inside its texts.
func syntaxFaults(file string, err error) Faults {
	texts := []string{err.Error()}
	var te *yaml.TypeError
	if errors.As(err, &te) {
		texts = te.Errors
	}
	faults := make(Faults, 0, len(texts))
	for _, text := range texts {
		f := Fault{File: file, Rule: RuleSyntax, Param: strings.TrimPrefix(text, "yaml: ")}
		if m := yamlLine.FindStringSubmatch(text); m != nil {
			f.Line, _ = strconv.Atoi(m[1])
			f.Param = m[2]
		}
		if m := yamlUnknown.FindStringSubmatch(f.Param); m != nil {
			f.Field, f.Rule, f.Param = m[1], RuleUnknown, m[1]
		}
		faults = append(faults, f)
	}
	return faults
}

// lineOf finds the line of a field such as "phrases[2].moment"; a field that is absent has the line of what should hold it.
func lineOf(root *yaml.Node, field string) int {
	node := root
	if node.Kind == yaml.DocumentNode && len(node.Content) > 0 {
		node = node.Content[0]
	}
	for _, step := range strings.FieldsFunc(field, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		next := child(node, step)
		if next == nil {
			break
		}
		node = next
	}
	return node.Line
}

func child(node *yaml.Node, step string) *yaml.Node {
	switch node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == step {
				return node.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(node.Content) {
			return node.Content[i]
		}
	}
	return nil
}
