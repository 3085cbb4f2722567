/** Credentials' proofs: what the library signs holds here, and everything else is refused by its name, without asking any network. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { CREDENTIAL_FAILURES, type CredentialFailure } from "#lib/credentials/credential-failures.ts";
import { CREDENTIAL_CHARS_MAX, verifyCredential } from "#lib/credentials/data-integrity.ts";
import { openBadge } from "#lib/credentials/open-badge.ts";
import { signCredential } from "#lib/credentials/sign-credential.ts";
import { content, ISSUER, KEY, publicKey, signer } from "./certificate-fixture.ts";

const text = await signCredential({ ...signer, credential: openBadge(content()) });
const other = JSON.parse(await signCredential({ ...signer, credential: openBadge(content({ name: "x" })) }));
const now = new Date("2026-11-30T00:00:00Z");
const keyOf = (method: string) => (method === KEY ? publicKey : undefined);

async function look(given: string, at = now): Promise<string> {
  const outcome = await verifyCredential({ text: given, keyOf, now: at });
  return "failed" in outcome ? outcome.failed : "holds";
}

// biome-ignore lint/suspicious/noExplicitAny: whatever a stranger makes of it
type Bend = (credential: any, proof: any) => void;

function bent(bend: Bend): string {
  const credential = JSON.parse(text);
  bend(credential, credential.proof[0]);
  return JSON.stringify(credential);
}

describe("a credential's proof", () => {
  it("that the library made holds, and says whose key made it when", async () => {
    const outcome = await verifyCredential({ text, keyOf, now });
    assert.ok(!("failed" in outcome));
    assert.deepEqual(
      [outcome.issuer, outcome.verificationMethod, outcome.created],
      [ISSUER, KEY, "2026-11-29T17:55:03Z"],
    );
    assert.equal(outcome.credential.name, "结业证书");
  });

  it("holds whatever the order of members and white space, and where it stands outside of an array", async () => {
    const turned = bent((credential, proof) => {
      credential.proof = Object.fromEntries(Object.entries(proof).reverse());
    });
    const members = Object.entries(JSON.parse(turned)).reverse();
    assert.equal(await look(JSON.stringify(Object.fromEntries(members), null, 2)), "holds");
  });

  const cases: [string, CredentialFailure, Bend][] = [
    ["another name", "content_mismatch", (c) => Object.assign(c, { name: "Doctor" })],
    [
      "another holder",
      "content_mismatch",
      (c) => Object.assign(c.credentialSubject.identifier[0], { identityHash: "李" }),
    ],
    ["another field", "content_mismatch", (c) => Object.assign(c.credentialSubject.certificate, { score: "100" })],
    ["one field more", "content_mismatch", (c) => Object.assign(c.credentialSubject.certificate, { grade: "A" })],
    ["no status", "content_mismatch", (c) => delete c.credentialStatus],
    [
      "another entry in the list",
      "content_mismatch",
      (c) => Object.assign(c.credentialStatus, { statusListIndex: "6" }),
    ],
    ["a date that was moved", "content_mismatch", (c) => Object.assign(c, { validUntil: "2099-01-01T00:00:00Z" })],
    ["another time of signing", "content_mismatch", (_, p) => Object.assign(p, { created: "2026-11-29T17:55:04Z" })],
    [
      "the signature of something else",
      "content_mismatch",
      (_, p) => Object.assign(p, { proofValue: other.proof[0].proofValue }),
    ],
    ["a context that nobody knows", "unknown_context", (c) => c["@context"].push("https://example.org/context/v1")],
    ["a context in plain http", "unknown_context", (c) => c["@context"].push("http://www.w3.org/ns/credentials/v2")],
    ["a context of a draft by a name of its own", "unknown_context", (c) => c["@context"].push("OBv3_beta")],
    ["a context at this computer", "unknown_context", (c) => c["@context"].push("http://127.0.0.1:1/")],
    ["a term that no context defines", "undefined_term", (c) => Object.assign(c, { nickname: "Z" })],
    ["a type that no context defines", "undefined_term", (c) => c.type.push("Diploma")],
    ["a term in the proof that no context defines", "undefined_term", (_, p) => Object.assign(p, { remark: "x" })],
    ["a member that our failures have", "undefined_term", (c) => Object.assign(c, { failed: "no" })],
    ["a protected term redefined", "not_json_ld", (c) => c["@context"].push({ VerifiableCredential: "urn:x" })],
    ["an id that is a number", "not_json_ld", (c) => Object.assign(c.credentialSubject.achievement, { id: 5 })],
    ["no proof", "proof_missing", (c) => delete c.proof],
    ["an empty list of proofs", "proof_malformed", (c) => Object.assign(c, { proof: [] })],
    ["a text as its proof", "proof_malformed", (c) => Object.assign(c, { proof: "signed" })],
    ["null as its proof", "proof_malformed", (c) => Object.assign(c, { proof: null })],
    ["a proof within two lists", "proof_malformed", (c, p) => Object.assign(c, { proof: [[p]] })],
    ["a list as the proof's type", "proof_malformed", (_, p) => Object.assign(p, { type: ["DataIntegrityProof"] })],
    ["an object as its key", "proof_malformed", (_, p) => Object.assign(p, { verificationMethod: { id: KEY } })],
    ["a number as its value", "proof_malformed", (_, p) => Object.assign(p, { proofValue: 5 })],
    ["a value that is no base58", "proof_malformed", (_, p) => Object.assign(p, { proofValue: "z0OIl" })],
    ["a value in another base", "proof_malformed", (_, p) => Object.assign(p, { proofValue: "uAAAA" })],
    ["a time without a zone", "proof_malformed", (_, p) => Object.assign(p, { created: "2026-11-29T17:55:03" })],
    ["a day that does not exist", "proof_malformed", (_, p) => Object.assign(p, { created: "2026-13-29T17:55:03Z" })],
    ["contexts of the proof's own", "proof_malformed", (c, p) => Object.assign(p, { "@context": c["@context"][0] })],
    ["two proofs", "proof_set", (c, p) => Object.assign(c, { proof: [p, p] })],
    ["a proof that rests on another", "proof_set", (_, p) => Object.assign(p, { previousProof: "urn:uuid:1" })],
    ["a proof of another type", "proof_unsupported", (_, p) => Object.assign(p, { type: "Ed25519Signature2020" })],
    ["another cryptosuite", "proof_unsupported", (_, p) => Object.assign(p, { cryptosuite: "eddsa-jcs-2022" })],
    ["a proof for logging in", "wrong_purpose", (_, p) => Object.assign(p, { proofPurpose: "authentication" })],
    ["a time to come", "created_in_future", (_, p) => Object.assign(p, { created: "2026-12-29T17:55:03Z" })],
    ["an end that is over", "proof_expired", (_, p) => Object.assign(p, { expires: "2026-11-29T18:00:00Z" })],
    [
      "the key of another issuer",
      "key_of_other_issuer",
      (_, p) => Object.assign(p, { verificationMethod: "did:web:x.org#key-1" }),
    ],
    ["another issuer than the key's", "key_of_other_issuer", (c) => Object.assign(c.issuer, { id: "did:web:x.org" })],
    [
      "a key that is not the issuer's",
      "key_unknown",
      (_, p) => Object.assign(p, { verificationMethod: `${ISSUER}#key-9` }),
    ],
    ["no issuer", "not_a_credential", (c) => delete c.issuer],
    ["a list of issuers", "not_a_credential", (c) => Object.assign(c, { issuer: [c.issuer] })],
    ["another first context", "not_a_credential", (c) => c["@context"].reverse()],
    ["no such type", "not_a_credential", (c) => Object.assign(c, { type: ["OpenBadgeCredential"] })],
  ];
  for (const [what, failure, bend] of cases) {
    it(`with ${what} is refused: ${failure}`, async () => assert.equal(await look(bent(bend)), failure));
  }

  it("in a text that is no JSON of one meaning is refused", async () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const texts = ["", "x", "[]x", text.slice(0, -1), `${text.slice(0, -1)},"name":"twice"}`, deep];
    for (const each of texts) assert.equal(await look(each), "not_json", each.slice(0, 40));
    assert.equal(await look(text.replace('"score"', '"__proto__"')), "not_json");
    assert.equal(await look(text.replace("结业证书", "\\ud800")), "not_json");
    assert.equal(
      await look(text.replace('"name":"结业证书"', '"name":"结业证书","n\\u0061me":"结业证书"')),
      "not_json",
    );
    for (const each of ["null", "5", "[]", "{}"]) assert.equal(await look(each), "not_a_credential");
    assert.equal(await look(" ".repeat(CREDENTIAL_CHARS_MAX + 1)), "too_large");
  });

  it("by a key of small order, or one that is none, does not hold", async () => {
    const small = new Uint8Array(32);
    small[0] = 1;
    for (const key of [
      small,
      new Uint8Array(32).fill(255),
      new Uint8Array(31),
      ed25519.getPublicKey(new Uint8Array(32)),
    ]) {
      const outcome = await verifyCredential({ text, keyOf: () => key, now });
      assert.ok("failed" in outcome && outcome.failed === "content_mismatch");
    }
  });

  it("with any character of the content another never holds for other content", async () => {
    const start = text.indexOf('"credentialSubject"');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: start, max: text.length - 2 }),
        fc.constantFrom("x", "1", "", '"', "{"),
        async (at, put) => {
          const changed = text.slice(0, at) + put + text.slice(at + 1);
          if (changed === text) return;
          const outcome = await verifyCredential({ text: changed, keyOf, now });
          if (!("failed" in outcome)) assert.deepEqual(outcome.credential, JSON.parse(text));
          else assert.ok(CREDENTIAL_FAILURES.includes(outcome.failed));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("whose graph would take for ever to bring into order is given up, not waited for", async () => {
    const nodes = Array.from({ length: 12 }, () => ({ type: "Profile" }));
    const endless = bent((c) =>
      Object.assign(c.credentialSubject, {
        identifier: [],
        result: nodes.map(() => ({ type: ["Result"], alignment: nodes })),
      }),
    );
    const start = performance.now();
    assert.notEqual(await look(endless), "holds");
    assert.ok(performance.now() - start < 100_000);
  });
});
