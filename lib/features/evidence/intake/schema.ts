import { digestSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { parseInput } from "#lib/infra/http/input.ts";
import type { DigestBody } from "./verbs/to-submission.ts";

const SHA256 = /^[0-9a-f]{64}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** Printable ASCII, Chinese characters and their brackets, no separators of paths: names in which there is nothing to be found or composed. */
const PLAIN_NAME = /^[\x20-\x2e\x30-\x5b\x5d-\x7e\u3001\u300a\u300b\u3010\u3011\u4e00-\u9fff\uff08\uff09]{1,255}$/;
/** Of nothing, which the schema refuses (FIPS 180-4). */
const SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** A digest to be recorded, as `digestSchema` reads it. @throws {SealbookError} as `parseInput` */
export function readDigestBody(value: unknown): DigestBody {
  return readPlain(value) ?? parseInput(digestSchema, value);
}

/** What most lines are, many times as fast; undefined for everything that wants a closer look. */
function readPlain(value: unknown): DigestBody | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { sha256, name, size, unit, ...rest } = value as Record<string, unknown>;
  for (const _ in rest) return undefined;
  if (typeof sha256 !== "string" || !SHA256.test(sha256) || sha256 === SHA256_OF_NOTHING) return undefined;
  if (typeof name !== "string" || !PLAIN_NAME.test(name) || ["", ".", ".."].includes(name.trim())) return undefined;
  const digest = new Uint8Array(Buffer.from(sha256, "hex"));
  if (unit !== undefined && !(typeof unit === "string" && UUID.test(unit))) return undefined;
  const plain = { sha256: digest, name, ...(unit !== undefined && { unit }), kind: "content" } as const;
  if (size === undefined) return plain;
  return isSize(size) ? { ...plain, size } : undefined;
}

function isSize(size: unknown): size is number {
  return typeof size === "number" && Number.isSafeInteger(size) && size > 0;
}
