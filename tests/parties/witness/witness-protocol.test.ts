import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { addLog, removeLog } from "#lib/parties/witness/log-list.ts";
import { checkCosignature } from "./independent-cosignature.ts";
import { makeLogKey, makeWitness, type Running, removeFolder, startWitness, TestLog } from "./witness-fixture.ts";

const ORIGIN = "ledger.example/ledger/main";
/** SHA-256 of nothing. */
const EMPTY = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
const SIZE_TYPE = "text/x.tlog.size";

describe("add-checkpoint", () => {
  const log = new TestLog(ORIGIN);
  let running: Running;
  before(async () => {
    running = await startWitness(await makeWitness(log));
  });
  after(async () => {
    await running.stop();
    removeFolder(running.folder);
  });

  it("cosigns the first checkpoint on trust, each later one only with a proof, as programs that are not ours verify", async () => {
    for (const [old, size] of [
      [0, 5],
      [5, 5],
      [5, 8],
      [8, 9],
      [9, 33],
    ] as const) {
      const started = Math.floor(Date.now() / 1_000);
      const { status, body, type } = await running.post(log.request(old, size));
      assert.equal(status, 200, body);
      assert.match(type ?? "", /^text\/plain/);
      const [time, other] = running.keys.map((key) => checkCosignature({ line: body, text: log.text(size), key }));
      assert.ok(time !== undefined && time >= started && time <= started + 5);
      assert.equal(other, time, "both keys say the same");
    }
  });

  it("shows the latest checkpoint, with the log's line and its own, under the hash of the origin", async () => {
    const { status, body } = await running.get(`/${log.hash}/checkpoint`);
    assert.equal(status, 200);
    assert.ok(body.startsWith(log.note(33)));
    for (const key of running.keys)
      checkCosignature({ line: body.slice(log.note(33).length), text: log.text(33), key });
  });

  const unlike = "A".repeat(43);
  const cases: { what: string; body: () => string; status: number; says: RegExp; type?: string }[] = [
    {
      what: "an origin that it does not know",
      body: () => new TestLog("other.example").request(0, 1),
      status: 404,
      says: /origin/,
    },
    {
      what: "no signature of a trusted key",
      body: () => new TestLog(ORIGIN).request(33, 34),
      status: 403,
      says: /no signature/,
    },
    {
      what: "a trusted key's line that does not verify",
      body: () => `old 33\n${log.proof(33, 34)}\n${log.text(34)}\n${log.keys[0]?.line("other")}`,
      status: 403,
      says: /does not verify/,
    },
    {
      what: "an old size above the checkpoint's",
      body: () => `old 34\n\n${log.note(33)}`,
      status: 400,
      says: /larger/,
    },
    {
      what: "an old size that is not the latest",
      body: () => log.request(8, 40),
      status: 409,
      says: /^33\n$/,
      type: SIZE_TYPE,
    },
    {
      what: "a client that asks with old 0",
      body: () => log.request(0, 40),
      status: 409,
      says: /^33\n$/,
      type: SIZE_TYPE,
    },
    { what: "an older checkpoint", body: () => log.request(5, 8), status: 409, says: /^33\n$/, type: SIZE_TYPE },
    {
      what: "a proof of other sizes",
      body: () => `old 33\n${log.proof(32, 40)}\n${log.note(40)}`,
      status: 422,
      says: /proof/,
    },
    { what: "no proof", body: () => `old 33\n\n${log.note(40)}`, status: 422, says: /proof/ },
    {
      what: "a proof where the size is the same",
      body: () => `old 33\n${unlike}=\n\n${log.note(33)}`,
      status: 422,
      says: /proof/,
    },
    {
      what: "the same size with another root",
      body: () => log.fork(20).request(33, 33),
      status: 422,
      says: /two histories/,
    },
  ];
  for (const { what, body, status, says, type } of cases) {
    it(`answers ${status} to ${what}, and its state stays`, async () => {
      const answer = await running.post(body());
      assert.equal(answer.status, status, answer.body);
      assert.match(answer.body, says);
      if (type) assert.equal(answer.type, type);
      assert.match((await running.get(`/${log.hash}/checkpoint`)).body, /\n33\n/);
    });
  }

  const malformed: [string, (good: string) => string | Uint8Array][] = [
    ["nothing", () => ""],
    ["a size with a leading zero", (good) => good.replace("old 33", "old 033")],
    ["a size beyond 64 bits", (good) => good.replace("old 33", "old 18446744073709551616")],
    ["two spaces", (good) => good.replace("old 33", "old  33")],
    ["CRLF", (good) => good.replaceAll("\n", "\r\n")],
    ["a hash with non-zero pad bits", (good) => good.replace("\n", `\n${unlike.slice(1)}B=\n`)],
    ["a hash of 31 bytes", (good) => good.replace("\n", `\n${Buffer.alloc(31).toString("base64")}\n`)],
    ["64 hashes", () => `old 33\n${`${unlike}=\n`.repeat(64)}\n${log.note(34)}`],
    ["thousands of lines", () => `old 33\n${"A\n".repeat(20_000)}\n${log.note(34)}`],
    ["two lines of one key", (good) => good + log.keys[0]?.line(log.text(34))],
    ["no empty line before the checkpoint", (good) => good.replace("=\n\n", "=\n")],
    ["no line feed at the end", (good) => good.slice(0, -1)],
    ["a byte that is no UTF-8", (good) => Buffer.concat([Buffer.from(good), Buffer.from([0xff, 0x0a])])],
    ["a checkpoint without a root", () => `old 33\n\n${log.sign(`${ORIGIN}\n34\n`)}`],
  ];
  for (const [what, change] of malformed) {
    it(`answers 400 to ${what}`, async () => {
      const { status, body } = await running.post(change(log.request(33, 34)));
      assert.equal(status, 400, body);
    });
  }

  it("ignores lines of keys that it does not know", async () => {
    const stranger = makeLogKey("stranger.example").line(log.text(34));
    const { status } = await running.post(log.request(33, 34) + stranger);
    assert.equal(status, 200);
    assert.ok(!(await running.get(`/${log.hash}/checkpoint`)).body.includes("stranger"));
  });

  it("signs extension lines with the rest", async () => {
    const text = log.text(35, "an extension\n");
    const { status, body } = await running.post(`old 34\n${log.proof(34, 35)}\n${log.sign(text)}`);
    assert.equal(status, 200);
    for (const key of running.keys) checkCosignature({ line: body, text, key });
  });

  it("of many requests at once that start from the same size, one alone moves it", async () => {
    const sizes = [40, 41, 42, 43, 44, 45];
    const answers = await Promise.all(sizes.map((size) => running.post(log.request(35, size))));
    const won = answers.filter(({ status }) => status === 200);
    assert.equal(won.length, 1);
    const latest = `${sizes[answers.findIndex(({ status }) => status === 200)]}\n`;
    for (const { status, body } of answers) if (status !== 200) assert.deepEqual([status, body], [409, latest]);
  });
});

