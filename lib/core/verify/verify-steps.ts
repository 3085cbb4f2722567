/**
 * The steps of a verification, one function each. A step looks at its own link of the chain only: record ← entry ← leaf ← root ←
 * checkpoint ← key ← policy. What it rests on is passed in as the outcome of another step.
 */

import { DETAILS_V1, DETAILS_V2 } from "../claim/details.ts";
import { DIGEST_ALGORITHMS, type DigestAlgorithm, type Digests } from "../claim/digests.ts";
import { type EvidenceRecord, entryOfRecord, type RecordFlaw, recordFlaw } from "../claim/record.ts";
import { RECORD_V1 } from "../claim/record-v1.ts";
import { RECORD_V2, unknownIn } from "../claim/record-v2.ts";
import { openCheckpoint, verifyLogSignature } from "../log/checkpoint.ts";
import { askedOfWitnesses, ownCosigners, type PolicyEvaluation } from "../log/evaluate-policy.ts";
import { leafHash, rootFromInclusion } from "../log/merkle.ts";
import { findSignature, KEY_TYPE, type Note, type VerifierKey } from "../log/note.ts";
import type { Policy } from "../log/policy.ts";
import type { ReceiptParts } from "../receipt/open-receipt.ts";
import { ledgerKeyOf } from "../receipt/receipt.ts";
import { equalBytes, fromBase64, sha256, toBase64, toHex, utf8 } from "../text/bytes.ts";
import type { LedgerExtent } from "./site-trust.ts";
import type { FailedReason, Step, StepName, UncheckedReason } from "./verification.ts";

const EXCERPT_CHARS_MAX = 160;
/** Clocks differ: so far ahead of the reader's a time of receipt is nothing to speak of. */
const CLOCK_TOLERANCE_MS = 5 * 60 * 1_000;

export function ok(name: StepName, found?: string): Step {
  return found === undefined ? { name, status: "ok", reason: "ok" } : { name, status: "ok", reason: "ok", found };
}

export function unchecked(name: StepName, reason: UncheckedReason, found?: string): Step {
  const step: Step = { name, status: "unchecked", reason };
  return found === undefined ? step : { ...step, found };
}

export function failed(name: StepName, reason: FailedReason, compared: { expected: string; found: string }): Step {
  return { name, status: "failed", reason, expected: excerpt(compared.expected), found: excerpt(compared.found) };
}

/** Hostile text made short and harmless: no control, format or direction characters reach a terminal or a page. */
function excerpt(text: string): string {
  const start = text.slice(0, EXCERPT_CHARS_MAX).toWellFormed();
  return `${start.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\u00b7")}${text.length > EXCERPT_CHARS_MAX ? "\u2026" : ""}`;
}

/**
 * The record is well-formed, and the entry is the one that is made from it. A kind that this program does not know is remarked, and what it
 * says to have been received later than `at`.
 */
export function checkRecord({ receipt, record, entry }: ReceiptParts, at?: Date): Step {
  if (record === undefined) {
    const { flaw, found } = recordFlaw(receipt.record);
    return failed("record", flaw, { expected: EXPECTED_OF[flaw], found });
  }
  if (entry === undefined) {
    const expected = new TextDecoder().decode(entryOfRecord(record, sha256(utf8(receipt.record))));
    return failed("record", "entry_malformed", { expected, found: receipt.entry });
  }
  const hash = sha256(utf8(receipt.record));
  if (!equalBytes(hash, entry.recordHash)) {
    return failed("record", "digest_mismatch", { expected: toBase64(entry.recordHash), found: toBase64(hash) });
  }
  const expected = entryKind(record);
  const found = entry.version === 1 ? entry.type : entry.kind;
  if (expected !== found) return failed("record", "type_mismatch", { expected: found, found: expected });
  const made = new TextDecoder().decode(entryOfRecord(record, hash));
  if (made !== receipt.entry) return failed("record", "entry_mismatch", { expected: made, found: receipt.entry });
  const isAhead = at !== undefined && Date.parse(record.receivedAt) > at.getTime() + CLOCK_TOLERANCE_MS;
  if (isAhead) return { ...ok("record", record.receivedAt), reason: "received_in_future" };
  const unknown = record.record === RECORD_V2 ? unknownIn(record) : [];
  return unknown.length > 0 ? { ...ok("record", excerpt(unknown.join(" "))), reason: "kind_unknown" } : ok("record");
}

