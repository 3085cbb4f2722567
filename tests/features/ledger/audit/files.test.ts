import "#tests/support/environment.ts";
import "#tests/support/small-blocks.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll } from "#tests/support/ledger.ts";

const DIGESTS = 300;

describe("files that evidence speaks of are looked for", () => {
  let organisation: MadeOrganisation;
  let id: string | undefined;
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    organisation = await makeOrganisation();
    await makeEvidence({ organisation, count: DIGESTS });
    await appendAll();
  });
  after(() => dropTestDatabase());

  it("not where there are only digests", async () => {
    const { finding, counts } = await auditLedger({ ledger: "main" });
    assert.equal(finding, undefined);
    assert.deepEqual([counts.entries - counts.headers, counts.files], [DIGESTS, 0]);
  });

  it("when the one of them that has a file waits still", async () => {
    const [made] = await makeEvidence({ organisation, count: 1, contents: () => "nowhere" });
    id = made?.id;
    await assertMissing({ waiting: 1 });
  });

  it("when it is one of many entries", async () => {
    await makeEvidence({ organisation, count: DIGESTS });
    await appendAll();
    await assertMissing({ waiting: 0 });
  });

  async function assertMissing({ waiting }: { waiting: number }): Promise<void> {
    const { finding, counts } = await auditLedger({ ledger: "main" });
    assert.deepEqual([finding?.check, finding?.column, finding?.key.id], ["file", "content_kept", id]);
    assert.equal(counts.waiting, waiting);
  }
});