describe("a tree without entries", () => {
  it("is cosigned with the empty tree's root only, and the next checkpoint needs no proof", async () => {
    const log = new TestLog(ORIGIN);
    const running = await startWitness(await makeWitness(log));
    const wrong = await running.post(`old 0\n\n${log.sign(`${ORIGIN}\n0\n${log.root(1)}\n`)}`);
    assert.equal(wrong.status, 422);
    const right = await running.post(`old 0\n\n${log.sign(`${ORIGIN}\n0\n${EMPTY}\n`)}`);
    assert.equal(right.status, 200);
    const proofUnasked = await running.post(`old 0\n${log.proof(2, 3)}\n${log.note(3)}`);
    assert.equal(proofUnasked.status, 422);
    assert.equal((await running.post(log.request(0, 3))).status, 200);
    await running.stop();
    removeFolder(running.folder);
  });
});

describe("logs", () => {
  it("each has its own state; a log that was never cosigned has no checkpoint", async () => {
    const [one, two] = [new TestLog("one.example"), new TestLog("two.example")];
    const running = await startWitness(await makeWitness(one, two));
    assert.equal((await running.post(one.request(0, 7))).status, 200);
    assert.equal((await running.get(`/${two.hash}/checkpoint`)).status, 404);
    assert.equal((await running.post(two.request(0, 3))).status, 200);
    assert.match((await running.get(`/${one.hash}/checkpoint`)).body, /^one\.example\n7\n/);
    assert.match((await running.get(`/${two.hash}/checkpoint`)).body, /^two\.example\n3\n/);
    await running.stop();
    removeFolder(running.folder);
  });

  it("during a rotation either key is enough, a bad line of one spoils both, and a removed key counts no more", async () => {
    const [old, next] = [makeLogKey(ORIGIN), makeLogKey(ORIGIN)];
    const both = new TestLog(ORIGIN, { keys: [old, next] });
    const onlyOld = new TestLog(ORIGIN, { keys: [old] });
    const onlyNew = new TestLog(ORIGIN, { keys: [next] });
    const folder = await makeWitness(onlyOld);
    const running = await startWitness(folder);
    assert.equal((await running.post(onlyOld.request(0, 1))).status, 200);
    assert.equal((await running.post(onlyNew.request(1, 2))).status, 403);
    await addLog(folder, { keys: [next.text] });
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.equal((await running.post(onlyNew.request(1, 2))).status, 200);
    assert.equal((await running.post(both.request(2, 3))).status, 200);
    const shown = (await running.get(`/${both.hash}/checkpoint`)).body;
    assert.ok(shown.includes(old.line(both.text(3))) && shown.includes(next.line(both.text(3))));
    const spoilt = `old 3\n${both.proof(3, 4)}\n${both.text(4)}\n${old.line(both.text(4))}${next.line("other")}`;
    assert.equal((await running.post(spoilt)).status, 403);
    await removeLog(folder, { origin: ORIGIN, key: old.text });
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.equal((await running.post(onlyOld.request(3, 4))).status, 403);
    await removeLog(folder, { origin: ORIGIN });
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.equal((await running.post(both.request(3, 4))).status, 404);
    assert.equal((await running.get(`/${both.hash}/checkpoint`)).status, 200, "what was cosigned stays published");
    await addLog(folder, { keys: [next.text] });
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.deepEqual(await running.post(both.request(0, 9)), { status: 409, body: "3\n", type: SIZE_TYPE });
    await running.stop();
    removeFolder(folder);
  });

  it("an origin that is not the key's name is one that was said", async () => {
    const log = new TestLog("an origin with spaces", { keys: [makeLogKey("key.example")] });
    const running = await startWitness(await makeWitness(log));
    assert.equal((await running.post(log.request(0, 2))).status, 200);
    await running.stop();
    removeFolder(running.folder);
  });
});
