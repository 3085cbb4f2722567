/** What the pages of batches ask the API: checks of rows, a batch, its drafts, how it stands. */
import { z } from "zod/mini";
import type { Draft } from "#lib/features/certificates/issuing/schema/draft.ts";

/** Rows that go with one request: a second's work at most. */
export const ROWS_PER_REQUEST = 250;
const ANSWER_TIMEOUT_MS = 60_000;
/** Of a server that is busy for a moment. */
const TRIES_MAX = 5;
const WAIT_MS = 2_000;

export interface SentDraft extends Draft {
  line?: number | undefined;
}

const faultSchema = z.object({
  field: z.string(),
  code: z.string(),
  character: z.optional(z.string()),
  place: z.optional(z.number()),
  found: z.optional(z.string()),
  standard: z.optional(z.string()),
});
const faultySchema = z.object({ at: z.number(), faults: z.array(faultSchema) });
const checkedSchema = z.object({
  faults: z.array(faultySchema),
  issuedBefore: z.array(z.object({ at: z.number(), certificate: z.string() })),
});
const addedSchema = z.object({ size: z.number(), faults: z.array(faultySchema) });
const batchSchema = z.object({ id: z.string() });
const stateSchema = z.object({
  state: z.string(),
  size: z.number(),
  made: z.number(),
  failure: z.optional(z.string()),
});
const pendingSchema = z.object({ id: z.string(), batch: z.string() });

/** In the reader's language: what the server said, or nothing when no answer came. */
export class RequestRefused extends Error {}

async function ask<T>(
  schema: z.ZodMiniType<T>,
  { path, method = "POST", body }: { path: string; method?: string; body?: unknown },
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const response = await fetch(`/api/v1${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      cache: "no-store",
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    const answer: unknown = await response.json();
    if (response.ok) return schema.parse(answer);
    const isPassing = response.status === 429 || response.status === 503;
    if (!isPassing || tries >= TRIES_MAX) {
      const { detail } = answer as { detail?: unknown };
      throw new RequestRefused(typeof detail === "string" ? detail : response.statusText);
    }
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
}

export const checkRows = (given: { template: string; version: number; drafts: readonly SentDraft[] }) =>
  ask(checkedSchema, { path: "/batches/check", body: given });

export const beginBatch = (given: {
  name: string;
  template: string;
  version: number;
  validUntil?: string | undefined;
  unit?: string | undefined;
}) => ask(batchSchema, { path: "/batches", body: given });

/** @param given.from how many drafts it has: what was sent twice is added once */
export const addRows = (batch: string, given: { from: number; drafts: readonly SentDraft[] }) =>
  ask(addedSchema, { path: `/batches/${batch}/drafts`, body: given });

export const askBatch = (batch: string) => ask(stateSchema, { path: `/batches/${batch}`, method: "GET" });

export const issueOne = (given: {
  template: string;
  version: number;
  holderName: string;
  email?: string | undefined;
  values: Record<string, string>;
  validUntil?: string | undefined;
  replaces?: string | undefined;
}) => ask(pendingSchema, { path: "/certificates?wait=0", body: given });
