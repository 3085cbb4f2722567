/** `sealbook verify` with the timestamps of real authorities, and with witnesses. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { encodeOid } from "#lib/pki/der.ts";
import {
  checkpointText,
  fullReceipt,
  ledger,
  receiptBytes,
  thirdWitness,
  witnesses,
} from "#tests/core/receipt/receipt-fixture.ts";
import { forge, newKey, STAMPS } from "#tests/pki/forged-certificates.ts";
import { forgeToken, sequence, tstInfo } from "#tests/rfc3161/forged-tokens.ts";
import { makeTsa, OPENSSL_MISSING } from "#tests/support/tsa.ts";
import { sealbook } from "./run-cli.ts";

const members = [...witnesses, thirdWitness].map(({ key }, at) => `witness w${at + 1} ${key.text}\n`).join("");
const POLICY = `log ${ledger.key.text}\n${members}group network 2 w1 w2 w3\nquorum network\n`;

describe("sealbook verify with timestamps", { skip: OPENSSL_MISSING }, () => {
  const folder = mkdtempSync(join(tmpdir(), "sealbook-verify-"));
  before(async () => {
    const tsas = await Promise.all([makeTsa(), makeTsa({ kind: "rsa", name: "Second \u202eauthority" })]);
    const tokens = await Promise.all(tsas.map((tsa) => tsa.stamp(checkpointText())));
    const write = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content);
    write("full.json", formatReceipt(fullReceipt(tokens)));
    write("plain.json", receiptBytes);
    write("policy", POLICY);
    write("first.pem", tsas[0]?.caPem ?? "");
    write("both.pem", tsas.map(({ caPem }) => caPem).join("text between\n"));
    const stranger = await makeTsa({ name: "Stranger" });
    write("stranger.pem", stranger.caPem);
    write("empty.pem", "no certificate\n");
    for (const tsa of [...tsas, stranger]) tsa.remove();
  });
  after(() => rmSync(folder, { recursive: true }));

  const verify = (line: string) => sealbook(["verify", ...line.split(" ")], { cwd: folder });

  it("names the authorities and witnesses, and when they signed, in words that cannot steer a terminal", async () => {
    const { code, stdout } = await verify("full.json --policy policy --tsa-ca both.pem");
    assert.equal(code, 0, stdout);
    assert.match(stdout, /ok +Timestamp +An authority that you named attests the time\./);
    assert.match(stdout, /attested by the time-stamping authority Example Time Stamping 示例时间戳/);
    assert.match(stdout, /Second \\u\{202e\}authority/);
    assert.match(stdout, /w3 \(2026-02-02T02:40:00\.000Z\)/);
    assert.doesNotMatch(stdout, /Nobody but the operator/);
    const json = JSON.parse(
      (await verify("full.json --policy policy --tsa-ca first.pem --tsa-ca both.pem --json")).stdout,
    );
    assert.deepEqual([json.verdict, json.witnessed, json.asked.timestamp], ["valid", true, true]);
    assert.equal(json.facts.timestamps.length, 2);
    assert.equal(json.facts.witnesses.length, 3);
  });

  it("names a wrong clock as the other possibility where a timestamp is of a time still to come", async () => {
    const key = newKey();
    const certificate = forge({ subject: "Ahead", issuer: "Ahead", key, by: key, extensions: STAMPS, number: 7n });
    const info = tstInfo({ text: checkpointText(), time: "20390101000000Z" });
    const signing = { key: key.privateKey, algorithm: sequence(encodeOid("1.2.840.10045.4.3.2")) };
    const token = forgeToken({ info, issuer: "Ahead", number: 7n, certificate, signing });
    writeFileSync(join(folder, "ahead.json"), formatReceipt(fullReceipt([token])));
    for (const [language, clock] of [
      ["en_GB", /This machine’s clock says 20.*If it is wrong/],
      ["zh_CN", /本机时钟为 20.*如果时钟不准/],
    ] as const) {
      const { code, stdout } = await sealbook(["verify", "ahead.json"], {
        cwd: folder,
        env: { LANG: `${language}.UTF-8` },
      });
      assert.equal(code, 1);
      assert.match(stdout, clock);
    }
    assert.doesNotMatch((await verify("full.json --tsa-ca stranger.pem")).stdout, /clock says/);
  });

  it("one named authority is enough", async () => {
    assert.equal((await verify("full.json --policy policy --tsa-ca first.pem")).code, 0);
  });

  it("without one, says that the timestamp is unproven, and whose it says it is; that fails nothing", async () => {
    const { code, stdout } = await verify("full.json --policy policy");
    assert.equal(code, 0);
    assert.match(stdout, /not checked +Timestamp +There is a timestamp, and it is intact.*--tsa-ca/);
    assert.match(stdout, /Found +Example Time Stamping 示例时间戳 20/);
  });

  it("ends with 1 where no named authority stands behind any timestamp", async () => {
    const { code, stdout } = await verify("full.json --tsa-ca stranger.pem");
    assert.equal(code, 1);
    assert.match(stdout, /FAILED +Timestamp +The timestamp is not from an authority that you named\./);
  });

  it("ends with 2 where a timestamp was asked for and there is none, or no certificate was given", async () => {
    assert.equal((await verify("plain.json --tsa-ca first.pem")).code, 2);
    const { code, stderr } = await verify("full.json --tsa-ca empty.pem");
    assert.equal(code, 2);
    assert.match(stderr, /empty\.pem holds no certificate/);
  });
});
