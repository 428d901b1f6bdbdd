package handlers

import (
	"context"
	"net"
)

// connKey is the key of a connection among the values of a request's context.
type connKey struct{}

// WithConn is what an http.Server is to have as its ConnContext: it lets streams know their connection.
func WithConn(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, conn)
}

// streamRoom is how many bytes of a stream wait in the system for a reader that does not read, or twice that: some views. With less, a
// view waits for the reader's acknowledgement of its first half; the system's own measure is megabytes, by which nobody would notice that
// a reader has gone to sleep.
const streamRoom = 16 << 10

// boundRoom bounds what waits in the system on a stream's connection, where it is known.
func boundRoom(ctx context.Context) error {
	if conn, ok := ctx.Value(connKey{}).(interface{ SetWriteBuffer(bytes int) error }); ok {
		return conn.SetWriteBuffer(streamRoom)
	}
	return nil
}
