/** Whom a receipt rests on: the policy's ledger, and its witnesses. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { signatureLine } from "#lib/core/log/note.ts";
import {
  bothWitnessesPolicy,
  checkpointText,
  cosignedLine,
  ledger,
  noWitnessPolicy,
  ORIGIN,
  policyOf,
  proof,
  signer,
  witnesses,
} from "#tests/core/receipt/receipt-fixture.ts";
import { failures, story, verify } from "./verification-story.ts";

test("a forged ledger under the same origin is unmasked by the policy and by nothing else", () => {
  const forger = signer(ORIGIN, 0x01, "forger");
  const forged = { issuer: { key: forger.key.text }, proof: proof({ signer: forger }) };
  assert.equal(verify(forged).verdict, "issuer_unproven");
  const result = verify(forged, { policy: noWitnessPolicy });
  assert.deepEqual(failures(result), ["issuer: key_mismatch"]);
  const step = result.steps.find(({ name }) => name === "issuer");
  assert.deepEqual([step?.expected, step?.found], [ledger.key.text, forger.key.text]);
});

test("a policy without this ledger fails the issuer, also one without any log", () => {
  assert.deepEqual(failures(verify({}, { policy: policyOf(["quorum none"]) })), ["issuer: unknown_origin"]);
});

test("the trusted key's name alone proves nothing when the checkpoint is not signed by it", () => {
  const result = verify({ proof: proof().replace("\n11\n", "\n12\n") }, { policy: bothWitnessesPolicy });
  assert.deepEqual(story(result), {
    file: "no_file_given",
    checkpoint: "signature_invalid",
    issuer: "depends_on_failed",
    witnesses: "depends_on_failed",
    timestamp: "no_timestamp",
  });
});

test("witnessed means that the policy's quorum signed this very checkpoint", () => {
  const by = (...cosigners: (typeof witnesses)[number][]) =>
    verify({ proof: proof({ cosigners }) }, { policy: bothWitnessesPolicy });
  const both = by(...witnesses);
  assert.deepEqual([both.verdict, both.witnessed], ["valid", true]);
  assert.equal(both.steps.find(({ name }) => name === "witnesses")?.found, "w1 w2");
  for (const result of [by(), by(witnesses[0])]) {
    assert.deepEqual([failures(result), result.witnessed], [["witnesses: quorum_not_met"], false]);
  }
  const moved = cosignedLine(witnesses[1], checkpointText().replace("11", "10"));
  const forged = verify(
    { proof: proof({ cosigners: [witnesses[0]], moreLines: [moved] }) },
    { policy: bothWitnessesPolicy },
  );
  assert.deepEqual([failures(forged), forged.witnessed], [["witnesses: cosignature_invalid"], false]);
});

test("a receipt that fails anywhere is not called witnessed", () => {
  const result = verify({ proof: proof({ cosigners: witnesses }), details: "" }, { policy: bothWitnessesPolicy });
  assert.equal(result.steps.find(({ name }) => name === "witnesses")?.status, "ok");
  assert.deepEqual([result.verdict, result.witnessed], ["failed", false]);
});

test("without a quorum, a listed witness's cosignature still counts, and a bad one still fails", () => {
  const policy = policyOf([`log ${ledger.key.text}`, `witness w1 ${witnesses[0].key.text}`, "quorum none"]);
  assert.equal(verify({ proof: proof({ cosigners: [witnesses[0]] }) }, { policy }).witnessed, true);
  assert.equal(story(verify({}, { policy })).witnesses, "no_witness");
  const bad = cosignedLine(witnesses[0], "other text\n");
  assert.deepEqual(failures(verify({ proof: proof({ moreLines: [bad] }) }, { policy })), [
    "witnesses: cosignature_invalid",
  ]);
});

test("signatures of strangers are counted and never called good", () => {
  const strangers = { proof: proof({ cosigners: witnesses }) };
  for (const policy of [undefined, noWitnessPolicy]) {
    const result = verify(strangers, policy === undefined ? {} : { policy });
    const step = result.steps.find(({ name }) => name === "witnesses");
    assert.deepEqual(step, { name: "witnesses", status: "unchecked", reason: "unknown_witness", found: "2" });
    assert.equal(result.witnessed, false);
  }
});

test("a second line under the ledger's name and key id is refused, whichever of them verifies", () => {
  const { name, keyId } = ledger.key;
  const line = signatureLine({ name, keyId, signature: new Uint8Array(64) });
  assert.deepEqual(failures(verify({ proof: proof({ moreLines: [] }) + line })), ["checkpoint: note_malformed"]);
});
