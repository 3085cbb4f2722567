/**
 * What approvers tell one another when they make a group's key together, each text signed by its approver: `open` (own keys, commitment to a
 * polynomial, proof of knowing it), `share` (its value for each other, sealed), `confirm` (the key that came of it). A `share` and a
 * `confirm` name all opens by hash: who was shown other keys than the rest says so here, and no key comes of it.
 */
import { DIGEST_BYTES, sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { canonicalJson, parseCanonicalJson } from "#lib/core/text/canonical-json.ts";
import { type Fields, isBase64Of, isUuid, readFields } from "#lib/core/text/json-fields.ts";
import { type ApproverKeys, isSignedByApprover } from "./identity.ts";

export const APPROVERS_MAX = 15;
export const THRESHOLD_MIN = 2;
const POINT_BYTES = 32;
const PROOF_BYTES = 64;
/** Of a scalar in a sealed box: key 32, nonce 12, scalar 32, tag 16. */
const SEALED_SHARE_BYTES = 92;
const CHARS_MAX = 16 * 1024;
const DEPTH_MAX = 4;

/** k of n. */
export interface GroupSize {
  threshold: number;
  approvers: number;
}

export type OpenMessage = {
  message: "open";
  group: string;
  /** 1 to n. */
  number: number;
  threshold: number;
  approvers: number;
  keys: { signing: string; receiving: string };
  /** Base64 points, as many as the threshold; the first is this approver's part of the group's key. */
  commitment: string[];
  proof: string;
};

export type ShareMessage = {
  message: "share";
  group: string;
  number: number;
  /** Base64 SHA-256 of all opens. */
  opens: string;
  /** By the number of whom it is for. */
  shares: { [number: string]: string };
};

export type ConfirmMessage = {
  message: "confirm";
  group: string;
  number: number;
  opens: string;
  /** Base64 points: the sums of all commitments; the first is the group's public key. */
  commitments: string[];
};

export type CeremonyMessage = OpenMessage | ShareMessage | ConfirmMessage;
/** A message as it travels. */
export interface Signed {
  text: string;
  signature: string;
}

/** Base64 SHA-256 over all opens in the order of their numbers; also what approvers compare aloud. */
export function opensHash(opens: readonly Signed[]): string {
  return toBase64(sha256(utf8(opens.map(({ text }) => `${toBase64(sha256(utf8(text)))}\n`).join(""))));
}

/** The hash of all opens in groups of digits that people can read to one another: 60 bits of it. */
export function comparison(hash: Uint8Array): string {
  const groups = Array.from({ length: 5 }, (_, at) => {
    const value = ((hash[2 * at] ?? 0) << 8) | (hash[2 * at + 1] ?? 0);
    return String(value % 100_000).padStart(5, "0");
  });
  return groups.join(" ");
}

export function encodeMessage(message: CeremonyMessage): string {
  return canonicalJson(message);
}

/** The message that a text is; undefined for any other spelling. Whose signature it bears is not looked at. */
export function readMessage(text: string): CeremonyMessage | undefined {
  const value = parseCanonicalJson(text, { depthMax: DEPTH_MAX, charsMax: CHARS_MAX });
  return readOpen(value) ?? readShare(value) ?? readConfirm(value);
}

/** The open message of a signed text, signed by the keys that it brings. */
export function readSignedOpen(signed: Signed): OpenMessage | undefined {
  const message = readMessage(signed.text);
  if (message?.message !== "open") return undefined;
  return isSignedByApprover({ signing: message.keys.signing, ...signed }) ? message : undefined;
}

/** A later message of the approver who opened with those keys. */
export function readSignedBy(signed: Signed, keys: ApproverKeys): ShareMessage | ConfirmMessage | undefined {
  const message = readMessage(signed.text);
  if (message === undefined || message.message === "open") return undefined;
  return isSignedByApprover({ signing: keys.signing, ...signed }) ? message : undefined;
}

export function isGroupSize({ threshold, approvers }: { threshold: unknown; approvers: unknown }): boolean {
  return (
    isCount(threshold, THRESHOLD_MIN) && isCount(approvers, threshold as number) && Number(approvers) <= APPROVERS_MAX
  );
}

const isCount = (value: unknown, least: number): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= least;
const isNumber = (value: unknown): value is number => isCount(value, 1) && value <= APPROVERS_MAX;
const isPoints = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= APPROVERS_MAX && value.every((each) => isBase64Of(each, POINT_BYTES));

function readOpen(value: unknown): OpenMessage | undefined {
  const names = ["message", "group", "number", "threshold", "approvers", "keys", "commitment", "proof"];
  const fields = readFields(value, names, []);
  const keys = readFields(fields?.keys, ["signing", "receiving"], []);
  if (!fields || !keys || !isOf(fields, "open")) return undefined;
  const { group, number, threshold, approvers, commitment, proof } = fields as OpenMessage & Fields;
  const { signing, receiving } = keys;
  if (!isGroupSize({ threshold, approvers }) || number > approvers || !isPoints(commitment)) return undefined;
  if (commitment.length !== threshold || !isBase64Of(proof, PROOF_BYTES)) return undefined;
  if (!isBase64Of(signing, POINT_BYTES) || !isBase64Of(receiving, POINT_BYTES)) return undefined;
  return { message: "open", group, number, threshold, approvers, keys: { signing, receiving }, commitment, proof };
}

function readShare(value: unknown): ShareMessage | undefined {
  const fields = readFields(value, ["message", "group", "number", "opens", "shares"], []);
  if (!fields || !isOf(fields, "share")) return undefined;
  const { group, number, opens } = fields as ShareMessage & Fields;
  const given = fields.shares;
  const names = typeof given === "object" && given !== null ? Object.keys(given) : [];
  const shares = readFields(given, names, []);
  if (!isBase64Of(opens, DIGEST_BYTES) || !shares || names.length > APPROVERS_MAX) return undefined;
  if (!names.every((name) => /^[1-9][0-9]?$/.test(name) && isBase64Of(shares[name], SEALED_SHARE_BYTES))) {
    return undefined;
  }
  return { message: "share", group, number, opens, shares: { ...(shares as ShareMessage["shares"]) } };
}

function readConfirm(value: unknown): ConfirmMessage | undefined {
  const fields = readFields(value, ["message", "group", "number", "opens", "commitments"], []);
  if (!fields || !isOf(fields, "confirm")) return undefined;
  const { group, number, opens, commitments } = fields as ConfirmMessage & Fields;
  if (!isBase64Of(opens, DIGEST_BYTES) || !isPoints(commitments) || commitments.length < THRESHOLD_MIN)
    return undefined;
  return { message: "confirm", group, number, opens, commitments };
}

function isOf({ message, group, number }: Fields, kind: CeremonyMessage["message"]): boolean {
  return message === kind && isUuid(group) && isNumber(number);
}
