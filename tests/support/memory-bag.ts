/** A bag without a folder: files as they are given, hashed by the portable code. */
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import type { BagSource } from "#lib/core/bag/bag-source.ts";

const HASHES = { sha256, sha512 } as const;

/** @param chunkBytes how its files come: one byte at a time shows what a boundary does */
export function memoryBag(files: Record<string, Uint8Array>, { chunkBytes = 64 * 1024 } = {}): BagSource {
  return {
    async *list() {
      for (const [path, bytes] of Object.entries(files)) yield { path, kind: "file", size: bytes.length };
    },
    async *open({ path }) {
      const bytes = files[path];
      if (bytes === undefined) throw new Error("absent");
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
    hash: (algorithm) => HASHES[algorithm].create(),
  };
}

/** A bag by the rules of the house, around a payload; `change` is applied to the finished files. */
export function madeBag(
  payload: Record<string, Uint8Array>,
  change: (files: Record<string, Uint8Array>) => void = () => {},
) {
  const encode = (text: string) => new TextEncoder().encode(text);
  const files: Record<string, Uint8Array> = {};
  for (const [path, bytes] of Object.entries(payload)) files[`data/${path}`] = bytes;
  const size = Object.values(payload).reduce((sum, { length }) => sum + length, 0);
  const tags: Record<string, Uint8Array> = {
    "bagit.txt": encode("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
    "bag-info.txt": encode(`Payload-Oxum: ${size}.${Object.keys(payload).length}\n`),
  };
  const lines = (of: Record<string, Uint8Array>, algorithm: "sha256" | "sha512") =>
    encode(
      Object.entries(of)
        .map(([path, bytes]) => `${Buffer.from(HASHES[algorithm](bytes)).toString("hex")}  ${path}\n`)
        .join(""),
    );
  for (const algorithm of ["sha256", "sha512"] as const) tags[`manifest-${algorithm}.txt`] = lines(files, algorithm);
  const manifests = { ...tags };
  for (const algorithm of ["sha256", "sha512"] as const) {
    tags[`tagmanifest-${algorithm}.txt`] = lines(manifests, algorithm);
  }
  const whole = { ...tags, ...files };
  change(whole);
  return whole;
}
