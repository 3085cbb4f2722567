/** How a request may fail: the server refuses, answers something else, or cannot be reached. */
import type { components } from "./generated/paths.ts";

export type ProblemDocument = components["schemas"]["Problem"];
export type ProblemCode = ProblemDocument["code"];

/** A refusal, with its problem document (RFC 9457). Branch on `code`. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly code: ProblemCode;
  /** What was sent under this name is what is wrong. */
  readonly field: string | undefined;
  /** X-Request-Id: what the operators find it by. */
  readonly requestId: string | undefined;
  readonly document: ProblemDocument;

  constructor(document: ProblemDocument, { status, requestId }: { status: number; requestId: string | undefined }) {
    super(document.detail || document.title);
    this.status = status;
    this.code = document.code;
    this.field = document.field;
    this.requestId = requestId;
    this.document = document;
  }
}

/** What answered is no server of this API, or somebody in between. */
export class StrangeAnswer extends Error {
  override readonly name = "StrangeAnswer";
  readonly status: number;

  constructor(status: number) {
    super(`answered ${status}, and nothing of this API`);
    this.status = status;
  }
}

/** No answer: whether the request was done is not known. Sent again under the same key, it is done once. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
  /** Something of the answer had arrived. */
  readonly isBrokenOff: boolean;

  constructor(reason: string, { isBrokenOff = false } = {}) {
    super(reason);
    this.isBrokenOff = isBrokenOff;
  }
}

/** The request took longer than it may; it is not sent again. */
export class TimedOut extends Error {
  override readonly name = "TimedOut";
}

/** What was to be sent ended before its length, or cannot be read any more: the same would come of every further attempt. */
export class BodyIncomplete extends Error {
  override readonly name = "BodyIncomplete";
}

/** The answer is longer than what is held in memory. */
export class AnswerTooLong extends Error {
  override readonly name = "AnswerTooLong";
}
