package playbook

import (
	"bytes"
	"errors"
	"io"
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
	if err := dec.Decode(out); err != nil && !errors.Is(err, io.EOF) {
		return syntaxFaults(file, raw, err)
	}
	var second yaml.Node
	switch err := dec.Decode(&second); {
	case err == nil:
		return Faults{{File: file, Line: second.Content[0].Line, Rule: RuleSyntax, Param: "a second document"}}
	case !errors.Is(err, io.EOF):
		return syntaxFaults(file, raw, err)
	}
	err := rules.Struct(out)
	var broken validator.ValidationErrors
	if !errors.As(err, &broken) {
		return nil
	}
	var root yaml.Node
	if err := yaml.Unmarshal(raw, &root); err != nil {
		return syntaxFaults(file, raw, err)
	}
	faults := make(Faults, 0, len(broken))
	for _, b := range broken {
		_, field, _ := strings.Cut(b.Namespace(), ".")
		faults = append(faults, Fault{File: file, Line: lineOf(&root, field), Field: field, Rule: b.Tag(), Param: b.Param()})
	}
	return faults
}

// syntaxFaults turns what the YAML reader says into faults; the reader names lines only inside its texts.
func syntaxFaults(file string, raw []byte, err error) Faults {
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
			// Where its parser stops, the reader counts lines from 0.
			if strings.HasPrefix(f.Param, "did not find expected") {
				f.Line = min(f.Line+1, bytes.Count(raw, []byte("\n"))+1)
			}
		}
		if m := yamlUnknown.FindStringSubmatch(f.Param); m != nil {
			f.Field, f.Rule, f.Param = m[1], RuleUnknown, m[1]
		}
		faults = append(faults, f)
	}
	return faults
}

// lineOf finds the line of a field such as "phrases[2].moment"; a field that is absent has the line of what should hold it, and 0 in
// an empty file.
func lineOf(root *yaml.Node, field string) int {
	node := root
	if node.Kind == yaml.DocumentNode && len(node.Content) > 0 {
		node = node.Content[0]
	}
	line := node.Line
	for _, step := range strings.FieldsFunc(field, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		next, at := child(node, step)
		if next == nil {
			break
		}
		node, line = next, at
	}
	return line
}

// child finds a part of a node, and its line: in a mapping, that of the key.
func child(node *yaml.Node, step string) (*yaml.Node, int) {
	switch node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == step {
				return node.Content[i+1], node.Content[i].Line
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(node.Content) {
			return node.Content[i], node.Content[i].Line
		}
	}
	return nil, 0
}
