/** Holders make unlinkable proofs of what is in force while its issuer offers them; nobody else, of nothing else, and nothing of it is kept. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { utf8 } from "#lib/core/text/bytes.ts";
import { presentUnlinkable } from "#lib/credentials/bbs/present.ts";
import { publicUrl } from "#lib/env.ts";
import { listHistory, listKeys } from "#lib/features/certificates/issuers/rows.ts";
import { askForSeal } from "#lib/features/certificates/issuers/verbs/ask-for-seal.ts";
import { declareCompromised } from "#lib/features/certificates/issuers/verbs/declare-compromised.ts";
import { offerUnlinkable } from "#lib/features/certificates/issuers/verbs/offer-unlinkable.ts";
import { rotateKey } from "#lib/features/certificates/issuers/verbs/rotate-key.ts";
import { openBbsSigner } from "#lib/features/certificates/issuers/verbs/sign.ts";
import { endThreads } from "#lib/features/certificates/issuing/drawing/make-pool.ts";
import { loadHolderPage } from "#lib/features/certificates/shares/pages.ts";
import type { StatusChange } from "#lib/features/certificates/status/types.ts";
import { changeStatus } from "#lib/features/certificates/status/verbs/change-status.ts";
import { checkCertificate } from "#lib/features/certificates/verdict/rows.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { type IssuingPlace, openIssuingPlace } from "#tests/features/certificates/issuing/issuing-place.ts";
import { at, call, callJson, send } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { auditOf, join } from "#tests/support/members.ts";
import { refusalOf } from "#tests/support/refusal.ts";
import { claimed, type Held, issued } from "./share-place.ts";

const BASE = at("/claim/{token}/{id}/unlinkable").POST;
let place: IssuingPlace;
let held: Held;

before(async () => {
  await createTestDatabase();
  place = await openIssuingPlace("Blue Harbour School 蓝港学校");
  held = await claimed(place);
});
after(async () => {
  await endThreads();
  await dropTestDatabase();
});

const offer = (on: boolean) => offerUnlinkable({ actor: place.organisation.owner, on });
const ask = ({ token, certificateId: id } = held) => callJson(BASE, { params: { token, id } });
const refusal = async (of?: Held) => {
  const { status, body } = await ask(of);
  return status === 200 ? undefined : body.code;
};
const bbsKeys = async () => (await listKeys(place.issuer.id)).filter(({ kind }) => kind === "bbs");
const published = async () => JSON.parse(await (await send(`/issuers/${place.issuer.slug}/did.json`)).text());

async function tables(): Promise<string> {
  const { rows } = await pool().query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name NOT LIKE '%rate%'",
  );
  const counts = rows.map(async ({ name }) => {
    const found = await pool()
      .query<{ count: string }>(`SELECT count(*) FROM "${name}"`)
      .catch(() => ({ rows: [{ count: "withheld" }] }));
    return `${name} ${found.rows[0]?.count}`;
  });
  return (await Promise.all(counts))
    .filter((each) => !/attempt|limit/.test(each))
    .sort()
    .join("\n");
}

describe("unlinkable proofs", () => {
  it("are off until an owner or admin switches them on: no key, none on the holder's page, none on request", async () => {
    assert.deepEqual(await bbsKeys(), []);
    assert.equal((await loadHolderPage(held.token))?.certificates[0]?.unlinkable, false);
    assert.equal(await refusal(), "unlinkable_off");
    for (const role of ["operator", "auditor"] as const) {
      const { actor } = await join(place.organisation.owner, role);
      assert.equal(await refusalOf(offerUnlinkable({ actor, on: true })), "forbidden");
    }
    assert.equal(await refusalOf(rotateKey({ actor: place.organisation.owner, kind: "bbs" })), "issuer_key_absent");
  });

  it("have a key of their own, sealed, published with its history, made once however many switch at once", async () => {
    const before = (await listHistory(place.issuer.id)).length;
    const changes = await Promise.all([offer(true), offer(true), offer(true)]);
    assert.equal(changes.filter(({ changed }) => changed).length, 1);
    const [key] = await bbsKeys();
    const signer = await openBbsSigner(place.issuer.id);
    assert.deepEqual(signer.publicKey, key?.publicKey);
    const { rows } = await pool().query<{ secret: Buffer }>("SELECT secret FROM issuer_key WHERE kind = 'bbs'");
    assert.ok(rows[0] && !rows[0].secret.includes(Buffer.from(signer.secretKey)));
    const id = `${place.issuer.did}#bbs-1`;
    const { verificationMethod, assertionMethod } = await published();
    const method = verificationMethod.find((each: { id: string }) => each.id === id);
    assert.deepEqual([method.type, method.publicKeyMultibase.slice(0, 4)], ["Multikey", "zUC7"]);
    assert.ok(assertionMethod.includes(id));
    const history = await listHistory(place.issuer.id);
    assert.equal(history.length, before + 1);
    assert.ok(history[0]?.text.includes(`"id":"${id}"`));
    assert.equal((await auditOf(place.organisation.id)).filter((action) => action === "issuer.unlinkable").length, 1);
  });

  it("are made by the holder out of what the site signs for them, and hold at the site that checks them", async () => {
    assert.equal((await loadHolderPage(held.token))?.certificates[0]?.unlinkable, true);
    const { status, body } = await ask();
    assert.equal(status, 200);
    const proof = await presentUnlinkable(body.credential, ["fields.course"]);
    assert.ok(!proof.includes("93.5") && !proof.includes("张𠮷") && !proof.includes(held.certificateId));
    const found = await checkCertificate({ bytes: utf8(proof) });
    assert.deepEqual([found?.verdict, found?.id], ["issuer_unproven", undefined]);
    assert.deepEqual(found?.shown?.fields, [{ name: "course", value: "数据结构" }]);
    assert.equal(found?.shown?.title, "数据结构");
    const api = await callJson(at("/api/v1/verify").POST, { body: { certificate: proof } });
    assert.deepEqual([api.status, api.body.certificate.verdict], [200, "issuer_unproven"]);
    const whole = await callJson(at("/api/v1/verify").POST, { body: { certificate: body.credential } });
    assert.deepEqual([whole.body.certificate.verdict, whole.body.certificate.shown], ["failed", undefined]);
  });

  it("have nothing of the certificate but its fields: no id, no entry, no time that is not everybody's", async () => {
    const { credential } = (await ask()).body;
    for (const own of [held.certificateId, held.certificateId.replaceAll("-", ""), "status", "urn:uuid", publicUrl]) {
      assert.ok(!credential.includes(own), own);
    }
    const { validFrom, validUntil, proof } = JSON.parse(credential);
    assert.match(`${validFrom} ${validUntil}`, /^\S+T00:00:00Z \S+T00:00:00Z$/);
    assert.equal(Date.parse(validUntil) - Date.parse(validFrom), 7 * 86_400_000);
    assert.deepEqual(Object.keys(proof), ["type", "cryptosuite", "verificationMethod", "proofPurpose", "proofValue"]);
    const other = JSON.parse((await ask(await claimed(place))).body.credential);
    assert.deepEqual({ ...other, proof: 0 }, { ...JSON.parse(credential), proof: 0 }, "one template, the same values");
  });

  it("leave no row behind, and are kept by no browser on the way", async () => {
    const before = await tables();
    const answer = await call(BASE, { params: { token: held.token, id: held.certificateId } });
    assert.equal(answer.headers.get("cache-control"), "private, no-store");
    await answer.text();
    assert.equal(await tables(), before);
  });

  it("are nobody's without the holder's link, and none before the certificate is theirs", async () => {
    const other = await claimed(await openIssuingPlace());
    assert.equal(await refusal({ ...held, token: other.token }), "link_invalid");
    assert.equal(await refusal({ ...held, token: "A".repeat(43) }), "link_invalid");
    assert.equal(await refusal(await issued(place)), "gone");
  });

  it("are of what is in force alone: suspended, replaced, revoked and over get none", async () => {
    const { owner: actor } = place.organisation;
    const [one, old] = [await claimed(place), await claimed(place)];
    const change = (of: Held, state: StatusChange, replacement?: string) =>
      changeStatus({ actor, certificateIds: [of.certificateId], state, reason: "Wrong", replacement });
    await change(one, "suspended");
    assert.equal(await refusal(one), "certificate_not_valid");
    await change(one, "resumed");
    assert.equal(await refusal(one), undefined);
    await change(old, "superseded", one.certificateId);
    assert.equal(await refusal(old), "certificate_not_valid");
    await change(one, "revoked");
    assert.equal(await refusal(one), "certificate_not_valid");
  });

  it("are signed by the newest key; a compromised one signs nothing more, and its proofs are not confirmed", async () => {
    const { owner: actor } = place.organisation;
    const proof = await presentUnlinkable((await ask()).body.credential, []);
    await rotateKey({ actor, kind: "bbs" });
    const next = JSON.parse((await ask()).body.credential);
    assert.equal(next.proof.verificationMethod, `${place.issuer.did}#bbs-2`);
    assert.equal((await checkCertificate({ bytes: utf8(proof) }))?.verdict, "issuer_unproven", "rotated, and good");
    await declareCompromised({
      actor,
      kind: "bbs",
      number: 1,
      asOf: (await bbsKeys())[0]?.from ?? new Date(),
      note: "lost",
    });
    assert.equal((await checkCertificate({ bytes: utf8(proof) }))?.verdict, "could_not_check");
  });

  it("end with the switch: the key is retired, what is out stays good", async () => {
    const proof = await presentUnlinkable((await ask()).body.credential, []);
    await offer(false);
    assert.equal(await refusal(), "unlinkable_off");
    assert.deepEqual(
      (await bbsKeys()).map(({ until }) => until !== undefined),
      [true, true],
    );
    assert.equal((await checkCertificate({ bytes: utf8(proof) }))?.verdict, "issuer_unproven");
    await assert.rejects(openBbsSigner(place.issuer.id), /no bbs key/);
    assert.deepEqual(await offer(false), { changed: false });
  });

  it("are not for an issuer whose approvers seal every batch", async () => {
    await offer(true);
    const seal = { key: new Uint8Array(32).fill(7), threshold: 2, approvers: ["Ada", "Bo"] };
    await prisma().$transaction((tx) => askForSeal(tx, { issuerId: place.issuer.id, at: new Date(), seal }));
    assert.equal(await refusal(), "unlinkable_off");
    await offer(false);
    assert.equal(await refusalOf(offer(true)), "unlinkable_sealed");
  });
});
