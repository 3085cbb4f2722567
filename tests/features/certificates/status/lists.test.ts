/** Status lists say of each entry how its certificate stands, signed by its issuer, from the moment of the change on. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readDidDocument } from "#lib/credentials/did-web.ts";
import { checkStatusList } from "#lib/credentials/status-list.ts";
import { checkTokenStatusList } from "#lib/credentials/token-status-list.ts";
import { retireOrganisation } from "#lib/features/accounts/organisations/verbs/move-organisation.ts";
import type { Issuer } from "#lib/features/certificates/issuers/types.ts";
import { declareCompromised } from "#lib/features/certificates/issuers/verbs/declare-compromised.ts";
import { findList } from "#lib/features/certificates/status/rows.ts";
import { LIST_ENTRIES, type StatusChange } from "#lib/features/certificates/status/types.ts";
import { changeStatus } from "#lib/features/certificates/status/verbs/change-status.ts";
import { signedList } from "#lib/features/certificates/status/verbs/sign-list.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { send } from "#tests/support/call.ts";
import { type MadeCertificate, makeCertificates, makeIssuer } from "#tests/support/certificates.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const PATH = "/issuers/harbour/status/1";
const TOKEN_PATH = "/issuers/harbour/token-status/1";
const HOUR_MS = 3_600_000;

let ours: TestOrganisation;
let issuer: Issuer;
let certificates: MadeCertificate[];

before(async () => {
  await createTestDatabase();
  await ensureLedger("main");
  await makeOrganisation();
  ours = await makeOrganisation();
  issuer = await makeIssuer(ours.owner, "harbour");
  certificates = await makeCertificates({ organisationId: ours.id, issuerId: issuer.id, count: 200 });
});
after(() => dropTestDatabase());

const at = (place: number): MadeCertificate => certificates[place] as MadeCertificate;
const change = (place: number, state: StatusChange, by?: number) =>
  changeStatus({
    ...{ actor: ours.owner, certificateIds: [at(place).id], state, reason: "" },
    replacement: by === undefined ? undefined : at(by).id,
  });

async function keyOf(id: string): Promise<Uint8Array | undefined> {
  const document = readDidDocument(await (await send("/issuers/harbour/did.json")).text(), issuer.did);
  return document?.keys.find((key) => key.id === id)?.publicKey;
}

async function read(now = new Date()) {
  const [text, jwt] = await Promise.all([PATH, TOKEN_PATH].map(async (path) => (await send(path)).text()));
  const given = { keyOf, issuer: issuer.did, now };
  const bits = await checkStatusList({
    ...given,
    text: text ?? "",
    address: `http://localhost:3000${PATH}`,
    purpose: "revocation",
  });
  const values = await checkTokenStatusList({
    ...given,
    jwt: jwt ?? "",
    address: `http://localhost:3000${TOKEN_PATH}`,
  });
  assert.ok(bits.ok && values.ok, JSON.stringify([bits, values]));
  return {
    bit: (place: number) => bits.valueAt(at(place).index),
    value: (place: number) => values.valueAt(at(place).index),
    bits,
    values,
  };
}

describe("an issuer's status lists", () => {
  it("have an entry for each certificate, all of them valid at first, and 131,072 in all", async () => {
    const { bits, values } = await read();
    for (const { index } of certificates) assert.deepEqual([bits.valueAt(index), values.valueAt(index)], [0, 0]);
    for (const list of [bits, values])
      assert.deepEqual([list.valueAt(LIST_ENTRIES - 1), list.valueAt(LIST_ENTRIES)], [0, undefined]);
  });

  it("say of each what became of it with the very next answer, and of no other anything", async () => {
    await change(0, "revoked");
    await change(1, "suspended");
    await change(2, "superseded", 3);
    await change(4, "suspended");
    await change(4, "resumed");
    const { bit, value, bits, values } = await read();
    assert.deepEqual([0, 1, 2, 3, 4].map(bit), [1, 1, 1, 0, 0]);
    assert.deepEqual([0, 1, 2, 3, 4].map(value), [1, 2, 3, 0, 0]);
    let set = 0;
    for (let index = 0; index < LIST_ENTRIES; index++) {
      set += bits.valueAt(index) ?? 0;
      assert.equal(bits.valueAt(index) === 1, values.valueAt(index) !== 0, `${index}`);
    }
    assert.equal(set, 3);
  });

  it("are the same bytes until something changes, from every process, and are not sent twice", async () => {
    for (const path of [PATH, TOKEN_PATH]) {
      const [first, second] = [await send(path), await send(path)];
      const etag = first.headers.get("etag") ?? "";
      assert.equal(await first.text(), await second.text());
      assert.equal(first.headers.get("access-control-allow-origin"), "*");
      assert.equal(first.headers.get("cache-control"), "public, max-age=30");
      assert.equal((await send(path, { headers: { "if-none-match": etag } })).status, 304);
      await change(path === PATH ? 5 : 6, "revoked");
      const changed = await send(path, { headers: { "if-none-match": etag } });
      assert.equal(changed.status, 200);
      // Another process has nothing kept: it signs the same.
      const { signedList: anew } = (await import(`#lib/features/certificates/status/verbs/sign-list.ts?${path}`)) as {
        signedList: typeof signedList;
      };
      const head = await findList({ slug: "harbour", number: 1 });
      const kind = path === PATH ? "status" : "token-status";
      assert.ok(head);
      assert.equal(await anew(head, { kind, now: new Date() }), await changed.text());
    }
  });

  it("grow old within a day, and are signed anew before", async () => {
    const head = await findList({ slug: "harbour", number: 1 });
    assert.ok(head);
    for (const hours of [0, 5, 13, 30, 100]) {
      const now = new Date(Date.now() + hours * HOUR_MS);
      const text = await signedList(head, { kind: "status", now });
      const given = { text, keyOf, issuer: issuer.did, address: `http://localhost:3000${PATH}`, purpose: "revocation" };
      assert.equal((await checkStatusList({ ...given, now })).ok, true);
      const later = await checkStatusList({ ...given, now: new Date(now.getTime() + 24 * HOUR_MS + 1) });
      assert.deepEqual(later, { ok: false, failure: "stale" });
    }
  });

  it("are signed by the key that signs now, once the one before is compromised", async () => {
    await read();
    await declareCompromised({ actor: ours.owner, kind: "ed25519", number: 1, asOf: new Date(), note: "x" });
    await declareCompromised({ actor: ours.owner, kind: "p256", number: 1, asOf: new Date(), note: "x" });
    const { bit, value } = await read();
    assert.deepEqual([bit(0), value(2)], [1, 3]);
    assert.match(await (await send(PATH)).text(), /#key-2"/);
  });

  it("are at no other address", async () => {
    for (const path of [
      "/issuers/harbour/status/2",
      "/issuers/harbour/status/0",
      "/issuers/harbour/status/01",
      "/issuers/nobody/status/1",
      "/issuers/harbour/token-status/x",
    ])
      assert.equal((await send(path)).status, 404, path);
  });

  it("stay when the issuer ends", async () => {
    await retireOrganisation({ actor: { kind: "operator" }, organisationId: ours.id });
    assert.equal((await read()).bit(0), 1);
  });
});
