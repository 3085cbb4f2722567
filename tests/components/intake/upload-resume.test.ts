/** A list of files outlives a reload: what is recorded stays recorded, and nothing is recorded twice. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { v7 as uuidv7 } from "uuid";
import { type Chosen, chosenFromEntries } from "#components/intake/chosen-files.ts";
import type { Intake } from "#components/intake/upload-intake.ts";
import { UploadJournal } from "#components/intake/upload-journal.ts";
import { UploadQueue } from "#components/intake/upload-queue.ts";

/** A tab's storage, as browsers have it. */
class TabStorage implements Storage {
  readonly rows = new Map<string, string>();
  get length() {
    return this.rows.size;
  }
  key(at: number) {
    return [...this.rows.keys()][at] ?? null;
  }
  getItem(name: string) {
    return this.rows.get(name) ?? null;
  }
  setItem(name: string, value: string) {
    this.rows.set(name, value);
  }
  removeItem(name: string) {
    this.rows.delete(name);
  }
  clear() {
    this.rows.clear();
  }
}

/** An intake in memory, which knows each key once; it stops answering after `answers`. */
class MemoryIntake implements Intake {
  readonly recorded = new Map<string, string>();
  answers: number;
  constructor(answers = Number.POSITIVE_INFINITY) {
    this.answers = answers;
  }
  async hash(file: File) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    return { kind: "done" as const, sha256: createHash("sha256").update(bytes).digest("hex") };
  }
  async sendFile({ name, sha256, idempotencyKey }: Parameters<Intake["sendFile"]>[0]) {
    const id = this.recorded.get(idempotencyKey) ?? uuidv7();
    this.recorded.set(idempotencyKey, id);
    this.answers -= 1;
    if (this.answers < 0) return await new Promise<never>(() => {});
    const receivedAt = new Date().toISOString();
    return {
      kind: "recorded" as const,
      evidence: { id, name, sha256, state: "recorded" as const, receivedAt },
    };
  }
  sendDigest(submission: Parameters<Intake["sendDigest"]>[0]) {
    return this.sendFile(submission);
  }
}

const SCOPE = "organisation user";
const files = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => ({
    file: new File([`content ${from + at}`], `${from + at}.txt`),
    folder: "2026",
  }));
const queueOn = (storage: Storage | undefined, intake: Intake, scope = SCOPE) =>
  new UploadQueue({ bytesMax: 1_000, journal: new UploadJournal(scope, storage), intake });
