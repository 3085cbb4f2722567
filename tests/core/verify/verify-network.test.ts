/** What witnesses, timestamps and a change of keys add to a verification, and what they cannot. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import type { Step, StepName, TimestampOutcome, Verification } from "#lib/core/verify/verification.ts";
import type { VerificationInput } from "#lib/core/verify/verify-receipt.ts";
import {
  bothWitnessesPolicy,
  checkpointText,
  cosignedLine,
  fullReceipt,
  ledger,
  noWitnessPolicy,
  ORIGIN,
  policyOf,
  proof,
  receipt,
  sealed,
  signedLine,
  signer,
  threeWitnessesPolicy,
  witnesses,
} from "#tests/core/receipt/receipt-fixture.ts";
import { verifyReceipt } from "#tests/support/verify-bytes.ts";

const TIME = "2026-11-22T12:00:00.000Z";
const proven: TimestampOutcome = { status: "ok", authority: "TSA", time: TIME };
const unproven: TimestampOutcome = { status: "unproven", authority: "TSA", time: TIME };
const untrusted: TimestampOutcome = { status: "failed", reason: "authority_untrusted", expected: "a", found: "b" };
const broken: TimestampOutcome = { status: "failed", reason: "imprint_mismatch", expected: "a", found: "b" };

function verify(given: Omit<VerificationInput, "receipt">, changed = fullReceipt()): Verification {
  return verifyReceipt({ receipt: formatReceipt(changed), ...given });
}

function step(result: Verification, name: StepName): Step | undefined {
  return result.steps.find((each) => each.name === name);
}

test("facts name who cosigned, by the policy's names, and when", () => {
  const { facts } = verify({ policy: threeWitnessesPolicy });
  const time = "2026-02-02T02:40:00.000Z";
  assert.deepEqual(facts?.witnesses, [
    { name: "w1", time },
    { name: "w2", time },
    { name: "w3", time },
  ]);
  assert.deepEqual(verify({ policy: noWitnessPolicy }).facts?.witnesses, []);
  assert.deepEqual(verify({}).facts?.witnesses, []);
});

test("a witness may state any second without breaking the reader", () => {
  const far = cosignedLine(witnesses[0], checkpointText(), 2n ** 63n - 1n);
  const policy = policyOf([`log ${ledger.key.text}`, `witness w1 ${witnesses[0].key.text}`, "quorum w1"]);
  const { facts } = verify({ policy }, receipt({ proof: proof({ moreLines: [far] }) }));
  assert.deepEqual(facts?.witnesses, [{ name: "w1", time: "+275760-09-13T00:00:00.000Z" }]);
});

test("too few witnesses fail where the quorum is asked for, and are merely said where not", () => {
  const one = receipt({ proof: proof({ cosigners: [witnesses[0]] }) });
  const policy = bothWitnessesPolicy;
  const strict = verify({ policy }, one);
  assert.deepEqual([strict.verdict, step(strict, "witnesses")?.status], ["failed", "failed"]);
  const lenient = verify({ policy, requireQuorum: false }, one);
  assert.deepEqual([lenient.verdict, lenient.witnessed], ["valid", false]);
  assert.deepEqual(step(lenient, "witnesses"), {
    name: "witnesses",
    status: "unchecked",
    reason: "quorum_not_met",
    found: "w1",
  });
  assert.deepEqual(
    lenient.facts?.witnesses?.map(({ name }) => name),
    ["w1"],
  );
  const none = verify({ policy, requireQuorum: false }, receipt());
  assert.deepEqual([step(none, "witnesses")?.reason, none.witnessed], ["no_witness", false]);
  const forged = receipt({ proof: proof({ moreLines: [cosignedLine(witnesses[0], "other\n")] }) });
  assert.equal(verify({ policy, requireQuorum: false }, forged).verdict, "failed");
});

test("timestamps are ok only with an authority that the reader named", () => {
  const policy = threeWitnessesPolicy;
  const stampOf = (timestamps: TimestampOutcome[]) => {
    const result = verify({ policy, timestamps });
    return [step(result, "timestamp")?.status, step(result, "timestamp")?.reason, result.verdict];
  };
  assert.deepEqual(stampOf([proven, proven]), ["ok", "ok", "valid"]);
  assert.deepEqual(stampOf([proven, untrusted]), ["ok", "ok", "valid"]);
  assert.deepEqual(stampOf([unproven, unproven]), ["unchecked", "authority_unproven", "valid"]);
  assert.deepEqual(stampOf([untrusted, untrusted]), ["failed", "authority_untrusted", "failed"]);
  assert.deepEqual(stampOf([proven, broken]), ["failed", "imprint_mismatch", "failed"]);
  assert.deepEqual(stampOf([]), ["unchecked", "timestamp_not_read", "valid"]);
  assert.deepEqual(stampOf([proven]), ["unchecked", "timestamp_not_read", "valid"]);
});

test("facts state no time that nobody vouches for", () => {
  const factsOf = (timestamps: TimestampOutcome[]) => verify({ timestamps }).facts?.timestamps;
  assert.deepEqual(factsOf([proven, untrusted]), [{ authority: "TSA", time: TIME }]);
  assert.deepEqual(factsOf([unproven, unproven]), []);
  assert.deepEqual(factsOf([proven]), []);
  assert.deepEqual(verify({ timestamps: [proven] }, receipt()).facts?.timestamps, []);
});

const newKey = signer(ORIGIN, 0x01, "the next key");
const overlap = proof({ moreLines: [signedLine(newKey, checkpointText())] });

test("after a change of keys a reader who knows either key proves the issuer", () => {
  for (const [issuer, known] of [
    [ledger, ledger],
    [ledger, newKey],
    [newKey, ledger],
    [newKey, newKey],
  ] as const) {
    const policy = policyOf([`log ${known.key.text}`, "quorum none"]);
    const timestamps = [sealed(utf8("token"), issuer)];
    const result = verify({ policy }, receipt({ proof: overlap, issuer: { key: issuer.key.text }, timestamps }));
    assert.equal(result.verdict, "valid");
    assert.equal(result.facts?.keyId, Buffer.from(known.key.keyId).toString("hex"));
  }
});

test("a key that signed nothing lends no credit, nor does a stranger's line beside the ledger's", () => {
  const policy = policyOf([`log ${newKey.key.text}`, "quorum none"]);
  assert.equal(step(verify({ policy }, receipt()), "issuer")?.reason, "key_mismatch");
  const bad = proof({ moreLines: [signedLine(newKey, "other\n")] });
  assert.equal(verify({ policy }, receipt({ proof: bad })).verdict, "failed");
  // Anybody can add a line under the same name; what the receipt says still hangs on the listed key alone.
  const own = policyOf([`log ${ledger.key.text}`, "quorum none"]);
  const added = receipt({ proof: overlap, issuer: { key: newKey.key.text }, record: "{}" });
  assert.equal(verify({ policy: own }, added).verdict, "failed");
});
