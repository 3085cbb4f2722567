/** Where the lines of a bulk come from: a folder whose files are hashed here, a list of digests as sha256sum writes it, or lines of JSON. */
import { createReadStream } from "node:fs";
import { opendir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { toHex } from "#lib/core/text/bytes.ts";
import { CommandError } from "#lib/infra/terminal/command.ts";
import { hashFile } from "#lib/infra/terminal/files.ts";
import type { Say } from "#lib/infra/terminal/words.ts";

export interface SourceLine {
  /** What tells it to a person: a path, or the number of a line. */
  name: string;
  /** As it is sent. */
  text: string;
}

/** `digest  name`, or `digest *name` of a binary file. GNU coreutils, sha256sum */
const LISTED = /^([0-9a-f]{64}) [ *](.+)$/;

/** @param path "-" is standard input. @throws {CommandError} when it cannot be read */
export async function* bulkLines(path: string, say: Say): AsyncGenerator<SourceLine> {
  const found =
    path === "-"
      ? undefined
      : await stat(path).catch((error: NodeJS.ErrnoException) => {
          throw unreadable(path, error, say);
        });
  if (found?.isDirectory()) yield* filesOf(path, say);
  else yield* textLines(path, say);
}

async function* textLines(path: string, say: Say): AsyncGenerator<SourceLine> {
  const input = path === "-" ? process.stdin : createReadStream(path);
  let number = 0;
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      const [, sha256, file] = LISTED.exec(line) ?? [];
      const text = sha256 && file ? JSON.stringify({ sha256, name: basename(file) }) : line;
      if (text.trim() !== "") yield { name: String(number), text };
    }
  } catch (error) {
    throw unreadable(path, error as NodeJS.ErrnoException, say);
  }
}

/** Files below a folder in the order of their names, so that a second run meets them as the first one did. Links are not followed. */
async function* filesOf(folder: string, say: Say): AsyncGenerator<SourceLine> {
  const entries = [];
  for await (const entry of await opendir(folder)) entries.push(entry);
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesOf(path, say);
    else if (entry.isFile()) {
      const { sha256, sha3, size } = await hashFile(path, { second: true, say });
      const body = { sha256: toHex(sha256), "sha3-256": toHex(sha3 as Uint8Array), name: entry.name, size };
      yield { name: path, text: JSON.stringify(body) };
    }
  }
}

function unreadable(path: string, { code, message }: NodeJS.ErrnoException, say: Say): CommandError {
  return new CommandError(say("files.unreadable", { path, reason: code ?? message }), { code: "file_unreadable" });
}