const EXPECTED_OF: { [Flaw in RecordFlaw]: string } = {
  record_malformed: `${RECORD_V1}, ${RECORD_V2}`,
  record_version_unknown: `${RECORD_V1}, ${RECORD_V2}`,
  digest_algorithm_unknown: DIGEST_ALGORITHMS.join(", "),
  claim_malformed: RECORD_V2,
};

/** What the second line of a record's entry says. */
function entryKind(record: EvidenceRecord): string {
  return record.record === RECORD_V2 ? record.kind : record.type;
}

/** The private details are those that the record binds. */
export function checkDetails({ receipt, record, details }: ReceiptParts, recordStep: Step): Step {
  if (receipt.details === undefined) return unchecked("details", "not_disclosed");
  if (recordStep.status !== "ok" || record === undefined) return unchecked("details", "depends_on_failed");
  const found = toBase64(sha256(utf8(receipt.details)));
  if (found !== record.details) return failed("details", "digest_mismatch", { expected: record.details, found });
  if (details === undefined) {
    return failed("details", "details_malformed", { expected: `${DETAILS_V1}, ${DETAILS_V2}`, found: receipt.details });
  }
  return ok("details");
}

/** The path leads from the entry to the root that the checkpoint states (RFC 6962 section 2.1.1). */
export function checkInclusion({ receipt, proof, checkpoint }: ReceiptParts): Step {
  if (receipt.proof === undefined) return unchecked("inclusion", "not_anchored");
  if (proof === undefined) {
    return failed("inclusion", "proof_malformed", { expected: "c2sp.org/tlog-proof@v1", found: receipt.proof });
  }
  // Nothing signs the extra line, so a receipt has none.
  if (proof.extra !== undefined) {
    return failed("inclusion", "proof_extra", { expected: "-", found: toBase64(proof.extra) });
  }
  if (checkpoint === undefined) return unchecked("inclusion", "depends_on_failed");
  const leaf = leafHash(utf8(receipt.entry));
  const expected = toBase64(checkpoint.root);
  const root = rootFromInclusion({ leaf, index: proof.index, size: checkpoint.size, proof: proof.hashes });
  if (root === undefined) {
    const found = `index=${proof.index} size=${checkpoint.size} hashes=${proof.hashes.length}`;
    return failed("inclusion", "path_malformed", { expected, found });
  }
  if (!equalBytes(root, checkpoint.root)) {
    return failed("inclusion", "root_mismatch", { expected, found: toBase64(root) });
  }
  return ok("inclusion");
}

/** The key that the receipt names signed the checkpoint, and its name is the origin. */
export function checkCheckpoint({ receipt, key, proof, note }: ReceiptParts): Step {
  if (receipt.proof === undefined) return unchecked("checkpoint", "not_anchored");
  if (proof === undefined || key === undefined) return unchecked("checkpoint", "depends_on_failed");
  const opened = openCheckpoint(note ?? proof.checkpoint, key);
  if (!("failed" in opened)) return ok("checkpoint");
  if (opened.failed === "signature_unchecked") return unchecked("checkpoint", "ml_dsa_not_loaded");
  if (opened.failed === "signature_absent" || opened.failed === "signature_invalid") {
    const lines = proof.checkpoint.slice(proof.checkpoint.lastIndexOf("\n\n")).trim();
    return failed("checkpoint", opened.failed, { expected: key.text, found: lines });
  }
  return failed("checkpoint", opened.failed, { expected: key.name, found: proof.checkpoint });
}

/**
 * The key of the policy, for the receipt's origin, that signed the checkpoint: the receipt's own if it is listed, else another. After a
 * change of keys several sign each checkpoint, and a reader may know any one of them. One that had ended by then only where no other did.
 */
