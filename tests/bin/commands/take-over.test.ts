/** Another service's records are taken over with its receipts, line by line, once, whatever interrupts it. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { concat } from "#lib/core/text/bytes.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { FILE, receiptBytes } from "#tests/core/receipt/receipt-fixture.ts";
import { makeTsa, OPENSSL_MISSING, type TsaAuthority } from "#tests/support/tsa.ts";
import { findWhole } from "#tests/support/whole-evidence.ts";
import { makeSigner, signedPdf } from "#tests/verify/pdf/signed-pdf.ts";
import { client, createBank, folder, product, run, setUp, tearDown } from "./installation.ts";
import { SEALBOOK } from "./run-cli.ts";

// biome-ignore lint/suspicious/noExplicitAny: JSON of a report
type Json = any;

let tsa: TsaAuthority;
const old = join(folder, "receipts");
const sha256 = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");
const digest = (): string => randomBytes(32).toString("hex");
const loan = "a loan contract";
const magic = Buffer.from("004f70656e54696d657374616d7073000050726f6f6600bf89e2e884e89294", "hex");
const bitcoin = Buffer.from("000588960d73d7190103f7ef15", "hex");

before(async () => {
  await setUp();
  await createBank();
  await product.startWorker();
  if (OPENSSL_MISSING) return;
  tsa = await makeTsa();
  mkdirSync(join(old, "2020"), { recursive: true });
  writeFileSync(join(old, "2020", "loan.tsr"), await tsa.stamp(loan));
  writeFileSync(join(old, "loan.ots"), concat(magic, Uint8Array.of(1, 8), Buffer.from(sha256(loan), "hex"), bitcoin));
  writeFileSync(join(old, "theirs.json"), receiptBytes);
  const signer = makeSigner("A notary");
  writeFileSync(join(old, "公证书.pdf"), signedPdf(signer));
  signer.remove();
  writeFileSync(join(old, "chain.json"), '{"txHash":"0x12"}');
  writeFileSync(join(old, "copy of chain.json"), '{"txHash":"0x12"}');
  writeFileSync(join(old, "empty.pdf"), "");
  writeFileSync(join(old, "large.pdf"), Buffer.alloc(8 * 1024 * 1024 + 1));
  writeFileSync(join(folder, "secret.pdf"), "not of the folder");
  symlinkSync(join(folder, "secret.pdf"), join(old, "link.pdf"));
  mkdirSync(join(old, ".keys"));
  writeFileSync(join(old, ".keys", "key.json"), "{}");
  writeFileSync(join(old, ".env"), "a secret");
  symlinkSync(join(old, ".env"), join(old, "settings.json"));
});
after(async () => {
  tsa?.remove();
  await tearDown();
});

async function countRecords(): Promise<number> {
  // What the installation itself records of its days has no submitter.
  const own = "SELECT count(*)::integer AS count FROM evidence WHERE submitter_id IS NOT NULL";
  return (await pool().query(own)).rows[0].count;
}
const reportOf = (table: string): Json => JSON.parse(readFileSync(join(folder, `${table}.report.json`), "utf8"));
const detailsOf = async (id: string): Promise<Json> =>
  JSON.parse(Buffer.from((await findWhole(id)).details).toString());
const recordOf = async (id: string): Promise<Json> => JSON.parse(Buffer.from((await findWhole(id)).record).toString());

describe("sealbook take-over", { skip: OPENSSL_MISSING }, () => {
  const args = ["take-over", "notary.csv", "--receipts", old, "--service", "老公证处", "--utc-offset", "+08:00"];

  it("says in a trial run what would become of each row, and sends nothing", async () => {
    const rows = [
      "SHA-256,名称,存证时间,记录编号,交易哈希,区块高度,凭证,合同号",
      `${sha256(loan)},贷款.pdf,2020-05-01 12:00:00,A-1,0xab,100,2020/loan.tsr,L-1`,
      `${sha256(loan)},贷款 2.pdf,2020-05-01 12:00,A-2,,,loan.ots,`,
      `${sha256(FILE).toUpperCase()},c.pdf,2020-05-01T12:00:00Z,A-3,,,theirs.json,`,
      `${digest()},d.pdf,,A-4,,,公证书.pdf,`,
      `${digest()},e.pdf,,A-5,,,chain.json,`,
      `${digest()},f.pdf,,A-6,,,copy of chain.json,`,
      `${digest()},g.pdf,,A-7,,,2020/loan.tsr,`,
      `${digest()},h.pdf,,A-8,,,,`,
    ];
    writeFileSync(join(folder, "notary.csv"), `\ufeff${rows.join("\r\n")}\r\n`);
    const before = await countRecords();
    const { code, stdout, stderr } = await run([...args, "--dry-run"], { env: {} });
    assert.equal(code, 1, `${stdout}${stderr}`);
    assert.match(stdout, /Nothing was sent\. 8 rows, 0 with problems; 6 receipts, wrong for 1 row/);
    assert.deepEqual(
      reportOf("notary.csv").lines.map(({ line, check }: Json) => [line, check]),
      [
        [2, "timestamp holds"],
        [3, "opentimestamps names"],
        [4, "receipt holds"],
        [5, "signed_pdf uncompared"],
        [6, "other kept"],
        [7, "other kept"],
        [8, "timestamp other_digest"],
        [9, undefined],
      ],
    );
    assert.equal(await countRecords(), before);
    assert.equal(existsSync(join(folder, "notary.csv.journal")), false);
  });

  it("records each row with its origin, and each receipt once, content and all", async () => {
    const before = await countRecords();
    const { code, stdout, stderr } = await run([...args, "--json"]);
    assert.equal(code, 1, stderr);
    const { recorded, refused, receipts, bad } = JSON.parse(stdout);
    assert.deepEqual({ recorded, refused, receipts, bad }, { recorded: 8, refused: 0, receipts: 6, bad: 1 });
    // Two files are of the same bytes.
    assert.equal(await countRecords(), before + 8 + 5);
    const { lines } = reportOf("notary.csv");
    const [first, , , , fifth, sixth, seventh] = lines;
    assert.deepEqual([fifth.receiptId, first.receiptId], [sixth.receiptId, seventh.receiptId]);
    const receipt = await findWhole(first.receiptId);
    assert.deepEqual([receipt.name, receipt.contentKept], ["loan.tsr", true]);
    const hash = createHash("sha256").update(receipt.record).digest("base64");
    assert.deepEqual((await recordOf(first.id)).parents, [{ role: "old-receipt", record: hash }]);
    const { fields } = await detailsOf(first.id);
    assert.deepEqual(fields["origin time"], { type: "time", value: "2020-05-01T04:00:00.000Z" });
    assert.deepEqual(fields.合同号, { type: "text", value: "L-1" });
    assert.match(fields["origin check"].value, /^timestamp holds /);
    const csv = readFileSync(join(folder, "notary.csv.report.csv"), "utf8");
    assert.ok(csv.includes(`"2","贷款.pdf","${sha256(loan)}","${first.id}"`));
  });

  it("adds nothing in a second run, also without its journal", async () => {
    const before = await countRecords();
    const ids = reportOf("notary.csv").lines.map(({ id }: Json) => id);
    assert.match((await run(args)).stderr, /8 rows were answered before/);
    rmSync(join(folder, "notary.csv.journal"));
    rmSync(join(folder, "notary.csv.journal.receipts"));
    await run(args);
    assert.deepEqual(
      reportOf("notary.csv").lines.map(({ id }: Json) => id),
      ids,
    );
    assert.equal(await countRecords(), before);
  });

  it("shows what was said, and what was found, to whoever checks the receipt of the record", async () => {
    const [{ id }] = reportOf("notary.csv").lines;
    const out = await run(["receipt", id, "--wait", "30", "--out", "taken.json"]);
    assert.equal(out.code, 0, out.stderr);
    const english = await run(["verify", "taken.json"]);
    assert.match(english.stdout, /Old service, as the submitter states +老公证处/);
    assert.match(english.stdout, /RFC 3161 timestamp of .*: it holds for this digest/);
    assert.match(english.stdout, /Rests on the old service’s receipt/);
    const chinese = await run(["verify", "taken.json"], { env: { LANG: "zh_CN.UTF-8" } });
    assert.match(chinese.stdout, /原存证服务（存证方声明） +老公证处/);
    const pdf = await run(["receipt", id, "--format", "pdf", "--out", "taken.pdf"]);
    assert.equal(pdf.code, 0, pdf.stderr);
  });

  it("tells each row that is wrong with its line, field and code, and records the others", async () => {
    const future = new Date(Date.now() + 86_400_000).toISOString();
    const good = digest();
    const rows: [string, string | undefined, string | undefined][] = [
      [JSON.stringify({ sha256: good, name: "good.pdf", id: "1", block: 7 }), undefined, undefined],
      [JSON.stringify({ sha256: "abc", name: "a.pdf" }), "invalid_digest", "sha256"],
      [JSON.stringify({ sm3: digest(), name: "a.pdf" }), "missing_field", "sha256"],
      [JSON.stringify({ sha256: digest(), sm3: "ab", name: "a.pdf" }), "invalid_digest", "sm3"],
      [JSON.stringify({ sha256: digest(), name: "../etc/passwd" }), "invalid_name", "name"],
      [JSON.stringify({ sha256: digest(), name: "a.pdf", time: future }), "time_in_future", "origin.time"],
      [
        JSON.stringify({ sha256: digest(), name: "a.pdf", time: "2020-05-01 12:00:00" }),
        "invalid_field",
        "origin.time",
      ],
      [JSON.stringify({ sha256: digest(), name: "a.pdf", size: "many" }), "invalid_field", "size"],
      [JSON.stringify({ sha256: digest(), name: "a.pdf", receipt: "absent.pdf" }), "file_unreadable", "receipt"],
      [JSON.stringify({ sha256: digest(), name: "a.pdf", receipt: "../secret.pdf" }), "invalid_path", "receipt"],
      [JSON.stringify({ sha256: digest(), name: "a.pdf", receipt: "link.pdf" }), "invalid_path", "receipt"],
      ...[".env", ".keys/key.json", "2020/../.env", "settings.json"].map((receipt): [string, string, string] => [
        ...([JSON.stringify({ sha256: digest(), name: "a.pdf", receipt }), "invalid_path", "receipt"] as const),
      ]),
      [JSON.stringify({ sha256: digest(), name: "a.pdf", receipt: "large.pdf" }), "file_too_large", "receipt"],
      [JSON.stringify({ sha256: digest(), name: "a.pdf", receipt: "empty.pdf" }), "empty_file", "receipt"],
      [JSON.stringify({ sha256: good, name: "good.pdf", id: "1", block: 7 }), "duplicate_row", undefined],
      [JSON.stringify({ sha256: digest(), name: "a.pdf", more: { nested: 1 } }), "invalid_field", "more"],
      ["{not JSON", "invalid_field", "line"],
    ];
    writeFileSync(join(folder, "bad.ndjson"), rows.map(([text]) => text).join("\n"));
    const before = await countRecords();
    const { code, stderr } = await run(["take-over", "bad.ndjson", "--receipts", old, "--service", "Old"]);
    assert.equal(code, 1);
    assert.match(stderr, /line 2: invalid_digest, sha256: /);
    const { lines, recorded, refused } = reportOf("bad.ndjson");
    assert.deepEqual(
      lines.map((each: Json) => [each.code, each.field]),
      rows.map(([, ...told]) => told),
    );
    assert.deepEqual([recorded, refused], [1, rows.length - 1]);
    assert.equal(await countRecords(), before + 1);
  });

  it("says what is wrong with a table or an option before anything is sent", async () => {
    writeFileSync(join(folder, "no-digest.csv"), "name,sm3\na.pdf,1\n");
    assert.match((await run(["take-over", "no-digest.csv", "--service", "x"])).stderr, /one for the digests/);
    writeFileSync(join(folder, "receipts.csv"), `sha256,name,receipt\n${digest()},a.pdf,secret.pdf\n`);
    const without = await run(["take-over", "receipts.csv", "--service", "x", "--dry-run"]);
    assert.deepEqual([without.code, /--receipts/.test(without.stderr)], [2, true], without.stderr);
    const offset = await run(["take-over", "notary.csv", "--utc-offset", "8"]);
    assert.deepEqual([offset.code, /no offset from UTC/.test(offset.stderr)], [2, true]);
    writeFileSync(join(folder, "notary.csv"), `sha256,name\n${digest()},z.pdf\n`);
    const other = await run(["take-over", "notary.csv", "--service", "x"]);
    assert.deepEqual([other.code, /no journal of this source/.test(other.stderr)], [2, true], other.stderr);
  });

  it("goes on after kill -9: every row has one record, and every receipt", async () => {
    const path = join(folder, "many.csv");
    const rows = Array.from({ length: 14_000 }, (_, at) => `${digest()},c-${at}.pdf,N-${at},r-${at % 40}.json`);
    for (let at = 0; at < 40; at++) writeFileSync(join(old, `r-${at}.json`), `{"batch":${at}}`);
    writeFileSync(path, `sha256,name,id,receipt\n${rows.join("\n")}\n`);
    const first = await countRecords();
    const many = ["take-over", path, "--receipts", old, "--service", "Old chain"];
    const child = spawn(process.execPath, [SEALBOOK, ...many], { env: { ...process.env, ...client }, cwd: folder });
    while ((await countRecords()) < first + 10_540) await sleep(20);
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    const { code, stderr } = await run(many);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /answered before/);
    assert.equal(await countRecords(), first + 14_000 + 40);
    const { lines } = JSON.parse(readFileSync(`${path}.report.json`, "utf8"));
    assert.equal(new Set(lines.map(({ id }: Json) => id)).size, 14_000);
  });
});
