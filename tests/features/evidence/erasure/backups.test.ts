/** A backup that was kept long is restored with the newest copy of what is private: what was erased since, or shredded, is in neither. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { retireOrganisation } from "#lib/features/accounts/organisations/verbs/move-organisation.ts";
import { eraseEvidence } from "#lib/features/evidence/erasure/verbs/erase-evidence.ts";
import { eraseShredded } from "#lib/features/evidence/erasure/verbs/erase-shredded.ts";
import { holdEvidence } from "#lib/features/evidence/erasure/verbs/hold-evidence.ts";
import { recordErasures } from "#lib/features/evidence/erasure/verbs/record-erasures.ts";
import { receiveFile } from "#lib/features/evidence/intake/verbs/receive-file.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { findEvidence } from "#lib/features/evidence/records/rows/evidence.ts";
import { openEvidenceContent } from "#lib/features/evidence/records/verbs/open-content.ts";
import { tagEvidence } from "#lib/features/evidence/records/verbs/tag-evidence.ts";
import { sweepStorage } from "#lib/features/evidence/retention/verbs/sweep-content.ts";
import { checkReceipt } from "#lib/features/evidence/verification/rows.ts";
import { shredOrganisation } from "#lib/features/keyring/verbs/change-organisation-key.ts";
import type { MemberActor, OrganisationId } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { contentPath } from "#lib/infra/storage/disk/paths.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, callJson } from "#tests/support/call.ts";
import { testDatabaseName, testServerUrl, withDatabase } from "#tests/support/environment.ts";
import { appendAll, auditFinding, ownerPool } from "#tests/support/ledger.ts";
import { refusalOf } from "#tests/support/refusal.ts";
import { backUp, dropCopies, restore } from "#tests/support/restored-database.ts";
import { closeTwo, key, openTwo, ours } from "#tests/support/two-organisations.ts";
import { dump } from "./dump.ts";

/** As operators are told: the tables that backups kept long leave out, and of which the newest copy alone is kept. */
const HANDBOOK = new URL("../../../../docs/handbook.md", import.meta.url);
const TABLES = (/^PRIVATE="([a-z_ ]+)"$/m.exec(readFileSync(HANDBOOK, "utf8"))?.[1] ?? "").split(" ");

/** Words that stand nowhere else: of a file, of a bundle, of a digest that is sent again and again, and of another organisation. */
const words = (count: number) => Array.from({ length: count }, () => `word-${randomUUID()}`);
const [NAME, FIELD, CONTENT, PATH, DIGEST, OTHERS] = words(6) as [string, string, string, string, string, string];
const STAYS = "kept all the same";

before(openTwo);
after(async () => {
  await dropCopies(["night", "morning"]);
  await closeTwo();
});

async function keep(actor: MemberActor, { name, content }: { name: string; content: string }) {
  const { evidence } = await receiveFile({
    actor,
    announced: { name, fields: { case: { type: "text", value: name === NAME ? FIELD : name } } },
    keep: true,
    source: async (writer) => void (await writer.write(new Uint8Array(Buffer.from(content)))),
  });
  const sha256 = new Uint8Array(createHash("sha256").update(content).digest());
  const path = contentPath({ organisationId: actor.organisationId, sha256 });
  return { id: evidence.id, path, file: readFileSync(path) };
}

const posted = async (path: Parameters<typeof at>[0], body: unknown): Promise<string> => {
  const answer = await callJson(at(path).POST, {
    ...{ method: "POST", headers: { ...key, "idempotency-key": randomUUID() }, body },
  });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body.id;
};

const copyOf = (label: string) =>
  new pg.Pool({ connectionString: withDatabase(testServerUrl, `${testDatabaseName}_${label}`) });

/** What `--exclude-table-data` does. */
async function leaveOut(label: string): Promise<void> {
  const owner = copyOf(label);
  await owner.query(`SET session_replication_role = replica; TRUNCATE ${TABLES.join(", ")}`);
  await owner.end();
}

/** What `pg_dump --data-only`, then `pg_restore --disable-triggers` do, and what follows them. */
async function loadNewest(from: string): Promise<void> {
  const [newest, restored] = [copyOf(from), ownerPool()];
  const connection = await restored.connect();
  await connection.query("SET session_replication_role = replica");
  for (const table of TABLES) {
    const { rows } = await newest.query(`SELECT to_jsonb(t) AS row FROM ${table} t`);
    for (const { row } of rows)
      await connection.query(`INSERT INTO ${table} SELECT * FROM jsonb_populate_record(NULL::${table}, $1)`, [
        JSON.stringify(row),
      ]);
  }
  await connection.query("RESET session_replication_role");
  await connection.query("SELECT erase_evidence(evidence_id) FROM evidence_erasure");
  connection.release();
  await Promise.all([newest.end(), restored.end()]);
}

