/** ML-DSA-44 cosignatures on checkpoints (C2SP tlog-cosignature 1.1), made by an independent implementation. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import "#lib/core/log/ml-dsa.ts";
import { checkpointMessage, parseCheckpoint, verifyCosignature } from "#lib/core/log/checkpoint.ts";
import { evaluatePolicy } from "#lib/core/log/evaluate-policy.ts";
import { parseNote, parseVerifierKey } from "#lib/core/log/note.ts";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { readJson, vectorTest } from "./vectors.ts";

type Vector = {
  id: string;
  type: string;
  verdict: "accept" | "refuse" | "edge";
  logVkey: string;
  cosignerVkey: string;
  note: string;
  expect?: { timestamp: number | string; size: number | string; root: string; message: string };
};

function vectors(): Vector[] {
  const files = readdirSync(join(process.env.SEALBOOK_VECTORS ?? "", "long-life")).filter((name) =>
    name.endsWith(".json"),
  );
  return files
    .flatMap((name) => readJson<{ vectors?: Vector[] }>("long-life", name).vectors ?? [])
    .filter(({ type }) => type === "checkpoint-cosignature");
}

/** Whether the cosigner counts for a policy that asks for it and for the log. */
function counts({ note: text, logVkey, cosignerVkey }: Vector): boolean {
  const note = parseNote(text);
  const policy = parsePolicy(`log ${logVkey}\nwitness cosigner ${cosignerVkey}\nquorum cosigner\n`);
  if (note === undefined || "error" in policy) return false;
  const { log, quorumMet, bad, unchecked } = evaluatePolicy(policy, note);
  assert.deepEqual(unchecked, []);
  return log !== undefined && quorumMet && bad.length === 0;
}

vectorTest("long-life: cosignatures of checkpoints count or do not, as the vectors say", (context) => {
  const all = vectors();
  assert.ok(all.length > 0);
  for (const vector of all) {
    // Time 0 is the one edge so far: a good signature that says nothing about when, and counts for nothing here.
    const expected = vector.verdict === "accept";
    assert.equal(counts(vector), expected, vector.id);
    if (vector.verdict === "edge") context.diagnostic(`${vector.id}: does not count`);
    if (vector.expect === undefined) continue;
    const { timestamp, size, root, message } = vector.expect;
    const note = parseNote(vector.note)!;
    const key = parseVerifierKey(vector.cosignerVkey)!;
    assert.deepEqual(verifyCosignature(note, key), { status: "ok", timestamp: BigInt(timestamp) }, vector.id);
    const checkpoint = parseCheckpoint(note.text)!;
    assert.deepEqual([String(checkpoint.size), toHex(checkpoint.root)], [String(size), root], vector.id);
    const made = checkpointMessage(note.text, { cosigner: key.name, timestamp: BigInt(timestamp) });
    assert.equal(made && toHex(made), message, vector.id);
  }
});
