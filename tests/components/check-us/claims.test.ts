/** The commands of "How to check us" about claims, run as the page prints them on receipts of this product. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { BLINDED_LINES, CLAIM_DIGESTS, CLAIM_ENTRY, DETAILS_HASH } from "#components/check-us/commands.ts";
import { loadReceipt } from "#lib/features/evidence/receipts/pages.ts";
import { whole } from "#lib/gate/reach.ts";
import { CLAIM, sampleReceipt } from "#tests/features/evidence/receipts/pdf-samples.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { at, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { appendAll } from "#tests/support/ledger.ts";

const lacking = ["jq", "openssl", "cmp"].find((tool) => spawnSync(tool, ["--version"]).error) ?? false;
const content = randomBytes(1000);
const folder = mkdtempSync(join(tmpdir(), "sealbook-claims-"));
const sh = (command: string) =>
  execFileSync("sh", ["-ec", command], { cwd: folder, encoding: "utf8" }).trimEnd().split("\n");

describe("a stranger checks a claim with common tools", { skip: lacking && `needs ${lacking}` }, () => {
  before(async () => {
    await createTestDatabase();
    const { id: organisationId, apiKey } = await makeOrganisation();
    const record = async (body: object): Promise<string> => {
      const [sha256, sha3, sm3] = ["sha256", "sha3-256", "sm3"].map((name) =>
        createHash(name).update(content).digest("hex"),
      );
      const digests = { sha256, "sha3-256": sha3, sm3 };
      const headers = { authorization: `Bearer ${apiKey.secret}` };
      const answer = await callJson(at("/api/v1/evidence").POST, {
        headers,
        body: { ...digests, name: "合同", kind: "event", ...body },
      });
      assert.equal(answer.status, 201, JSON.stringify(answer.body));
      return answer.body.id;
    };
    const first = await record({});
    const second = await record({ previous: first, fields: { 编号: { type: "text", value: "A-17" } } });
    await appendAll();
    for (const [name, evidenceId] of [
      ["other.json", first],
      ["receipt.json", second],
    ] as const) {
      const asked = {
        evidenceId,
        format: "json",
        locale: "en",
        waitSeconds: 0,
        until: "anchored",
        reach: whole(organisationId),
      } as const;
      writeFileSync(join(folder, name), (await loadReceipt(asked)).bytes);
    }
    writeFileSync(join(folder, "contract.pdf"), content);
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await dropTestDatabase();
  });

  it("each of its digests, its details and its entry; of another file and a changed record they are others", () => {
    const lines = sh(CLAIM_DIGESTS).map((line) => line.split(" "));
    assert.deepEqual(
      lines.map(([name]) => name),
      ["sha256", "sha3-256", "sm3"],
    );
    for (const [, stated, computed] of lines) assert.equal(stated, computed);
    assert.equal(new Set(sh(DETAILS_HASH)).size, 1);
    assert.deepEqual(sh(CLAIM_ENTRY), ["same"]);
    const kept = readFileSync(join(folder, "receipt.json"), "utf8");
    writeFileSync(join(folder, "contract.pdf"), "another");
    writeFileSync(join(folder, "receipt.json"), kept.replace('\\"kind\\":\\"event\\"', '\\"kind\\":\\"batch\\"'));
    for (const [, stated, computed] of sh(CLAIM_DIGESTS).map((line) => line.split(" ")))
      assert.notEqual(stated, computed);
    assert.throws(() => sh(CLAIM_ENTRY));
    writeFileSync(join(folder, "contract.pdf"), content);
    writeFileSync(join(folder, "receipt.json"), kept);
  });

  it("an entry with an issuer and one without anything more", () => {
    const kept = readFileSync(join(folder, "receipt.json"));
    for (const receipt of [sampleReceipt(CLAIM), sampleReceipt({ claim: { kind: "sculpture" } })]) {
      writeFileSync(join(folder, "receipt.json"), receipt);
      assert.deepEqual(sh(CLAIM_ENTRY), ["same"]);
    }
    writeFileSync(join(folder, "receipt.json"), kept);
  });

  it("what it follows, blinded in the entry and by its hash among the parents", () => {
    const [subject, follows, hash, gap, line, parent, role] = sh(BLINDED_LINES);
    assert.match(subject ?? "", /^subject /);
    assert.deepEqual([gap, line, parent, role], ["", follows, hash, "previous"]);
    assert.match(follows ?? "", /^after .{44}$/);
  });
});
