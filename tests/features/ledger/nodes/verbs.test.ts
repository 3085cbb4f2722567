import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { formatVerifierKey, KEY_TYPE } from "#lib/core/log/note.ts";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { listNodeEvents, listNodes } from "#lib/features/ledger/nodes/rows/nodes.ts";
import { findNewestPolicy, findPolicyFor, quorumOf } from "#lib/features/ledger/nodes/rows/policy.ts";
import { nodeNameSchema, nodeUrlSchema } from "#lib/features/ledger/nodes/schema.ts";
import { changeNode } from "#lib/features/ledger/nodes/verbs/change-node.ts";
import { inviteNode, type NewNode } from "#lib/features/ledger/nodes/verbs/invite-node.ts";
import { activateNode, retireNode, suspendNode } from "#lib/features/ledger/nodes/verbs/move-node.ts";
import { setQuorum } from "#lib/features/ledger/nodes/verbs/set-quorum.ts";
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { addLedgerKey } from "#lib/features/ledger/sealing/verbs/rotate-keys.ts";
import type { Actor } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { inRole, makeOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence } from "#tests/support/evidence-factory.ts";
import { appendAll } from "#tests/support/ledger.ts";
import { OPERATOR } from "#tests/support/witnesses.ts";

const keyOf = (name: string, type: number = KEY_TYPE.cosignature, seed: Uint8Array = randomBytes(32)) =>
  formatVerifierKey({ name, type, publicKey: ed25519.getPublicKey(seed) });
const witness = (name: string, verifierKey = keyOf(`${name}.example`)): NewNode => ({
  kind: "witness",
  name,
  url: `http://127.0.0.1:9/${name}`,
  verifierKey,
});

async function invite(node: NewNode, actor: Actor = OPERATOR) {
  return await inviteNode({ actor, ledger: "main", node });
}
async function invited(name: string): Promise<string> {
  const made = await invite(witness(name));
  assert.ok("id" in made, JSON.stringify(made));
  return made.id;
}
const quorum = (needed: number, actor: Actor = OPERATOR) => setQuorum({ actor, ledger: "main", needed });
const activate = (nodeId: string) => activateNode({ actor: OPERATOR, nodeId });
const policies = async () => (await pool().query("SELECT count(*)::integer AS count FROM ledger_policy")).rows[0].count;
async function policy() {
  const parsed = parsePolicy((await findNewestPolicy("main"))?.text ?? "");
  assert.ok(!("error" in parsed), JSON.stringify(parsed));
  return parsed;
}

