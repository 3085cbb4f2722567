/** The sample is recorded by this installation, verifies as anything else does, and its altered copy does not. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { isSampleOffered } from "#lib/features/evidence/sample/rows.ts";
import { recordSample } from "#lib/features/evidence/sample/verbs/record-sample.ts";
import { setPublicPage } from "#lib/features/evidence/sharing/verbs/share-record.ts";
import { checkReceipt } from "#lib/features/evidence/verification/rows.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { send } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const FILE = "/sample/sealbook-sample.txt";
const ALTERED = "/sample/sealbook-sample-altered.txt";
const RECEIPT = "/sample/sealbook-sample-receipt.json";
const bytesOf = async (path: string) => new Uint8Array(await (await send(path)).arrayBuffer());
const digestOf = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());

describe("the sample", () => {
  let operating: TestOrganisation;
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
  });
  after(() => dropTestDatabase());

  it("is not offered before it is recorded and in a block", async () => {
    assert.equal(await recordSample(), "no_organisation");
    operating = await makeOrganisation();
    assert.equal(await isSampleOffered(), false);
    assert.equal(await recordSample(), "recorded");
    assert.equal(await isSampleOffered(), false);
    assert.equal((await send(RECEIPT)).status, 404);
    while (await appendBlock({ ledger: "main" }));
    assert.equal(await isSampleOffered(), true);
  });

  it("is recorded once, however many workers start, for who runs the installation", async () => {
    assert.deepEqual(await Promise.all([recordSample(), recordSample()]), ["known", "known"]);
    const recorded = await prisma().evidencePrivate.findMany({ select: { organisationId: true, name: true } });
    assert.deepEqual(recorded, [{ organisationId: operating.id, name: "sealbook-sample.txt" }]);
  });

  it("is saved by plain addresses, and holds; the altered copy does not", async () => {
    for (const path of [FILE, ALTERED, RECEIPT]) {
      const { status, headers } = await send(path);
      assert.equal(status, 200, path);
      assert.match(headers.get("content-disposition") ?? "", /^attachment; filename="sealbook-sample/);
    }
    const [file, altered, receipt] = await Promise.all([FILE, ALTERED, RECEIPT].map(bytesOf));
    assert.ok(file && altered && receipt);
    const differing = [...file].filter((byte, at) => byte !== altered[at]);
    assert.deepEqual([altered.length, differing.length], [file.length, 2], "one amount, in two languages");
    const whole = await checkReceipt({ receipt, sha256: digestOf(file) });
    const other = await checkReceipt({ receipt, sha256: digestOf(altered) });
    assert.deepEqual(
      whole.steps.filter(({ status }) => status === "failed"),
      [],
    );
    assert.equal(whole.verdict, "valid");
    assert.equal(other.verdict, "failed");
    assert.ok(!Buffer.from(receipt).includes('"details":"{'), "without the private details");
  });

  it("is offered no more once its organisation turns the page of its record off", async () => {
    const { id } = await prisma().evidence.findFirstOrThrow({ select: { id: true } });
    await setPublicPage({ actor: operating.owner, evidenceId: id, on: false });
    assert.equal(await isSampleOffered(), false);
    assert.equal((await send(RECEIPT)).status, 404);
  });
});
