/** The keys of a ledger and the master key in a hardware security module: made there, used there, never seen outside. */

import "#tests/support/softhsm.ts";
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { parseNote, parseVerifierKey, verifyNote } from "#lib/core/log/note.ts";
import { env } from "#lib/env.ts";
import { receiveFile } from "#lib/features/evidence/intake/verbs/receive-file.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { openEvidenceContent } from "#lib/features/evidence/records/verbs/open-content.ts";
import { rewrapAll } from "#lib/features/keyring/verbs/rewrap.ts";
import { logsOf } from "#lib/features/ledger/publishing/rows/witness-policy.ts";
import { readLedgerKeys } from "#lib/features/ledger/sealing/rows/keys.ts";
import { findBlock } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { addLedgerKey, endLedgerKey } from "#lib/features/ledger/sealing/verbs/rotate-keys.ts";
import { findUnready } from "#lib/features/operations/health/rows/readiness.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { CK } from "#lib/infra/keys/hsm/pkcs11.ts";
import { createWrappingKey, unwrapInHsm, wrapInHsm } from "#lib/infra/keys/hsm/wrapping.ts";
import { createLedgerKey, openLedgerKey } from "#lib/infra/keys/ledger-signer.ts";
import { masterKeys } from "#lib/infra/keys/master-keys.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { appendAll, assertSound } from "#tests/support/ledger.ts";
import { bringTokenBack, makeToken, missing, otherView, takeTokenAway } from "#tests/support/softhsm.ts";
import { verifyReceipt } from "#tests/support/verify-bytes.ts";

const MASTER = "master-1";
// Read when a master key is first needed: the module's wraps, and the one of before unwraps.
env.MASTER_KEYS = `pkcs11:${MASTER},${randomBytes(32).toString("base64")}`;
const actor = { kind: "operator" } as const;

const sealbook = (args: string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, ["--conditions=react-server", "bin/sealbook.ts", ...args], {
    env: { ...process.env, ...env },
    encoding: "utf8",
  });

/** In a process of its own, at a moment that several have agreed on. @returns its exit code */
async function makeAt(moment: number, label: string): Promise<number | null> {
  const script = `
    const { describeToken } = await import("#lib/infra/keys/hsm/module.ts");
    const { createWrappingKey } = await import("#lib/infra/keys/hsm/wrapping.ts");
    describeToken();
    while (Date.now() < ${moment}) await new Promise((resolve) => setTimeout(resolve, 1));
    createWrappingKey("${label}");`;
  const child = spawn(process.execPath, ["--conditions=react-server", "--input-type=module", "-e", script]);
  return await new Promise((resolve) => child.once("close", resolve));
}

/** As the token has them for who comes to it anew. */
function countKeys(label: string): number {
  const script = `
    const { findObjects, inSession } = await import("#lib/infra/keys/hsm/module.ts");
    const template = [{ type: ${CK.attribute.class}, value: ${CK.object.secretKey} }, { type: ${CK.attribute.label}, value: "${label}" }];
    console.log(inSession((open) => findObjects(open, { template, countMax: 10 }).length));`;
  const args = ["--conditions=react-server", "--input-type=module", "-e", script];
  return Number(spawnSync(process.execPath, args, { encoding: "utf8" }).stdout);
}

