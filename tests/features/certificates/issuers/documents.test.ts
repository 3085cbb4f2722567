/** What an issuer publishes of its keys fits what it signs by, is recorded version by version, and stays. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { createPublicKey, type JsonWebKey } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { parseRecord, recordHash } from "#lib/core/claim/record.ts";
import { sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { readEd25519Multikey } from "#lib/credentials/multibase.ts";
import { retireOrganisation } from "#lib/features/accounts/organisations/verbs/move-organisation.ts";
import { listHistory } from "#lib/features/certificates/issuers/rows.ts";
import type { Issuer } from "#lib/features/certificates/issuers/types.ts";
import { declareCompromised } from "#lib/features/certificates/issuers/verbs/declare-compromised.ts";
import { recordHistories } from "#lib/features/certificates/issuers/verbs/record-history.ts";
import { rotateKey } from "#lib/features/certificates/issuers/verbs/rotate-key.ts";
import { openSigners } from "#lib/features/certificates/issuers/verbs/sign.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { send } from "#tests/support/call.ts";
import { makeIssuer } from "#tests/support/certificates.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { ownerPool, rewrite } from "#tests/support/ledger.ts";

let ours: TestOrganisation;
let issuer: Issuer;

before(async () => {
  await createTestDatabase();
  await ensureLedger("main");
  await makeOrganisation();
  ours = await makeOrganisation();
  issuer = await makeIssuer(ours.owner, "harbour");
});
after(() => dropTestDatabase());

// biome-ignore lint/suspicious/noExplicitAny: the shape is what the tests are about
const read = async (path: string): Promise<any> => await (await send(path)).json();
const DOCUMENTS = [
  "/issuers/harbour/did.json",
  "/issuers/harbour/keys.json",
  "/issuers/harbour/profile.json",
  "/.well-known/jwt-vc-issuer/issuers/harbour",
];

describe("an issuer's documents", () => {
  it("are read by anybody and any page, kept by caches, and not sent twice", async () => {
    for (const path of DOCUMENTS) {
      const { status, headers } = await send(path);
      assert.equal(status, 200, path);
      assert.equal(headers.get("access-control-allow-origin"), "*");
      assert.equal(headers.get("cache-control"), "public, max-age=60");
      assert.equal((await send(path, { headers: { "if-none-match": headers.get("etag") ?? "" } })).status, 304);
      assert.equal((await send(path.replace("harbour", "nobody"))).status, 404);
      assert.equal((await send(path.replace("harbour", "Harbour"))).status, 404);
    }
  });

  it("name keys that check what the issuer signs", async () => {
    const signers = await openSigners(issuer.id);
    const { id, verificationMethod, assertionMethod } = await read("/issuers/harbour/did.json");
    assert.equal(id, issuer.did);
    assert.deepEqual(assertionMethod, [signers.ed25519.verificationMethod, signers.p256.kid]);
    const [multikey, jwk] = verificationMethod;
    assert.match(multikey.publicKeyMultibase, /^z6Mk/);
    assert.deepEqual(readEd25519Multikey(multikey.publicKeyMultibase), ed25519.getPublicKey(signers.ed25519.secretKey));
    const key = createPublicKey({ key: jwk.publicKeyJwk as JsonWebKey, format: "jwk" });
    assert.equal(key.asymmetricKeyDetails?.namedCurve, "prime256v1");
    const { issuer: address, jwks } = await read("/.well-known/jwt-vc-issuer/issuers/harbour");
    assert.equal(address, "http://localhost:3000/issuers/harbour");
    assert.deepEqual(jwks.keys, [jwk.publicKeyJwk]);
    assert.equal(jwks.keys[0].kid, signers.p256.kid);
  });

  it("keep a rotated key good, and say as of when one is compromised", async () => {
    await rotateKey({ actor: ours.owner, kind: "ed25519" });
    const asOf = new Date();
    await declareCompromised({ actor: ours.owner, kind: "p256", number: 1, asOf, note: "lost" });
    const { verificationMethod, assertionMethod } = await read("/issuers/harbour/did.json");
    const ids = ["key-1", "key-2", "wallet-2"].map((fragment) => `${issuer.did}#${fragment}`);
    assert.deepEqual(assertionMethod, ids);
    const bad = verificationMethod.find(({ id }: { id: string }) => id.endsWith("#wallet-1"));
    assert.equal(bad.revoked, asOf.toISOString());
    const { keys } = await read("/issuers/harbour/keys.json");
    const of = (fragment: string) => keys.find(({ id }: { id: string }) => id === `${issuer.did}#${fragment}`);
    assert.ok(of("key-1").until && !of("key-1").compromisedAsOf);
    assert.equal(of("wallet-1").compromisedAsOf, asOf.toISOString());
    assert.ok(!of("wallet-2").until);
    assert.ok(!JSON.stringify(keys).includes("lost"), "why is nobody else's business");
    const { jwks } = await read("/.well-known/jwt-vc-issuer/issuers/harbour");
    assert.deepEqual(
      jwks.keys.map(({ kid }: { kid: string }) => kid),
      [`${issuer.did}#wallet-2`],
    );
  });
});

describe("the history of an issuer's keys", () => {
  const recordOf = async (id: string) => {
    const { rows } = await pool().query<{ record: Buffer }>("SELECT record FROM evidence WHERE id = $1", [id]);
    const record = parseRecord(rows[0]?.record.toString() ?? "");
    assert.ok(record && "kind" in record);
    return { record, hash: toBase64(recordHash(rows[0]?.record ?? new Uint8Array())) };
  };

  it("is recorded version by version, each an event of the issuer's behind the one before, once", async () => {
    for (let round = 0; round < 3; round++) await Promise.all([recordHistories(), recordHistories()]);
    assert.equal(await recordHistories(), 0);
    const versions = (await listHistory(issuer.id)).reverse();
    assert.equal(versions.length, 3);
    let before: string | undefined;
    for (const { text, evidenceId } of versions) {
      const { record, hash } = await recordOf(evidenceId ?? "");
      assert.deepEqual([record.kind, record.issuer], ["event", issuer.did]);
      assert.equal(record.digests.sha256, toBase64(sha256(utf8(text))));
      assert.equal(record.parents?.[0]?.record, before);
      before = hash;
    }
  });

  it("is published as its newest record binds it", async () => {
    const { record, ...history } = await read("/issuers/harbour/keys.json");
    const [newest] = await listHistory(issuer.id);
    assert.equal(canonicalJson(history), newest?.text);
    assert.equal(record.id, newest?.evidenceId);
    assert.equal(record.ledger, "main");
  });

  it("is only noted once more after a crash between record and note", async () => {
    const [newest] = await listHistory(issuer.id);
    const owner = ownerPool();
    await rewrite(owner, "UPDATE issuer_history SET evidence_id = NULL WHERE issuer_id = $1 AND number = 3", [
      issuer.id,
    ]);
    await owner.end();
    await recordHistories();
    assert.equal((await listHistory(issuer.id))[0]?.evidenceId, newest?.evidenceId);
  });

  it("stays when the issuer ends", async () => {
    const before = await Promise.all(DOCUMENTS.map(read));
    await retireOrganisation({ actor: { kind: "operator" }, organisationId: ours.id });
    assert.deepEqual(await Promise.all(DOCUMENTS.map(read)), before);
  });
});
