/** What an answer says: its JSON, or the refusal that it is. */
import { Problem, type ProblemDocument, StrangeAnswer } from "./errors.ts";
import type { Answer } from "./transport.ts";

/** The JSON of an answer that is no refusal. @throws {Problem | StrangeAnswer} */
export function jsonOf(answer: Answer): unknown {
  const value = parse(checked(answer).body);
  if (value === undefined) throw new StrangeAnswer(answer.status);
  return value;
}

/** An answer that is no refusal. @throws {Problem | StrangeAnswer} */
export function checked(answer: Answer): Answer {
  if (answer.status >= 300 && answer.status !== 304) throw problemOf(answer);
  return answer;
}

/** What a refusal says. */
export function problemOf({ status, headers, body }: Answer): Problem | StrangeAnswer {
  const document = parse(body) as Partial<ProblemDocument> | undefined;
  const isProblem = typeof document === "object" && document !== null && typeof document.code === "string";
  if (!isProblem || !(document.detail || document.title)) return new StrangeAnswer(status);
  return new Problem(document as ProblemDocument, { status, requestId: headers["x-request-id"]?.toString() });
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
