/** Two storages while contents move from one to the other, behind the port: what is new goes to the one that is used from now on. */
import type { ContentAddress, ContentStorage, StagedKey, Stored } from "./port.ts";

/** What is not in `current` yet is read in `former`, and nothing is removed from one alone. */
export function movingStorage(current: ContentStorage, former: ContentStorage): ContentStorage {
  function list(kind: "staged", options: { before: Date }): AsyncIterable<StagedKey>;
  function list(kind: "placed", options: { before: Date }): AsyncIterable<ContentAddress>;
  function list(kind: "staged" | "placed", options: { before: Date }): AsyncIterable<Stored> {
    return listBoth([current, former], kind, options);
  }
  return {
    stage: async () => await current.stage(),
    async place(key, address, options) {
      // What was staged before the change is placed where it lies, and moves with the rest.
      const isBefore = !(await isThere(current, { key })) && (await isThere(former, { key }));
      await (isBefore ? former : current).place(key, address, options);
    },
    async read(stored, part) {
      // Moved between the two looks, it is in the first one by now: there before it goes from the other.
      return (
        (await current.read(stored, part)) ?? (await former.read(stored, part)) ?? (await current.read(stored, part))
      );
    },
    async remove(stored) {
      // What the former one has locked stays, and with it the copy that is read.
      await former.remove(stored);
      await current.remove(stored);
    },
    list,
  };
}

async function* listBoth(
  both: readonly ContentStorage[],
  kind: "staged" | "placed",
  options: { before: Date },
): AsyncGenerator<Stored> {
  for (const each of both) yield* kind === "staged" ? each.list(kind, options) : each.list(kind, options);
}

/** Without reading it. */
export async function isThere(storage: ContentStorage, stored: Stored): Promise<boolean> {
  const found = await storage.read(stored, { first: 0, last: 0 });
  found?.stream.destroy();
  return found !== undefined;
}
