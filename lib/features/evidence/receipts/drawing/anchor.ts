/** What the pages of a receipt say of the ledger: where the entry stands, who signed the checkpoint, and whether that is enough. */

import { parseBlockHeader } from "#lib/core/log/block.ts";
import { TIMESTAMP_BYTES } from "#lib/core/log/checkpoint.ts";
import { askedOfWitnesses, evaluatePolicy } from "#lib/core/log/evaluate-policy.ts";
import { parseKeyStatement } from "#lib/core/log/key-history.ts";
import { findSignature, type Note, type NoteSignature, parseNote } from "#lib/core/log/note.ts";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { ED25519_SIGNATURE_BYTES, ML_DSA_44_SIGNATURE_BYTES } from "#lib/core/log/signature.ts";
import type { ReceiptParts } from "#lib/core/receipt/open-receipt.ts";
import { extrasOf, type Receipt } from "#lib/core/receipt/receipt.ts";
import { toHex, utf8 } from "#lib/core/text/bytes.ts";

const ED25519 = "Ed25519";
const ML_DSA_44 = "ML-DSA-44";
const SM2 = "SM2";

/** The ledger's part; absent while the record is not anchored. */
export interface AnchorFacts {
  origin: string;
  index: string;
  treeSize: string;
  /** Hex. */
  root: string;
  /** Of the block that took the record in, where the receipt has its header; the time as `receivedAt`. */
  block?: { height: string; time: string };
  /** Text of the checkpoint, and the operator's signature line under it. */
  checkpointText: string;
  operatorLine: string;
  /** What cosignatures on the checkpoint state: whose they are said to be, and when they were made. */
  cosigners: { name: string; time: string }[];
  /** Names on the checkpoint's signature lines of other kinds. */
  otherSigners: string[];
  /** Every signature line, the operator's first: whose key it names, and the algorithm that its form is of. */
  lines: { name: string; keyId: string; algorithm?: string }[];
  /** Names on lines that have the form of an ML-DSA-44 cosignature, which no quantum computer forges; the operator's is the origin. */
  lasting: string[];
  /** What the ledger's policy asks for, and how many of those whom it lists signed; absent when no policy was named. */
  quorum?: { needed: number; of: number; signed: number };
}

/**
 * @param policy the ledger's, as it was at the receipt's checkpoint; what verifies its signatures has been loaded
 */
export function readAnchor(
  { receipt, proof, note, checkpoint, key }: ReceiptParts,
  policy: string | undefined,
): AnchorFacts | undefined {
  const operator = note && key && findSignature(note, key);
  if (!proof || !note || !checkpoint || !operator) return undefined;
  // The operator's other keys, while one takes over from another, have the operator's name.
  const others = note.signatures.filter(({ name }) => name !== operator.name);
  const lines = others.flatMap((line) => readCosigner(line) ?? []);
  // Who signed with two keys is one cosigner.
  const cosigners = lines.filter(({ name }, at) => lines.findIndex((line) => line.name === name) === at);
  const sm2 = findSm2(receipt, note);
  const quorum = policy === undefined ? undefined : readQuorum(policy, note);
  return {
    origin: checkpoint.origin,
    index: proof.index.toString(),
    treeSize: checkpoint.size.toString(),
    root: toHex(checkpoint.root),
    ...readBlock(receipt),
    checkpointText: note.text,
    operatorLine: operator.line,
    cosigners,
    otherSigners: others.filter((line) => readCosigner(line) === undefined).map(({ name }) => name),
    lines: [operator, ...note.signatures.filter((line) => line !== operator)].map((line) => ({
      ...{ name: line.name, keyId: toHex(line.keyId) },
      ...(line === operator ? { algorithm: ED25519 } : line === sm2 ? { algorithm: SM2 } : algorithmOf(line)),
    })),
    lasting: note.signatures.flatMap((line) => (isMlDsa(line) && readCosigner(line) ? [line.name] : [])),
    ...(quorum && { quorum }),
  };
}

function readBlock(receipt: Receipt): Pick<AnchorFacts, "block"> {
  const text = extrasOf(receipt).find(({ kind }) => kind === "block")?.header;
  const header = typeof text === "string" ? parseBlockHeader(utf8(text)) : undefined;
  return header ? { block: { height: `${header.height}`, time: header.time } } : {};
}

/** The line of the SM2 key that the receipt states: nothing but its key id tells it from others. */
function findSm2(receipt: Receipt, note: Note): NoteSignature | undefined {
  const statement = extrasOf(receipt).find(({ kind }) => kind === "sm2")?.statement;
  const stated = typeof statement === "string" ? parseNote(statement) : undefined;
  const key = stated && parseKeyStatement(stated.text)?.key;
  return key && findSignature(note, key);
}

function isMlDsa({ signature }: NoteSignature): boolean {
  return signature.length === TIMESTAMP_BYTES + ML_DSA_44_SIGNATURE_BYTES;
}

function algorithmOf(line: NoteSignature): { algorithm?: string } {
  if (isMlDsa(line)) return { algorithm: ML_DSA_44 };
  return readCosigner(line) || line.signature.length === ED25519_SIGNATURE_BYTES ? { algorithm: ED25519 } : {};
}

/** Who has to sign by the ledger's own policy, and how many of them did. */
function readQuorum(text: string, note: Note): AnchorFacts["quorum"] {
  const whole = parsePolicy(text);
  if ("error" in whole) return undefined;
  const policy = askedOfWitnesses(whole, note);
  const { quorum, groups } = policy;
  if (quorum === undefined) return { needed: 0, of: 0, signed: 0 };
  const { threshold, members } = groups.find(({ name }) => name === quorum) ?? { threshold: 1, members: [quorum] };
  // A member may be a witness's two keys, both of which have to have signed.
  const signed = members.filter((member) => evaluatePolicy({ ...policy, quorum: member }, note).quorumMet);
  return { needed: threshold, of: members.length, signed: signed.length };
}

/** Name and time on a line that has the form of a cosignature (C2SP tlog-cosignature, Ed25519 or ML-DSA-44). */
function readCosigner({ name, signature }: NoteSignature): { name: string; time: string } | undefined {
  const bytes = signature.length - TIMESTAMP_BYTES;
  if (bytes !== ED25519_SIGNATURE_BYTES && bytes !== ML_DSA_44_SIGNATURE_BYTES) return undefined;
  const seconds = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  if (seconds === 0n) return undefined;
  const time = new Date(Number(seconds) * 1000);
  return Number.isNaN(time.getTime()) ? undefined : { name, time: time.toISOString() };
}

/** Whether as many witnesses signed as the ledger's own policy asks for, and it asks for some. */
export function isWitnessed({ quorum }: AnchorFacts): boolean {
  return quorum !== undefined && quorum.needed > 0 && quorum.signed >= quorum.needed;
}
