/** Files that are not what was kept: not a byte of a damaged chunk is handed out, and it is known. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { after, before, beforeEach, describe, it } from "node:test";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import { openEvidenceContent } from "#lib/features/evidence/records/verbs/open-content.ts";
import { contentDamaged } from "#lib/features/evidence/retention/conditions.ts";
import { contentGauges } from "#lib/features/evidence/retention/gauges.ts";
import { checkDue } from "#lib/features/evidence/retention/verbs/check-round.ts";
import { keepDigests } from "#lib/features/evidence/retention/verbs/keep-digests.ts";
import { placeContent, settleContent } from "#lib/features/evidence/retention/verbs/place-content.ts";
import { sealContents } from "#lib/features/evidence/retention/verbs/seal-contents.ts";
import {
  removeUnreferenced,
  SWEEP_AGE_MS,
  sweepStorage,
} from "#lib/features/evidence/retention/verbs/sweep-content.ts";
import { wrapContentKey } from "#lib/features/keyring/verbs/wrap-content-key.ts";
import { checkCondition } from "#lib/features/operations/alerts/verbs/check-condition.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { ContentWriter } from "#lib/infra/storage/content-writer.ts";
import { contentPath, stagedPath } from "#lib/infra/storage/disk/paths.ts";
import { at, call, callJson } from "#tests/support/call.ts";
import { until } from "#tests/support/ledger.ts";
import { closeTwo, key, openTwo, ours, upload } from "#tests/support/two-organisations.ts";

const MIB = 1024 ** 2;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const contentRoute = at("/api/v1/evidence/{id}/content");

before(openTwo);
after(closeTwo);
beforeEach(async () => {
  await prisma().damagedContent.deleteMany();
});

interface Kept {
  id: string;
  bytes: Buffer;
  path: string;
  address: { organisationId: string; sha256: Uint8Array<ArrayBuffer> };
}

const all: Kept[] = [];

async function keep(size: number): Promise<Kept> {
  const bytes = randomBytes(size);
  const { body } = await upload("kept.bin", bytes);
  const address = { organisationId: ours.id, sha256: new Uint8Array(createHash("sha256").update(bytes).digest()) };
  const file = { id: body.id, bytes, path: contentPath(address), address };
  all.push(file);
  return file;
}

function flip({ path }: Kept, place: number): void {
  const bytes = readFileSync(path);
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

function replaceByLink({ path }: Kept): void {
  rmSync(path);
  symlinkSync(path, path);
}

const read = ({ id }: Kept, range?: string) =>
  call(contentRoute.GET, { params: { id }, headers: { ...key, ...(range === undefined ? {} : { range }) } });

/** What arrives, and whether the answer was whole. */
async function receive(response: Response): Promise<{ bytes: Buffer; whole: boolean }> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) parts.push(part);
    return { bytes: Buffer.concat(parts), whole: true };
  } catch {
    return { bytes: Buffer.concat(parts), whole: false };
  }
}

const damage = async () =>
  (await prisma().damagedContent.findMany({ orderBy: { foundAt: "asc" } })).map(({ problem }) => problem);

/** A round of its own, from its beginning to its end. */
async function checkAll(): Promise<void> {
  await prisma().contentRound.updateMany({ data: { isOver: true, startedAt: new Date(0) } });
  const begin = Date.now();
  await checkDue({ days: 1, now: new Date(begin) });
  await checkDue({ days: 1, now: new Date(begin + 2 * DAY_MS) });
}