export function policySigner(
  parts: ReceiptParts,
  { policy, extent }: { policy: Policy; extent?: LedgerExtent | undefined },
): VerifierKey | undefined {
  const { key, note, checkpoint } = parts;
  const listed = policy.logs.map((log) => log.key).filter(({ name }) => name === key?.name);
  const own = listed.find(({ text }) => text === key?.text);
  const size = checkpoint?.size ?? 0n;
  const hasEnded = ({ text }: VerifierKey) => (extent?.ends.get(text) ?? size) < size;
  if (note === undefined || (own !== undefined && !hasEnded(own))) return own;
  const signed = (each: VerifierKey) => verifyLogSignature(note, each) === "ok";
  return listed.find((each) => !hasEnded(each) && signed(each)) ?? own ?? listed.find(signed);
}

/**
 * A key that the policy lists for this origin signed the checkpoint. What else is signed, a PDF, is signed with the receipt's own key
 * alone; then that one has to be listed.
 */
export function checkIssuer(input: {
  parts: ReceiptParts;
  checkpoint: Step;
  policy: Policy | undefined;
  evaluation: PolicyEvaluation | undefined;
  extent: LedgerExtent | undefined;
  isDocument: boolean;
}): Step {
  const { parts, checkpoint, policy, evaluation, extent, isDocument } = input;
  if (policy === undefined) return unchecked("issuer", "no_policy");
  const found = parts.key?.name ?? "";
  const logs = policy.logs.filter(({ key }) => key.name === found);
  if (logs.length === 0) {
    const expected = policy.logs.map(({ key }) => key.name).join(" ") || "-";
    return failed("issuer", "unknown_origin", { expected, found });
  }
  const signer = policySigner(parts, { policy, extent });
  const isOpen = logs.some(({ key }) => parts.note && verifyLogSignature(parts.note, key) === "unchecked");
  if (signer === undefined && isOpen) return unchecked("issuer", "ml_dsa_not_loaded");
  if (signer === undefined || (isDocument && signer.text !== parts.key?.text)) {
    const expected = logs.map(({ key }) => key.text).join(" ");
    return failed("issuer", "key_mismatch", { expected, found: ledgerKeyOf(parts.receipt) });
  }
  const size = parts.checkpoint?.size;
  const end = extent?.ends.get(signer.text);
  if (size !== undefined && end !== undefined && end < size) {
    return failed("issuer", "key_ended", { expected: `${end}`, found: `${size}` });
  }
  if (size !== undefined && extent?.size !== undefined && extent.size < size) {
    return failed("issuer", "tree_too_large", { expected: `${extent.size}`, found: `${size}` });
  }
  // Naming a trusted key proves nothing until that key has signed something.
  if (checkpoint.status === "ok") {
    const second = evaluation && checkOwnKeys(evaluation, { parts, policy });
    // Where the extent is known, the policy was taken by the tree size already.
    if (second !== undefined) return extent ? second : withPolicyOfTime(second, { parts, policy });
    return extent && extent.size === undefined ? { ...ok("issuer"), reason: "ledger_size_unknown" } : ok("issuer");
  }
  return unchecked("issuer", checkpoint.reason === "not_anchored" ? "not_anchored" : "depends_on_failed");
}

/** Where the policy asks for another key of the ledger as well, in an `all` group: that one signed, too. Undefined when nothing is wrong. */
function checkOwnKeys(
  { ownKeys }: PolicyEvaluation,
  { parts, policy }: { parts: ReceiptParts; policy: Policy },
): Step | undefined {
  if (ownKeys === "ok" || parts.note === undefined) return undefined;
  if (ownKeys === "unchecked") return unchecked("issuer", "ml_dsa_not_loaded");
  const keys = ownCosigners(policy, parts.note).map(({ key }) => key);
  const lines = keys.flatMap((key) => findSignature(parts.note as Note, key)?.line.trimEnd() ?? []);
  const compared = { expected: keys.map(({ text }) => text).join(" "), found: lines.join(" ") || "-" };
  return failed("issuer", ownKeys === "bad" ? "signature_invalid" : "downgraded", compared);
}

