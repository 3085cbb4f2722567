/** A request as endpoints see it: node's own, and what is made of it only where somebody asks. */
import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Locale } from "#lib/i18n/locale.ts";
import type { SealbookError } from "#lib/words/errors.ts";
import { requestLocale } from "./locale.ts";
import type { RequestFacts } from "./log.ts";
import type { RateLimit } from "./rate-limits.ts";

export class ApiRequest {
  /** Named in its answer and in the log, so that both can be found from each other. */
  readonly id = randomUUID();
  readonly method: string;
  /** As it was sent, without query. */
  readonly path: string;
  /** What follows the question mark; "" when nothing does. */
  readonly search: string;
  readonly headers: IncomingHttpHeaders;
  /** Node's own, for a body that is streamed. */
  readonly incoming: IncomingMessage;
  /** What the wide line of this request says besides its path and status. */
  readonly facts: RequestFacts = {};
  /** Against which limit it was counted, and as whose. */
  counted: { limit: RateLimit; caller: string } | undefined;
  /** Why it may not go on, once that is so. */
  refusal: SealbookError | undefined;
  /** The answer goes out while the body still comes in, and whoever takes that sees to its end. */
  isBodyKept = false;
  readonly #response: ServerResponse;
  #isBodyAwaited: boolean;
  #locale: Locale | undefined;
  #gone: AbortController | undefined;

  constructor(incoming: IncomingMessage, response: ServerResponse) {
    const { method = "", url = "/", headers } = incoming;
    const mark = url.indexOf("?");
    this.method = method;
    this.path = mark < 0 ? url : url.slice(0, mark);
    this.search = mark < 0 ? "" : url.slice(mark + 1);
    this.headers = headers;
    this.incoming = incoming;
    this.#response = response;
    this.#isBodyAwaited = headers.expect !== undefined;
  }

  get locale(): Locale {
    this.#locale ??= requestLocale(this.headers);
    return this.#locale;
  }

  /** Aborted when whoever asked does not wait for the answer, or may not have it any more. */
  get signal(): AbortSignal {
    if (this.#gone) return this.#gone.signal;
    const gone = new AbortController();
    this.#gone = gone;
    if (this.#response.destroyed) gone.abort();
    this.#response.once("close", () => gone.abort());
    return gone.signal;
  }

  /** Ends what is under way for this request: `refusal` says why, and `signal` is aborted. */
  refuse(refusal: SealbookError): void {
    this.refusal ??= refusal;
    if (!this.signal.aborted) this.#gone?.abort(refusal);
  }

  /** Whether the client holds its body back until it is asked for. RFC 9110 section 10.1.1 */
  get isBodyAwaited(): boolean {
    return this.#isBodyAwaited;
  }

  /** Asks for the body where the client waits for that. */
  askForBody(): void {
    if (this.#isBodyAwaited) this.#response.writeContinue();
    this.#isBodyAwaited = false;
  }
}