const stages = (queue: UploadQueue) => {
  const counts: Record<string, number> = {};
  for (const { stage } of queue.snapshot()) counts[stage.name] = (counts[stage.name] ?? 0) + 1;
  return counts;
};
async function settle(queue: UploadQueue, isSettled: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!isSettled()) {
    assert.ok(Date.now() < deadline, JSON.stringify(stages(queue)));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
const hashed = (queue: UploadQueue, count: number) => settle(queue, () => stages(queue).hashed === count);

test("what was recorded is there after a reload, the rest is chosen again, and each file is recorded once", async () => {
  const storage = new TabStorage();
  const intake = new MemoryIntake(3);
  const before = queueOn(storage, intake);
  before.add(files(8));
  await hashed(before, 8);
  before.confirm("upload");
  await settle(before, () => stages(before).recorded === 3 && intake.recorded.size === 7);

  const after = queueOn(storage, intake);
  assert.deepEqual(stages(after), { recorded: 3, missing: 5 });
  intake.answers = Number.POSITIVE_INFINITY;
  after.add(files(8));
  await settle(after, () => stages(after).hashed === 5 && after.again === 3);
  after.confirm("upload");
  await settle(after, () => stages(after).recorded === 8);
  // Four had been received without an answer: their keys found them again.
  assert.equal(intake.recorded.size, 8);
  assert.deepEqual(stages(queueOn(storage, intake)), {}, "a list with nothing left to do is not kept");
});

test("two files with the same content are two, before a reload and after it", async () => {
  const storage = new TabStorage();
  const intake = new MemoryIntake(1);
  const twins = () => ["a.txt", "b.txt"].map((name) => ({ file: new File(["same"], name), folder: "" }));
  const before = queueOn(storage, intake);
  before.add(twins());
  await hashed(before, 2);
  before.confirm("upload");
  await settle(before, () => stages(before).recorded === 1);
  const after = queueOn(storage, intake);
  intake.answers = 10;
  after.add(twins());
  await settle(after, () => after.again === 1 && stages(after).hashed === 1);
  after.confirm("upload");
  await settle(after, () => stages(after).recorded === 2);
  assert.equal(intake.recorded.size, 2);
});

test("the list belongs to one person in one organisation, and survives a storage that is full, mangled or absent", async () => {
  const storage = new TabStorage();
  const intake = new MemoryIntake();
  queueOn(storage, intake).add(files(2));
  assert.deepEqual(stages(queueOn(storage, intake, "someone else")), {});
  assert.equal(storage.length, 0, "what another person chose is forgotten");
  storage.setItem(`sealbook.upload ${SCOPE} x`, "{");
  storage.setItem(`sealbook.upload ${SCOPE} y`, '{"order":0,"name":7}');
  assert.deepEqual(stages(queueOn(storage, intake)), {});
  storage.setItem = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  for (const broken of [storage, undefined]) {
    const queue = queueOn(broken, intake);
    queue.add(files(2));
    await hashed(queue, 2);
  }
});

test("two thousand files are hashed and recorded without the list getting slow", async () => {
  const intake = new MemoryIntake();
  const queue = queueOn(new TabStorage(), intake);
  const begun = process.cpuUsage();
  queue.add(files(2_000));
  await hashed(queue, 2_000);
  queue.confirm("upload");
  await settle(queue, () => stages(queue).recorded === 2_000);
  assert.equal(intake.recorded.size, 2_000);
  // Of this process, whatever else the machine does.
  const { user, system } = process.cpuUsage(begun);
  assert.ok((user + system) / 1_000 < 40_000, `${(user + system) / 1_000} ms of processor time`);
});

test("a dropped folder is walked to its files; circles, the system's own files and broken entries are left out", async () => {
  const file = (name: string) => ({
    isFile: true,
    name,
    file: (take: (file: File) => void) => take(new File(["x"], name)),
  });
  const broken = {
    isFile: true,
    name: "gone",
    file: (_: unknown, fail: (error: Error) => void) => fail(new Error("gone")),
  };
  const folder = (name: string, children: () => unknown[]) => ({
    isFile: false,
    name,
    createReader: () => {
      const left = children();
      // A hundred at a time, as browsers do.
      return { readEntries: (take: (some: unknown[]) => void) => take(left.splice(0, 100)) };
    },
  });
  const circle: unknown = folder("again", () => [circle]);
  const many = Array.from({ length: 250 }, (_, at) => file(`${at}`.padStart(3, "0")));
  const root = folder("贷款", () => [file(".DS_Store"), folder("2026", () => [...many]), broken, circle]);
  const chosen: Chosen = await chosenFromEntries([root, file("alone")] as unknown as FileSystemEntry[]);
  assert.deepEqual([chosen.files.length, chosen.system, chosen.unreadable, chosen.tooMany], [251, 1, 2, false]);
  assert.deepEqual([chosen.files[0]?.folder, chosen.files[0]?.file.name], ["贷款/2026", "000"]);
  assert.equal(chosen.files.at(-1)?.folder, "");
});

test("a file whose name cannot be recorded waits for another one before it is read, and is recorded under that", async () => {
  const queue = queueOn(undefined, new MemoryIntake());
  queue.add([{ file: new File(["x"], "\u200e合同.pdf"), folder: "" }]);
  const [item] = queue.snapshot();
  const flaw = { flaw: "character", character: "U+200E", place: 1 } as const;
  assert.deepEqual(item?.stage, { name: "misnamed", flaw, offered: "合同.pdf" });
  assert.deepEqual(queue.rename(item!.key, "a/b"), { flaw: "character", character: "U+002F", place: 2 });
  assert.equal(queue.snapshot()[0]?.stage.name, "misnamed");
  assert.equal(queue.rename(item!.key, "合同 2.pdf"), undefined);
  await hashed(queue, 1);
  queue.confirm("upload");
  await settle(queue, () => stages(queue).recorded === 1);
  const [recorded] = queue.snapshot();
  assert.ok(recorded?.stage.name === "recorded");
  assert.equal(recorded.stage.evidence.name, "合同 2.pdf");
});

/** Answers nothing for a while, as a lost connection does. */
class LostIntake extends MemoryIntake {
  isLost = true;
  attempts = 0;
  override async sendFile(submission: Parameters<Intake["sendFile"]>[0]) {
    this.attempts += 1;
    // Received, and the answer lost: the next attempt must find it.
    if (!this.isLost) return await super.sendFile(submission);
    if (this.attempts % 2 === 0) this.recorded.set(submission.idempotencyKey, uuidv7());
    return { kind: "lost" as const, complete: this.attempts % 2 === 0 } as never;
  }
}

test("when the connection comes back, files go on by themselves, each recorded once", async () => {
  const intake = new LostIntake();
  const queue = queueOn(undefined, intake);
  queue.add(files(20));
  await hashed(queue, 20);
  queue.confirm("upload");
  await settle(queue, () => (stages(queue).paused ?? 0) > 0);
  await new Promise((resolve) => setTimeout(resolve, 500));
  // Not all of them run into the same wall.
  assert.deepEqual(stages(queue), { paused: 4, waiting: 16 });
  intake.isLost = false;
  await settle(queue, () => stages(queue).recorded === 20);
  assert.equal(intake.recorded.size, 20);
});

test("what waits for the connection can be stopped", async () => {
  const queue = queueOn(undefined, new LostIntake());
  queue.add(files(6));
  await hashed(queue, 6);
  queue.confirm("upload");
  await settle(queue, () => stages(queue).paused === 4);
  queue.cancel(queue.snapshot().map(({ key }) => key));
  assert.deepEqual(stages(queue), { hashed: 6 });
});

test("files stand in natural order, and share one mark that outlives a reload", async () => {
  const storage = new TabStorage();
  const uploads = new Set<string>();
  class Marking extends MemoryIntake {
    override sendFile(submission: Parameters<Intake["sendFile"]>[0]) {
      uploads.add(submission.upload);
      return super.sendFile(submission);
    }
  }
  const intake = new Marking(2);
  const before = queueOn(storage, intake);
  before.add(["合同 10", "合同 2", "a", "B", "合同 1"].map((name) => ({ file: new File([name], name), folder: "" })));
  assert.deepEqual(
    before.snapshot().map(({ name }) => name),
    ["a", "B", "合同 1", "合同 2", "合同 10"],
  );
  await hashed(before, 5);
  before.confirm("upload");
  await settle(before, () => stages(before).recorded === 2 && intake.recorded.size === 5);
  const after = queueOn(storage, intake);
  intake.answers = Number.POSITIVE_INFINITY;
  after.add(["B", "合同 1", "合同 2", "合同 10", "a"].map((name) => ({ file: new File([name], name), folder: "" })));
  await settle(after, () => (stages(after).hashed ?? 0) === 3);
  after.confirm("upload");
  await settle(after, () => stages(after).recorded === 5);
  assert.deepEqual([...uploads], [before.upload]);
  after.dispose();
  assert.notEqual(after.upload, before.upload, "the next list has another");
});

const text = (value: string) => ({ type: "text" as const, value });

/** Records, and answers `failures` times with the gate's excuse; refuses a key that comes with something else, as the intake does. */
class MuteIntake extends MemoryIntake {
  readonly submissions: Parameters<Intake["sendFile"]>[0][] = [];
  failures: number;
  constructor(failures: number) {
    super();
    this.failures = failures;
  }
  override async sendFile(submission: Parameters<Intake["sendFile"]>[0]): ReturnType<MemoryIntake["sendFile"]> {
    this.submissions.push(submission);
    const recorded = await super.sendFile(submission);
    this.failures -= 1;
    if (this.failures < 0) return recorded;
    return { kind: "lost", complete: true } as never;
  }
}

test("values changed while nobody knows whether a file was recorded count for it no more, also after a reload", async () => {
  const storage = new TabStorage();
  const intake = new MuteIntake(1);
  const before = queueOn(storage, intake);
  before.fields.setCommon({ Amount: text("100") });
  before.add(files(1));
  await hashed(before, 1);
  before.confirm("digest");
  await settle(before, () => stages(before).paused === 1);
  const key = before.snapshot()[0]?.key ?? "";
  before.fields.give(new Map([[key, { Amount: text("200") }]]));
  before.fields.setCommon({ Amount: text("300") });
  assert.deepEqual(before.fields.of(key), { Amount: text("100") });

  const after = queueOn(storage, intake);
  after.fields.setCommon({ Amount: text("300") });
  after.add(files(1));
  await hashed(after, 1);
  after.confirm("upload");
  await settle(after, () => stages(after).recorded === 1);
  assert.equal(intake.recorded.size, 1);
  assert.deepEqual(
    intake.submissions.map(({ fields }) => fields),
    [{ Amount: text("100") }, { Amount: text("100") }],
  );
});

test("what was certainly not recorded takes the values that it has when it is sent again", async () => {
  const intake = new MuteIntake(0);
  const record = intake.sendFile.bind(intake);
  const problem = { status: 403, code: "forbidden", title: "No", detail: "No." };
  intake.sendFile = async () => ({ kind: "problem", problem }) as never;
  const queue = queueOn(new TabStorage(), intake);
  queue.fields.setCommon({ Amount: text("100") });
  queue.add(files(1));
  await hashed(queue, 1);
  queue.confirm("upload");
  await settle(queue, () => stages(queue).failed === 1);
  queue.fields.setCommon({ Amount: text("200") });
  intake.sendFile = record;
  queue.retry(
    queue.snapshot().map(({ key }) => key),
    "upload",
  );
  await settle(queue, () => stages(queue).recorded === 1);
  assert.deepEqual(
    intake.submissions.map(({ fields }) => fields),
    [{ Amount: text("200") }],
  );
});
