/**
 * Under which key a large file is being sent, in a small file of the person's own: so the next run goes on where this one was ended. Where
 * nothing can be written, an upload goes on within its run alone.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { stateFolder } from "./cli-env.ts";

const KEY = /^submit-[0-9a-f-]{36}$/;

export interface UploadMemory {
  key: string;
  /** Of an earlier run. */
  isKnown: boolean;
  /** Of what was recorded, or is to begin anew. */
  forget: () => void;
}

/** @param upload what makes it another upload when it differs: address of the server, path and digest of the file */
export function remember(upload: { url: string; path: string; sha256: Uint8Array }): UploadMemory {
  const { url, path, sha256 } = upload;
  const key = `submit-${randomUUID()}`;
  try {
    const hash = createHash("sha256")
      .update(JSON.stringify([url, resolve(path)]))
      .update(sha256);
    const folder = join(stateFolder(), "uploads");
    const file = join(folder, hash.digest("hex"));
    const before = read(file);
    if (before !== undefined) return { key: before, isKnown: true, forget: () => remove(file) };
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Not through whatever is there: what could not be read above is no key of ours.
    remove(file);
    writeFileSync(file, key, { mode: 0o600, flag: "wx" });
    return { key, isKnown: false, forget: () => remove(file) };
  } catch {
    // No home, not allowed, full, or another run was first: it goes on within this run.
    return { key, isKnown: false, forget: () => {} };
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // A key that stays leads to what was recorded under it.
  }
}

function read(file: string): string | undefined {
  try {
    const text = readFileSync(file, "utf8");
    return KEY.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
