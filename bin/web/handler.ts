import type { IncomingMessage, ServerResponse } from "node:http";

/** Answers a request on node's own server. */
export type Handler<Rest extends unknown[] = []> = (
  request: IncomingMessage,
  response: ServerResponse,
  ...rest: Rest
) => Promise<void>;
