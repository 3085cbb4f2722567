/** Sealed content: whatever is changed, moved, left out, doubled or cut off shows, at its chunk; and each part can be read by itself. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { createDecipheriv, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { stagedPath } from "#lib/infra/storage/disk/paths.ts";
import type { Part } from "#lib/infra/storage/port.ts";
import { type OpenedContent, openStored } from "#lib/infra/storage/sealed/opening.ts";
import { SealedContent, type SealedStaged } from "#lib/infra/storage/sealed/sealing.ts";
import { storage } from "#lib/infra/storage/storage.ts";

const MIB = 1024 ** 2;
const HEADER = 36;
const CHUNK = MIB + 16;
const plain = randomBytes(3 * MIB + 11);
let staged: SealedStaged;
let sealed: Buffer;

async function seal(bytes: Buffer): Promise<SealedStaged> {
  const writer = await SealedContent.create(await storage().stage());
  for (let at = 0; at < bytes.length; at += 700_001) await writer.write(bytes.subarray(at, at + 700_001));
  const done = await writer.finish();
  await writer.close();
  return done;
}

const open = (of: SealedStaged, part?: Part, key = of.contentKey.bytes) =>
  openStored({ storage: storage(), keyOf: async (id) => (id.equals(of.contentKey.id) ? key : undefined) }, of, part);
const bytesOf = async (opened: OpenedContent | undefined) => Buffer.concat(await opened!.stream.toArray());

/** What is read before it fails, if it does. */
async function readUntilDamage(): Promise<{ bytes: Buffer; error: unknown }> {
  const parts: Buffer[] = [];
  try {
    const opened = await open(staged);
    for await (const part of opened!.stream) parts.push(part);
    return { bytes: Buffer.concat(parts), error: undefined };
  } catch (error) {
    return { bytes: Buffer.concat(parts), error };
  }
}

before(async () => {
  staged = await seal(plain);
  sealed = readFileSync(stagedPath(staged.key));
});

describe("sealed content", () => {
  it("is read back whole and in every part, and its size is known", async () => {
    const opened = await open(staged);
    assert.deepEqual([opened?.size, opened?.sealed], [plain.length, true]);
    assert.ok((await bytesOf(opened)).equals(plain));
    const parts = [
      [0, 0],
      [MIB - 1, MIB],
      [MIB, 2 * MIB - 1],
      [5, 3 * MIB + 10],
      [3 * MIB, 3 * MIB + 10],
    ] as const;
    for (const [first, last] of parts)
      assert.ok((await bytesOf(await open(staged, { first, last }))).equals(plain.subarray(first, last + 1)));
  });

  it("of a size around a chunk, and of none", async () => {
    for (const size of [0, 1, MIB - 1, MIB, MIB + 1, 2 * MIB]) {
      const bytes = randomBytes(size);
      const of = await seal(bytes);
      const opened = await open(of);
      assert.equal(opened?.size, size);
      assert.ok((await bytesOf(opened)).equals(bytes), `${size}`);
      await storage().remove(of);
    }
  });

  it("is what the format says: another program opens a chunk by it", () => {
    assert.equal(sealed.subarray(0, 20).toString(), "sealbook.content/v1\n");
    const chunk = sealed.subarray(HEADER + 3 * CHUNK);
    const decipher = createDecipheriv(
      "aes-256-gcm",
      staged.contentKey.bytes,
      Buffer.from("000000000000000000000301", "hex"),
    );
    decipher.setAAD(sealed.subarray(0, HEADER));
    decipher.setAuthTag(chunk.subarray(-16));
    assert.ok(
      Buffer.concat([decipher.update(chunk.subarray(0, -16)), decipher.final()]).equals(plain.subarray(3 * MIB)),
    );
    assert.equal(sealed.includes(plain.subarray(0, 16)), false);
  });

  const chunk = (index: number) => sealed.subarray(HEADER + index * CHUNK, HEADER + (index + 1) * CHUNK);
  const head = () => sealed.subarray(0, HEADER);
  const flipped = (at: number) => {
    const copy = Buffer.from(sealed);
    copy[at] = (copy[at] ?? 0) ^ 1;
    return copy;
  };
  const harm: [what: string, make: () => Buffer, intact: number][] = [
    ["a byte of the first chunk", () => flipped(HEADER), 0],
    ["a byte of a tag", () => flipped(HEADER + 2 * CHUNK - 1), 1],
    ["a byte of the last chunk", () => flipped(sealed.length - 17), 3],
    ["two chunks changed places", () => Buffer.concat([head(), chunk(1), chunk(0), chunk(2), chunk(3)]), 0],
    ["a chunk left out", () => Buffer.concat([head(), chunk(0), chunk(2), chunk(3)]), 1],
    ["a chunk doubled", () => Buffer.concat([head(), chunk(0), chunk(1), chunk(1), chunk(2), chunk(3)]), 2],
    ["cut off where a chunk ends", () => Buffer.concat([head(), chunk(0), chunk(1), chunk(2)]), 2],
    ["nothing but the header", () => head(), 0],
  ];
  for (const [what, make, intact] of harm) {
    it(`${what}: not a byte of a chunk that is not right`, async () => {
      writeFileSync(stagedPath(staged.key), make());
      const { bytes, error } = await readUntilDamage();
      writeFileSync(stagedPath(staged.key), sealed);
      assert.ok(error instanceof Error);
      assert.match(error.name, /^Damaged(?:Chunk|Length)$/);
      assert.ok(bytes.equals(plain.subarray(0, intact * MIB)), `${bytes.length}`);
    });
  }

  it("under another key, or none, is not read", async () => {
    await assert.rejects(open(staged, undefined, randomBytes(32)), { name: "DamagedChunk" });
    const keyOf = async () => undefined;
    await assert.rejects(openStored({ storage: storage(), keyOf }, staged), { name: "KeyAbsent" });
  });

  it("that was kept before it was sealed is read as it lies there", async () => {
    const { key } = await (async () => {
      const file = await storage().stage();
      await file.write(plain.subarray(0, 50));
      return await file.finish();
    })();
    const opened = await openStored(
      { storage: storage(), keyOf: async () => undefined },
      { key },
      { first: 3, last: 9 },
    );
    assert.equal(opened?.sealed, false);
    assert.ok((await bytesOf(opened)).equals(plain.subarray(3, 10)));
  });
});
