/** The credential of a certificate: one form, read back to what went in; the same signature cannot show people another content. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { batchSigner } from "#lib/credentials/batch-signer.ts";
import { type CertificateContent, openBadge, readOpenBadge } from "#lib/credentials/open-badge.ts";
import { signCredential } from "#lib/credentials/sign-credential.ts";
import { content, signer } from "./certificate-fixture.ts";

const words = fc.string({ unit: "grapheme", maxLength: 40 }).map((each) => each.normalize("NFC"));
const names = fc.stringMatching(/^[a-z0-9_-]{1,12}$/).filter((each) => each !== "__proto__");
const contents: fc.Arbitrary<CertificateContent> = fc
  .record({
    ...{ name: words, holderName: words, criteria: words, index: fc.nat(131_071), hasEnd: fc.boolean() },
    fields: fc.dictionary(names, words, { maxKeys: 5, noNullPrototype: true }),
  })
  .map(({ criteria, index, hasEnd, ...each }) => {
    const made = content({ ...each, status: { ...content().status, index } });
    const achievement = { ...made.achievement, criteria };
    return { ...made, achievement, ...(hasEnd ? { validUntil: "2030-01-01T00:00:00.000Z" } : {}) };
  });

const asSent = (credential: object) => JSON.parse(JSON.stringify(credential));

describe("the credential of a certificate", () => {
  it("is read back as what went in, whatever people are called", () => {
    fc.assert(fc.property(contents, (given) => assert.deepEqual(readOpenBadge(asSent(openBadge(given))), given)));
  });

  it("has its names in one normal form", () => {
    const made = openBadge(content({ holderName: "Jose\u0301", fields: { holder_name: "Jose\u0301" } }));
    assert.equal(made.credentialSubject.identifier[0]?.identityHash, "Jos\u00e9");
    assert.equal(made.credentialSubject.certificate.holder_name, "Jos\u00e9");
  });

  it("is refused where its content is not one: ids, times, addresses, names of fields, broken text", () => {
    const wrong: Partial<CertificateContent>[] = [
      { certificateId: "x" },
      { issuer: { did: "did:key:z", name: "x" } },
      { issuer: { ...content().issuer, url: "javascript:alert(1)" } },
      { holderName: "\ud800" },
      { holderName: "\uffff" },
      { name: "x".repeat(10_001) },
      { validFrom: "2026-11-29" },
      { validUntil: "2020-01-01T00:00:00.000Z" },
      { fields: { "Score!": "1" } },
      { fields: JSON.parse('{"__proto__":"1"}') },
      { status: { list: "https://example.org/a b", index: 1 } },
      { status: { ...content().status, index: -1 } },
      { status: { ...content().status, index: 0.5 } },
    ];
    for (const each of wrong) assert.throws(() => openBadge(content(each)), TypeError, JSON.stringify(each));
  });

  it("with anything more, less or elsewhere is none of ours, also where its signature would hold", () => {
    const good = asSent(openBadge(content()));
    const { achievement } = good.credentialSubject;
    const wrong: object[] = [
      { ...good, evidence: [] },
      { ...good, "@context": [...good["@context"], { x: "urn:x" }] },
      { ...good, "@context": good["@context"].slice(0, 2) },
      { ...good, type: [...good.type].reverse() },
      { ...good, issuer: good.issuer.id },
      { ...good, credentialSubject: [good.credentialSubject] },
      { ...good, credentialSubject: { ...good.credentialSubject, id: "did:web:x" } },
      { ...good, credentialSubject: { ...good.credentialSubject, achievement: { ...achievement, name: undefined } } },
      { ...good, credentialSubject: { ...good.credentialSubject, certificate: { score: 90 } } },
      { ...good, credentialStatus: [good.credentialStatus] },
      { ...good, credentialStatus: { ...good.credentialStatus, statusPurpose: "suspension" } },
      { ...good, credentialStatus: { ...good.credentialStatus, statusListIndex: "05" } },
      { ...good, credentialStatus: { ...good.credentialStatus, id: "https://example.org/other#5" } },
    ];
    for (const each of wrong) assert.equal(readOpenBadge(asSent(each)), undefined, JSON.stringify(each).slice(0, 300));
    assert.ok(readOpenBadge({ ...good, proof: [] }));
  });
});

describe("the signer of a batch", () => {
  it("makes byte for byte what the library makes, whatever the values", async () => {
    const sign = batchSigner(signer, Number.POSITIVE_INFINITY);
    await fc.assert(
      fc.asyncProperty(contents, async (given) => {
        const credential = openBadge(given);
        assert.equal(await sign(credential), await signCredential({ ...signer, credential }));
      }),
      { numRuns: 60 },
    );
  });

  it("makes the same for credentials of several forms at once", async () => {
    const sign = batchSigner(signer);
    const both = [content(), content({ validUntil: "2030-01-01T00:00:00.000Z" })].map(openBadge);
    const made = await Promise.all([...both, ...both].map(sign));
    const expected = await Promise.all(both.map((credential) => signCredential({ ...signer, credential })));
    assert.deepEqual(made, [...expected, ...expected]);
  });

  it("leaves to the library a credential whose id is that of something else in it", async () => {
    const { id: certificateId, name } = content().achievement;
    const credential = openBadge(content({ certificateId, name }));
    assert.equal(await batchSigner(signer)(credential), await signCredential({ ...signer, credential }));
  });
});
