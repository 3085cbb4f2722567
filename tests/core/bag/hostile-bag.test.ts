/** Bags that nobody made in earnest: a report, never an exception, and no damage goes unnamed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { checkBag } from "#lib/core/bag/check-bag.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { fuzzCases } from "#tests/support/fuzz-cases.ts";
import { madeBag, memoryBag } from "#tests/support/memory-bag.ts";

const whole = madeBag({ "a.txt": utf8("first"), "b/c.pdf": utf8("second") });
const paths = Object.keys(whole);

const damage = fc.record({
  path: fc.constantFrom(...paths),
  at: fc.nat(),
  kind: fc.constantFrom("flip", "cut", "insert", "remove", "rename", "add"),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
  name: fc.oneof(
    fc.string(),
    fc.constantFrom("../x", "/etc/x", "data/../../x", "~/x", "a\\b", "manifest-md5.txt", "data/a.txt/"),
  ),
});
type Damage = { path: string; at: number; kind: string; bytes: Uint8Array; name: string };

function damaged({ path, at, kind, bytes, name }: Damage): Record<string, Uint8Array> {
  const files = { ...whole };
  const old = files[path] as Uint8Array;
  const place = old.length === 0 ? 0 : at % old.length;
  if (kind === "flip") files[path] = old.with(place, (old[place] ?? 0) ^ ((bytes[0] ?? 0) | 1));
  if (kind === "cut") files[path] = old.slice(0, place);
  if (kind === "insert") files[path] = new Uint8Array([...old.slice(0, place), ...bytes, ...old.slice(place)]);
  if (kind === "remove" || kind === "rename") delete files[path];
  if (kind === "rename") Object.defineProperty(files, name, { value: old, enumerable: true });
  if (kind === "add") Object.defineProperty(files, `${name}+`, { value: bytes, enumerable: true });
  return files;
}

/** What of a bag says nothing: a line without text in a manifest is none, and every tag manifest vouches for the others' files. */
const sameTexts = (files: Record<string, Uint8Array>): boolean =>
  paths.every((path) => {
    const [one, other] = [whole[path], files[path]].map((bytes) => new TextDecoder().decode(bytes));
    const lines = (text = "") =>
      text
        .split(/\r\n|\n|\r/)
        .filter((line) => line !== "")
        .map((line) => line.toLowerCase().replace(/^([0-9a-f]+)[ \t]+/, "$1  "));
    return path.startsWith("tagmanifest-") ? lines(one).join() === lines(other).join() : one === other;
  });

test("damaged bags are refused", async () => {
  await fc.assert(
    fc.asyncProperty(damage, async (given) => {
      const files = damaged(given);
      // A tag manifest may be gone whole: the other one has all that it had. A name may be the one that was there.
      const isSame = sameTexts(files) || given.name === given.path;
      const hasOther =
        given.path === "tagmanifest-sha512.txt" &&
        (given.kind === "remove" || given.kind === "cut" || given.kind === "rename");
      const { problemCount } = await checkBag(memoryBag(files));
      if (!isSame && !hasOther) assert.ok(problemCount > 0, JSON.stringify(given));
    }),
    { numRuns: fuzzCases(1_000, 0.02) },
  );
});

test("texts that are no manifests are refused", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), fc.uint8Array({ maxLength: 2_000 }), async (path, bytes) => {
      const report = await checkBag(memoryBag({ ...whole, [path]: bytes }, { chunkBytes: 7 }));
      assert.ok(report.problemCount > 0 || path === "tagmanifest-sha512.txt");
    }),
    { numRuns: fuzzCases(500, 0.01) },
  );
});
