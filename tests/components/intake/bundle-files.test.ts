/** What was chosen together, as the files of a bundle: the folder itself is no part of their paths. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { inBundle } from "#components/intake/bundle-files.ts";

const chosen = (...paths: string[]) =>
  paths.map((path) => {
    const names = path.split("/");
    return { file: new File(["x"], names.at(-1) ?? ""), folder: names.slice(0, -1).join("/") };
  });
const namesOf = (...paths: string[]) => {
  const { name, files } = inBundle(chosen(...paths));
  return [name, ...files.map((file) => file.name)];
};

it("files of one folder are named from there, and the bundle is called as the folder is", () => {
  assert.deepEqual(namesOf("case/a.txt", "case/annexes/b.txt"), ["case", "a.txt", "annexes/b.txt"]);
});

it("files of several folders keep them, and files by themselves have none", () => {
  assert.deepEqual(namesOf("one/a.txt", "two/a.txt"), ["", "one/a.txt", "two/a.txt"]);
  assert.deepEqual(namesOf("a.txt", "b.txt"), ["", "a.txt", "b.txt"]);
  assert.deepEqual(namesOf("case/a.txt", "b.txt"), ["", "case/a.txt", "b.txt"]);
});
