import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Once } from "#lib/features/ledger/audit/checks/once.ts";
import type { IndexRange, SoundStretch } from "#lib/features/ledger/audit/checks/sound-stretch.ts";
import { type Checker, Stretches } from "#lib/features/ledger/audit/checks/stretches.ts";

const STRETCH = 8_192;

function soundOf({ first, count }: IndexRange): SoundStretch {
  const nothing = new Uint8Array();
  return { first, count, leaves: nothing, tiles: nothing, runs: [], sequences: new Float64Array(), hasFiles: false };
}

async function takeAll(stretches: Stretches): Promise<[end: number, sound: boolean][]> {
  const taken: [number, boolean][] = [];
  for (let next = await stretches.next(); next; next = await stretches.next()) taken.push([next.end, !!next.sound]);
  return taken;
}

describe("stretches, checked ahead", () => {
  it("come in their order, whoever is quicker, and never more at once than a few a checker", async () => {
    let open = 0;
    let most = 0;
    const checker = (milliseconds: number): Checker => ({
      check: async (range) => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
        open -= 1;
        return soundOf(range);
      },
    });
    const size = 9 * STRETCH + 5;
    const taken = await takeAll(new Stretches({ checkers: [checker(5), checker(1)], size }));
    assert.deepEqual(
      taken.map(([end]) => end),
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => number * STRETCH).concat(size),
    );
    assert.ok(most <= 4, `${most} at once`);
  });

  it("are looked at by others while one takes long to start", async () => {
    const started = Promise.withResolvers<void>();
    const checked: number[] = [];
    const late: Checker = { check: (range) => started.promise.then(() => soundOf(range)) };
    const ready: Checker = {
      check: async (range) => {
        checked.push(range.first / STRETCH);
        if (checked.length === 6) started.resolve();
        return soundOf(range);
      },
    };
    const size = 9 * STRETCH;
    const taken = await takeAll(new Stretches({ checkers: [late, ready], size }));
    assert.equal(taken.length, 9);
    assert.deepEqual(checked.slice(0, 6), [1, 3, 4, 5, 6, 7]);
  });

  it("ask a checker that failed no more; without any, nothing is sound", async () => {
    let asked = 0;
    const broken: Checker = {
      check: async () => {
        asked += 1;
        throw new Error("gone");
      },
    };
    const good: Checker = { check: async (range) => soundOf(range) };
    const size = 8 * STRETCH;
    const one = await takeAll(new Stretches({ checkers: [broken, good], size }));
    assert.ok(asked <= 2, `asked ${asked} times`);
    assert.equal(one.filter(([, sound]) => !sound).length, asked);
    const none = await takeAll(new Stretches({ checkers: [broken], size }));
    assert.deepEqual(
      none,
      one.map(([end]) => [end, false]),
    );
  });
});

describe("that no evidence was met twice", () => {
  const isShown = (...stretches: (number[] | undefined)[]) => {
    const once = new Once();
    for (const sequences of stretches) once.add(sequences && Float64Array.from(sequences));
    return once.isShown;
  };

  it("is shown where stretches follow each other, or neighbours reach into each other", () => {
    assert.equal(isShown(), true);
    assert.equal(isShown([1, 2, 3], [4, 5], [6]), true);
    assert.equal(isShown([1, 2, 5], [3, 4, 6], [7]), true);
    assert.equal(isShown([], [1]), true);
  });

  it("is not where a number comes again, or may have come before", () => {
    assert.equal(isShown([1, 2, 2]), false);
    assert.equal(isShown([1, 2, 5], [3, 5, 6]), false);
    assert.equal(isShown([1, 5], [5, 6]), false);
    assert.equal(isShown([1, 2], [3, 4], [2, 5]), false);
    assert.equal(isShown([1, 9], [3, 4], [8, 10]), false, "nobody looked whether 8 was there");
    assert.equal(isShown([1, 2], undefined, [3]), false);
  });
});
