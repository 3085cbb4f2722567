/** The two keys of a witness: both say the same, either alone is enough, and one can be added to the other. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { formatVerifierKey, KEY_TYPE, verifierKeyId } from "#lib/core/log/note.ts";
import { addLog } from "#lib/parties/witness/log-list.ts";
import { addKey, initWitness } from "#lib/parties/witness/run-witness.ts";
import { checkCosignature, subtreeMessage } from "./independent-cosignature.ts";
import { makeWitness, NAME, removeFolder, startWitness, TestLog, temporaryFolder } from "./witness-fixture.ts";

const ORIGIN = "ledger.example/ledger/main";
const failsWith = (code: string) => (error: unknown) => (error as { code?: string }).code === code;

describe("a witness", () => {
  it("that was made with one key gets the other, goes on from what it cosigned, and signs with both", async () => {
    for (const algorithm of ["ed25519", "ml-dsa-44"] as const) {
      const log = new TestLog(ORIGIN);
      const folder = temporaryFolder();
      await initWitness(folder, { name: NAME, algorithms: [algorithm] });
      await addLog(folder, { keys: log.keys.map(({ text }) => text) });
      let running = await startWitness(folder);
      const [first = "", ...others] = running.keys;
      assert.equal(others.length, 0);
      checkCosignature({ line: (await running.post(log.request(0, 20))).body, text: log.text(20), key: first });
      await running.stop();

      const added = await addKey(folder);
      assert.deepEqual([added.length, new Set(added.map(({ key }) => key.name)).size], [2, 1]);
      await assert.rejects(addKey(folder), failsWith("keys_complete"));
      await assert.rejects(initWitness(folder, { name: "another.example/w" }), failsWith("folder_taken"));
      running = await startWitness(folder);
      assert.ok(running.keys.includes(first) && running.keys.length === 2);
      assert.equal((await running.post(log.request(0, 5))).status, 409, "it knows what it cosigned with the one key");
      const { status, body } = await running.post(log.request(20, 33));
      assert.equal(status, 200);
      for (const key of running.keys) checkCosignature({ line: body, text: log.text(33), key });
      await running.stop();
      removeFolder(folder);
    }
  });

  it("whose state one of its keys did not sign as it stands does not start; a key that it lost takes nothing from it", async () => {
    const log = new TestLog(ORIGIN);
    const folder = await makeWitness(log);
    const running = await startWitness(folder);
    await running.post(log.request(0, 20));
    await running.stop();
    const path = join(folder, "logs", log.hash, "checkpoint");
    const text = readFileSync(path, "utf8");
    const lines = text.split("\n");
    const last = Buffer.from(lines.at(-2)?.split(" ")[2] ?? "", "base64");
    last[2000]! ^= 1;
    writeFileSync(path, [...lines.slice(0, -2), `— ${NAME} ${last.toString("base64")}`, ""].join("\n"));
    await assert.rejects(startWitness(folder), failsWith("state_malformed"));
    writeFileSync(path, text);
    rmSync(join(folder, "key"));
    const without = await startWitness(folder);
    assert.equal((await without.post(log.request(0, 20))).body, "20\n");
    await without.stop();
    removeFolder(folder);
  });

  it("keeps its ML-DSA key as 54 bytes of PKCS #8 that stand under its verifier key, and reads nothing else", async () => {
    const folder = await makeWitness();
    const path = join(folder, "key.ml-dsa-44");
    const text = readFileSync(path, "utf8");
    const [vkey = "", begin, ...rest] = text.trimEnd().split("\n");
    assert.equal(begin, "-----BEGIN PRIVATE KEY-----");
    const der = Buffer.from(rest.slice(0, -1).join(""), "base64");
    assert.equal(der.length, 54);
    const running = await startWitness(folder);
    assert.equal(running.keys[1], vkey);
    await running.stop();
    const swapped = der.with(30, der[30]! ^ 1);
    const damaged = [
      text.slice(0, -1),
      text.replace(NAME, "another.example/w"),
      `${text}\n`,
      text.replace(rest[0] ?? "", Buffer.from(swapped).toString("base64").slice(0, 64)),
      text.replace(/.{10}$/m, ""),
    ];
    for (const [at, bad] of damaged.entries()) {
      writeFileSync(path, bad);
      await assert.rejects(startWitness(folder), failsWith("key_malformed"), `${at}`);
    }
    writeFileSync(path, text);
    chmodSync(path, 0o644);
    await assert.rejects(startWitness(folder), failsWith("key_open"));
    removeFolder(folder);
  });

  it("has an ML-DSA key that OpenSSL reads as it stands in the file, where OpenSSL knows the algorithm", async (context) => {
    const version = execFileSync("openssl", ["version"], { encoding: "utf8" });
    const [, major = 0, minor = 0] = /^OpenSSL (\d+)\.(\d+)/.exec(version) ?? [];
    if (Number(major) < 3 || (Number(major) === 3 && Number(minor) < 5))
      return context.skip(`${version.trim()} is older than 3.5`);
    const folder = await makeWitness();
    const read = execFileSync("openssl", ["pkey", "-in", join(folder, "key.ml-dsa-44"), "-noout", "-text"], {
      encoding: "utf8",
    });
    assert.match(read, /ML-DSA-44/);
    removeFolder(folder);
  });
});

/** A log's second key, made and used without the product's code but for the key's text. */
function mlDsaLogKey(name: string) {
  const { privateKey, publicKey } = generateKeyPairSync("ml-dsa-44" as "ed25519");
  const raw = new Uint8Array((publicKey as KeyObject).export({ format: "der", type: "spki" }).subarray(-1312));
  const id = verifierKeyId({ name, type: KEY_TYPE.mlDsa44, publicKey: raw });
  return {
    text: formatVerifierKey({ name, publicKey: raw, type: KEY_TYPE.mlDsa44 }),
    line: (text: string, time = 1_700_000_000n) => {
      const [origin = "", size = "", root = ""] = text.split("\n");
      const range = { start: 0n, end: BigInt(size) };
      const message = subtreeMessage({ name, time, origin, ...range, hash: Buffer.from(root, "base64") });
      const stamp = Buffer.alloc(8);
      stamp.writeBigUInt64BE(time);
      return `— ${name} ${Buffer.concat([id, stamp, sign(null, message, privateKey)]).toString("base64")}\n`;
    },
  };
}

