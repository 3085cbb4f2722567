/** The offline verifier's digest in the ledger: once a file, for who runs the installation, by a key that ends. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { parseDetails } from "#lib/core/claim/details.ts";
import { parseRecord, typeOf } from "#lib/core/claim/record.ts";
import { verifierRecorder } from "#lib/features/evidence/verifier-file/jobs.ts";
import { loadVerifier, loadVerifierContent, loadVerifierJson } from "#lib/features/evidence/verifier-file/pages.ts";
import { recordVerifier } from "#lib/features/evidence/verifier-file/verbs/record-verifier.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { runJob } from "#lib/infra/jobs/job.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";
import { findWhole } from "#tests/support/whole-evidence.ts";

const HOME = process.cwd();
const BUILD = join(testFolder, ".next", "verifier");
let version = 0;

/** Another build, and its digest. */
function build(): string {
  const text = `<!doctype html><title>verifier ${++version}</title>`.padEnd(100 + version);
  mkdirSync(BUILD, { recursive: true });
  writeFileSync(join(BUILD, "sealbook-verifier.html"), text);
  return createHash("sha256").update(text).digest("hex");
}

async function idOf(): Promise<string> {
  const recording = await recordVerifier();
  assert.ok("id" in recording, recording.state);
  return recording.id;
}

const auditOf = (organisation: TestOrganisation) =>
  prisma().auditEvent.findMany({ where: { organisationId: organisation.id }, orderBy: { id: "desc" }, take: 2 });

describe("the record of the offline verifier", () => {
  let operating: TestOrganisation;
  let sha256: string;

  before(async () => {
    process.chdir(testFolder);
    await createTestDatabase();
    await ensureLedger("main");
    const { id } = await makeOrganisation();
    await prisma().organisation.update({ where: { id }, data: { operates: false } });
  });
  after(async () => {
    process.chdir(HOME);
    await dropTestDatabase();
  });
  beforeEach(() => {
    sha256 = build();
  });

  it("waits for an organisation that runs the installation, and for a build", async () => {
    assert.deepEqual(await recordVerifier(), { state: "no_organisation" });
    assert.equal((await loadVerifier())?.record, undefined);
    operating = await makeOrganisation("Operator 运营方");
    await prisma().organisation.update({ where: { id: operating.id }, data: { operates: true } });
    rmSync(BUILD, { recursive: true });
    assert.deepEqual(await recordVerifier(), { state: "no_file" });
    assert.equal(await loadVerifier(), undefined);
  });

  it("is made once, however often and by however many it is tried", async () => {
    const [one, two] = await Promise.all([idOf(), idOf()]);
    assert.equal(one, two);
    assert.equal(await idOf(), one);
    assert.equal(await prisma().evidence.count({ where: { sha256: Buffer.from(sha256, "hex") } }), 1);
  });

  it("states the file’s digests and size, and the key that the worker made for it", async () => {
    const id = await idOf();
    const row = await findWhole(id);
    const record = parseRecord(Buffer.from(row.record).toString());
    const details = parseDetails(Buffer.from(row.details).toString());
    assert.equal(Buffer.from(record?.digests.sha256 ?? "", "base64").toString("hex"), sha256);
    const content = loadVerifierContent(sha256) ?? new Uint8Array();
    assert.ok(record && "sha3-256" in record.digests);
    assert.equal(record.digests["sha3-256"], createHash("sha3-256").update(content).digest("base64"));
    assert.deepEqual([record && typeOf(record), record?.size], ["digest", 100 + version]);
    assert.deepEqual(record?.submitter, { organisation: operating.id, name: "Operator 运营方" });
    assert.match(details?.name ?? "", /^Sealbook verifier \d+\.\d+\.\d+$/);
    const key = await prisma().apiKey.findUniqueOrThrow({ where: { id: details?.actor.id ?? "" } });
    assert.equal(key.organisationId, operating.id);
    assert.deepEqual(key.scopes, ["evidence:write"]);
    const life = (key.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) - Date.now();
    assert.ok(life <= 60_000, `the key goes on for ${life} ms`);
    const [recorded, made] = await auditOf(operating);
    assert.deepEqual([made?.action, made?.actor, made?.subject], ["key.create", { kind: "worker" }, key.id]);
    assert.deepEqual([recorded?.action, recorded?.subject], ["evidence.record", id]);
    assert.deepEqual(recorded?.actor, { kind: "api-key", id: key.id, address: "" });
  });

  it("is shown with its place once it is anchored, and with its page while that is on", async () => {
    const id = await idOf();
    assert.deepEqual((await loadVerifier())?.record, { id, public: true });
    await appendBlock({ ledger: "main" });
    const index = (await loadVerifier())?.record?.index;
    assert.ok(Number.isSafeInteger(index) && (index ?? -1) >= 0);
    const shown = await loadVerifierJson();
    assert.equal(shown?.sha256, sha256);
    assert.match(shown?.record?.page ?? "", new RegExp(`/v/${id}$`));
    await prisma().evidencePublication.create({ data: { evidenceId: id, number: 1, public: false, at: new Date() } });
    assert.deepEqual((await loadVerifierJson())?.record, { index });
  });

  it("of another build is another one, and no address of the old file gives the new one", async () => {
    const first = await idOf();
    assert.ok(loadVerifierContent(sha256));
    const before = sha256;
    build();
    assert.notEqual(await idOf(), first);
    assert.equal(loadVerifierContent(before), undefined);
    assert.equal(loadVerifierContent(undefined)?.length, 100 + version);
  });

  it("is made by the worker’s loop, which then ends", async () => {
    await runJob(verifierRecorder, { signal: AbortSignal.timeout(10_000) });
    assert.ok((await loadVerifier())?.record);
  });
});