describe("a byte that changed in the middle of a file of 3 MiB", () => {
  let file: Kept;
  before(async () => {
    file = await keep(3 * MIB + 5);
    flip(file, MIB + 107);
  });

  it("the whole answer breaks off before the chunk, and the damage is noted", async () => {
    const response = await read(file);
    assert.equal(response.status, 200);
    const { bytes, whole } = await receive(response);
    assert.equal(whole, false);
    assert.ok(bytes.length <= MIB && bytes.equals(file.bytes.subarray(0, bytes.length)));
    assert.deepEqual(await damage(), ["digest"]);
  });

  it("parts below and above it are handed out; what touches its chunk is a problem, or breaks off", async () => {
    const sound: [number, number][] = [
      [0, MIB - 1],
      [MIB - 10, MIB - 1],
      [2 * MIB, 3 * MIB + 4],
      [2 * MIB + 3, 2 * MIB + 9],
      [3 * MIB + 4, 3 * MIB + 4],
    ];
    for (const [first, last] of sound) {
      const { bytes, whole } = await receive(await read(file, `bytes=${first}-${last}`));
      assert.ok(whole && bytes.equals(file.bytes.subarray(first, last + 1)), `${first}-${last}`);
    }
    assert.deepEqual(await damage(), []);
    for (const range of [`bytes=${MIB}-${MIB}`, `bytes=${MIB + 100}-${3 * MIB}`, `bytes=${2 * MIB - 1}-`]) {
      const problem = await read(file, range);
      assert.deepEqual([problem.status, (await problem.json()).code], [500, "content_damaged"], range);
      assert.equal(problem.headers.get("content-range"), null);
    }
    const { bytes, whole } = await receive(await read(file, `bytes=${MIB - 1000}-${MIB + 1000}`));
    assert.equal(whole, false);
    assert.ok(bytes.equals(file.bytes.subarray(MIB - 1000, MIB - 1000 + bytes.length)) && bytes.length <= 1000);
    assert.deepEqual(await damage(), ["digest"]);
  });

  it("its words say in both languages that the receipt is not affected", async () => {
    const words = async (language: string) => {
      const headers = { ...key, range: `bytes=${MIB}-`, "accept-language": language };
      return (await callJson(contentRoute.GET, { params: { id: file.id }, headers })).body.detail;
    };
    assert.match(await words("en"), /receipt are not affected/);
    assert.match(await words("zh-CN"), /不受影响/);
  });

  it("no download is written down where none began", async () => {
    const where = { subject: file.id, action: "evidence.download" };
    const before = await prisma().auditEvent.count({ where });
    assert.equal((await read(file, `bytes=${MIB}-`)).status, 500);
    assert.equal(await prisma().auditEvent.count({ where }), before);
  });
});

describe("a file that is otherwise not what was kept", () => {
  const harm: [what: string, damage: string, size: number, harm: (file: Kept) => void][] = [
    ["changed, of one chunk", "digest", 5000, (file) => flip(file, 4000)],
    ["changed in its first chunk", "digest", 2 * MIB, (file) => flip(file, 100)],
    ["cut short", "size", 3 * MIB, ({ path }) => truncateSync(path, 2 * MIB)],
    ["longer", "size", 3 * MIB, ({ path }) => appendFileSync(path, "x")],
    ["gone", "missing", 3 * MIB, ({ path }) => rmSync(path)],
    ["other content of the same length", "digest", 3 * MIB, ({ path }) => writeFileSync(path, randomBytes(3 * MIB))],
    ["a link to itself", "unreadable", 3 * MIB, replaceByLink],
  ];
  for (const [what, found, size, make] of harm) {
    it(`${what}: a problem and no byte, whole, by HEAD and by range; the worker finds it by itself`, async () => {
      const file = await keep(size);
      make(file);
      for (const range of [undefined, "bytes=5-9"]) {
        const response = await read(file, range);
        assert.deepEqual([response.status, (await response.json()).code], [500, "content_damaged"]);
      }
      assert.equal(
        (await call(contentRoute.GET, { method: "HEAD", params: { id: file.id }, headers: key })).status,
        500,
      );
      assert.deepEqual(await damage(), [found]);
      await prisma().damagedContent.deleteMany();
      await checkAll();
      assert.ok((await damage()).includes(found));
      rmSync(file.path, { recursive: true, force: true });
      writeFileSync(file.path, file.bytes);
      await checkDue({ days: 0, now: new Date(Date.now() + 2 * HOUR_MS) });
      assert.equal((await read(file)).status, 200);
    });
  }
});

describe("a download that nobody reads", () => {
  it("holds no file once it is given up, before its first byte and after it", async () => {
    const file = await keep(5 * MIB);
    const isOpen = () => readdirSync("/proc/self/fd").some((fd) => linkOf(`/proc/self/fd/${fd}`) === file.path);
    const open = () => openEvidenceContent({ actor: ours.owner, id: file.id });
    const { stream } = await open();
    assert.equal(isOpen(), true);
    stream.destroy();
    await until(async () => !isOpen());
    const begun = (await open()).stream;
    await once(begun, "readable");
    begun.destroy();
    await until(async () => !isOpen());
  });
});

