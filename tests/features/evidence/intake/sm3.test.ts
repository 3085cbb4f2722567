/** SM3 beside SHA-256, where an organisation asks for it: of what is uploaded, whole or in pieces, kept or not; and both compared by who checks. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { checkAgainst } from "#components/verification/inspect-and-check.ts";
import { parseRecord } from "#lib/core/claim/record.ts";
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import type { Verification } from "#lib/core/verify/verification.ts";
import { updateOrganisation } from "#lib/features/accounts/organisations/verbs/update-organisation.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { sealbook } from "#tests/bin/commands/run-cli.ts";
import type { TestOrganisation } from "#tests/support/accounts.ts";
import { at, call, callJson } from "#tests/support/call.ts";
import { appendAll } from "#tests/support/ledger.ts";
import { findWhole } from "#tests/support/whole-evidence.ts";
import { closeUploadPlace, openUploadPlace, uploadUrl } from "./upload-place.ts";
import { put, type UploadServer } from "./upload-server.ts";

const RESUMABLE = "/api/v1/uploads/resumable";
const digest = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest("base64");

describe("an organisation that asks for SM3", () => {
  let server: UploadServer;
  let organisation: TestOrganisation;
  let key: Record<string, string>;
  const folder = mkdtempSync(join(tmpdir(), "sealbook-sm3-"));

  before(async () => {
    ({ server, organisation, key } = await openUploadPlace());
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await closeUploadPlace({ server });
  });

  const set = (settings: { keepContent: boolean; alsoSm3: boolean }) =>
    updateOrganisation({
      actor: organisation.owner,
      settings: { name: organisation.name, publicLookup: true, publishRecords: true, ...settings },
    });
  const digestsOf = async (id: string) => {
    const { record } = await findWhole(id);
    return parseRecord(new TextDecoder().decode(record))?.digests;
  };
  async function upload(bytes: Uint8Array): Promise<string> {
    const { status, body } = await put(uploadUrl(server, "合同.pdf"), { headers: key, body: bytes });
    assert.equal(status, 201, JSON.stringify(body));
    return body.id;
  }
  async function uploadInPieces(bytes: Uint8Array): Promise<string> {
    const headers = { ...key, "tus-resumable": "1.0.0" };
    const length = { "upload-length": String(bytes.length) };
    const begun = await call(at(RESUMABLE).POST, { query: { name: "x.bin" }, headers: { ...headers, ...length } });
    const id = begun.headers.get("location")?.split("/").at(-1) ?? "";
    const piece = { "upload-offset": "0", "content-type": "application/offset+octet-stream" };
    const sent = { params: { id }, headers: { ...headers, ...piece }, body: bytes };
    assert.equal((await call(at(`${RESUMABLE}/{id}`).PATCH, sent)).status, 204);
    const { status, body } = await callJson(at(`${RESUMABLE}/{id}/record`).POST, { params: { id }, headers: key });
    assert.equal(status, 201, JSON.stringify(body));
    return body.id;
  }

  it("gets it in each record of what arrives here, and no other organisation, and none before", async () => {
    const bytes = [1, 300_000, 2_000_000].map((size) => randomBytes(size));
    assert.deepEqual(Object.keys((await digestsOf(await upload(bytes[0]!)))!), ["sha256"]);
    for (const keepContent of [true, false]) {
      await set({ keepContent, alsoSm3: true });
      for (const send of [upload, uploadInPieces]) {
        for (const each of bytes) {
          const expected = {
            sha256: digest("sha256", each),
            ...(keepContent ? {} : { "sha3-256": digest("sha3-256", each) }),
            sm3: digest("sm3", each),
          };
          assert.deepEqual(await digestsOf(await send(each)), expected, `${keepContent} ${send.name} ${each.length}`);
        }
      }
    }
    const again = { ...key, "idempotency-key": randomUUID() };
    const sent = () => put(uploadUrl(server, "x"), { headers: again, body: bytes[1]! });
    const first = await sent();
    await set({ keepContent: true, alsoSm3: false });
    const second = await sent();
    assert.deepEqual([first.status, second.status, second.body.id], [201, 200, first.body.id], "it is the same file");
    const { details } = await prisma().auditEvent.findFirstOrThrow({
      where: { organisationId: organisation.id, action: "organisation.update" },
      orderBy: { id: "asc" },
    });
    assert.deepEqual(details, { alsoSm3Before: false, alsoSm3: true });
  });

  it("both digests are compared by the page, the command line and the API, and another file passes none of them", async () => {
    await set({ keepContent: true, alsoSm3: true });
    const bytes = randomBytes(5_000_000);
    const evidenceId = await upload(bytes);
    await appendAll();
    const { json } = (await buildReceipt({ evidenceId }))!;
    const stepOf = ({ steps }: Pick<Verification, "steps">) => {
      const { status, reason } = steps.find(({ name }) => name === "file")!;
      return `${status} ${reason}`;
    };
    const [sha256, sm3] = ["sha256", "sm3"].map((name) => createHash(name).update(bytes).digest("hex"));
    const onPage = (content: Buffer) =>
      checkAgainst({ receipt: openReceipt(json), sha256, source: { file: new File([new Uint8Array(content)], "x") } });
    assert.equal(stepOf((await onPage(bytes)).verification), "ok sm3_matches");
    // Its SHA-256 said to be the recorded one, as if somebody had found a second file with it.
    const other = Buffer.from(bytes);
    other[9] = (other[9] ?? 0) ^ 1;
    assert.equal(stepOf((await onPage(other)).verification), "failed digest_mismatch");
    const receipt = new TextDecoder().decode(json);
    const asked = async (body: object) =>
      stepOf((await callJson(at("/api/v1/verify").POST, { body: { receipt, ...body } })).body);
    assert.equal(await asked({ sha256, sm3 }), "ok sm3_matches");
    assert.equal(await asked({ sha256 }), "ok sm3_unread");
    assert.equal(await asked({ sha256, sm3: "ab".repeat(32) }), "failed digest_mismatch");
    const path = (name: string, content: Uint8Array) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const [given, file] = [path("receipt.json", json), path("file", bytes)];
    const verified = await sealbook(["verify", given, file, "--json"]);
    assert.equal(stepOf(JSON.parse(verified.stdout)), "ok sm3_matches", verified.stdout);
    const said = await sealbook(["verify", given, file]);
    assert.match(said.stdout, /Both digests of your file, SHA-256 and SM3/);
  });
});
