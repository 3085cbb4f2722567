/** Signed notes and what is made of them: checkpoints, tlog-proofs, key histories. Ours and other logs' alike. */
import { parseCheckpoint } from "#lib/core/log/checkpoint.ts";
import { claimsOn, evaluatePolicy } from "#lib/core/log/evaluate-policy.ts";
import { readKeyHistory } from "#lib/core/log/key-history.ts";
import { rootFromInclusion } from "#lib/core/log/merkle.ts";
import { type Note, parseNote } from "#lib/core/log/note.ts";
import type { Policy } from "#lib/core/log/policy.ts";
import { parseTlogProof, type TlogProof } from "#lib/core/log/tlog-proof.ts";
import { DIGEST_BYTES, toBase64, toHex } from "#lib/core/text/bytes.ts";
import { type Found, type InspectionCheck, type Statement, state } from "../inspection.ts";
import { loadMlDsa, readyFor } from "../signatures.ts";

/** What a text is among these; undefined for anything else. `policy`: whose signatures count for the reader. */
export async function inspectNote(text: string, policy: Policy | undefined): Promise<Found | undefined> {
  if (text.startsWith("c2sp.org/tlog-proof@")) return await inspectProof(parseTlogProof(text), policy);
  if (text.startsWith("sealbook.key/v1\n")) return await inspectKeyHistory(text);
  const note = parseNote(text);
  if (note === undefined) return undefined;
  await readyFor(policy ? claimsOn(note, policy) : []);
  const { states, checks } = openNote(note, policy);
  const kind = parseCheckpoint(note.text) ? "checkpoint" : "note";
  return { kind, states, checks, missing: isSigned(checks) ? [] : ["policy"] };
}

async function inspectProof(proof: TlogProof | undefined, policy: Policy | undefined): Promise<Found> {
  if (proof === undefined) return { kind: "proof", checks: [{ name: "form", status: "failed" }], missing: ["receipt"] };
  const note = parseNote(proof.checkpoint);
  await readyFor(note && policy ? claimsOn(note, policy) : []);
  const { index, hashes, extra } = proof;
  const opened = note && openNote(note, policy);
  const states = [
    state("index", index),
    state("path", hashes.length),
    ...(opened?.states ?? []),
    state("unsigned_extra", extra && toHex(extra)),
  ];
  const size = note && parseCheckpoint(note.text)?.size;
  // Whatever the entry may be: a path of another length than its place in the tree demands leads nowhere.
  const leaf = new Uint8Array(DIGEST_BYTES);
  const leads = size !== undefined && rootFromInclusion({ leaf, index, size, proof: hashes }) !== undefined;
  const form: InspectionCheck = { name: "form", status: leads ? "ok" : "failed" };
  const signature = opened?.checks.filter(({ name }) => name === "signature") ?? [];
  const checks: InspectionCheck[] = [form, { name: "path", status: "unchecked" }, ...signature];
  return { kind: "proof", states, checks, missing: isSigned(checks) ? ["receipt"] : ["receipt", "policy"] };
}

async function inspectKeyHistory(text: string): Promise<Found> {
  await loadMlDsa();
  const history = readKeyHistory(text);
  if ("failed" in history) {
    return {
      kind: "key_history",
      checks: [{ name: "form", status: history.failed === "unchecked" ? "unchecked" : "failed" }],
    };
  }
  const states = history.flatMap(({ key, sinceSize }) => [state("key", key.text), state("since", sinceSize)]);
  return {
    kind: "key_history",
    states: [state("origin", history[0]?.origin), ...states],
    // Each key is signed by the one before; whether the first is the ledger's, nobody in the file can say.
    checks: [{ name: "form", status: "ok" }],
    missing: ["policy"],
  };
}

function openNote(note: Note, policy: Policy | undefined): { states: Statement[]; checks: InspectionCheck[] } {
  const checkpoint = parseCheckpoint(note.text);
  const [firstLine = ""] = note.text.split("\n", 1);
  const states = checkpoint
    ? [
        state("origin", checkpoint.origin),
        state("tree_size", checkpoint.size),
        state("root", toBase64(checkpoint.root)),
        ...checkpoint.extensions.map((line) => state("line", line)),
      ]
    : [state("line", firstLine)];
  const signers = note.signatures.map(({ name, keyId }) => state("signed_by", `${name} ${toHex(keyId)}`));
  return { states: [...states, ...signers], checks: [{ name: "form", status: "ok" }, signatureOf(note, policy)] };
}

/** By a key that the reader's policy lists under the name of the origin, and by its others where the policy asks for them. */
function signatureOf(note: Note, policy: Policy | undefined): InspectionCheck {
  const evaluation = policy && evaluatePolicy(policy, note);
  if (evaluation && evaluation.bad.length > 0) return { name: "signature", status: "failed" };
  const isListed = evaluation?.log !== undefined && note.text.startsWith(`${evaluation.log.name}\n`);
  if (isListed && evaluation.ownKeys === "absent") return { name: "signature", status: "failed" };
  return { name: "signature", status: isListed && evaluation.ownKeys === "ok" ? "ok" : "unchecked" };
}

function isSigned(checks: readonly InspectionCheck[]): boolean {
  return checks.some(({ name, status }) => name === "signature" && status !== "unchecked");
}
