/** The seal of a batch: k of n approvers make one ordinary Ed25519 signature over exactly this statement. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ed25519, ed25519_FROST as frost } from "@noble/curves/ed25519.js";
import { readSeal, sealMessage, verifySeal } from "#lib/core/certificate/seal.ts";
import { fromUtf8, toBase64, utf8 } from "#lib/core/text/bytes.ts";

const statement = utf8('{"batch":"sealbook.batch/v1"}');
const seed = new Uint8Array(32).fill(7);
const seal = {
  key: toBase64(ed25519.getPublicKey(seed)),
  signature: toBase64(ed25519.sign(sealMessage(statement), seed)),
};

test("what is signed is the format's name on a line, and the statement", () => {
  assert.equal(fromUtf8(sealMessage(statement)), 'sealbook.seal/v1\n{"batch":"sealbook.batch/v1"}');
  assert.ok(verifySeal({ statement, seal }));
});

test("another statement, key or signature does not hold, and neither does a signature over the bare statement", () => {
  assert.ok(!verifySeal({ statement: utf8("{}"), seal }));
  assert.ok(!verifySeal({ statement, seal: { ...seal, key: toBase64(ed25519.getPublicKey(seed.slice().fill(8))) } }));
  assert.ok(!verifySeal({ statement, seal: { ...seal, signature: toBase64(ed25519.sign(statement, seed)) } }));
  // A key of small order would sign everything.
  const small = new Uint8Array(32);
  small[0] = 1;
  assert.ok(!verifySeal({ statement, seal: { key: toBase64(small), signature: toBase64(new Uint8Array(64)) } }));
});

test("only its two members, each in its one form and length, are a seal", () => {
  assert.deepEqual(readSeal(seal), seal);
  const wrong = [
    undefined,
    [],
    { key: seal.key },
    { ...seal, more: "x" },
    { ...seal, key: seal.signature },
    { ...seal, signature: seal.key },
    { ...seal, key: seal.key.replace("=", "") },
  ];
  for (const each of wrong) assert.equal(readSeal(each), undefined);
});

test("two of three shares of a group make it; one alone does not", () => {
  const { public: group, secretShares } = frost.trustedDealer({ min: 2, max: 3 });
  const message = sealMessage(statement);
  const two = Object.keys(secretShares)
    .slice(0, 2)
    .map((id) => secretShares[id]!);
  const rounds = two.map((share) => ({ share, ...frost.commit(share) }));
  const commitments = rounds.map((round) => round.commitments);
  const shares = Object.fromEntries(
    rounds.map(({ share, nonces }) => [share.identifier, frost.signShare(share, group, nonces, commitments, message)]),
  );
  const signature = frost.aggregate(group, commitments, message, shares);
  const made = { key: toBase64(group.commitments[0]!), signature: toBase64(signature) };
  assert.ok(verifySeal({ statement, seal: made }));
});
