/** Status lists have three outcomes: set, not set, and could not be checked; a list that is not whole, not theirs or not of today is the third. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { bitAt, bitsOf, decodeBits, ENTRIES_MIN, encodeBits } from "#lib/credentials/bitstring.ts";
import { signCredential } from "#lib/credentials/sign-credential.ts";
import { signStatusList } from "#lib/credentials/sign-status-list.ts";
import { checkStatusList } from "#lib/credentials/status-list.ts";
import { ISSUER, KEY, LIST, publicKey, signer } from "./certificate-fixture.ts";

const encoded = (bytes: Uint8Array) => `u${gzipSync(bytes).toString("base64url")}`;

describe("the bits of a list", () => {
  it("are those that were set, packed and unpacked", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(ENTRIES_MIN - 1), { maxLength: 200 }), async (set) => {
        const bits = await decodeBits(await encodeBits(bitsOf(ENTRIES_MIN, set)));
        assert.ok(bits);
        const found = Array.from({ length: ENTRIES_MIN }, (_, index) => index).filter((index) => bitAt(bits, index));
        assert.deepEqual(
          found,
          [...set].sort((a, b) => a - b),
        );
      }),
      { numRuns: 20 },
    );
  });

  it("begin with the left-most one", () => {
    const bits = bitsOf(ENTRIES_MIN, [0, 9, ENTRIES_MIN - 1]);
    assert.deepEqual([bits[0], bits[1], bits.at(-1)], [0x80, 0x40, 0x01]);
  });

  it("outside of the list are neither set nor not set", () => {
    const bits = bitsOf(ENTRIES_MIN, []);
    for (const index of [-1, ENTRIES_MIN, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
      assert.equal(bitAt(bits, index), undefined);
    for (const index of [-1, ENTRIES_MIN, 0.5]) assert.throws(() => bitsOf(ENTRIES_MIN, [index]), RangeError);
    for (const entries of [0, 8, ENTRIES_MIN - 8, ENTRIES_MIN + 1, 2 ** 30])
      assert.throws(() => bitsOf(entries, []), RangeError);
  });

  it("that are too few, damaged, followed by more, or packed to fill the memory are none", async () => {
    const whole = new Uint8Array(ENTRIES_MIN / 8);
    assert.ok(await decodeBits(encoded(whole)));
    const wrong = [
      undefined,
      5,
      "",
      "u",
      encoded(whole).slice(1),
      `z${encoded(whole).slice(1)}`,
      encoded(whole.subarray(1)),
      encoded(whole).slice(0, -8),
      `${encoded(whole)}=`,
      encoded(whole).replace(/^u.{12}/, (start) => `u${"A".repeat(start.length - 1)}`),
      `u${Buffer.concat([gzipSync(whole), Buffer.from("more")]).toString("base64url")}`,
      encoded(new Uint8Array(200 * 1024 * 1024)),
    ];
    const before = process.memoryUsage().arrayBuffers;
    for (const each of wrong) assert.equal(await decodeBits(each), undefined, String(each).slice(0, 80));
    assert.ok(process.memoryUsage().arrayBuffers - before < 100 * 1024 * 1024);
  });
});

const validUntil = "2026-11-30T17:55:03.000Z";
const list = { ...signer, issuer: ISSUER, address: LIST, bits: bitsOf(ENTRIES_MIN, [5, 131_071]), validUntil };
const text = await signStatusList(list);
const now = new Date("2026-11-30T00:00:00Z");
const asked = {
  keyOf: (method: string) => (method === KEY ? publicKey : undefined),
  issuer: ISSUER,
  address: LIST,
  purpose: "revocation",
  now,
};

async function look(given: string, changes: Partial<typeof asked> = {}): Promise<string> {
  const found = await checkStatusList({ ...asked, text: given, ...changes });
  return found.ok
    ? [4, 5, 6, 131_071, 131_072, -1].map((index) => found.valueAt(index) ?? "-").join("")
    : found.failure;
}

/** Signed by the issuer all the same. */
async function signed(
  change: (credential: { credentialSubject: Record<string, unknown> } & Record<string, unknown>) => void,
) {
  const { proof: _, ...credential } = JSON.parse(text);
  change(credential);
  return signCredential({ ...signer, credential });
}

describe("the credential of a list", () => {
  it("says of each entry whether it is set, and of others nothing", async () =>
    assert.equal(await look(text), "0101--"));

  it("of another issuer, or of another address than the certificate names, is foreign", async () => {
    assert.equal(await look(text, { issuer: "did:web:example.com" }), "foreign");
    assert.equal(await look(text, { address: `${LIST}0` }), "foreign");
    const other = JSON.parse(text);
    other.proof[0].verificationMethod = "did:web:example.com#key-1";
    assert.equal(await look(JSON.stringify(other)), "foreign");
  });

  it("with any bit turned, without signature, or under a key that nobody knows is not believed", async () => {
    const other = JSON.parse(text);
    other.credentialSubject.encodedList = await encodeBits(bitsOf(ENTRIES_MIN, []));
    assert.equal(await look(JSON.stringify(other)), "unsigned");
    delete other.proof;
    assert.equal(await look(JSON.stringify(other)), "unsigned");
    assert.equal(await look(text, { keyOf: () => undefined }), "key_unknown");
  });

  it("that is over, or not yet begun, is stale", async () => {
    assert.equal(await look(text, { now: new Date(validUntil) }), "stale");
    assert.equal(await look(text, { now: new Date("2026-11-29T17:55:04Z") }), "0101--");
    assert.equal(await look(await signed((c) => Object.assign(c, { validFrom: "2026-11-30T01:00:00Z" }))), "stale");
  });

  it("of another purpose says nothing of this one", async () => {
    assert.equal(await look(text, { purpose: "suspension" }), "wrong_purpose");
    const both = await signed((c) =>
      Object.assign(c.credentialSubject, { statusPurpose: ["revocation", "suspension"] }),
    );
    assert.equal(await look(both), "wrong_purpose");
  });

  it("that is no list is malformed, whoever signed it", async () => {
    const bends: Parameters<typeof signed>[0][] = [
      (c) => Object.assign(c, { type: ["VerifiableCredential"] }),
      (c) => Object.assign(c, { credentialSubject: [c.credentialSubject] }),
      (c) => Object.assign(c.credentialSubject, { encodedList: "uAAAA" }),
      (c) => Object.assign(c.credentialSubject, { encodedList: encoded(new Uint8Array(100)) }),
      (c) => {
        c["@context"] = [...(c["@context"] as unknown[]), { statusSize: "urn:x" }];
        c.credentialSubject.statusSize = 2;
      },
      (c) => delete c.validUntil,
    ];
    for (const bend of bends) assert.equal(await look(await signed(bend)), "malformed", bend.toString());
    for (const each of ["", "{}", "x".repeat(3_000_000), "<html>"]) assert.equal(await look(each), "malformed");
  });

  it("is not signed where it would say something else than was meant", async () => {
    await assert.rejects(signStatusList({ ...list, bits: new Uint8Array(8) }), /not what was meant/);
  });
});
