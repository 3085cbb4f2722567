/** DID documents and keys' histories of hosts that nobody trusts: read in their one form, of the issuer that was asked for, or not at all. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { p256 } from "@noble/curves/nist.js";
import { toBase64 } from "#lib/core/text/bytes.ts";
import { didDocumentAddress, issuerDid, readDidDocument, readKeyHistory } from "#lib/credentials/did-web.ts";
import { p256Jwk } from "#lib/credentials/es256.ts";
import { ed25519Multikey, p256Multikey } from "#lib/credentials/multibase.ts";
import { ISSUER, publicKey } from "./certificate-fixture.ts";

const point = p256.getPublicKey(new Uint8Array(32).fill(4));
const multikey = ed25519Multikey(publicKey);
const [KEY, WALLET] = [`${ISSUER}#key-1`, `${ISSUER}#wallet-1`];
const key = { id: KEY, type: "Multikey", controller: ISSUER, publicKeyMultibase: multikey };
const wallet = { id: WALLET, type: "JsonWebKey", controller: ISSUER, publicKeyJwk: { ...p256Jwk(point), kid: WALLET } };
const document = {
  "@context": ["https://www.w3.org/ns/did/v1"],
  id: ISSUER,
  verificationMethod: [key, wallet],
  assertionMethod: [KEY, WALLET],
};
const read = (value: unknown) => readDidDocument(JSON.stringify(value), ISSUER);

test("a DID is the address of its document, behind TLS but for this installation's own", () => {
  assert.equal(issuerDid("http://localhost:3000", "school"), "did:web:localhost%3A3000:issuers:school");
  assert.equal(didDocumentAddress(ISSUER), "https://example.org:8443/issuers/school/did.json");
  assert.equal(didDocumentAddress("did:web:example.org"), "https://example.org/.well-known/did.json");
  const own = "did:web:localhost%3A3000:issuers:school";
  assert.equal(didDocumentAddress(own), "https://localhost:3000/issuers/school/did.json");
  assert.equal(didDocumentAddress(own, "http://localhost:3000"), "http://localhost:3000/issuers/school/did.json");
  assert.equal(didDocumentAddress(ISSUER, "http://localhost:3000"), "https://example.org:8443/issuers/school/did.json");
  for (const did of [
    "did:web:example.org:..:admin",
    "did:web:a@b",
    "did:web:example.org%2Fx",
    "did:key:z6Mk",
    "https://x",
  ])
    assert.equal(didDocumentAddress(did), undefined, did);
});

test("a document's keys are those that assert, by name or embedded, of the two kinds that we know", () => {
  const keys = [
    { id: KEY, type: "ed25519" as const, publicKey },
    { id: WALLET, type: "p256" as const, publicKey: point },
  ];
  assert.deepEqual(read(document)?.keys, keys);
  assert.deepEqual(read({ ...document, verificationMethod: [key], assertionMethod: ["#key-1", wallet] })?.keys, keys);
  assert.deepEqual(read({ ...document, assertionMethod: [WALLET] })?.keys, keys.slice(1));
  const foreign = {
    id: `${ISSUER}#x`,
    type: "Ed25519VerificationKey2020",
    controller: ISSUER,
    publicKeyMultibase: multikey,
  };
  assert.deepEqual(
    read({ ...document, verificationMethod: [foreign, key], assertionMethod: ["#x", KEY] })?.keys,
    keys.slice(0, 1),
  );
  assert.deepEqual(
    read({
      ...document,
      verificationMethod: [{ ...wallet, type: "Multikey", publicKeyMultibase: p256Multikey(point) }],
    })?.keys,
    keys.slice(1),
  );
});

test("a key that is another's, revoked, private in form or no key is none", () => {
  const x = p256Jwk(point).x;
  const wrong: object[] = [
    { ...key, controller: "did:web:example.com" },
    { ...key, revoked: "2026-01-01T00:00:00Z" },
    { ...key, publicKeyMultibase: multikey.slice(0, -1) },
    { ...key, publicKeyMultibase: [multikey] },
    { ...key, type: ["Multikey"] },
    { ...wallet, id: KEY, publicKeyJwk: { kty: "EC", crv: "P-256", x, y: x } },
    { ...wallet, id: KEY, publicKeyJwk: { ...wallet.publicKeyJwk, crv: "P-384" } },
    { ...wallet, id: KEY, publicKeyJwk: null },
  ];
  for (const each of wrong)
    assert.deepEqual(
      read({ ...document, verificationMethod: [each], assertionMethod: [KEY] })?.keys,
      [],
      JSON.stringify(each),
    );
});

test("a document of another DID, or with two keys of one name, is none", () => {
  const wrong: unknown[] = [
    { ...document, id: "did:web:example.com" },
    { ...document, id: `${ISSUER}/` },
    { ...document, verificationMethod: [key, { ...wallet, id: KEY }] },
    { ...document, verificationMethod: [key, { ...wallet, id: "#key-1" }] },
    { ...document, verificationMethod: [{ ...key, id: "did:web:example.com#key-1" }] },
    { ...document, verificationMethod: "x" },
    { ...document, verificationMethod: [5] },
    { ...document, assertionMethod: KEY },
    [document],
    null,
  ];
  for (const each of wrong) assert.equal(read(each), undefined, JSON.stringify(each));
  const text = JSON.stringify(document);
  assert.equal(readDidDocument(`${text.slice(0, -1)},"id":"${ISSUER}"}`, ISSUER), undefined);
  for (const each of ["", "{", `${"[".repeat(100_000)}`, " ".repeat(2_000_000)])
    assert.equal(readDidDocument(each, ISSUER), undefined);
});

const history = {
  history: "sealbook.issuer-keys/v1",
  issuer: ISSUER,
  keys: [
    { id: KEY, publicKeyMultibase: multikey, from: "2026-01-01T00:00:00.000Z", until: "2026-06-01T00:00:00.000Z" },
    {
      id: WALLET,
      publicKeyMultibase: p256Multikey(point),
      from: "2026-01-01T00:00:00.000Z",
      compromisedAsOf: "2026-02-01T00:00:00.000Z",
    },
  ],
};
const policy = {
  key: toBase64(publicKey),
  threshold: 2,
  approvers: ["Li", "张", "Kim"],
  from: "2026-03-01T00:00:00.000Z",
};
const readHistory = (value: unknown) => readKeyHistory(JSON.stringify(value), ISSUER);

test("a history says of each key from when until when, and since when it counts for nothing", () => {
  const [first, second] = history.keys;
  const { publicKeyMultibase: _, ...ofFirst } = first!;
  const { publicKeyMultibase: __, ...ofSecond } = second!;
  const keys = [
    { ...ofFirst, type: "ed25519", publicKey },
    { ...ofSecond, type: "p256", publicKey: point },
  ];
  assert.deepEqual(readHistory(history), { issuer: ISSUER, keys });
  const whole = { ...history, seal: { policies: [policy] }, record: { id: "x" } };
  assert.deepEqual(readHistory(whole), { issuer: ISSUER, keys, seal: { policies: [policy] } });
});

test("a history with anything that is not in its one form is none: nothing of it is believed", () => {
  const [first] = history.keys;
  const withKey = (change: object) => ({ ...history, keys: [{ ...first, ...change }] });
  const withPolicy = (change: object) => ({ ...history, seal: { policies: [{ ...policy, ...change }] } });
  const wrong: unknown[] = [
    { ...history, history: "sealbook.issuer-keys/v2" },
    { ...history, issuer: "did:web:example.com" },
    { ...history, more: 1 },
    { ...history, keys: [first, first] },
    { ...history, keys: {} },
    withKey({ id: "#key-1" }),
    withKey({ id: "did:web:example.com#key-1" }),
    withKey({ publicKeyMultibase: "z" }),
    withKey({ from: "2026-01-01" }),
    withKey({ until: null }),
    withKey({ compromisedAsOf: "2026-02-30T00:00:00.000Z" }),
    withKey({ note: "x" }),
    { ...history, seal: { policies: policy } },
    withPolicy({ threshold: 4 }),
    withPolicy({ threshold: 0 }),
    withPolicy({ key: "x" }),
    withPolicy({ approvers: [5] }),
    withPolicy({ until: "soon" }),
  ];
  for (const each of wrong) assert.equal(readHistory(each), undefined, JSON.stringify(each));
});
