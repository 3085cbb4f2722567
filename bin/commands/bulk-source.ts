/**
 * Where the lines of a bulk come from: a folder whose files are hashed here, a list of digests as sha256sum writes it, or lines of JSON.
 *
 * A record's name is a file's and no path. What lies further down in the folder says where in an own field, `path`: two of one name are told
 * apart, and found by it.
 */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { pathFlaw } from "#lib/core/text/path-name.ts";
import { CommandError } from "#lib/infra/terminal/command.ts";
import { hashFile } from "#lib/infra/terminal/files.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import { filesBelow } from "./folder-files.ts";

export interface SourceLine {
  /** What tells it to a person: a path, or the number of a line. */
  name: string;
  /** As it is sent. */
  text: string;
}

/** `digest  name`, or `digest *name` of a binary file. GNU coreutils, sha256sum */
const LISTED = /^([0-9a-f]{64}) [ *](.+)$/;

/**
 * @param path "-" is standard input
 * @param options.sm3 of a folder's files: their SM3 as well
 * @param options.unit to which they are to belong; lines of JSON say it themselves
 * @throws {CommandError} when it cannot be read, or is no folder whose files could be hashed by SM3
 */
export async function* bulkLines(
  path: string,
  { say, sm3 = false, unit }: { say: Say; sm3?: boolean; unit?: string | undefined },
): AsyncGenerator<SourceLine> {
  const found =
    path === "-"
      ? undefined
      : await stat(path).catch((error: NodeJS.ErrnoException) => {
          throw unreadable(path, error, say);
        });
  if (found?.isDirectory()) yield* filesOf(path, { say, sm3, unit });
  else if (sm3) throw new CommandError(say("submit.sm3Alone"), { code: "usage" });
  else yield* textLines(path, { say, unit });
}

async function* textLines(
  path: string,
  { say, unit }: { say: Say; unit: string | undefined },
): AsyncGenerator<SourceLine> {
  const input = path === "-" ? process.stdin : createReadStream(path);
  let number = 0;
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      const [, sha256, file] = LISTED.exec(line) ?? [];
      const text = sha256 && file ? JSON.stringify({ sha256, name: basename(file), ...placeOf(file), unit }) : line;
      if (text.trim() !== "") yield { name: String(number), text };
    }
  } catch (error) {
    throw unreadable(path, error as NodeJS.ErrnoException, say);
  }
}

async function* filesOf(
  folder: string,
  { unit, ...asked }: { say: Say; sm3: boolean; unit: string | undefined },
): AsyncGenerator<SourceLine> {
  for await (const { path, name: place } of filesBelow(folder)) {
    const { sha256, sha3, sm3, size } = await hashFile(path, { sha3: true, ...asked });
    const others = { "sha3-256": toHex(sha3 as Uint8Array), ...(sm3 && { sm3: toHex(sm3) }) };
    const body = { sha256: toHex(sha256), ...others, name: basename(path), ...placeOf(place), size, unit };
    yield { name: path, text: JSON.stringify(body) };
  }
}

/** Where a file lies that is not directly in the folder, by the rule for names in bundles; what leads out of it is no such place. */
function placeOf(path: string): { fields?: OwnFields } {
  const isPlace = path.includes("/") && pathFlaw(path) === undefined;
  return isPlace ? { fields: { path: { type: "text", value: path.normalize("NFC") } } } : {};
}

function unreadable(path: string, { code, message }: NodeJS.ErrnoException, say: Say): CommandError {
  return new CommandError(say("files.unreadable", { path, reason: code ?? message }), { code: "file_unreadable" });
}
