import { isUtf8 } from "node:buffer";
import { z } from "zod";
import { repeatedMember } from "#lib/core/text/json-members.ts";
import { idempotencyKeySchema } from "#lib/infra/http/idempotency-key.ts";
import { parseInput, shownName } from "#lib/infra/http/input.ts";
import type { RawLine } from "#lib/infra/http/lines.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { type BulkLine, LINE_BYTES_MAX } from "./types.ts";

/** Beyond this no number of a line is exact. */
const LINE_MAX = Number.MAX_SAFE_INTEGER;

export const bulkParamsSchema = z.object({ id: z.uuid().regex(/^[0-9a-f-]+$/) });
export const answersQuerySchema = z.object({
  /** The first line whose answer is wanted. */
  line: z.coerce.number().int().min(1).max(LINE_MAX).default(1),
});

const keySchema = z.object({ key: idempotencyKeySchema });
const NOTHING = /^[ \t\r]*$/;

/**
 * One line of a bulk. @returns undefined for one without content
 * @throws {SealbookError} `payload_too_large`; `bad_request` for what is no UTF-8 or no JSON object; as `read`
 */
export function readLine<Body>(
  raw: RawLine,
  { line, read }: { line: number; read: (value: unknown) => Body },
): BulkLine<Body> | undefined {
  const value = readObject(raw);
  if (value === undefined) return undefined;
  // Only own, and so none of Object.prototype.
  const { key, ...body } = value;
  return { line, body: read(body), key: key === undefined ? undefined : parseInput(keySchema, { key }).key };
}

/**
 * The JSON object that a line is. @returns undefined for one without content
 * @throws {SealbookError} `payload_too_large`; `bad_request` for what is no UTF-8 or no JSON object; `invalid_field` for a member that stands twice
 */
export function readObject(raw: RawLine): Record<string, unknown> | undefined {
  if (raw === "too_long") throw new SealbookError("payload_too_large", { details: { bytesMax: LINE_BYTES_MAX } });
  if (!isUtf8(raw)) throw new SealbookError("bad_request");
  const text = raw.toString("utf8");
  return NOTHING.test(text) ? undefined : parse(text);
}

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new SealbookError("bad_request");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new SealbookError("bad_request");
  // Written as we would write it no member stands twice: what most programs send needs no second look.
  const bad = JSON.stringify(value) === text ? undefined : repeatedMember(text);
  if (bad !== undefined) throw new SealbookError("invalid_field", { field: shownName(bad) });
  return value as Record<string, unknown>;
}
