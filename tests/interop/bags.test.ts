/** Bags that an independent program made or damaged: accepted and refused as their makers say, from memory and from a folder. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { BagReport } from "#lib/core/bag/check-bag.ts";
import { checkBag } from "#lib/core/bag/check-bag.ts";
import { folderBag } from "#lib/parties/bag/folder-bag.ts";
import { memoryBag } from "#tests/support/memory-bag.ts";
import { listFiles, readJson, vectorTest } from "./vectors.ts";

const FOLDER = "long-life";
type Vector = {
  id: string;
  type: string;
  verdict: "accept" | "refuse" | "edge";
  reason: string;
  files: Record<string, string>;
};

function bagVectors(): Vector[] {
  const paths = listFiles(FOLDER).filter((path) => path.endsWith(".json"));
  const all = paths.flatMap((path) => readJson<{ vectors?: Vector[] }>(path).vectors ?? []);
  return all.filter(({ type }) => type === "bag");
}

const bytesOf = ({ files }: Vector) =>
  Object.fromEntries(Object.entries(files).map(([path, hex]) => [path, new Uint8Array(Buffer.from(hex, "hex"))]));

const verdictOf = ({ problemCount }: BagReport) => (problemCount === 0 ? "accept" : "refuse");

vectorTest(`${FOLDER}: bags are accepted and refused as their makers say`, async (context) => {
  const vectors = bagVectors();
  assert.ok(vectors.length > 0);
  for (const vector of vectors) {
    const files = bytesOf(vector);
    const report = await checkBag(memoryBag(files));
    const slow = await checkBag(memoryBag(files, { chunkBytes: 1 }));
    assert.deepEqual(slow.problems, report.problems, vector.id);
    const said = report.problems.map(({ problem }) => problem).join(" ") || "nothing";
    if (vector.verdict === "edge") context.diagnostic(`${vector.id}: ${verdictOf(report)} (${said})`);
    else assert.equal(verdictOf(report), vector.verdict, `${vector.id} (${vector.reason}): ${said}`);
  }
});

vectorTest(`${FOLDER}: bags in folders get the same verdicts`, async () => {
  for (const vector of bagVectors()) {
    const files = bytesOf(vector);
    const folder = await mkdtemp(join(tmpdir(), "bag-"));
    try {
      for (const [path, bytes] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), bytes);
      }
      const [inFolder, inMemory] = [await checkBag(folderBag(folder)), await checkBag(memoryBag(files))];
      assert.equal(verdictOf(inFolder), verdictOf(inMemory), vector.id);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
});
