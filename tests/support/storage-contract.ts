/** What holds of every adapter of the storage port, tried on one. */
import assert from "node:assert/strict";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { it } from "node:test";
import { type ContentAddress, type ContentStorage, LockedContent, type StagedKey } from "#lib/infra/storage/port.ts";

const MIB = 1024 ** 2;
export const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
export const addressOf = (bytes: Uint8Array): ContentAddress => ({
  organisationId: randomUUID(),
  sha256: sha256(bytes),
});
export const later = () => new Date(Date.now() + 60_000);

export async function stage(storage: ContentStorage, bytes: Uint8Array, chunkBytes = 100_003): Promise<StagedKey> {
  const staged = await storage.stage();
  try {
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      await staged.write(new Uint8Array(bytes.subarray(at, at + chunkBytes)));
    }
    return await staged.finish();
  } finally {
    await staged.close();
  }
}

export async function readAll(
  storage: ContentStorage,
  stored: Parameters<ContentStorage["read"]>[0],
  part?: { first: number; last: number },
) {
  const opened = await storage.read(stored, part);
  return opened && { size: opened.size, bytes: Buffer.concat(await opened.stream.toArray()) };
}

export async function all<T>(listed: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of listed) items.push(item);
  return items;
}

/** @param options isLocked: what is placed may not be removed */
export function holdsOf(open: () => ContentStorage, { isLocked = false } = {}): void {
  const SIZES = [1, MIB - 1, MIB, 5 * MIB, 5 * MIB + 1, 10 * MIB, 12 * MIB + 7];

  it("content of every size around a chunk and a part is staged, placed and read as it was", async () => {
    const storage = open();
    for (const size of SIZES) {
      const bytes = randomBytes(size);
      const address = addressOf(bytes);
      const { key } = await stage(storage, bytes);
      assert.deepEqual(await readAll(storage, { key }), { size, bytes });
      await storage.place(key, address, { durable: true });
      assert.deepEqual(await readAll(storage, address), { size, bytes });
      assert.equal(await storage.read({ key }), undefined, "it lies at one place");
      await storage.place(key, address, { durable: true });
      assert.deepEqual(await readAll(storage, address), { size, bytes }, "again ends in the same state");
    }
  });

  it("without durable it is at its address or still under its key", async () => {
    const bytes = randomBytes(12 * MIB);
    const address = addressOf(bytes);
    const { key } = await stage(open(), bytes);
    await open().place(key, address);
    assert.deepEqual((await readAll(open(), address)) ?? (await readAll(open(), { key })), {
      size: bytes.length,
      bytes,
    });
    await open().place(key, address, { durable: true });
    assert.deepEqual((await readAll(open(), address))?.bytes, bytes);
  });

  it("a part is read alone, and what is not there is undefined", async () => {
    const bytes = randomBytes(7 * MIB);
    const { key } = await stage(open(), bytes);
    for (const [first, last] of [
      [0, 0],
      [5 * MIB - 3, 5 * MIB + 3],
      [7 * MIB - 1, 7 * MIB - 1],
    ] as const) {
      const read = await readAll(open(), { key }, { first, last });
      assert.deepEqual(read, { size: bytes.length, bytes: bytes.subarray(first, last + 1) });
    }
    assert.equal(await open().read({ key: randomUUID() }), undefined);
    assert.equal(await open().read(addressOf(bytes)), undefined);
    await assert.rejects(open().place(randomUUID(), addressOf(bytes)), "neither the key nor the address has anything");
    await open().remove({ key });
    assert.equal(await open().read({ key }), undefined);
    await open().remove({ key });
  });

  it("what is placed again replaces what was there", async () => {
    const [before, after] = [randomBytes(1_000), randomBytes(6 * MIB)];
    const address = addressOf(after);
    await open().place((await stage(open(), before)).key, address, { durable: true });
    await open().place((await stage(open(), after)).key, address, { durable: true });
    assert.deepEqual((await readAll(open(), address))?.bytes, after);
  });

  it(isLocked ? "what is placed is not removed before its day" : "what is placed is removed", async () => {
    const bytes = randomBytes(6 * MIB);
    const address = addressOf(bytes);
    await open().place((await stage(open(), bytes)).key, address, { durable: true });
    if (!isLocked) {
      await open().remove(address);
      assert.equal(await open().read(address), undefined);
      return;
    }
    const tomorrow = Date.now() + 23 * 60 * 60 * 1_000;
    await assert.rejects(
      open().remove(address),
      (error) => error instanceof LockedContent && Number(error.until) > tomorrow,
    );
    assert.deepEqual((await readAll(open(), address))?.bytes, bytes);
  });

  it("what was given up leaves nothing, and a process that ends leaves what is listed and removed", async () => {
    const before = await all(open().list("staged", { before: later() }));
    const given = await open().stage();
    for (let n = 0; n < 12; n++) await given.write(new Uint8Array(randomBytes(MIB)));
    await given.close();
    assert.deepEqual(await all(open().list("staged", { before: later() })), before);
    const left = await open().stage();
    for (let n = 0; n < 12; n++) await left.write(new Uint8Array(randomBytes(MIB)));
    const listed = async () => (await all(open().list("staged", { before: later() }))).length - before.length;
    for (let tries = 0; (await listed()) === 0 && tries < 50; tries++) await new Promise((r) => setTimeout(r, 20));
    assert.equal(await listed(), 1);
    assert.deepEqual(await all(open().list("staged", { before: new Date(0) })), [], "what is young is not");
    // A part that is still on its way may bring an upload back that was ended: the sweep comes again, too.
    const rest = async () => await all(open().list("staged", { before: later() }));
    for (let tries = 0; (await rest()).length > 0 && tries < 50; tries++) {
      for (const stored of await rest()) await open().remove(stored);
      await new Promise((r) => setTimeout(r, 20));
    }
    assert.deepEqual(await rest(), []);
    await left.close();
  });

  it("what is placed is listed by its address", async () => {
    const bytes = randomBytes(10);
    const address = addressOf(bytes);
    await open().place((await stage(open(), bytes)).key, address, { durable: true });
    const listed = await all(open().list("placed", { before: later() }));
    assert.ok(listed.some(({ organisationId }) => organisationId === address.organisationId));
    for (const key of ["../x", "a/b", "", "."]) await assert.rejects(open().read({ key }));
    await assert.rejects(open().read({ organisationId: "../x", sha256: address.sha256 }));
  });
}
