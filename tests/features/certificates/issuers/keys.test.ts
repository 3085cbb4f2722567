/** An issuer's keys are its own, sealed, and end as they were ended. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";
import { listKeys } from "#lib/features/certificates/issuers/rows.ts";
import type { Issuer } from "#lib/features/certificates/issuers/types.ts";
import { createIssuer } from "#lib/features/certificates/issuers/verbs/create-issuer.ts";
import { declareCompromised } from "#lib/features/certificates/issuers/verbs/declare-compromised.ts";
import { rotateKey } from "#lib/features/certificates/issuers/verbs/rotate-key.ts";
import { openSigners } from "#lib/features/certificates/issuers/verbs/sign.ts";
import { updateIssuer } from "#lib/features/certificates/issuers/verbs/update-issuer.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { makeIssuer } from "#tests/support/certificates.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { ownerPool } from "#tests/support/ledger.ts";
import { auditOf, join } from "#tests/support/members.ts";
import { refusalOf } from "#tests/support/refusal.ts";

const PROFILE = { name: "School", description: "", publicPage: true };
const HOUR_MS = 3_600_000;

describe("an issuer", () => {
  let ours: TestOrganisation;
  let issuer: Issuer;
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    ours = await makeOrganisation();
    issuer = await makeIssuer(ours.owner, "blue-harbour");
  });
  after(() => dropTestDatabase());

  const signing = async () => (await listKeys(issuer.id)).filter(({ until }) => !until);

  it("is made once, with a DID of this installation, whoever else asks at the same moment", async () => {
    assert.equal(issuer.did, "did:web:localhost%3A3000:issuers:blue-harbour");
    const other = await makeOrganisation();
    const asked = await Promise.all(["a-1", "a-2"].map((slug) => refusalOf(makeIssuer(other.owner, slug))));
    assert.deepEqual(asked.sort(), ["issuer_present", undefined]);
    const [one, two] = [await makeOrganisation(), await makeOrganisation()];
    const same = await Promise.all([one, two].map(({ owner }) => refusalOf(makeIssuer(owner, "same"))));
    assert.deepEqual(same.sort(), ["slug_taken", undefined]);
  });

  it("has a slug that is one segment of a DID and of an address", async () => {
    const { owner } = await makeOrganisation();
    for (const slug of ["", "A", "-a", "a-", "a_b", "a.b", "..", "a/b", "名", "a".repeat(64)])
      assert.equal(await refusalOf(createIssuer({ actor: owner, slug, profile: PROFILE })), "invalid_slug", slug);
  });

  it("is made and changed by owners and admins alone", async () => {
    for (const role of ["operator", "auditor"] as const) {
      const { actor } = await join(ours.owner, role);
      const writes = [
        updateIssuer({ actor, profile: PROFILE }),
        rotateKey({ actor, kind: "p256" }),
        declareCompromised({ actor, kind: "p256", number: 1, asOf: new Date(), note: "" }),
      ];
      for (const write of writes) assert.equal(await refusalOf(write), "forbidden");
    }
  });

  it("signs by keys that fit what is published, and that lie sealed, each under its own name", async () => {
    const signers = await openSigners(issuer.id);
    const keys = await signing();
    const published = Object.fromEntries(keys.map(({ kind, publicKey }) => [kind, publicKey]));
    assert.deepEqual(ed25519.getPublicKey(signers.ed25519.secretKey), published.ed25519);
    assert.deepEqual(p256.getPublicKey(signers.p256.secretKey, true), published.p256);
    assert.equal(signers.ed25519.verificationMethod, `${issuer.did}#key-1`);
    assert.equal(signers.p256.kid, `${issuer.did}#wallet-1`);
    const { rows } = await pool().query<{ secret: Buffer }>("SELECT secret FROM issuer_key WHERE issuer_id = $1", [
      issuer.id,
    ]);
    for (const { secret } of rows)
      for (const { secretKey } of [signers.ed25519, signers.p256]) assert.ok(!secret.includes(Buffer.from(secretKey)));
  });

  it("opens no key that somebody put in the place of another", async () => {
    const owner = ownerPool();
    const other = await makeIssuer((await makeOrganisation()).owner);
    await owner.query(
      `UPDATE issuer_key SET secret = (SELECT secret FROM issuer_key WHERE issuer_id = $1 AND kind = 'p256')
       WHERE issuer_id = $2 AND kind = 'p256'`,
      [issuer.id, other.id],
    );
    await owner.end();
    await assert.rejects(openSigners(other.id), /does not open/);
  });

  it("rotates a key: the new one signs, the old one stays, without its secret", async () => {
    const made = await rotateKey({ actor: ours.owner, kind: "ed25519" });
    assert.equal(made.number, 2);
    assert.equal((await openSigners(issuer.id)).ed25519.number, 2);
    const [first] = await listKeys(issuer.id);
    assert.ok(first?.until && !first.compromisedAsOf);
    const { rows } = await pool().query("SELECT secret FROM issuer_key WHERE issuer_id = $1 AND until_at IS NOT NULL", [
      issuer.id,
    ]);
    assert.deepEqual(rows, [{ secret: null }]);
  });

  it("has one key of a kind that signs, however many rotate at once", async () => {
    await Promise.all(Array.from({ length: 5 }, () => rotateKey({ actor: ours.owner, kind: "p256" })));
    const keys = await signing();
    assert.deepEqual(
      keys.map(({ kind, number }) => [kind, number]),
      [
        ["ed25519", 2],
        ["p256", 6],
      ],
    );
  });

  it("declares a key compromised as of a time in its life, which moves to an earlier one only", async () => {
    const declare = (asOf: Date, number = 2) =>
      declareCompromised({ actor: ours.owner, kind: "ed25519", number, asOf, note: "laptop lost" });
    assert.equal(await refusalOf(declare(new Date(Date.now() + HOUR_MS))), "compromise_time");
    assert.equal(await refusalOf(declare(new Date(0))), "compromise_time");
    assert.equal(await refusalOf(declare(new Date(), 9)), "issuer_key_absent");
    const first = new Date();
    assert.deepEqual(await declare(first), { madeNew: true });
    assert.equal((await openSigners(issuer.id)).ed25519.number, 3);
    assert.equal(await refusalOf(declare(new Date())), "issuer_key_compromised");
    const earlier = new Date(first.getTime() - 1);
    assert.deepEqual(await declare(earlier), { madeNew: false });
    const key = (await listKeys(issuer.id)).find(({ kind, number }) => kind === "ed25519" && number === 2);
    assert.deepEqual(key?.compromisedAsOf, earlier);
    const { rows } = await pool().query(
      "SELECT details->>'asOf' AS at FROM alert WHERE kind = 'issuer_key_compromised'",
    );
    assert.deepEqual(rows, [{ at: earlier.toISOString() }]);
    const actions = (await auditOf(ours.id)).filter((action) => action.startsWith("issuer."));
    assert.deepEqual(actions.slice(-2), ["issuer.key_compromise", "issuer.key_compromise"]);
  });
});
