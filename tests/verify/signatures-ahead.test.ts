/** Whichever code verifies a signature, WebCrypto ahead or the portable code alone, the verdict is the same. */
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { isSignedAsClaimed, type Signed, verifyEd25519 } from "#lib/core/log/signature.ts";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { fromHex, sha256, utf8 } from "#lib/core/text/bytes.ts";
import { isGoodForPlatform, verifyAhead } from "#lib/verify/signatures.ts";
import { oddSignatures, respelledScalar } from "#tests/core/log/odd-signatures.ts";
import {
  ledger,
  proof,
  receipt,
  type Signer,
  sealed,
  thirdWitness,
  threeWitnessesPolicy,
  witnesses,
} from "#tests/core/receipt/receipt-fixture.ts";
import { verify } from "#tests/support/verify-bytes.ts";

const hex = (text: string): Uint8Array => fromHex(text.replace(/\s/g, "")) as Uint8Array;

/** RFC 8032 section 7.1, tests 1 to 3. */
const RFC_8032: Signed[] = [
  {
    publicKey: hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
    message: hex(""),
    signature: hex(`e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155
      5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b`),
  },
  {
    publicKey: hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
    message: hex("72"),
    signature: hex(`92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da
      085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00`),
  },
  {
    publicKey: hex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"),
    message: hex("af82"),
    signature: hex(`6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac
      18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a`),
  },
];

/** Every copy of a signature with one bit of it, its key or its message changed. */
function bentOnce(signed: Signed): Signed[] {
  return (["signature", "publicKey", "message"] as const).flatMap((part) =>
    Array.from({ length: 8 * signed[part].length }, (_, bit) => {
      const bytes = signed[part].slice();
      bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
      return { ...signed, [part]: bytes };
    }),
  );
}

async function assertSameVerdict(signed: Signed, expected?: boolean): Promise<boolean> {
  const portable = verifyEd25519(signed);
  const claim = { carrier: {}, signed };
  await verifyAhead([claim]);
  assert.equal(isSignedAsClaimed(claim), portable, JSON.stringify(signed));
  if (expected !== undefined) assert.equal(portable, expected);
  return portable;
}

test("the signatures of RFC 8032 are good for WebCrypto and for the portable code", async () => {
  for (const signed of RFC_8032) {
    assert.equal(await isGoodForPlatform(signed), true);
    await assertSameVerdict(signed, true);
  }
});

test("no bit of a signature, its key or its message can be changed", async () => {
  for (const signed of bentOnce(RFC_8032[1] as Signed)) {
    assert.equal(await isGoodForPlatform(signed), false);
    await assertSameVerdict(signed, false);
  }
});

test("S + L, which spells the same scalar, is refused by both", async () => {
  for (const signed of RFC_8032) await assertSameVerdict(respelledScalar(signed), false);
});

test("odd keys and points, in every spelling, come to one verdict, where WebCrypto alone would come to another", async () => {
  const verdicts = { good: 0, bad: 0, notOfWebCrypto: 0 };
  for (const signed of oddSignatures()) {
    const isGood = await assertSameVerdict(signed);
    verdicts[isGood ? "good" : "bad"]++;
    if ((await webCryptoAlone(signed)) !== isGood) verdicts.notOfWebCrypto++;
  }
  for (const [kind, count] of Object.entries(verdicts)) assert.ok(count > 0, kind);
});

async function webCryptoAlone({ publicKey, signature, message }: Signed): Promise<boolean> {
  try {
    const bytes = Uint8Array.from(publicKey);
    const key = await crypto.subtle.importKey("raw", bytes, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, Uint8Array.from(signature), Uint8Array.from(message));
  } catch {
    return false;
  }
}

/** The whole receipt, whose signatures this one makes of each signer's key. */
function signedReceipt(by: (signer: Signer) => Signer): Uint8Array {
  const tokens = [utf8("one token"), utf8("another")];
  const cosigners = [...witnesses, thirdWitness].map(by);
  const timestamps = tokens.map((token) => sealed(token, by(ledger)));
  return formatReceipt(receipt({ proof: proof({ signer: by(ledger), cosigners }), timestamps }));
}

const own = (signer: Signer): Signer => signer;
const forged = ({ key }: Signer): Signer => ({ key, seed: sha256(utf8("somebody else")) });

test("all signatures of a receipt are verified ahead: the checks ask about no other", async () => {
  const policy = threeWitnessesPolicy;
  const rows = async () =>
    (await verify({ receipt: signedReceipt(forged), policy })).steps.map(({ name, status }) => `${name} ${status}`);
  assert.ok((await rows()).includes("checkpoint failed"));
  const platform = mock.method(crypto.subtle, "verify", async () => true);
  try {
    const found = await rows();
    for (const name of ["checkpoint", "issuer", "witnesses"]) assert.ok(found.includes(`${name} ok`), `${found}`);
    // The tokens are none, which the step says once their seals hold.
    assert.ok(found.includes("timestamp failed"));
    assert.equal(platform.mock.callCount(), 6);
  } finally {
    platform.mock.restore();
  }
});

test("without WebCrypto, or with one that knows no Ed25519, a receipt's verification is the same", async () => {
  for (const [name, by] of Object.entries({ own, forged })) {
    const input = { receipt: signedReceipt(by), policy: threeWitnessesPolicy };
    const expected = await verify(input);
    assert.equal(expected.steps.find((step) => step.name === "checkpoint")?.status, name === "own" ? "ok" : "failed");
    const ignorant = mock.method(crypto.subtle, "importKey", () => Promise.reject(new Error("NotSupportedError")));
    assert.deepEqual(await verify(input), expected);
    assert.ok(ignorant.mock.callCount() > 0);
    ignorant.mock.restore();
  }
  const input = { receipt: signedReceipt(own), policy: threeWitnessesPolicy };
  const expected = await verify(input);
  const webCrypto = mock.getter(globalThis, "crypto", () => undefined as unknown as Crypto);
  try {
    assert.deepEqual(await verify(input), expected);
  } finally {
    webCrypto.mock.restore();
  }
});
