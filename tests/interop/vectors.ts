/**
 * Published vectors, read in place from the folder that SEALBOOK_VECTORS names; they are not part of this repository. Without it these
 * tests are skipped, visibly. A folder that is there but empty fails: every test counts what it has read.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";

const folder = process.env.SEALBOOK_VECTORS;

export type Json = Record<string, unknown>;

/** A test that needs the vectors. */
export function vectorTest(name: string, run: (context: TestContext) => void | Promise<void>): void {
  test(name, { skip: folder === undefined ? "SEALBOOK_VECTORS names no folder with vectors" : false }, run);
}

export function readBytes(...path: string[]): Uint8Array {
  return new Uint8Array(readFileSync(join(folder ?? "", ...path)));
}

export function readText(...path: string[]): string {
  return readFileSync(join(folder ?? "", ...path), "utf8");
}

export function readJson<T>(...path: string[]): T {
  return JSON.parse(readText(...path)) as T;
}

/** Paths of all files below a folder, in order. */
export function listFiles(...path: string[]): string[] {
  const names = readdirSync(join(folder ?? "", ...path), { recursive: true, withFileTypes: true });
  return names
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice((folder ?? "").length + 1))
    .sort();
}

/** Base64 as Go's encoding/json writes byte slices: null and "" are no bytes. */
export function goBytes(base64: string | null): Uint8Array {
  return new Uint8Array(Buffer.from(base64 ?? "", "base64"));
}

/** What every vector in `long-life` has; `edge`: the texts are silent or permissive. */
export type LongLifeVector = { id: string; type: string; verdict: "accept" | "refuse" | "edge"; reason: string };

/** All vectors of a type in the JSON files of `long-life`, whatever these are called. At least one. */
export function longLifeVectors<T>(type: string): (LongLifeVector & T)[] {
  const files = listFiles("long-life").filter((file) => file.endsWith(".json"));
  const vectors = files.flatMap((file) => readJson<{ vectors: (LongLifeVector & T)[] }>(file).vectors);
  const found = vectors.filter((vector) => vector.type === type);
  if (found.length === 0) throw new Error(`long-life has no vectors of type ${type}`);
  return found;
}
