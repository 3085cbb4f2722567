/** What the framework cannot say of a page: that it is there and yet a 404 or 410, and whose fault a form is that nobody could read. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type PageRequest, pageRequests } from "#lib/gate/page-request.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { FORM_BYTES_MAX } from "./guard.ts";
import type { Handler } from "./handler.ts";

type Refuse = (request: IncomingMessage, response: ServerResponse, error: SealbookError) => void;
type Send = (...parts: unknown[]) => unknown;
const SENDING = ["writeHead", "flushHeaders", "write", "end"] as const;

/** Answers with 404 or 410 for a page that says so, and a POST that no action came to see with 400 or 413 instead of 500. */
export function withPageAnswers(handlePage: Handler, refuse: Refuse): Handler {
  return async (request, response) => {
    const isPost = request.method === "POST";
    const asked: PageRequest = { arrived: !isPost, status: 200 };
    const { bytesRead } = request.socket;
    if (!isPost) asSaid(response, () => asked.status);
    else {
      insteadOfFailure(response, () => {
        if (asked.arrived) return undefined;
        const bytesMax = FORM_BYTES_MAX;
        const isLarge = request.socket.bytesRead - bytesRead > bytesMax;
        const error = isLarge
          ? new SealbookError("payload_too_large", { details: { bytesMax } })
          : new SealbookError("bad_request");
        return () => refuse(request, response, error);
      });
    }
    await pageRequests().run(asked, () => handlePage(request, response));
  };
}

/** Node writes every head through `writeHead`, also one that nobody asked for. */
function asSaid(response: ServerResponse, said: () => number): void {
  const own = response as unknown as { writeHead: Send };
  const { writeHead } = own;
  own.writeHead = (status, ...rest) => writeHead.call(response, status === 200 ? said() : status, ...rest);
}

/**
 * The functions stay in their place: what compresses an answer lays its own over them, and would lose its hold on all that is sent
 * after they were taken away.
 *
 * @param answerFor asked when an answer of 5xx begins: what is sent in its place, if anything
 */
function insteadOfFailure(response: ServerResponse, answerFor: () => (() => void) | undefined): void {
  const own = response as unknown as Record<(typeof SENDING)[number], Send>;
  const before = Object.fromEntries(SENDING.map((name) => [name, own[name]])) as typeof own;
  let stage: "waiting" | "sending" | "replaced" = "waiting";
  for (const name of SENDING) {
    own[name] = (...parts) => {
      // The framework goes on sending; nobody is there any more.
      if (stage === "replaced") return name === "write" ? true : response;
      if (stage === "sending") return before[name].apply(response, parts);
      const status = name === "writeHead" ? Number(parts[0]) : response.statusCode;
      const answer = !response.headersSent && status >= 500 ? answerFor() : undefined;
      stage = "sending";
      if (!answer) return before[name].apply(response, parts);
      for (const header of response.getHeaderNames()) if (!KEPT.test(header)) response.removeHeader(header);
      answer();
      stage = "replaced";
      return response;
    };
  }
}

/** Headers that every answer carries (security-headers.ts). */
const KEPT =
  /^(content-security-policy|x-content-type-options|referrer-policy|permissions-policy|strict-transport-security|cross-origin-opener-policy)$/;
