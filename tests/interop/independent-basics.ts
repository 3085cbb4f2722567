/** What the second opinions of this folder rest on: node:crypto and JSON.parse, no code of the product. */
import { createHash } from "node:crypto";

export function sha256(...parts: Uint8Array[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

export function check(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

/** Base64 with one spelling: Node's own decoder takes nearly anything. */
export function decodeBase64(text: unknown, length?: number): Buffer {
  check(typeof text === "string", "base64 is text");
  const bytes = Buffer.from(text, "base64");
  check(bytes.toString("base64") === text && (length === undefined || bytes.length === length), "base64 is canonical");
  return bytes;
}

/** Everything in a receipt is text, small integers, objects and lists: sorting the keys is all that RFC 8785 adds. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

export function parseStrictly(text: unknown, allowed: readonly string[]): Record<string, unknown> {
  check(typeof text === "string", "JSON is text");
  const value = JSON.parse(text);
  check(JSON.stringify(sorted(value)) === text, "JSON is canonical");
  return fieldsOf(value, allowed);
}

export function fieldsOf(value: unknown, allowed: readonly string[]): Record<string, unknown> {
  check(typeof value === "object" && value !== null && !Array.isArray(value), "an object");
  check(
    Object.keys(value).every((key) => allowed.includes(key)),
    "no unknown field",
  );
  return value as Record<string, unknown>;
}