describe("a log with two keys", () => {
  it("is cosigned when both signed, and not by the Ed25519 key alone, nor with a wrong or undated line of the other", async () => {
    const log = new TestLog(ORIGIN);
    const second = mlDsaLogKey(ORIGIN);
    const stranger = mlDsaLogKey(ORIGIN);
    const folder = await makeWitness(log);
    await addLog(folder, { keys: [second.text] });
    const running = await startWitness(folder);
    const request = (line: string) => `old 0\n\n${log.note(9)}${line}`;
    assert.equal((await running.post(request(""))).status, 403);
    assert.equal(
      (await running.post(request(stranger.line(log.text(9))))).status,
      403,
      "a line of another key is none",
    );
    assert.equal((await running.post(request(second.line(log.text(8))))).status, 403, "it is over another tree");
    assert.equal((await running.post(request(second.line(log.text(9), 0n)))).status, 403, "it states no time");
    const only = `old 0\n\n${log.text(9)}\n${second.line(log.text(9))}`;
    assert.equal((await running.post(only)).status, 403, "the ML-DSA key alone is not both either");
    const { status, body } = await running.post(request(second.line(log.text(9))));
    assert.equal(status, 200, body);
    const shown = (await running.get(`/${log.hash}/checkpoint`)).body;
    assert.equal(shown.split("\n— ").length - 1, 4, "the log's two lines and the witness's two");
    await running.stop();
    removeFolder(folder);
  });

  it("whose witness knows its ML-DSA key alone is cosigned by that", async () => {
    const log = new TestLog(ORIGIN);
    const second = mlDsaLogKey(ORIGIN);
    const folder = await makeWitness();
    await addLog(folder, { keys: [second.text] });
    const running = await startWitness(folder);
    assert.equal((await running.post(log.request(0, 9))).status, 403);
    assert.equal((await running.post(`old 0\n\n${log.text(9)}\n${second.line(log.text(9))}`)).status, 200);
    await running.stop();
    removeFolder(folder);
  });
});
