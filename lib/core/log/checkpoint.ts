/**
 * C2SP tlog-checkpoint: the signed statement `origin / tree size / root`, and C2SP tlog-cosignature: what witnesses add to it.
 * The ledger signs with Ed25519 (0x01) under a key whose name is the origin.
 */
import { concat, DIGEST_BYTES, fromBase64, toBase64, utf8 } from "../text/bytes.ts";
import { parseDecimal } from "../text/decimal.ts";
import { findSignature, KEY_TYPE, type Note, parseNote, type VerifierKey, verifyNote } from "./note.ts";
import { ED25519_SIGNATURE_BYTES, isSignedAsClaimed, type SignatureClaim } from "./signature.ts";

/** UTF-16 code units of an origin. */
export const ORIGIN_CHARS_MAX = 255;
const EXTENSION_LINES_MAX = 16;
/** The time in front of a cosignature. */
export const TIMESTAMP_BYTES = 8;
/** C2SP tlog-cosignature: POSIX seconds, at most 2^63 − 1. */
const TIMESTAMP_MAX = 2n ** 63n - 1n;

export type Checkpoint = { origin: string; size: bigint; root: Uint8Array; extensions: string[] };

/** The text to sign; each extension is a line, without its LF. Throws RangeError for what would not be read back as it was. */
export function formatCheckpoint(input: {
  origin: string;
  size: bigint;
  root: Uint8Array;
  extensions?: readonly string[];
}): string {
  const { origin, size, root, extensions = [] } = input;
  const text = [origin, size, toBase64(root), ...extensions].map((line) => `${line}\n`).join("");
  if (parseCheckpoint(text)?.extensions.length !== extensions.length) throw new RangeError("not a checkpoint");
  return text;
}

/** The checkpoint that a note's text states; undefined unless it is canonical, with a 32-byte root and no empty line. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  if (!text.endsWith("\n")) return undefined;
  const lines = text.slice(0, -1).split("\n", 3 + EXTENSION_LINES_MAX + 1);
  const [origin = "", sizeText = "", rootText = "", ...extensions] = lines;
  const size = parseDecimal(sizeText);
  const root = fromBase64(rootText);
  if (!isOrigin(origin) || size === undefined || root?.length !== DIGEST_BYTES) return undefined;
  if (extensions.length > EXTENSION_LINES_MAX || extensions.includes("")) return undefined;
  return { origin, size, root, extensions };
}

/** A non-empty line without control characters. Origins of logs other than ours may hold spaces. */
function isOrigin(origin: string): boolean {
  return origin.length > 0 && origin.length <= ORIGIN_CHARS_MAX && origin.isWellFormed() && !/\p{Cc}/u.test(origin);
}

export type CheckpointFailure =
  | "note_malformed"
  | "checkpoint_malformed"
  | "origin_mismatch"
  | "signature_absent"
  | "signature_invalid";

/** A signed checkpoint, if this key (its name being the origin) really signed it; otherwise the first thing that is wrong. */
export function openCheckpoint(
  given: string | Note,
  key: VerifierKey,
): { checkpoint: Checkpoint; note: Note } | { failed: CheckpointFailure } {
  const note = typeof given === "string" ? parseNote(given) : given;
  if (note === undefined) return { failed: "note_malformed" };
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint === undefined) return { failed: "checkpoint_malformed" };
  if (checkpoint.origin !== key.name) return { failed: "origin_mismatch" };
  const status = verifyNote(note, key);
  if (status !== "ok") return { failed: status === "absent" ? "signature_absent" : "signature_invalid" };
  return { checkpoint, note };
}

export type CosignatureStatus = { status: "ok"; timestamp: bigint } | { status: "absent" | "bad" };

/** What a witness signs: the time and the whole note text (C2SP tlog-cosignature, Ed25519). */
export function cosignatureMessage(text: string, timestamp: bigint): Uint8Array {
  return utf8(`cosignature/v1\ntime ${timestamp}\n${text}`);
}

/** What a witness puts behind its key id: the time in 8 bytes, big-endian, and the signature. */
export function encodeCosignature(timestamp: bigint, signature: Uint8Array): Uint8Array {
  const time = new Uint8Array(TIMESTAMP_BYTES);
  new DataView(time.buffer).setBigUint64(0, timestamp);
  return concat(time, signature);
}

/** Whether a witness (key type 0x04) cosigned the note, and the POSIX second that it stated. */
export function verifyCosignature(note: Note, key: VerifierKey): CosignatureStatus {
  const claim = cosignatureClaim(note, key);
  if (claim === "absent" || claim === "bad") return { status: claim };
  return isSignedAsClaimed(claim) ? { status: "ok", timestamp: claim.timestamp } : { status: "bad" };
}

/** What a witness's line claims, and when; `bad` when it states no time at which one may sign. */
export function cosignatureClaim(
  note: Note,
  key: VerifierKey,
): (SignatureClaim & { timestamp: bigint }) | "absent" | "bad" {
  const found = findSignature(note, key);
  if (found === undefined || key.type !== KEY_TYPE.cosignature) return "absent";
  const { signature: payload } = found;
  if (payload.length !== TIMESTAMP_BYTES + ED25519_SIGNATURE_BYTES) return "bad";
  const timestamp = new DataView(payload.buffer, payload.byteOffset).getBigUint64(0);
  // A witness never states time 0: that is how unsigned-in-time subtree signatures are written.
  if (timestamp === 0n || timestamp > TIMESTAMP_MAX) return "bad";
  const signature = payload.subarray(TIMESTAMP_BYTES);
  const message = cosignatureMessage(note.text, timestamp);
  return { carrier: found, signed: { signature, message, publicKey: key.publicKey }, timestamp };
}