describe("content that was kept before it was sealed", () => {
  /** As an earlier version kept it. */
  async function keepPlain(size: number): Promise<Kept> {
    const file = await keep(size);
    await prisma().contentKey.deleteMany({ where: file.address });
    await prisma().stagedContent.deleteMany({ where: file.address });
    writeFileSync(file.path, file.bytes);
    return file;
  }

  it("without digests of its chunks: the first reader checks all of it, once, and the next has digests", async () => {
    const file = await keepPlain(2 * MIB + 1);
    const rows = () => prisma().contentChunks.findMany({ where: file.address });
    assert.deepEqual(await rows(), []);
    const answers = await Promise.all(
      [read(file, "bytes=7-9"), read(file), read(file, "bytes=-1")].map(async (answer) => receive(await answer)),
    );
    assert.deepEqual(
      answers.map(({ bytes }) => bytes),
      [file.bytes.subarray(7, 10), file.bytes, file.bytes.subarray(-1)],
    );
    assert.equal((await rows())[0]?.digests.length, 3 * 32);
  });

  it("and damaged: not a byte, though the damage is behind what is asked for; no digests are made of it", async () => {
    const file = await keepPlain(3 * MIB);
    flip(file, 3 * MIB - 1);
    for (const range of ["bytes=0-9", undefined]) assert.equal((await read(file, range)).status, 500);
    assert.deepEqual(await damage(), ["digest"]);
    assert.equal(await prisma().contentChunks.count({ where: file.address }), 0);
  });

  it("of one chunk exactly: the recorded digest is enough", async () => {
    const file = await keepPlain(MIB);
    assert.ok((await receive(await read(file))).bytes.equals(file.bytes));
    flip(file, MIB - 1);
    assert.equal((await read(file)).status, 500);
    rmSync(file.path);
  });

  it("wrong digests of right content are no more once the worker looked, which seals it", async () => {
    const file = await keepPlain(2 * MIB);
    await receive(await read(file));
    await prisma().contentChunks.updateMany({ where: file.address, data: { digests: new Uint8Array(64) } });
    assert.equal((await read(file)).status, 500);
    await checkDue({ days: 0, now: new Date(Date.now() + 2 * HOUR_MS) });
    assert.deepEqual(await damage(), []);
    assert.equal(await prisma().contentChunks.count({ where: file.address }), 0);
    assert.equal(await prisma().contentKey.count({ where: file.address }), 1);
    assert.ok(readFileSync(file.path).subarray(0, 20).toString() === "sealbook.content/v1\n");
    assert.ok((await receive(await read(file))).bytes.equals(file.bytes));
  });

  it("is sealed by the command, each once, and nothing that is not what was recorded", async () => {
    const [right, wrong] = [await keepPlain(MIB + 9), await keepPlain(77)];
    flip(wrong, 5);
    const actor = { kind: "operator" } as const;
    const { sealed } = await sealContents({ actor });
    assert.ok(sealed >= 1);
    assert.equal((await sealContents({ actor })).sealed, 0);
    assert.ok(
      (await receive(await read(right, `bytes=${MIB - 1}-${MIB + 1}`))).bytes.equals(
        right.bytes.subarray(MIB - 1, MIB + 2),
      ),
    );
    assert.equal(await prisma().contentKey.count({ where: wrong.address }), 0);
    rmSync(wrong.path);
  });
});

describe("a crash", () => {
  async function stage(bytes: Buffer) {
    const writer = await ContentWriter.create({ keep: true });
    await writer.write(new Uint8Array(bytes));
    const { sha256, size } = writer.digest();
    const staged = await writer.finish();
    await writer.close();
    assert.ok(staged);
    return { sha256, size, ...staged };
  }

  it("between staging and recording leaves neither a file nor digests", async () => {
    const { key: name, sha256 } = await stage(randomBytes(2 * MIB));
    const old = new Date(Date.now() - SWEEP_AGE_MS - 1_000);
    utimesSync(stagedPath(name), old, old);
    await sweepStorage();
    assert.equal(existsSync(stagedPath(name)), false);
    assert.equal(await prisma().contentChunks.count({ where: { sha256 } }), 0);
  });

  it("between recording and placing: it is handed out checked, from where it was staged, and damage there is seen", async () => {
    const bytes = randomBytes(2 * MIB + 3);
    const { key: name, sha256, size, contentKey: made } = await stage(bytes);
    const submission = { type: "file", sha256, size, name: "a.bin" } as const;
    const contentKey = await wrapContentKey(ours.id, made);
    const { evidence } = await recordEvidence({ actor: ours.owner, submission, staged: { key: name, contentKey } });
    const address = { organisationId: ours.id, sha256 };
    const file: Kept = { id: evidence.id, bytes, path: stagedPath(name), address };
    assert.ok((await receive(await read(file))).bytes.equals(bytes));
    flip(file, MIB + 100);
    assert.equal((await receive(await read(file))).whole, false);
    assert.deepEqual(await damage(), ["digest"]);
    writeFileSync(file.path, bytes);
  });

  it("content that is removed takes its digests with it", async () => {
    const { key: name, sha256 } = await stage(randomBytes(2 * MIB));
    const address = { organisationId: ours.id, sha256 };
    await placeContent({ key: name }, address);
    await keepDigests(address, new Uint8Array(64));
    assert.equal(await removeUnreferenced(address), true);
    assert.equal(await prisma().contentChunks.count({ where: address }), 0);
  });
});