describe("witnesses of a ledger", () => {
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main", { format: 1 });
  });
  after(() => dropTestDatabase());

  it("whoever is invited is asked for nothing and trusted by nobody; who is active is listed", async () => {
    const id = await invited("w1");
    assert.equal(await findNewestPolicy("main"), undefined);
    assert.deepEqual((await listNodes({ states: ["active"] })).length, 0);
    assert.deepEqual(await activate(id), { state: "active" });
    const now = await policy();
    assert.deepEqual(
      now.witnesses.map(({ name }) => name),
      ["w1"],
    );
    assert.equal(now.quorum, undefined);
    assert.equal(now.logs[0]?.key.text, (await findLedger("main"))?.verifierKey);
    const life = (await listNodeEvents(id)).map(({ event }) => event);
    assert.deepEqual(life, ["active", "invited"]);
  });

  it("the quorum counts active witnesses, and no policy asks for more than there are", async () => {
    const ids = [await invited("w2"), await invited("w3")];
    for (const id of ids) await activate(id);
    await assert.rejects(quorum(4), { code: "quorum_too_large" });
    assert.ok("policy" in (await quorum(2)));
    assert.deepEqual(quorumOf((await findNewestPolicy("main"))?.text), { needed: 2, members: ["w1", "w2", "w3"] });
    const before = await policies();
    await quorum(2);
    assert.equal(await policies(), before, "the same again is no new policy");
  });

  it("a witness that is suspended or retired stays in the policy by key, and does not count", async () => {
    const [w1, w2, w3] = (await listNodes({ kind: "witness" })).map(({ id }) => id);
    assert.ok(w1 && w2 && w3);
    assert.deepEqual(await suspendNode({ actor: OPERATOR, nodeId: w1 }), { state: "suspended" });
    assert.deepEqual(quorumOf((await findNewestPolicy("main"))?.text).members, ["w2", "w3"]);
    const before = await policies();
    await assert.rejects(retireNode({ actor: OPERATOR, nodeId: w2 }), { code: "quorum_unmet" });
    await assert.rejects(suspendNode({ actor: OPERATOR, nodeId: w2 }), { code: "quorum_unmet" });
    assert.equal(await policies(), before);
    assert.equal((await listNodeEvents(w2))[0]?.event, "active", "what is refused leaves no trace");
    assert.ok("policy" in (await quorum(1)));
    assert.deepEqual(await retireNode({ actor: OPERATOR, nodeId: w2, note: "moved away" }), { state: "retired" });
    assert.equal((await listNodeEvents(w2))[0]?.note, "moved away");
    await assert.rejects(activate(w2), { code: "node_retired" });
    await assert.rejects(activate(w3), { code: "already_in_state" });
    await assert.rejects(suspendNode({ actor: OPERATOR, nodeId: w1 }), { code: "already_in_state" });
    const now = await policy();
    assert.deepEqual(
      now.witnesses.map(({ name }) => name),
      ["w1", "w2", "w3"],
    );
    assert.deepEqual(now.groups, [{ name: "quorum", threshold: 1, members: ["w3"] }]);
    assert.deepEqual(await activate(w1), { state: "active" });
    assert.deepEqual((await policy()).groups[0]?.members, ["w1", "w3"]);
  });

  it("every change has its row in the audit log, in the same transaction", async () => {
    const actions = (await prisma().auditEvent.findMany({ orderBy: { id: "asc" } })).map(({ action }) => action);
    for (const action of ["node.invite", "node.activate", "node.suspend", "node.retire", "policy.quorum"]) {
      assert.ok(actions.includes(action), action);
    }
    const retired = actions.filter((action) => action === "node.retire").length;
    assert.equal(retired, 1, "a refused one has none");
  });

  it("names and keys are taken once, and no ledger is its own witness", async () => {
    const seed = randomBytes(32);
    const key = keyOf("w9.example", KEY_TYPE.cosignature, seed);
    const ledger = await findLedger("main");
    assert.ok(ledger);
    assert.ok("id" in (await invite(witness("w9", key))));
    const refusals: [NewNode, string][] = [
      [witness("w9"), "node_name_taken"],
      [witness("w2"), "node_name_taken"],
      [witness("quorum"), "node_name_reserved"],
      [witness("none"), "node_name_reserved"],
      [witness("w10", key), "verifier_key_taken"],
      [witness("w10", keyOf("other.example", KEY_TYPE.ed25519, seed)), "verifier_key_taken"],
      [witness("w10", keyOf("w9.example")), "verifier_key_taken"],
      [witness("w10", ledger.verifierKey), "verifier_key_of_ledger"],
      [witness("w10", keyOf(ledger.origin)), "verifier_key_of_ledger"],
      [witness("w10", "w+00000000+AAAA"), "invalid_verifier_key"],
      [{ ...witness("w10"), verifierKey: undefined }, "invalid_verifier_key"],
      [{ ...witness("m1"), kind: "mirror" }, "invalid_verifier_key"],
      [{ ...witness("w10"), organisationId: "0193563f-9a10-7b22-a5d3-0e6f4c1d2b37" }, "organisation_absent"],
    ];
    for (const [node, code] of refusals) await assert.rejects(invite(node), { code }, `${node.name} ${code}`);
    const absent = inviteNode({ actor: OPERATOR, ledger: "nowhere", node: witness("w10") });
    await assert.rejects(absent, { code: "ledger_absent" });
    assert.ok("id" in (await invite({ kind: "mirror", name: "w9", url: "https://mirror.example" })));
    assert.ok("id" in (await invite(witness("w11", keyOf("plain.example", KEY_TYPE.ed25519)))), "0x01 is taken, too");
  });

  it("names and addresses that cannot be are refused before that", () => {
    for (const name of ["", "two words", "a+b", "a#b", "a\u202eb", "x".repeat(129)]) {
      assert.equal(nodeNameSchema.safeParse(name).success, false, name);
    }
    for (const url of ["ftp://a", "a", "http://u:p@a", "http://a/?q", "http://a/#f", "javascript:alert(1)"]) {
      assert.equal(nodeUrlSchema.safeParse(url).success, false, url);
    }
    assert.equal(nodeUrlSchema.parse("https://a.example/w1//"), "https://a.example/w1");
  });

  it("address and operator change with a trace of what they were; nothing changes twice", async () => {
    const [node] = await listNodes({ kind: "witness" });
    assert.ok(node);
    const change = { url: "https://new.example/w1", operator: "Blue Harbour Bank", contact: "ops@example.org" };
    const before = await policies();
    assert.deepEqual(await changeNode({ actor: OPERATOR, nodeId: node.id, change }), { changed: true });
    assert.deepEqual(await changeNode({ actor: OPERATOR, nodeId: node.id, change }), { changed: false });
    assert.equal(await policies(), before, "whom we trust is the same");
    const event = await prisma().auditEvent.findFirstOrThrow({ where: { action: "node.change" } });
    assert.deepEqual((event.details as Record<string, unknown>).urlBefore, node.url);
  });

  it("owners and admins of the organisation that runs the installation may, all others may not", async () => {
    const other = await makeOrganisation();
    const mine = await makeOrganisation();
    await prisma().$executeRaw`UPDATE organisation SET operates = (id = ${mine.id}::uuid)`;
    const [node] = await listNodes({ kind: "witness", states: ["active"] });
    assert.ok(node);
    const actors: Actor[] = [
      other.owner,
      { kind: "worker" },
      await inRole(mine.owner, "operator"),
      await inRole(mine.owner, "auditor"),
      { kind: "api-key", apiKeyId: "x", organisationId: mine.id, units: null, scopes: ["evidence:write"], address: "" },
    ];
    for (const actor of actors) {
      await assert.rejects(invite(witness("w20"), actor), { code: "operators_only" });
      await assert.rejects(suspendNode({ actor, nodeId: node.id }), { code: "operators_only" });
      await assert.rejects(quorum(0, actor), { code: "operators_only" });
      await assert.rejects(changeNode({ actor, nodeId: node.id, change: {} }), { code: "operators_only" });
    }
    const admin = await inRole(mine.owner, "admin");
    const made = await invite(witness("w20"), admin);
    assert.ok("id" in made);
    const event = await prisma().auditEvent.findFirstOrThrow({ where: { subject: made.id } });
    assert.equal(event.organisationId, mine.id);
    assert.equal((await listNodeEvents(made.id))[0]?.user?.id, admin.userId);
  });

  it("many changes at once make one policy after the other", async () => {
    const ids = await Promise.all(["c1", "c2", "c3", "c4"].map(invited));
    const before = await policies();
    const moved = await Promise.all(ids.map(activate));
    assert.ok(moved.every((one) => "state" in one));
    assert.equal(await policies(), before + 4);
    const members = (await policy()).groups[0]?.members ?? [];
    for (const name of ["c1", "c2", "c3", "c4"]) assert.ok(members.includes(name), name);
  });

  it("a policy counts from the block on that it found unwitnessed; older blocks keep theirs; a new key joins it", async () => {
    const organisation = await prisma().organisation.findFirstOrThrow();
    await makeEvidence({ organisation: { id: organisation.id, name: "x", ledger: "main" }, count: 3 });
    await appendAll();
    await quorum(2);
    const second = await findNewestPolicy("main");
    assert.equal(second?.sinceSize, 3n);
    await pool().query("INSERT INTO block_witnessed (ledger, height, policy) VALUES ('main', 0, $1)", [second?.number]);
    await quorum(3);
    const third = await findNewestPolicy("main");
    assert.equal(third?.sinceSize, 4n);
    assert.equal((await findPolicyFor({ ledger: "main", size: 3n }))?.number, second?.number);
    assert.equal((await findPolicyFor({ ledger: "main", size: 4n }))?.number, third?.number);
    assert.equal((await findPolicyFor({ ledger: "main", size: 0n }))?.sinceSize, 0n);
    const added = await addLedgerKey({ actor: OPERATOR, ledger: "main" });
    assert.ok("verifierKey" in added);
    const after = await policy();
    assert.equal(after.logs.length, 2);
    assert.equal(after.groups[0]?.threshold, 3);
    await quorum(1);
    assert.equal((await policy()).logs.length, 2);
  });
});
