/** One wide line for each request, as JSON on standard output. It names who asked and what came of it, never a secret. */
import { env } from "#lib/env.ts";

import type { MemberActor } from "#lib/infra/auth/types.ts";

/** What is learnt of a request while it is handled. */
export interface RequestFacts {
  /** Kind and id of the caller; absent when nobody had to say who they are. */
  actor?: string;
  organisation?: string;
  /** Code of the problem that was answered. */
  code?: string;
  bytesIn?: number;
  /** What went wrong inside, for codes that are not the caller's fault. */
  error?: string;
}

export interface RequestLine extends RequestFacts {
  method: string;
  /** Path without its query: queries carry names and digests. */
  path: string;
  status: number;
  milliseconds: number;
  address: string;
}

export function actorFacts(actor: MemberActor): RequestFacts {
  return {
    actor: actor.kind === "user" ? `user:${actor.userId}` : `api-key:${actor.apiKeyId}`,
    organisation: actor.organisationId,
  };
}

export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Writes the line; silent under test, where standard output belongs to the test runner. */
export function logRequest(line: RequestLine): void {
  if (env.NODE_ENV === "test") return;
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), event: "http.request", ...line })}\n`);
}
