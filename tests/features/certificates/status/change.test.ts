/** What becomes of a certificate is said once, by who may, and is in the ledger once, whatever crashes. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { v7 as uuidv7 } from "uuid";
import { parseStatusStatement } from "#lib/core/certificate/status.ts";
import { blinded } from "#lib/core/claim/entry.ts";
import { parseRecord } from "#lib/core/claim/record.ts";
import { sha256, toBase64, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { createApiKey } from "#lib/features/accounts/api-keys/verbs/create-api-key.ts";
import {
  retireOrganisation,
  suspendOrganisation,
} from "#lib/features/accounts/organisations/verbs/move-organisation.ts";
import type { Issuer } from "#lib/features/certificates/issuers/types.ts";
import { listStatuses, statusOf } from "#lib/features/certificates/status/rows.ts";
import type { StatusChange } from "#lib/features/certificates/status/types.ts";
import { changeStatus } from "#lib/features/certificates/status/verbs/change-status.ts";
import { recordStatuses } from "#lib/features/certificates/status/verbs/record-statuses.ts";
import { supersede } from "#lib/features/certificates/status/verbs/supersede.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import { checkReceipt } from "#lib/features/evidence/verification/rows.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import type { ApiKeyActor } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import { pool, transaction } from "#lib/infra/db/pool.ts";
import { SCOPES } from "#lib/words/permissions.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, callJson } from "#tests/support/call.ts";
import { type MadeCertificate, makeCertificates, makeIssuer } from "#tests/support/certificates.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { appendAll, ownerPool, rewrite } from "#tests/support/ledger.ts";
import { join } from "#tests/support/members.ts";
import { refusalOf } from "#tests/support/refusal.ts";

let first: TestOrganisation;
let ours: TestOrganisation;
let issuer: Issuer;

before(async () => {
  await createTestDatabase();
  await ensureLedger("main");
  first = await makeOrganisation();
  ours = await makeOrganisation();
  issuer = await makeIssuer(ours.owner);
});
after(() => dropTestDatabase());

const make = (count: number) => makeCertificates({ organisationId: ours.id, issuerId: issuer.id, count });
const one = async () => (await make(1))[0] as MadeCertificate;
const change = (id: string, state: StatusChange, replacement?: string) =>
  changeStatus({ actor: ours.owner, certificateIds: [id], state, reason: "理由 reason", replacement });
const stateOf = async (id: string) => (await statusOf([id])).get(id)?.state;
const auditCount = async (id: string) =>
  (await pool().query("SELECT action FROM audit_event WHERE subject = $1 ORDER BY id", [id])).rows.map(
    ({ action }) => action,
  );

describe("a change", () => {
  it("leads only where it may: from each state to those that follow it", async () => {
    const paths: [StatusChange[], StatusChange, boolean][] = [
      [[], "suspended", true],
      [[], "revoked", true],
      [["suspended"], "resumed", true],
      [["suspended"], "revoked", true],
      [["suspended", "resumed"], "suspended", true],
      [["revoked"], "suspended", false],
      [["revoked"], "resumed", false],
    ];
    for (const [before, state, may] of paths) {
      const { id } = await one();
      for (const each of before) await change(id, each);
      assert.equal(await refusalOf(change(id, state)), may ? undefined : "status_forbidden", `${before} ${state}`);
    }
  });

  it("said twice changes nothing the second time, also when both come at once", async () => {
    const { id } = await one();
    const answers = await Promise.all(Array.from({ length: 6 }, () => change(id, "suspended")));
    const outcomes = answers.map(({ outcomes: [only] }) => only?.outcome).sort();
    assert.deepEqual(outcomes, ["changed", ...Array(5).fill("unchanged")]);
    assert.equal((await listStatuses(id)).length, 1);
    assert.deepEqual(await auditCount(id), ["certificate.suspend"]);
    const { id: never } = await one();
    assert.equal((await change(never, "resumed")).outcomes[0]?.outcome, "unchanged");
  });

  it("is stated as it is recorded, and is about the leaf", async () => {
    const { id, leaf } = await one();
    await change(id, "revoked");
    const [entry] = await listStatuses(id);
    const statement = parseStatusStatement(entry?.statement ?? "");
    assert.equal(statement?.certificate, id);
    assert.deepEqual([statement?.state, statement?.reason], ["revoked", "理由 reason"]);
    assert.equal(statement?.at, entry?.at.toISOString());
    const { rows } = await pool().query<{ subject: Buffer }>(
      "SELECT subject FROM certificate_status WHERE certificate_id = $1",
      [id],
    );
    assert.deepEqual(new Uint8Array(rows[0]?.subject ?? []), blinded("subject", utf8(leaf)));
  });

  it("of one to another names a valid one of the same organisation, and can only be revoked after it", async () => {
    const [old, by, other] = (await make(3)).map(({ id }) => id) as [string, string, string];
    assert.equal(await refusalOf(change(old, "superseded")), "replacement_absent");
    assert.equal(await refusalOf(change(old, "superseded", old)), "replacement_absent");
    assert.equal(await refusalOf(change(old, "superseded", uuidv7())), "replacement_absent");
    assert.equal(await refusalOf(change(old, "revoked", by)), "replacement_absent");
    await change(old, "superseded", by);
    assert.equal((await statusOf([old])).get(old)?.replacement, by);
    assert.equal(await refusalOf(change(by, "superseded", old)), "replacement_absent", "a circle");
    assert.equal(await refusalOf(change(old, "superseded", other)), "status_forbidden");
    assert.equal(await refusalOf(change(old, "resumed")), "status_forbidden");
    assert.equal(await refusalOf(change(old, "revoked")), undefined);
  });

  it("of two that would replace each other at once leaves no circle", async () => {
    const [one, two] = (await make(2)).map(({ id }) => id) as [string, string];
    const both = [change(one, "superseded", two), change(two, "superseded", one)];
    assert.deepEqual((await Promise.all(both.map(refusalOf))).filter(Boolean), ["replacement_absent"]);
  });

  it("of many is one act that says of each what came of it", async () => {
    const ids = (await make(4)).map(({ id }) => id) as [string, string, string, string];
    await change(ids[0], "revoked");
    await change(ids[1], "suspended");
    const theirs = await makeOrganisation();
    const foreign = await makeIssuer(theirs.owner);
    const [strange] = await makeCertificates({ organisationId: theirs.id, issuerId: foreign.id, count: 1 });
    const certificateIds = [...ids, strange?.id ?? ""];
    const { outcomes } = await changeStatus({ actor: ours.owner, certificateIds, state: "suspended", reason: "" });
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ["refused", "unchanged", "changed", "changed", "absent"],
    );
    assert.equal(await stateOf(strange?.id ?? ""), "valid");
  });

  it("of 10,000 takes seconds; one more is refused", async () => {
    const ids = (await make(10_000)).map(({ id }) => id);
    const started = performance.now();
    const { outcomes } = await changeStatus({ actor: ours.owner, certificateIds: ids, state: "revoked", reason: "r" });
    const seconds = (performance.now() - started) / 1_000;
    assert.equal(outcomes.filter(({ outcome }) => outcome === "changed").length, 10_000);
    assert.ok(seconds < 200, `${seconds} s`);
    const more = [...ids, uuidv7()];
    const asked = changeStatus({ actor: ours.owner, certificateIds: more, state: "revoked", reason: "" });
    assert.equal(await refusalOf(asked), "too_many_selected");
  });

  it("is made by whose role or key may, of their own organisation", async () => {
    const { id } = await one();
    const by = (actor: Parameters<typeof changeStatus>[0]["actor"]) =>
      refusalOf(changeStatus({ actor, certificateIds: [id], state: "suspended", reason: "" }));
    for (const role of ["operator", "auditor"] as const)
      assert.equal(await by((await join(ours.owner, role)).actor), "forbidden");
    const keyWith = async (scopes: (typeof SCOPES)[number][]): Promise<ApiKeyActor> => {
      const { key } = await createApiKey({ actor: ours.owner, name: "k", scopes });
      return { kind: "api-key", apiKeyId: key.id, organisationId: ours.id, units: null, scopes, address: "192.0.2.1" };
    };
    assert.equal(await by(await keyWith(SCOPES.filter((scope) => scope !== "certificates:revoke"))), "scope_missing");
    assert.equal(await by((await makeOrganisation()).owner), "not_found");
    assert.equal(await stateOf(id), "valid");
    assert.equal(await by(await keyWith(["certificates:revoke"])), undefined);
  });

  it("by a new certificate joins the transaction that issues it", async () => {
    const [old, by] = (await make(2)).map(({ id }) => id) as [string, string];
    const asked = { actor: { kind: "worker" }, reach: whole(ours.id), pairs: [{ old, by }], reason: "" } as const;
    await assert.rejects(
      transaction(pool(), async (connection) => {
        await supersede(connection, asked);
        throw new Error("away");
      }),
    );
    assert.equal(await stateOf(old), "valid");
    await transaction(pool(), (connection) => supersede(connection, asked));
    assert.deepEqual(await auditCount(old), ["certificate.supersede"]);
  });
});

describe("a change's record", () => {
  beforeEach(async () => {
    while ((await recordStatuses()).more);
  });
  const recordsOf = async (id: string) => {
    const { rows } = await pool().query<{ id: string; record: Buffer; subject: Buffer; issuer: string }>(
      `SELECT e.id, e.record, e.subject, e.issuer FROM certificate_status s JOIN evidence e ON e.sha256 = $2::bytea
       WHERE s.certificate_id = $1`,
      [id, Buffer.from(sha256(utf8((await listStatuses(id))[0]?.statement ?? "")))],
    );
    return rows;
  };

  it("binds its statement, names the issuer and the blinded leaf", async () => {
    const { id, leaf } = await one();
    await change(id, "suspended");
    assert.deepEqual(await recordStatuses(), { count: 1, more: true });
    const [row] = await recordsOf(id);
    const record = parseRecord(row?.record.toString() ?? "");
    assert.ok(record && "kind" in record);
    assert.deepEqual(
      [record.kind, record.claim, record.issuer, record.subject],
      ["status", { status: "suspended" }, issuer.did, toBase64(blinded("subject", utf8(leaf)))],
    );
    assert.equal((await listStatuses(id))[0]?.evidenceId, row?.id);
  });

  it("is made once by however many workers, and once more only noted after a crash", async () => {
    const { id } = await one();
    await change(id, "suspended");
    await Promise.all(Array.from({ length: 4 }, () => recordStatuses()));
    const [before, ...others] = await recordsOf(id);
    assert.deepEqual(others, []);
    // As a worker leaves it that was killed when its record was committed.
    const owner = ownerPool();
    await rewrite(owner, "UPDATE certificate_status SET evidence_id = NULL WHERE certificate_id = $1", [id]);
    await owner.end();
    await recordStatuses();
    assert.deepEqual(
      (await recordsOf(id)).map((row) => row.id),
      [before?.id],
    );
    assert.equal((await listStatuses(id))[0]?.evidenceId, before?.id);
  });

  it("comes behind those of what went before", async () => {
    const { id } = await one();
    for (const state of ["suspended", "resumed", "revoked"] as const) await change(id, state);
    for (let round = 1; round <= 3; round++) {
      await recordStatuses();
      assert.equal((await listStatuses(id)).filter(({ evidenceId }) => evidenceId !== undefined).length, round);
    }
    const { rows } = await pool().query(
      "SELECT s.number FROM certificate_status s JOIN evidence e ON e.id = s.evidence_id WHERE s.certificate_id = $1 ORDER BY e.sequence",
      [id],
    );
    assert.deepEqual(
      rows.map(({ number }) => number),
      [1, 2, 3],
    );
  });

  it("is made of a suspended organisation's, and of one that retired since: what the lists say is in the ledger", async () => {
    const theirs = await makeOrganisation();
    const their = await makeIssuer(theirs.owner);
    const made = await makeCertificates({ organisationId: theirs.id, issuerId: their.id, count: 2 });
    const [suspended, last] = made.map(({ id }) => id) as [string, string];
    const revoke = (id: string) =>
      changeStatus({ actor: theirs.owner, certificateIds: [id], state: "revoked", reason: "r" });
    await suspendOrganisation({ actor: first.owner, organisationId: theirs.id });
    await revoke(suspended);
    await recordStatuses();
    await appendAll();
    const [entry] = await listStatuses(suspended);
    assert.ok(entry?.evidenceId);
    const subject = { name: "main", subject: toHex(blinded("subject", utf8(made[0]?.leaf ?? ""))) };
    const { body } = await callJson(at("/api/v1/ledgers/{name}/subjects/{subject}").GET, {
      params: subject,
      query: {},
    });
    assert.equal(body.items.length, 1, "whoever asks the ledger finds it");
    await revoke(last);
    await retireOrganisation({ actor: { kind: "operator" }, organisationId: theirs.id });
    await recordStatuses();
    assert.ok((await listStatuses(last))[0]?.evidenceId);
  });

  it("is all that a suspended organisation records", async () => {
    const theirs = await makeOrganisation();
    const { key } = await createApiKey({ actor: theirs.owner, name: "k", scopes: ["evidence:write"] });
    await suspendOrganisation({ actor: first.owner, organisationId: theirs.id });
    const actor: ApiKeyActor = {
      ...{
        kind: "api-key",
        apiKeyId: key.id,
        organisationId: theirs.id,
        units: null,
        scopes: ["evidence:write"],
        address: "",
      },
    };
    const digest = {
      type: "digest",
      sha256: new Uint8Array(sha256(utf8("a"))),
      size: 1,
      name: "a",
      idempotencyKey: uuidv7(),
    } as const;
    const issuer = "did:web:example.org:issuers:a";
    const batch = { kind: "batch", issuer, claim: { root: toBase64(sha256(utf8("r"))), count: 1 } } as const;
    for (const submission of [digest, { ...digest, event: {} }, { ...digest, certificate: batch }])
      assert.equal(await refusalOf(recordEvidence({ actor, submission })), "organisation_suspended");
  });
});

describe("whoever asks the ledger about a certificate", () => {
  const ask = async (leafText: string, query: Record<string, string> = {}) => {
    const subject = toHex(blinded("subject", utf8(leafText)));
    return await callJson(at("/api/v1/ledgers/{name}/subjects/{subject}").GET, {
      params: { name: "main", subject },
      query,
    });
  };
  const digestOf = (leaf: string) => toHex(sha256(utf8(leaf)));

  it("and holds its receipt reads every change with its receipt, in the ledger's order, also of an issuer that ended", async () => {
    const theirs = await makeOrganisation();
    const their = await makeIssuer(theirs.owner);
    const [made] = await makeCertificates({ organisationId: theirs.id, issuerId: their.id, count: 1 });
    const { id, leaf } = made as MadeCertificate;
    for (const state of ["suspended", "revoked"] as const)
      await changeStatus({ actor: theirs.owner, certificateIds: [id], state, reason: "秘密 secret" });
    while ((await recordStatuses()).more);
    assert.deepEqual((await ask(leaf, { leaf: digestOf(leaf) })).body, { items: [] }, "not before it is in a block");
    await appendAll();
    await retireOrganisation({ actor: { kind: "operator" }, organisationId: theirs.id });
    const { body } = await ask(leaf, { leaf: digestOf(leaf) });
    const states = body.items.map((item: { statement: string }) => parseStatusStatement(item.statement)?.state);
    assert.deepEqual(states, ["suspended", "revoked"]);
    for (const { receipt, statement } of body.items) {
      const { verdict, steps } = await checkReceipt({ receipt: utf8(receipt), sha256: sha256(utf8(statement)) });
      assert.equal(verdict, "valid", JSON.stringify(steps));
    }
    assert.ok(!body.items[0].receipt.includes('"details":"{'), "no private details");
  });

  it("and only read the subject in the ledger learns no id, no reason and no receipt", async () => {
    const { id, leaf } = await one();
    await change(id, "revoked");
    while ((await recordStatuses()).more);
    await appendAll();
    for (const query of [{}, { leaf: digestOf("another") }] as Record<string, string>[]) {
      const { body } = await ask(leaf, query);
      assert.deepEqual(Object.keys(body.items[0]), ["index"]);
    }
    assert.equal((await ask(leaf, { leaf: "x" })).status, 400);
  });
});
