/** Signed statements and transparent statements of SCITT (RFC 9943): what a COSE_Sign1 must have to be logged, and its receipts. */
import type { CborRules } from "../cbor/decode.ts";
import { isCborArray, isCborBytes } from "../cbor/value.ts";
import { sha256 } from "../text/bytes.ts";
import { type Failed, isFailed } from "./failures.ts";
import { type CoseKey, isAlgOf, isSignedBy } from "./key.ts";
import { HEADER } from "./labels.ts";
import {
  type CoseReceipt,
  claimsOf,
  type ProvenInclusion,
  parseCoseReceipt,
  verifyInclusionReceipt,
} from "./receipt.ts";
import { parseSign1, type Sign1, signatureInput, withoutUnprotected } from "./sign1.ts";

/** A statement is an entry of the tree: C2SP tlog-tiles gives its length 16 bits. */
export const STATEMENT_BYTES_MAX = 65_535;
const RECEIPTS_MAX = 16;

/** RFC 9054: digest algorithms by number, with the bytes that each gives. */
const HASH_BYTES: ReadonlyMap<bigint, number> = new Map([
  [-16n, 32],
  [-43n, 48],
  [-44n, 64],
]);

export type Statement = {
  message: Sign1;
  issuer: string;
  subject: string;
  kid: Uint8Array | undefined;
  /** What is logged: the statement with an empty unprotected header. */
  entry: Uint8Array;
  /** Whether its payload is but the digest of what it is about (RFC 9995). */
  isHashEnvelope: boolean;
};

/** The statement that bytes are, or the first reason why they are none (RFC 9943 section 6.2); no signature is looked at. Never throws. */
export function parseStatement(bytes: Uint8Array, rules: CborRules = "foreign"): Statement | Failed {
  const message = parseSign1(bytes, rules);
  if (isFailed(message)) return message;
  const { protectedHeader } = message;
  if (typeof protectedHeader.get(HEADER.alg) !== "bigint") return { failed: "algorithm_unknown" };
  const { issuer, subject } = claimsOf(protectedHeader);
  if (issuer === undefined || subject === undefined) return { failed: "claims_missing" };
  const kid = protectedHeader.get(HEADER.kid);
  const isNamed = isCborBytes(kid) || protectedHeader.has(HEADER.x5t) || protectedHeader.has(HEADER.x5chain);
  if (!isNamed) return { failed: "key_identifier_missing" };
  return {
    message,
    issuer,
    subject,
    kid: isCborBytes(kid) ? kid : undefined,
    entry: withoutUnprotected(message),
    isHashEnvelope: isHashEnvelope(message),
  };
}

/** RFC 9995 section 4: a digest as payload, its algorithm protected, and no content type, which would be the digest's. */
function isHashEnvelope({ protectedHeader, unprotectedHeader, payload }: Sign1): boolean {
  const alg = protectedHeader.get(HEADER.payloadHashAlg);
  const hasType = protectedHeader.has(HEADER.contentType) || unprotectedHeader.has(HEADER.contentType);
  return typeof alg === "bigint" && payload !== null && payload.length === HASH_BYTES.get(alg) && !hasType;
}

/** Whether this key is the one that signed the statement. A detached payload is not at hand: `payload_missing`. */
export async function verifyStatement({ message }: Statement, key: CoseKey): Promise<Failed | undefined> {
  const { protectedHeader, protectedBytes, payload, signature } = message;
  if (!isAlgOf(protectedHeader.get(HEADER.alg), key)) return { failed: "algorithm_mismatch" };
  if (payload === null) return { failed: "payload_missing" };
  const isGood = await isSignedBy(key, { message: signatureInput(protectedBytes, payload), signature });
  return isGood ? undefined : { failed: "signature_invalid" };
}

/** The receipts that ride with a statement, label 394: an array of byte strings, each a receipt with the claims of RFC 9943. */
export function receiptsOf({ message }: Statement): CoseReceipt[] | Failed {
  const items = message.unprotectedHeader.get(HEADER.receipts);
  if (!isCborArray(items) || items.length === 0 || items.length > RECEIPTS_MAX) return { failed: "receipts_malformed" };
  const receipts: CoseReceipt[] = [];
  for (const item of items) {
    if (!isCborBytes(item)) return { failed: "receipts_malformed" };
    const receipt = parseCoseReceipt(item);
    if (isFailed(receipt)) return receipt;
    if (receipt.issuer === undefined || receipt.subject === undefined) return { failed: "claims_missing" };
    receipts.push(receipt);
  }
  return receipts;
}

/**
 * Whether a statement is what its issuer signed, and each of its receipts holds for it by one of these keys. Which keys are whose is the
 * caller's to know.
 */
export async function verifyTransparentStatement(
  bytes: Uint8Array,
  { issuerKey, receiptKeys }: { issuerKey: CoseKey; receiptKeys: readonly CoseKey[] },
): Promise<{ statement: Statement; proven: ProvenInclusion[] } | Failed> {
  const statement = parseStatement(bytes);
  if (isFailed(statement)) return statement;
  const receipts = receiptsOf(statement);
  if (isFailed(receipts)) return receipts;
  const failed = await verifyStatement(statement, issuerKey);
  if (failed) return failed;
  const proven: ProvenInclusion[] = [];
  for (const receipt of receipts) {
    const outcome = await byAnyOf(receiptKeys, { receipt, entry: statement.entry });
    if (isFailed(outcome)) return outcome;
    proven.push(outcome);
  }
  return { statement, proven };
}

/** The first key that signed a receipt; where none did, what is wrong by the key that comes nearest. At least one key. */
export async function byAnyOf(
  keys: readonly CoseKey[],
  { receipt, entry }: { receipt: CoseReceipt; entry: Uint8Array },
): Promise<(ProvenInclusion & { key: CoseKey }) | Failed> {
  let nearest: Failed | undefined;
  for (const key of keys) {
    const outcome = await verifyInclusionReceipt(receipt, { entry, key });
    if (!isFailed(outcome)) return { ...outcome, key };
    const isOfOther = outcome.failed === "algorithm_mismatch" || outcome.failed === "key_identifier_mismatch";
    if (nearest === undefined || !isOfOther) nearest = outcome;
  }
  return nearest ?? { failed: "key_identifier_mismatch" };
}

/** Whether an entry of a ledger is a signed statement: it begins as one, and nothing else that is logged does. */
export const isStatementEntry = (entry: Uint8Array): boolean => entry[0] === 0xd2 && entry[1] === 0x84;

/** By which a statement's registration is found: SHA-256 of what is logged. */
export const statementId = ({ entry }: Pick<Statement, "entry">): Uint8Array => sha256(entry);