describe("a hardware security module", { skip: missing }, () => {
  let organisation: TestOrganisation;
  before(async () => {
    await createTestDatabase();
    organisation = await makeOrganisation();
  });
  after(() => dropTestDatabase());

  const record = async (bytes: Buffer) =>
    await receiveFile({
      actor: organisation.owner,
      announced: { name: "a.bin" },
      keep: true,
      source: async (writer) => void (await writer.write(new Uint8Array(bytes))),
    });
  const ownPolicy = async () => {
    const keys = (await readLedgerKeys("main")) ?? [];
    return { logs: logsOf({ name: "main", keys }), witnesses: [], groups: [] };
  };
  const read = async (id: string) => {
    const { stream } = await openEvidenceContent({ actor: organisation.owner, id });
    return Buffer.concat(await stream.toArray());
  };

  it("says what it can do, and makes a master key once", () => {
    const status = sealbook(["hsm", "status", "--json"]);
    assert.equal(status.status, 0, status.stderr);
    const { label, signs, wraps } = JSON.parse(status.stdout);
    assert.deepEqual({ label, signs, wraps }, { label: process.env.PKCS11_TOKEN, signs: true, wraps: true });
    assert.equal(sealbook(["hsm", "make-master-key", MASTER]).status, 0);
    const again = sealbook(["hsm", "make-master-key", MASTER]);
    assert.equal(again.status, 2);
    assert.match(again.stderr, /has a key master-1 already/);
    assert.equal(sealbook(["hsm", "make-master-key", "a,b"]).status, 2);
  });

  it("makes one master key of a label at most, also for several who ask at the same moment", async () => {
    for (let round = 1; round <= 3; round++) {
      const label = `at-once-${round}`;
      const codes = await Promise.all(Array.from({ length: 3 }, () => makeAt(Date.now() + 4_000, label)));
      const made = codes.filter((code) => code === 0).length;
      assert.ok(made <= 1, `${made} made a key ${label}`);
      assert.equal(countKeys(label), made);
    }
    // Whoever comes alone makes it, and nobody after them.
    const label = "alone-1";
    createWrappingKey(label);
    assert.throws(() => createWrappingKey(label), /already/);
    assert.equal(countKeys(label), 1);
  });

  it("makes the ledger's Ed25519 key, whose secret nobody reads, and signs with it", async () => {
    const made = createLedgerKey({ ledger: "x", origin: "example.com/x" });
    assert.match(Buffer.from(made.sealed).toString(), /^pkcs11:id=[0-9a-f]{32}$/);
    const bytes = new Uint8Array(randomBytes(100_000));
    const opened = openLedgerKey(made);
    assert.deepEqual(opened.sign(bytes), made.signer.sign(bytes), "Ed25519 signs the same bytes alike");
    const other = createLedgerKey({ ledger: "x", origin: "example.com/x" });
    assert.throws(() => openLedgerKey({ ...made, sealed: other.sealed }), /does not belong to its verifier key/);
    assert.throws(() => openLedgerKey({ ...made, sealed: Buffer.from(`pkcs11:id=${"0".repeat(32)}`) }), /has no key/);
    const { api, session } = otherView();
    api.C_FindObjectsInit?.(session, [{ type: CK.attribute.class, value: CK.object.privateKey }]);
    const keys = api.C_FindObjects?.(session, 10) as unknown[];
    api.C_FindObjectsFinal?.(session);
    assert.ok(keys.length >= 2);
    for (const key of keys)
      assert.throws(() => api.C_GetAttributeValue?.(session, key, [{ type: CK.attribute.value }]), /SENSITIVE/);
  });

  it("signs blocks, and receipts that hold; a key is exchanged for another of it", async () => {
    const { evidence } = await record(randomBytes(2_000));
    await appendAll();
    await addLedgerKey({ actor, ledger: "main", algorithm: "ml-dsa-44" });
    const stored = await prisma().ledgerKey.findMany({ where: { ledgerName: "main" }, orderBy: { number: "asc" } });
    const kinds = stored.map(({ signingKey }) => Buffer.from(signingKey).toString("latin1").startsWith("pkcs11:"));
    assert.deepEqual(kinds, [true, false], "Ed25519 there, ML-DSA-44 sealed here");
    const receipt = await buildReceipt({ evidenceId: evidence.id });
    assert.ok(receipt);
    assert.equal(verifyReceipt({ receipt: receipt.json, policy: await ownPolicy() }).verdict, "valid");
    const added = await addLedgerKey({ actor, ledger: "main" });
    await record(randomBytes(10));
    await appendBlock({ ledger: "main" });
    await endLedgerKey({ actor, ledger: "main", number: 1 });
    await record(randomBytes(10));
    await appendBlock({ ledger: "main" });
    const note = parseNote((await findBlock({ ledger: "main", height: 2n }))?.checkpoint ?? "");
    assert.ok(note);
    const keys = (await readLedgerKeys("main")) ?? [];
    const signed = keys.filter(({ verifierKey }) => {
      const key = parseVerifierKey(verifierKey);
      return key && verifyNote(note, key) === "ok";
    });
    assert.deepEqual(
      signed.map(({ verifierKey }) => verifierKey),
      [added.verifierKey],
    );
    await assertSound(3);
  });

  it("wraps as RFC 3394 does, and opens nothing that was changed", () => {
    createWrappingKey("another");
    const key = randomBytes(32);
    const wrapped = wrapInHsm(MASTER, key);
    assert.equal(wrapped.length, 40);
    assert.ok(unwrapInHsm(MASTER, wrapped).equals(key));
    assert.throws(() => unwrapInHsm("another", wrapped));
    assert.throws(() => unwrapInHsm(MASTER, Buffer.from(wrapped.map((byte, at) => (at === 9 ? byte ^ 1 : byte)))));
    assert.throws(() => wrapInHsm("absent", key), /has no key absent/);
    assert.ok(unwrapInHsm(MASTER, wrapped).equals(key), "a refusal leaves the session as it was");
  });

  it("takes over as master key: what the one before wrapped is wrapped anew, and is read", async () => {
    const [, before] = masterKeys();
    assert.ok(before);
    const bytes = randomBytes(500);
    const { evidence } = await record(bytes);
    const [row] = await prisma().organisationKey.findMany({ where: { organisationId: organisation.id } });
    assert.ok(row?.wrapped);
    assert.equal(row.master, masterKeys()[0].id);
    const secret = masterKeys()[0].unwrap(row.wrapped);
    await pool().query("UPDATE organisation_key SET master = $1, wrapped = $2 WHERE organisation_id = $3", [
      ...[before.id, before.wrap(secret), organisation.id],
    ]);
    assert.equal((await rewrapAll()).organisations, 1);
    const [after] = await prisma().organisationKey.findMany({ where: { organisationId: organisation.id } });
    assert.equal(after?.master, masterKeys()[0].id);
    assert.ok((await read(evidence.id)).equals(bytes));
    const digest = (content: Buffer) => createHash("sha256").update(content).digest("hex");
    assert.equal(digest(await read(evidence.id)), evidence.sha256);
  });

  it("is opened anew when it forgot the session", () => {
    const key = randomBytes(32);
    const wrapped = wrapInHsm(MASTER, key);
    const { api, slot } = otherView();
    api.C_CloseAllSessions?.(slot);
    assert.ok(unwrapInHsm(MASTER, wrapped).equals(key));
  });

  it("is there again when its token is", async () => {
    const key = randomBytes(32);
    const wrapped = wrapInHsm(MASTER, key);
    await takeTokenAway();
    assert.throws(() => unwrapInHsm(MASTER, wrapped), { name: "HsmAway" });
    assert.deepEqual(await findUnready(), ["signer_refuses"]);
    await bringTokenBack();
    assert.ok(unwrapInHsm(MASTER, wrapped).equals(key));
    assert.deepEqual(await findUnready(), []);
  });

  it("that is away is said, and nothing is ready without it", async () => {
    assert.deepEqual(await findUnready(), []);
    makeToken("another token", "12345678");
    for (const [given, said] of [
      [{ PKCS11_TOKEN: "no such token" }, /has no token no such token/],
      [{ PKCS11_PIN: "00000000" }, /CKR_PIN_INCORRECT/],
      [{ PKCS11_MODULE: "/nowhere/module.so" }, /\/nowhere\/module\.so/],
      [{ PKCS11_MODULE: "" }, /PKCS11_MODULE/],
    ] as const) {
      const { status, stderr } = sealbook(["hsm", "status"], { ...given });
      assert.equal(status, 2, stderr);
      assert.match(stderr, said);
    }
    const program = `
      const { findUnready } = await import("#lib/features/operations/health/rows/readiness.ts");
      const { toProblem } = await import("#lib/infra/http/problems.ts");
      const { openLedgerSigners } = await import("#lib/features/ledger/sealing/rows/signer.ts");
      let unready = await findUnready();
      // A machine that is busy may answer later than load balancers wait.
      for (let tries = 0; tries < 10 && unready.includes("database_away"); tries++) unready = await findUnready();
      console.log(JSON.stringify([unready, await openLedgerSigners("main").catch((error) => toProblem(error).code)]));
      process.exit();`;
    const asked = spawnSync(process.execPath, ["--conditions=react-server", "--input-type=module", "-e", program], {
      env: { ...process.env, PKCS11_TOKEN: "another token", PKCS11_PIN: "12345678" },
      encoding: "utf8",
    });
    assert.deepEqual(JSON.parse(asked.stdout.trim().split("\n").at(-1) ?? ""), [[], "unavailable"]);
    const wrong = spawnSync(process.execPath, ["--conditions=react-server", "--input-type=module", "-e", program], {
      env: { ...process.env, PKCS11_PIN: "00000000" },
      encoding: "utf8",
    });
    assert.deepEqual(JSON.parse(wrong.stdout.trim().split("\n").at(-1) ?? ""), [["signer_refuses"], "unavailable"]);
  });
});