/** A policy asks for keys that the ledger, or a witness, did not have yet when older receipts were made: says where theirs is. */
function withPolicyOfTime(step: Step, { parts, policy }: { parts: ReceiptParts; policy: Policy }): Step {
  const { checkpoint } = parts;
  if (step.reason !== "downgraded" || checkpoint === undefined) return step;
  const { origin, size } = checkpoint;
  const address = policy.logs.find(({ key, url }) => key.name === origin && url !== undefined)?.url ?? origin;
  return { ...step, policyOfTime: excerpt(`${address}/witness-policy/${size}`) };
}

/**
 * Witnesses cosigned the checkpoint as the policy demands. Lines of signers that nobody told us about are counted, never trusted; a
 * line of a known signer that does not verify spoils the note (C2SP signed-note).
 */
export function checkWitnesses(input: {
  parts: ReceiptParts;
  checkpoint: Step;
  policy: Policy | undefined;
  evaluation: PolicyEvaluation | undefined;
  requireQuorum: boolean;
}): Step {
  const { parts, checkpoint, policy, evaluation } = input;
  if (checkpoint.reason === "not_anchored") return unchecked("witnesses", "not_anchored");
  if (checkpoint.status !== "ok" || parts.note === undefined || parts.key === undefined) {
    return unchecked("witnesses", "depends_on_failed");
  }
  const unknown = countUnknown(parts.note, parts.key, policy);
  const nobody =
    unknown > 0 ? unchecked("witnesses", "unknown_witness", `${unknown}`) : unchecked("witnesses", "no_witness");
  if (policy === undefined || evaluation === undefined) return nobody;
  const own = ownCosigners(policy, parts.note).map(({ name }) => name);
  const [bad, open] = [evaluation.bad, evaluation.unchecked].map((all) => all.filter((name) => !own.includes(name)));
  const { witnesses, witnessesMet } = evaluation;
  const names = witnesses.map(({ name }) => name).join(" ");
  if (bad?.length) {
    return failed("witnesses", "cosignature_invalid", { expected: policy.quorum ?? "none", found: bad.join(" ") });
  }
  if (open?.length) return unchecked("witnesses", "ml_dsa_not_loaded", open.join(" "));
  if (witnessesMet) return witnesses.length > 0 ? ok("witnesses", names) : nobody;
  if (!input.requireQuorum) return witnesses.length > 0 ? unchecked("witnesses", "quorum_not_met", names) : nobody;
  const reason = isDowngraded(policy, parts.note) ? "downgraded" : "quorum_not_met";
  const expected = quorumText(askedOfWitnesses(policy, parts.note));
  return withPolicyOfTime(failed("witnesses", reason, { expected, found: names || "-" }), { parts, policy });
}

/** A witness whose ML-DSA-44 key the policy lists signed with another key alone. */
function isDowngraded(policy: Policy, { signatures }: Note): boolean {
  const asked = policy.witnesses.filter(({ key }) => key.type === KEY_TYPE.mlDsa44);
  return asked.some(({ key }) => {
    const lines = signatures.filter(({ name }) => name === key.name);
    return lines.length > 0 && !lines.some(({ keyId }) => equalBytes(keyId, key.keyId));
  });
}

/** `2/3: w1 w2 w3`; a quorum of one by its name. */
function quorumText({ quorum = "none", groups }: Policy): string {
  const group = groups.find(({ name }) => name === quorum);
  if (!group) return quorum;
  const { threshold, members } = group;
  return excerpt(`${threshold}/${members.length}: ${members.join(" ")}`);
}

/** Signature lines of nobody that the reader knows. Under the ledger's own name there are no witnesses, whatever its other keys are. */
function countUnknown(note: Note, { name: own }: VerifierKey, policy: Policy | undefined): number {
  const known = [...(policy?.logs ?? []), ...(policy?.witnesses ?? [])].map((each) => each.key);
  return note.signatures.filter(
    ({ name, keyId }) => name !== own && !known.some((each) => each.name === name && equalBytes(each.keyId, keyId)),
  ).length;
}

/** Hex digest that a record states. Both are canonical by now. */
export function recordedDigest(record: EvidenceRecord, algorithm: DigestAlgorithm = "sha256"): string {
  const digests: Digests = record.digests;
  const bytes = fromBase64(digests[algorithm] ?? "");
  return bytes === undefined ? "" : toHex(bytes);
}
