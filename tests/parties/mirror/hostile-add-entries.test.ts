/** Bodies of `add-entries` that somebody made up: read or refused, in bounded time and memory. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { packageRanges, readPackage, readUploadHeader } from "#lib/parties/mirror/push/add-entries-request.ts";
import { BodyReader, Budget, BudgetSpent } from "#lib/parties/mirror/push/body-reader.ts";
import { headerOf, packagesOf } from "./push-fixture.ts";

const CASES = Number(process.env.FUZZ_CASES ?? 1_000);
const MS_MAX = 20_000;
const ORIGIN = "ledger.example/ledger/main";
const entries = Array.from({ length: 300 }, (_, index) => Buffer.from(`entry ${index}`));
const good = Buffer.concat([
  headerOf(ORIGIN, 0n, 300n, Buffer.from("a ticket")),
  ...packagesOf(entries, [0, 300], 300),
]);

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** How many packages are read, and the entries of all. */
async function read(bytes: Uint8Array, size = 1_000): Promise<{ packages: number; entries: Buffer[] } | undefined> {
  const body = new BodyReader(inPieces(bytes, size), new Budget(64 * 1024 * 1024));
  const header = await readUploadHeader(body);
  if (!header) return undefined;
  const found: Buffer[] = [];
  let packages = 0;
  for (const { start, end } of packageRanges(header)) {
    const sent = packages < 32 ? await readPackage(body, Number(end - start)) : undefined;
    if (!sent) break;
    assert.ok(sent.entries.length === Number(end - start) && sent.proof.length <= 63);
    found.push(...sent.entries.map((entry) => Buffer.from(entry)));
    packages++;
  }
  body.end();
  return { packages, entries: found };
}

describe("the body of add-entries", () => {
  it("is the same in whatever pieces it comes", async () => {
    for (const size of [1, 2, 7, 1_000, 100_000]) assert.deepEqual(await read(good, size), { packages: 2, entries });
  });

  it("cut off or changed anywhere, is read as far as it goes, without an exception", async () => {
    const change = fc.record({ at: fc.nat(good.length - 1), cut: fc.nat(40), put: fc.uint8Array({ maxLength: 40 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), fc.nat(2_000), async (changes, size) => {
        let bytes: Buffer = good;
        for (const { at, cut, put } of changes)
          bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
        const started = performance.now();
        const found = await read(bytes, size + 1);
        assert.ok(found === undefined || found.packages <= 32);
        assert.ok(performance.now() - started < MS_MAX);
      }),
      { numRuns: CASES },
    );
  });

  it("any bytes are no header, or a header of a name and a range", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const header = await readUploadHeader(new BodyReader(inPieces(bytes, 64), new Budget(1024 * 1024)));
        assert.ok(header === undefined || (header.start <= header.end && header.origin.length > 0));
      }),
      { numRuns: CASES },
    );
  });

  it("a range of the largest size names its packages one by one, and is not gone through", () => {
    const ranges = packageRanges({ start: 2n ** 64n - 300n, end: 2n ** 64n - 1n });
    assert.deepEqual(
      [...ranges].map(({ start, end }) => Number(end - start)),
      [44, 255],
    );
    assert.equal(packageRanges({ start: 0n, end: 2n ** 64n - 1n }).next().value?.end, 256n);
    assert.deepEqual([...packageRanges({ start: 256n, end: 256n })], []);
  });

  it("that comes too slowly ends where it is, however long somebody keeps it open; what is done meanwhile takes its time", async () => {
    async function* dripping(): AsyncGenerator<Uint8Array> {
      yield good.subarray(0, 60);
      for (let at = 60; ; at++) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        yield good.subarray(at, at + 1);
      }
    }
    const started = performance.now();
    const slow = new BodyReader(dripping(), new Budget(1024 * 1024), { bytesPerSecondMin: 1_000, graceMs: 100 });
    assert.equal(await slow.has(50), true);
    assert.equal(await slow.has(1_000), false);
    assert.ok(performance.now() - started < MS_MAX);
    const pace = { bytesPerSecondMin: 100_000, graceMs: 100 };
    const worked = new BodyReader(inPieces(good, 500), new Budget(1024 * 1024), pace);
    for (let at = 0; at < 3; at++) {
      assert.equal(await worked.has(600), true);
      worked.take(600);
      await new Promise((resolve) => setTimeout(resolve, 80));
    }
  });

  it("of one client is not held beyond its part, and leaves the rest to others", async () => {
    const all = new Budget(1024 * 1024);
    const [one, other] = [new Budget(256 * 1024, all), new Budget(256 * 1024, all)];
    const greedy = new BodyReader(inPieces(Buffer.alloc(1024 * 1024), 4_096), one);
    await assert.rejects(greedy.has(512 * 1024), BudgetSpent);
    assert.equal(await new BodyReader(inPieces(good, 4_096), other).has(100), true);
    assert.ok(all.bytes > one.bytes && all.bytes <= 512 * 1024);
    greedy.end();
    assert.equal(one.bytes, 0);
  });

  it("is not held beyond what all bodies may hold together", async () => {
    const budget = new Budget(200 * 1024);
    const one = new BodyReader(inPieces(good, 4_096), budget);
    assert.equal(await one.has(100), true);
    const other = new BodyReader(inPieces(Buffer.alloc(1024 * 1024), 4_096), budget);
    await assert.rejects(other.has(512 * 1024), BudgetSpent);
    other.end();
    one.end();
    assert.equal(await new BodyReader(inPieces(good, 4_096), budget).has(100), true, "what was held is given back");
  });
});