describe("a backup that was kept long", () => {
  let others: TestOrganisation;
  let ids: Record<"file" | "bundle" | "digest" | "stays" | "theirs", string>;
  let theirReceipt: Uint8Array;
  const files: { path: string; file: Buffer }[] = [];

  before(async () => {
    others = await makeOrganisation("Others");
    const file = await keep(ours.owner, { name: NAME, content: CONTENT });
    const theirs = await keep(others.owner, { name: OTHERS, content: `${OTHERS} inside` });
    files.push(file, theirs);
    const sha256 = "ab".repeat(32);
    ids = {
      file: file.id,
      theirs: theirs.id,
      stays: (await keep(ours.owner, { name: "stays.txt", content: STAYS })).id,
      bundle: await posted("/api/v1/bundles", { name: "case", files: [{ name: `${PATH}/a.txt`, sha256 }] }),
      digest: await posted("/api/v1/evidence", {
        ...{ sha256, name: DIGEST, mediaType: "text/plain" },
        fields: { case: { type: "text", value: DIGEST } },
      }),
    };
    await tagEvidence({ actor: ours.owner, records: { ids: [ids.file] }, add: ["urgent"], remove: [] });
    await appendAll();
    theirReceipt = (await buildReceipt({ evidenceId: ids.theirs, reach: whole(others.id as OrganisationId) }))!.json;
    await backUp("night");
    await leaveOut("night");
  });

  it("has no word that was private, while the database has them all", async () => {
    const all = [NAME, FIELD, PATH, DIGEST, OTHERS];
    const whole = await dump();
    assert.deepEqual(
      all.filter((word) => !whole.includes(word)),
      [],
    );
    await restore("night", { keepAs: "morning" });
    const kept = await dump();
    assert.deepEqual(
      all.filter((word) => kept.includes(word)),
      [],
    );
    // As it is without the copy of the tables that it leaves out: said, and never taken for sound.
    assert.equal((await auditFinding())?.table, "evidence_private");
    await restore("morning", { keepAs: "night" });
  });

  it("an organisation is not shredded while anything of it is held", async () => {
    await holdEvidence({ actor: others.owner, evidenceId: ids.theirs, reason: "case 1" });
    await retireOrganisation({ actor: { kind: "operator" }, organisationId: others.id });
    const shred = () => shredOrganisation({ actor: { kind: "operator" }, organisationId: others.id as OrganisationId });
    assert.equal(await refusalOf(shred()), "evidence_held");
    const released = { releasedAt: new Date(), releasedBy: {} };
    await prisma().evidenceHold.updateMany({ where: { evidenceId: ids.theirs }, data: released });
  });

  it("restored with the newest copy of what is private has what is there, and nothing of what was erased or shredded since", async () => {
    for (const evidenceId of [ids.file, ids.bundle, ids.digest])
      await eraseEvidence({ actor: ours.owner, evidenceId, reason: "asked by the person" });
    await shredOrganisation({ actor: { kind: "operator" }, organisationId: others.id as OrganisationId });
    assert.equal(await eraseShredded(), 1);
    assert.equal(await eraseShredded(), 0, "once");
    while ((await recordErasures()) > 0);
    await appendAll();
    assert.equal(await auditFinding(), undefined);

    await restore("night", { keepAs: "morning" });
    await loadNewest("morning");
    const restored = await dump();
    for (const word of [NAME, FIELD, CONTENT, PATH, DIGEST, OTHERS]) assert.equal(restored.includes(word), false, word);
    for (const { path, file } of files) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, file);
    }
    assert.equal(await refusalOf(openEvidenceContent({ actor: ours.owner, id: ids.file })), "evidence_erased");
    const { stream } = await openEvidenceContent({ actor: ours.owner, id: ids.stays });
    assert.equal(Buffer.concat(await stream.toArray()).toString(), STAYS);
    const stays = await findEvidence(whole(ours.id as OrganisationId), ids.stays);
    assert.deepEqual([stays?.name, stays?.fields?.case?.value], ["stays.txt", "stays.txt"]);
    // The records are those of before, byte for byte: the copy of what is private knows the digests that they state.
    assert.equal(await auditFinding(), undefined);
    assert.equal((await checkReceipt({ receipt: theirReceipt })).verdict, "valid");
    for (const id of [ids.file, ids.bundle, ids.digest]) {
      const receipt = (await buildReceipt({ evidenceId: id, reach: whole(ours.id as OrganisationId) }))!.json;
      assert.equal((await checkReceipt({ receipt })).verdict, "valid", id);
    }
    assert.deepEqual(await sweepStorage(new Date(Date.now() + 2 * 86_400_000)), { uploads: 0, content: 2 });
  });
});
