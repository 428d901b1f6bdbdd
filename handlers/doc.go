// Package handlers serves pages and the API over HTTP.
//
// A request goes one way: route, handler, one call into the domain, page struct, template. Handlers return an error instead of
// writing one; a single adapter turns it into a page or into problem+json in the reader's language.
package handlers
