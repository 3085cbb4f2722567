import assert from "node:assert/strict";
import { test } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import {
  isSignedAsClaimed,
  isUnambiguous,
  type SignatureClaim,
  verifyEd25519,
  vouchFor,
} from "#lib/core/log/signature.ts";
import { concat, utf8 } from "#lib/core/text/bytes.ts";
import { encoded, oddSignatures, smallOrderPoints } from "#tests/core/log/odd-signatures.ts";

const seed = new Uint8Array(32).fill(5);
const message = utf8("a message");
const signed = { signature: ed25519.sign(message, seed), message, publicKey: ed25519.getPublicKey(seed) };
const [point, scalar] = [signed.signature.slice(0, 32), signed.signature.slice(32)];

test("a signature by an ordinary key is unambiguous", () => {
  assert.ok(isUnambiguous(signed));
});

test("no point of small order and no unreduced coordinate is unambiguous, as key or in a signature, with either sign", () => {
  const FIELD_PRIME = 2n ** 255n - 19n;
  const unreduced = Array.from({ length: 19 }, (_, at) => FIELD_PRIME + BigInt(at));
  const smallOrder = smallOrderPoints().map((each) => each.toAffine().y);
  assert.equal(new Set(smallOrder).size, 5);
  for (const y of [...smallOrder, ...unreduced]) {
    for (const sign of [0n, 1n]) {
      const odd = encoded(y | (sign << 255n));
      assert.ok(!isUnambiguous({ ...signed, publicKey: odd }), `key ${y} ${sign}`);
      assert.ok(!isUnambiguous({ ...signed, signature: concat(odd, scalar) }), `point ${y} ${sign}`);
    }
  }
});

test("no scalar from the group's order on is unambiguous, and nothing of a wrong length", () => {
  const GROUP_ORDER = ed25519.Point.Fn.ORDER;
  assert.ok(isUnambiguous({ ...signed, signature: concat(point, encoded(GROUP_ORDER - 1n)) }));
  for (const large of [GROUP_ORDER, GROUP_ORDER + 1n, 2n ** 256n - 1n]) {
    assert.ok(!isUnambiguous({ ...signed, signature: concat(point, encoded(large)) }));
  }
  assert.ok(!isUnambiguous({ ...signed, signature: signed.signature.slice(1) }));
  assert.ok(!isUnambiguous({ ...signed, publicKey: signed.publicKey.slice(1) }));
});

test("of what is unambiguous, the most lenient verification finds nothing good that the strict one does not", () => {
  let disagreements = 0;
  for (const odd of oddSignatures()) {
    // ZIP 215 takes every spelling and every point, and multiplies by the cofactor.
    const isGood = ed25519.verify(odd.signature, odd.message, odd.publicKey, { zip215: true });
    if (isGood === verifyEd25519(odd)) continue;
    disagreements++;
    assert.ok(!isUnambiguous(odd), JSON.stringify(odd));
  }
  assert.ok(disagreements > 0);
});

test("what was vouched for counts for that claim and for no other", () => {
  const forged = { ...signed, message: utf8("another message") };
  const claim: SignatureClaim = { carrier: {}, signed: forged };
  vouchFor(claim);
  assert.equal(isSignedAsClaimed({ ...claim, signed: { ...forged, message: forged.message.slice() } }), true);
  assert.equal(verifyEd25519(forged), false);
  assert.equal(isSignedAsClaimed({ carrier: {}, signed: forged }), false, "another carrier");
  const { carrier } = claim;
  const others = [
    { ...forged, message: utf8("a third message") },
    { ...forged, publicKey: ed25519.getPublicKey(new Uint8Array(32)) },
    { ...forged, signature: ed25519.sign(message, new Uint8Array(32)) },
  ];
  for (const other of others) assert.equal(isSignedAsClaimed({ carrier, signed: other }), false);
  assert.equal(isSignedAsClaimed({ carrier, signed }), true, "a good one beside it");
});
