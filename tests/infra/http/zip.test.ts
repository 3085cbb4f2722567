/** Many files as one ZIP: read by other programs past the old format's limits, and never whole-looking when it is not. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type ZippedFile, zipAnswer, zipped } from "#lib/infra/http/zip.ts";

const run = promisify(execFile);
const MODIFIED = new Date("2026-03-01T08:00:00Z");

/** @param bytes of each */
async function* files(count: number, bytes: number, ended = () => {}): AsyncGenerator<ZippedFile> {
  try {
    for (let at = 0; at < count; at++) {
      yield { name: `借款合同 ${at} – 存证凭证.pdf`, bytes: Buffer.alloc(bytes, `${at} `), modifiedAt: MODIFIED };
    }
  } finally {
    ended();
  }
}

describe("a ZIP", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "sealbook-zip-"));
  });
  after(() => rm(folder, { recursive: true }));

  it("of 66,000 entries is read whole by unzip and 7z, with its Chinese names", async () => {
    const path = join(folder, "many.zip");
    await pipeline(zipped(files(66_000, 8)), createWriteStream(path));
    const env = { ...process.env, LC_ALL: "C.UTF-8" };
    const maxBuffer = 64 * 1024 * 1024;
    const { stdout: listed } = await run("unzip", ["-Z1", path], { env, maxBuffer });
    const names = listed.trimEnd().split("\n");
    assert.equal(names.length, 66_000);
    assert.equal(names.at(-1), "借款合同 65999 – 存证凭证.pdf");
    await run("unzip", ["-tqq", path], { env, maxBuffer });
    assert.equal((await run("unzip", ["-p", path, "借款合同 65999 – 存证凭证.pdf"], { env })).stdout, "65999 65");
    assert.match(
      (await run("7z", ["t", path], { env, maxBuffer })).stdout,
      /Everything is Ok\s+Files: 66000\s+Size: +528000/,
    );
    const { stdout } = await run("7z", ["e", "-so", path, "借款合同 12 – 存证凭证.pdf"], { env });
    assert.equal(stdout, "12 12 12");
  });

  it("is the same bytes whenever it is made", async () => {
    const first = await buffer(zipped(files(3, 10)));
    await new Promise((resolve) => setTimeout(resolve, 2_100)); // the format's dates are of two seconds
    assert.deepEqual(await buffer(zipped(files(3, 10))), first);
  });

  it("keeps nothing of what was taken", async () => {
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    const bytes = () => process.memoryUsage().arrayBuffers;
    let most = 0;
    const begun = bytes();
    for await (const _ of zipped(files(100, 1024 * 1024))) {
      collect();
      most = Math.max(most, bytes() - begun);
    }
    assert.ok(most < 20 * 1024 * 1024, `${most} bytes of 100 MiB`);
  });

  it("is broken off where a file cannot be had, and no reader takes it for whole", async () => {
    async function* failing(): AsyncGenerator<ZippedFile> {
      yield* files(100, 100_000);
      throw new Error("no more");
    }
    const path = join(folder, "broken.zip");
    await assert.rejects(pipeline(zipped(failing()), createWriteStream(path)), /no more/);
    assert.ok((await readFile(path)).length > 0);
    await assert.rejects(run("unzip", ["-tqq", path]));
  });

  it("ends the work when nobody takes it any more, and gives the place back", async () => {
    for (let time = 0; time < 5; time++) {
      const { promise: ended, resolve } = Promise.withResolvers<void>();
      const answer = zipAnswer({ caller: "bank", filename: "a.zip", files: files(10_000, 100_000, resolve) });
      const payload = answer.payload as ReturnType<typeof zipped>;
      payload.once("data", () => payload.destroy());
      await ended;
      await new Promise(setImmediate); // the stream has told
    }
  });

  it("of one caller no more than two are under way", async () => {
    const open = () => zipAnswer({ caller: "bank", filename: "a.zip", files: files(1_000, 100_000) });
    const two = [open(), open()].map(({ payload }) => payload as ReturnType<typeof zipped>);
    assert.throws(open, { code: "too_many_at_once" });
    zipAnswerDestroyed(zipAnswer({ caller: "school", filename: "a.zip", files: files(1, 1) }));
    await Promise.all(two.map((payload) => new Promise((resolve) => payload.once("close", resolve).destroy())));
    zipAnswerDestroyed(open());
  });

  it("that nobody goes on taking ends, so that its place is another's", async () => {
    let ended = false;
    const stalled = zipped(
      files(1_000, 1_000, () => {
        ended = true;
      }),
      { patienceMs: 100 },
    );
    stalled.read(1);
    const [error] = await once(stalled, "error");
    assert.match(String(error), /too slowly/);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(ended);
  });

  it("that somebody takes by the byte ends as well, and one that is only waited for now and then does not", async () => {
    const dribbled = zipped(files(1_000, 1_000), { patienceMs: 100 });
    const dribble = setInterval(() => dribbled.read(50), 20);
    const [error] = await once(dribbled, "error");
    clearInterval(dribble);
    assert.match(String(error), /too slowly/);
    let bytes = 0;
    // Twenty pauses of 20 ms are more than the patience; what is taken between them makes up for it.
    for await (const chunk of zipped(files(20, 1_000_000), { patienceMs: 100 })) {
      if (Math.floor(bytes / 1_000_000) !== Math.floor((bytes + chunk.length) / 1_000_000))
        await new Promise((resolve) => setTimeout(resolve, 20));
      bytes += chunk.length;
    }
    assert.ok(bytes > 20_000_000);
  });
});

function zipAnswerDestroyed({ payload }: ReturnType<typeof zipAnswer>): void {
  (payload as ReturnType<typeof zipped>).destroy();
}