describe("the same file, uploaded again", () => {
  it("takes the place of the damaged one, and once it is settled nothing is said any more", async () => {
    const file = await keep(2 * MIB);
    await prisma().stagedContent.deleteMany();
    flip(file, MIB + 1);
    await receive(await read(file));
    assert.deepEqual(await damage(), ["digest"]);
    await upload("again.bin", file.bytes);
    assert.ok((await receive(await read(file))).whole);
    await settleContent(new Date(Date.now() + 2 * 60_000));
    assert.deepEqual(await damage(), []);
  });
});

describe("the alert", () => {
  it("opens with the evidence concerned, at most 20 by name, and ends when all of it is right again", async () => {
    assert.deepEqual(await checkCondition(contentDamaged), []);
    const file = await keep(3000);
    const ids = [file.id];
    for (let copy = 0; copy < 21; copy += 1) ids.push((await upload(`copy ${copy}`, file.bytes)).body.id);
    rmSync(file.path);
    await prisma().stagedContent.deleteMany();
    assert.equal((await read(file)).status, 500);
    const opened = { kind: "content_damaged", subject: "content" };
    assert.deepEqual(await checkCondition(contentDamaged), [{ ...opened, event: "opened" }]);
    const { details } = await prisma().alert.findFirstOrThrow({ where: { kind: "content_damaged", resolvedAt: null } });
    assert.deepEqual(details, { files: 1, found: ids.slice(0, 20).join(" ") });
    assert.deepEqual((await contentGauges.read())[0]?.figures, { damaged_files: 1 });
    writeFileSync(file.path, file.bytes);
    await checkDue({ days: 0 });
    assert.deepEqual(await checkCondition(contentDamaged), [], "it was looked at a moment ago");
    await checkDue({ days: 0, now: new Date(Date.now() + 2 * HOUR_MS) });
    assert.deepEqual(await checkCondition(contentDamaged), [{ ...opened, event: "resolved" }]);
  });
});

describe("the round of everything that is kept", () => {
  const round = () => prisma().contentRound.findFirstOrThrow();
  let begin: number;
  before(() => {
    for (const { path, bytes } of all) writeFileSync(path, bytes);
  });

  it("is even by bytes: as much is read as time has passed, and each file once", async () => {
    await checkAll();
    const { filesDone, bytesDone, bytesTotal, isOver } = await round();
    assert.deepEqual([isOver, bytesDone], [true, bytesTotal]);
    begin = Date.now() + 400 * DAY_MS;
    const files: number[] = [];
    for (let day = 0; day <= 10; day += 1) {
      // Where all was read in time, the next round begins with the tenth day.
      const looked = await checkDue({ days: 10, now: new Date(begin + Math.min(day * DAY_MS, 10 * DAY_MS - 1)) });
      const done = await round();
      files.push(Number(done.filesDone));
      const largest = 5 * MIB;
      const due = (Number(bytesTotal) * day) / 10;
      assert.ok(
        Number(done.bytesDone) >= Math.min(due, Number(bytesTotal)) && Number(done.bytesDone) <= due + largest,
        `day ${day}: ${looked} files, ${done.bytesDone} of ${due} bytes`,
      );
    }
    assert.ok(new Set(files).size >= 5, `spread: ${files}`);
    assert.equal(files.at(-1), Number(filesDone));
    assert.equal((await round()).isOver, true);
  });

  it("goes on where the last process ended, and of two workers one reads", async () => {
    begin += 20 * DAY_MS;
    const now = new Date(begin + 5 * DAY_MS);
    await checkDue({ days: 10, now: new Date(begin) });
    const looks = await Promise.all([checkDue({ days: 10, now }), checkDue({ days: 10, now })]);
    const before = await round();
    assert.ok(looks.includes(undefined) || looks.includes(0), `one of two: ${looks}`);
    assert.ok(before.sha256 && !before.isOver);
    const stop = new AbortController();
    stop.abort();
    assert.equal(await checkDue({ days: 10, now: new Date(begin + 10 * DAY_MS), signal: stop.signal }), 0);
    assert.deepEqual((await round()).sha256, before.sha256);
    await checkDue({ days: 10, now: new Date(begin + 10 * DAY_MS) });
    const { bytesDone, bytesTotal, isOver } = await round();
    assert.deepEqual([bytesDone, isOver], [bytesTotal, true], "each file was read once");
  });

  it("is not begun when it is turned off, and what was damaged is looked at all the same", async () => {
    const before = await round();
    assert.equal(await checkDue({ days: 0, now: new Date(begin + 900 * DAY_MS) }), 0);
    assert.deepEqual(await round(), before);
  });
});
