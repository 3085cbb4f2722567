/** Keys of contents: exchanged at each level without a gap and without sealing anything again; destroyed, they open nothing anywhere. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { retireOrganisation } from "#lib/features/accounts/organisations/verbs/move-organisation.ts";
import { receiveFile } from "#lib/features/evidence/intake/verbs/receive-file.ts";
import { openEvidenceContent } from "#lib/features/evidence/records/verbs/open-content.ts";
import { checkContent } from "#lib/features/evidence/retention/verbs/check-content.ts";
import { rotateOrganisationKey, shredOrganisation } from "#lib/features/keyring/verbs/change-organisation-key.ts";
import { rewrapAll } from "#lib/features/keyring/verbs/rewrap.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { unwrapKey, wrapKey } from "#lib/infra/keys/key-wrap.ts";
import { contentPath } from "#lib/infra/storage/disk/paths.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";
import { ownerPool } from "#tests/support/ledger.ts";
import { refusalOf } from "#tests/support/refusal.ts";

const operator = { kind: "operator" } as const;
let organisation: TestOrganisation;
const idOf = ({ id }: TestOrganisation) => id as OrganisationId;

before(async () => {
  await createTestDatabase();
  organisation = await makeOrganisation();
});
after(() => dropTestDatabase());

async function keep(of: TestOrganisation, bytes: Buffer) {
  const { evidence } = await receiveFile({
    actor: of.owner,
    announced: { name: "a.bin" },
    keep: true,
    source: async (writer) => void (await writer.write(new Uint8Array(bytes))),
  });
  const address = { organisationId: of.id, sha256: new Uint8Array(Buffer.from(evidence.sha256, "hex")) };
  return { id: evidence.id, bytes, address, path: contentPath(address) };
}

const read = async (of: TestOrganisation, id: string) => {
  const { stream } = await openEvidenceContent({ actor: of.owner, id });
  return Buffer.concat(await stream.toArray());
};

describe("AES key wrap", () => {
  it("is RFC 3394's: section 4.6, a 256-bit key under a 256-bit one", () => {
    const kek = Buffer.from("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", "hex");
    const key = Buffer.from("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F", "hex");
    const wrapped = "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21";
    assert.equal(wrapKey(key, kek).toString("hex").toUpperCase(), wrapped);
    assert.ok(unwrapKey(Buffer.from(wrapped, "hex"), kek).equals(key));
    assert.throws(() => unwrapKey(Buffer.from(wrapped, "hex"), randomBytes(32)));
  });
});

describe("an organisation's key", () => {
  it("is exchanged: what was kept before and after is read, no file is written again, and the old one is destroyed", async () => {
    const first = await keep(organisation, randomBytes(5_000));
    const file = readFileSync(first.path);
    assert.ok(!file.includes(first.bytes.subarray(0, 16)));
    assert.deepEqual(await rotateOrganisationKey({ actor: operator, organisationId: idOf(organisation) }), {
      number: 2,
    });
    assert.ok((await read(organisation, first.id)).equals(first.bytes), "before anything is wrapped anew");
    // A worker is ended in the middle, and another one goes on.
    await rewrapAll({ signal: AbortSignal.abort() });
    assert.equal((await rewrapAll()).contents, 1);
    assert.equal((await rewrapAll()).contents, 0);
    assert.ok((await read(organisation, first.id)).equals(first.bytes));
    assert.ok(readFileSync(first.path).equals(file));
    const second = await keep(organisation, randomBytes(70));
    assert.ok((await read(organisation, second.id)).equals(second.bytes));
    await pool().query("UPDATE organisation_key SET ended_at = now() - interval '2 days' WHERE ended_at IS NOT NULL");
    await rewrapAll();
    const keys = await prisma().organisationKey.findMany({ orderBy: { number: "asc" } });
    assert.deepEqual(
      keys.map(({ wrapped }) => wrapped === null),
      [true, false],
    );
    assert.ok((await read(organisation, first.id)).equals(first.bytes));
  });

  it("is not destroyed while it wraps anything", async () => {
    const other = await makeOrganisation();
    const kept = await keep(other, randomBytes(30));
    await rotateOrganisationKey({ actor: operator, organisationId: idOf(other) });
    await pool().query("UPDATE organisation_key SET ended_at = now() - interval '2 days' WHERE ended_at IS NOT NULL");
    await rewrapAll({ signal: AbortSignal.abort() });
    assert.ok((await read(other, kept.id)).equals(kept.bytes));
  });
});

describe("a master key", () => {
  it("is exchanged: the new one before the old one, then alone, in processes that know nothing else", async () => {
    const path = join(testFolder, "master.keys");
    const before = readFileSync(path, "utf8");
    const { id, bytes } = await keep(await makeOrganisation(), Buffer.from("a content that stays readable"));
    const program = `
      const { rewrapAll } = await import("#lib/features/keyring/verbs/rewrap.ts");
      const { readStored } = await import("#lib/features/keyring/rows/stored-content.ts");
      const { pool } = await import("#lib/infra/db/pool.ts");
      const { rows } = await pool().query("SELECT organisation_id AS \\"organisationId\\", sha256 FROM evidence WHERE id = $1", ["${id}"]);
      if (process.env.REWRAP) console.log((await rewrapAll()).organisations);
      const opened = await readStored(rows[0]).catch((error) => console.log(error.message));
      if (opened) console.log(Buffer.concat(await opened.stream.toArray()).toString());
      await pool().end();`;
    const run = (more = {}) =>
      spawnSync(process.execPath, ["--conditions=react-server", "--input-type=module", "-e", program], {
        env: { ...process.env, ...more },
        encoding: "utf8",
      }).stdout;
    const fresh = `${randomBytes(32).toString("base64")}\n`;
    writeFileSync(path, fresh);
    assert.match(run(), /^Master key [0-9a-f]{16} is not here/);
    writeFileSync(path, fresh + before);
    assert.equal(run(), `${bytes}\n`);
    assert.match(run({ REWRAP: "1" }), new RegExp(`^[1-9]\\n${bytes}\\n$`));
    writeFileSync(path, fresh);
    assert.equal(run(), `${bytes}\n`);
    // This process has read the old one.
    writeFileSync(path, before + fresh);
    assert.match(run({ REWRAP: "1" }), new RegExp(`^[1-9]\\n${bytes}\\n$`));
    writeFileSync(path, before);
  });
});

describe("an organisation whose keys are destroyed", () => {
  it("keeps nothing that can be read: here, and after its files and its database came back from a backup", async () => {
    const other = await makeOrganisation();
    const kept = await keep(other, Buffer.from("nobody reads this any more"));
    const file = readFileSync(kept.path);
    const shred = () => shredOrganisation({ actor: operator, organisationId: idOf(other) });
    assert.equal(await refusalOf(shred()), "organisation_not_retired");
    await retireOrganisation({ actor: operator, organisationId: other.id });
    assert.deepEqual(await shred(), { contents: 1 });
    assert.deepEqual(await shred(), { contents: 0 }, "again ends in the same state");
    writeFileSync(kept.path, file);
    assert.deepEqual(await checkContent({ ...kept.address, size: kept.bytes.length }), { damage: "unreadable" });
    const owner = ownerPool();
    const { rows } = await owner.query("SELECT * FROM organisation_key WHERE organisation_id = $1", [other.id]);
    await owner.end();
    assert.deepEqual(
      rows.map(({ wrapped, master }) => [wrapped, master]),
      [[null, null]],
    );
  });

  it("nothing is kept for it again", async () => {
    const other = await makeOrganisation();
    await retireOrganisation({ actor: operator, organisationId: other.id });
    assert.deepEqual(await shredOrganisation({ actor: operator, organisationId: idOf(other) }), { contents: 0 });
    const again = rotateOrganisationKey({ actor: operator, organisationId: idOf(other) });
    assert.equal(await refusalOf(again), "organisation_shredded");
  });
});
