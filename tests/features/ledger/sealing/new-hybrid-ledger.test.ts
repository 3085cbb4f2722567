/** A ledger that is hybrid from its first block on. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { checkReceipt } from "#lib/features/evidence/verification/rows.ts";
import { readPublishedPolicy } from "#lib/features/ledger/publishing/rows/witness-policy.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { verify } from "#lib/verify/verify.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { assertSound } from "#tests/support/ledger.ts";

describe("a new hybrid ledger", () => {
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main", { keys: "hybrid" });
  });
  after(() => dropTestDatabase());

  it("is signed by both keys from its first block on", async () => {
    const organisation = await makeOrganisation();
    const [one] = await makeEvidence({ organisation, count: 3 });
    await appendBlock({ ledger: "main" });
    const { json } = (await buildReceipt({ evidenceId: one!.id }))!;
    const policy = parsePolicy((await readPublishedPolicy({ ledger: "main" })) ?? "");
    assert.ok(!("error" in policy));
    assert.equal((await verify({ receipt: openReceipt(json), policy })).verdict, "valid");
    assert.equal((await checkReceipt({ receipt: json })).verdict, "valid");
    await assertSound(3);
  });
});
