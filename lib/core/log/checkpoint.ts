/**
 * C2SP tlog-checkpoint: the signed statement `origin / tree size / root`, and C2SP tlog-cosignature: what witnesses add to it.
 * The ledger signs with Ed25519 (0x01) under a key whose name is the origin, and may cosign with ML-DSA-44 (0x06) under the same name.
 */
import { concat, DIGEST_BYTES, fromBase64, toBase64, utf8 } from "../text/bytes.ts";
import { parseDecimal } from "../text/decimal.ts";
import {
  COSIGNED_NAME_BYTES_MAX,
  findSignature,
  KEY_TYPE,
  type Note,
  parseNote,
  type VerifierKey,
  verifyNote,
} from "./note.ts";
import {
  ED25519_SIGNATURE_BYTES,
  isSignedAsClaimed,
  ML_DSA_44_SIGNATURE_BYTES,
  type SignatureClaim,
} from "./signature.ts";

/** UTF-16 code units of an origin. */
export const ORIGIN_CHARS_MAX = 255;
const EXTENSION_LINES_MAX = 16;
/** The time in front of a cosignature. */
export const TIMESTAMP_BYTES = 8;
/** C2SP tlog-cosignature: POSIX seconds, at most 2^63 − 1. */
const TIMESTAMP_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;
const SUBTREE_LABEL = utf8("subtree/v1\n\0");

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
  | "signature_invalid"
  | "signature_unchecked";

const SIGNATURE_FAILURE = {
  absent: "signature_absent",
  bad: "signature_invalid",
  unchecked: "signature_unchecked",
} as const;

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
  const status = verifyLogSignature(note, key);
  return status === "ok" ? { checkpoint, note } : { failed: SIGNATURE_FAILURE[status] };
}

/**
 * `absent`: there is no line of this key that says when it signed. `bad`: its line does not verify. `unchecked`: what verifies ML-DSA-44
 * has not been loaded.
 */
export type CosignatureStatus = { status: "ok"; timestamp: bigint } | { status: "absent" | "bad" | "unchecked" };

/** Whether a log signed its checkpoint with this key: Ed25519 (0x01) as `verifyNote`, ML-DSA-44 (0x06) as a cosigner does. */
export function verifyLogSignature(note: Note, key: VerifierKey): CosignatureStatus["status"] {
  return key.type === KEY_TYPE.mlDsa44 ? verifyCosignature(note, key).status : verifyNote(note, key);
}

/** What a witness signs with Ed25519: the time and the whole note text (C2SP tlog-cosignature). */
export function cosignatureMessage(text: string, timestamp: bigint): Uint8Array {
  return utf8(`cosignature/v1\ntime ${timestamp}\n${text}`);
}

/**
 * What a witness signs with ML-DSA-44: who it is, when, and the hash of the entries from `start` to before `end` of a log; a checkpoint is
 * the subtree from 0 to its size, and its extension lines are not signed. Undefined for what has no such message.
 */
export function subtreeMessage(subtree: {
  cosigner: string;
  /** POSIX seconds; 0 says nothing about time, and is all that a subtree with another start than 0 may have. */
  timestamp: bigint;
  origin: string;
  start: bigint;
  end: bigint;
  hash: Uint8Array;
}): Uint8Array | undefined {
  const { timestamp, start, end, hash } = subtree;
  const [cosigner, origin] = [utf8(subtree.cosigner), utf8(subtree.origin)];
  const isNamed = [cosigner, origin].every(({ length }) => length >= 1 && length <= COSIGNED_NAME_BYTES_MAX);
  if (!isNamed || subtree.origin.includes("\n") || hash.length !== DIGEST_BYTES) return undefined;
  if (timestamp < 0n || timestamp > TIMESTAMP_MAX || (start !== 0n && timestamp !== 0n)) return undefined;
  if (start < 0n || start > end || end > UINT64_MAX) return undefined;
  return concat(
    SUBTREE_LABEL,
    Uint8Array.of(cosigner.length),
    cosigner,
    uint64(timestamp),
    Uint8Array.of(origin.length),
    origin,
    uint64(start),
    uint64(end),
    hash,
  );
}

/** The `subtreeMessage` of a checkpoint; undefined for a text that is none, and for an origin that the message cannot state. */
export function checkpointMessage(text: string, { cosigner, timestamp }: { cosigner: string; timestamp: bigint }) {
  const checkpoint = parseCheckpoint(text);
  if (checkpoint === undefined) return undefined;
  const { origin, size, root } = checkpoint;
  return subtreeMessage({ cosigner, timestamp, origin, start: 0n, end: size, hash: root });
}

/** What a witness puts behind its key id: the time in 8 bytes, big-endian, and the signature. */
export function encodeCosignature(timestamp: bigint, signature: Uint8Array): Uint8Array {
  return concat(uint64(timestamp), signature);
}

function uint64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

/** Whether a witness (key type 0x04 or 0x06) cosigned the note, and the POSIX second that it stated. */
export function verifyCosignature(note: Note, key: VerifierKey): CosignatureStatus {
  const claim = cosignatureClaim(note, key);
  if (claim === "absent" || claim === "bad") return { status: claim };
  const isGood = isSignedAsClaimed(claim);
  if (isGood === undefined) return { status: "unchecked" };
  if (!isGood) return { status: "bad" };
  // ML-DSA-44 alone may state no time: a signature that says nothing about when, and counts for nothing here.
  return claim.timestamp === 0n ? { status: "absent" } : { status: "ok", timestamp: claim.timestamp };
}

/** What a witness's line claims, and when; `bad` when it has another length, or states no time at which one may sign. */
export function cosignatureClaim(
  note: Note,
  key: VerifierKey,
): (SignatureClaim & { timestamp: bigint }) | "absent" | "bad" {
  const { type, publicKey } = key;
  const found = findSignature(note, key);
  if (found === undefined || (type !== KEY_TYPE.cosignature && type !== KEY_TYPE.mlDsa44)) return "absent";
  const { signature: payload } = found;
  const isMlDsa = type === KEY_TYPE.mlDsa44;
  if (payload.length !== TIMESTAMP_BYTES + (isMlDsa ? ML_DSA_44_SIGNATURE_BYTES : ED25519_SIGNATURE_BYTES))
    return "bad";
  const timestamp = new DataView(payload.buffer, payload.byteOffset).getBigUint64(0);
  const signature = payload.subarray(TIMESTAMP_BYTES);
  if (timestamp > TIMESTAMP_MAX) return "bad";
  if (isMlDsa) {
    const message = checkpointMessage(note.text, { cosigner: key.name, timestamp });
    if (message === undefined) return "bad";
    return { carrier: found, signed: { signature, message, publicKey, algorithm: "ml-dsa-44" }, timestamp };
  }
  if (timestamp === 0n) return "bad";
  const message = cosignatureMessage(note.text, timestamp);
  return { carrier: found, signed: { signature, message, publicKey }, timestamp };
}
