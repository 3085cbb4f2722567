/** What someone pastes or types instead of dropping a file. */

export type Reference =
  | { kind: "record"; id: string }
  /** Hex. */
  | { kind: "digest"; sha256: string }
  | { kind: "foreign"; host: string }
  | { kind: "unknown" };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const SHA256_HEX = /^[0-9a-f]{64}$/;
const PUBLIC_PATH = /^\/v\/([^/]+)\/?$/;

/** Whether a text is the id of a record (UUIDv7, RFC 9562 §5.7). */
export function isRecordId(text: string): boolean {
  return UUID.test(text);
}

/**
 * Reads a record's id, a link to its public page on the site with this origin ("https://host"), or a SHA-256 in hex, also in groups.
 * A link to another site is named as such: its id means nothing here.
 */
export function parseReference(text: string, origin: string): Reference {
  const trimmed = text.trim();
  const plain = trimmed.toLowerCase();
  if (isRecordId(plain)) return { kind: "record", id: plain };
  const digest = plain.replace(/^sha-?256:/, "").replace(/[\s:]/g, "");
  if (SHA256_HEX.test(digest)) return { kind: "digest", sha256: digest };
  const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
  const id = url?.pathname.match(PUBLIC_PATH)?.[1]?.toLowerCase();
  if (!url || !id || !isRecordId(id)) return { kind: "unknown" };
  return url.origin === origin ? { kind: "record", id } : { kind: "foreign", host: url.host };
}
