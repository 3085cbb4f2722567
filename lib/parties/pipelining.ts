/**
 * Requests that come on one connection before the ones ahead of them are answered (RFC 9112 section 9.3.2). Node.js begins all that
 * a packet holds, thousands, and keeps every answer that its client does not read: a few connections would use up the memory.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Browsers and proxies send one after the other; programs that send ahead do so by a handful. */
export const PIPELINED_MAX = 16;

/** The same listener; a connection on which more requests wait for their answers ends. */
export function withoutFloods(listener: RequestListener): RequestListener {
  const waiting = new WeakMap<Socket, number>();
  return (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    // What had come with the request that ended the connection.
    if (socket.destroyed) return;
    const count = (waiting.get(socket) ?? 0) + 1;
    if (count > PIPELINED_MAX) {
      socket.destroy();
      return;
    }
    waiting.set(socket, count);
    response.once("close", () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
    listener(request, response);
  };
}
