/** Requests of many lines: what an area declares of its own, and what is kept of each. */
import type { MemberActor, OrganisationId } from "#lib/gate/actor.ts";
import type { Permission } from "#lib/words/permissions.ts";

export const BULK_AREAS = ["evidence", "certificates"] as const;
export type BulkAreaName = (typeof BULK_AREAS)[number];

/** Bytes of a line, as of the body of a single request. */
export const LINE_BYTES_MAX: number = 64 * 1024;
/** Lines recorded in one transaction, some tens of milliseconds, and their bytes. */
export const LINES_TOGETHER_MAX = 1_000;
export const BYTES_TOGETHER_MAX: number = 1024 * 1024;
/** For so long the answers to a bulk can be had after its last line. */
export const ANSWERS_KEPT_DAYS = 7;
/** Lines whose answers are kept of one organisation: some gigabytes. Those of its oldest bulks go first. */
export const ANSWERED_LINES_MAX = 20_000_000;

/** Asks within a transaction, whichever library has begun it. */
export type Query = <Row>(sql: string, values: readonly unknown[]) => Promise<Row[]>;

/** A line that could be read. */
export interface BulkLine<Body> {
  /** From 1. */
  line: number;
  body: Body;
  /** Its own idempotency key. */
  key: string | undefined;
}

/** What a line came to: the id of what was made, and what more the area says of it; or why not, as a refusal's members. */
export type LineAnswer = { id: string; [more: string]: string | number } | { problem: LineProblem };
export type LineProblem = { code: string; field?: string; [detail: string]: string | number | undefined };

/** The two halves of what is kept with the lines, in the transaction that records them. */
export interface Keeping {
  /** Its first statement. @throws {PutBackError} somebody else has answered these lines */
  begin(query: Query): Promise<void>;
  /** Its last one. @param answers in the order of the lines */
  end(query: Query, answers: readonly LineAnswer[]): Promise<void>;
}

export interface BulkSending {
  actor: MemberActor;
  bulkId: string;
}

/** What lines of an area are, and what becomes of them. */
export interface BulkArea<Body, Prepared> {
  area: BulkAreaName;
  /** `/api/v1/AREA/bulk`. */
  path: string;
  scope: Permission;
  /** The body of the single request. @throws {SealbookError} what is wrong with it */
  read: (value: unknown) => Body;
  /** All that can be done before the transaction. @returns for each line what is to be recorded, or its problem */
  prepare: (sending: BulkSending, lines: readonly BulkLine<Body>[]) => Promise<Prepared>;
  /** Records them in one transaction, in which the actor is proven. @throws {PutBackError} they are to be prepared anew */
  record: (sending: BulkSending, prepared: Prepared, keeping: Keeping) => Promise<void>;
  /** Once, when all lines are recorded and the body has come to its end; again when the same bulk is sent again before it was told so. */
  complete?: (sending: BulkSending) => Promise<void>;
}

/** What was prepared does not fit any more: lines are read and prepared anew. */
export class PutBackError extends Error {
  override name = "PutBackError";
}

export interface Bulk {
  id: string;
  organisationId: OrganisationId;
  area: BulkAreaName;
  requestKey: string | undefined;
  /** Answered so far. */
  lines: number;
  refused: number;
  complete: boolean;
  expired: boolean;
}

/** Answers to lines that were recorded together. */
export interface AnsweredLines {
  first: number;
  lines: number;
  refused: number;
  /** A line of JSON each; of lines without content there is none. */
  answers: string;
}
