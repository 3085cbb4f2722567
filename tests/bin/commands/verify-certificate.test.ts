/** `sealbook verify` of a certificate: a verdict for each state, a code of its own for what is not in force, and nothing asked of anybody. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { presentSdJwt } from "#lib/credentials/sd-jwt.ts";
import { sealbook } from "#tests/bin/commands/run-cli.ts";
import { ledger } from "#tests/core/receipt/receipt-fixture.ts";
import { deliver } from "#tests/support/delivered-pdf.ts";
import {
  HOLDER,
  type Life,
  type MadeCertificate,
  makeCertificate,
  sealKey,
  sourcesOf,
  statusEntry,
} from "#tests/support/whole-certificates.ts";

const folder = mkdtempSync(join(tmpdir(), "sealbook-certificates-"));
/** Of the list, by the clock of this machine. */
const fresh = () => new Date(Date.now() + 3_600_000).toISOString();
let good: MadeCertificate;

before(async () => {
  good = await makeCertificate();
  write("c.pdf", good.delivered);
  write("c.json", good.credential);
  write("c.sd-jwt", presentSdJwt(good.sdJwt, ["fields.holder_name"]));
  write("policy", `log ${ledger.key.text}\nquorum none\n`);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: Uint8Array | string) => writeFileSync(join(folder, name), content);

/** With what the issuer and the ledger would say, as files. A DID document alone proves no domain. */
async function judged(file: string, life: Life = {}, ...more: string[]) {
  const sources = await sourcesOf("json", { listValidUntil: fresh(), ...life });
  const files = {
    did: sources.document,
    keys: sources.history,
    "status-list": sources.statusList,
    statuses: JSON.stringify({ items: sources.statuses }),
  };
  const options = Object.entries(files).flatMap(([name, text]) => {
    if (text === undefined) return [];
    write(`${name}.json`, text);
    return [`--${name}`, `${name}.json`];
  });
  const { code, stdout } = await sealbook(["verify", file, "--policy", "policy", "--json", ...options, ...more], {
    cwd: folder,
  });
  return { code, ...JSON.parse(stdout).certificate };
}

describe("sealbook verify of a certificate", () => {
  const revoked = () => statusEntry({ of: good, state: "revoked" });
  const states: [string, () => Promise<Life> | Life, string, number][] = [
    ["in force, of an issuer without a domain", () => ({}), "issuer_unproven", 3],
    ["revoked", () => ({ statuses: [revoked()], listed: "revoked" }), "revoked", 6],
    ["suspended", () => ({ statuses: [statusEntry({ of: good, state: "suspended" })] }), "suspended", 6],
    ["superseded", () => ({ statuses: [statusEntry({ of: good, state: "superseded" })] }), "superseded", 6],
    [
      "issued after a compromise",
      () => ({ compromisedAsOf: "2026-11-22T00:00:00.000Z" }),
      "issued_after_compromise",
      1,
    ],
    ["with a list that is out of date", () => ({ listValidUntil: "2026-11-29T11:30:00.000Z" }), "could_not_check", 2],
    ["without a list", () => ({ without: ["statusList"] }), "could_not_check", 2],
    [
      "without the seal that is asked for",
      () => ({ policies: [{ key: sealKey, threshold: 1, approvers: ["Ada"], from: "2026-01-01T00:00:00.000Z" }] }),
      "seal_missing",
      1,
    ],
  ];
  for (const [what, life, verdict, code] of states) {
    it(`tells one that is ${what}`, async () => {
      const found = await judged("c.pdf", await life());
      assert.deepEqual([found.verdict, found.code], [verdict, code], JSON.stringify(found.steps));
    });
  }

  it("tells one that is expired, not yet valid, tampered with, or has other pages", async () => {
    const dated = await makeCertificate({ validUntil: "2026-11-25T00:00:00.000Z" });
    write("dated.pdf", dated.delivered);
    assert.deepEqual(pair(await judged("dated.pdf")), ["expired", 7]);
    assert.deepEqual(pair(await judged("c.pdf", {}, "--date", "2001-02-03")), ["not_yet_valid", 7]);
    write("bent.json", good.credential.replace("Zhang Ji", "Zhang Jo"));
    const bent = await judged("bent.json");
    assert.deepEqual([...pair(bent), bent.shown], ["content_mismatch", 1, undefined]);
    const pages = good.pages.slice();
    pages[600]! ^= 1;
    const other = await deliver(good.pages, { credential: Buffer.from(good.credential), receipt: good.receipt });
    other.set(pages, 0);
    write("pages.pdf", other);
    // Whose domain is not proven is said before that.
    assert.deepEqual(pair(await judged("pages.pdf")), ["issuer_unproven", 3]);
  });

  it("asks nobody unless told to: what was not given is named, in the reader's language", async () => {
    const { code, stdout } = await sealbook(["verify", "c.pdf", "--policy", "policy"], {
      cwd: folder,
      env: { LC_ALL: "zh_CN.UTF-8" },
    });
    assert.equal(code, 2);
    assert.match(stdout, /无法确认状态/);
    assert.match(stdout, /未能检查：完整性、发证方、状态/);
    assert.ok(stdout.includes(HOLDER.split(" ")[0]!));
    assert.ok(!stdout.includes("证书有效"));
  });

  it("reads a presentation, and refuses a date that no calendar has", async () => {
    const { code, stdout } = await sealbook(["verify", "c.sd-jwt", "--json"], { cwd: folder });
    assert.deepEqual([code, JSON.parse(stdout).certificate.form], [2, "sd_jwt"]);
    const refused = await sealbook(["verify", "c.pdf", "--date", "2026-02-30"], { cwd: folder });
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /--date/);
  });
});

const pair = ({ verdict, code }: { verdict: string; code: number | null }) => [verdict, code];
