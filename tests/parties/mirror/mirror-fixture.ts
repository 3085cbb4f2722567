/** A ledger behind a server of its own, and a place for the mirror of it. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openSource } from "#lib/parties/ledger-reader/open-source.ts";
import { type TrustedLedger, trustLedger } from "#lib/parties/ledger-reader/trusted-ledger.ts";
import { type MirrorEvent, runMirror } from "#lib/parties/mirror/run.ts";
import { MirrorStore } from "#lib/parties/mirror/store.ts";
import { type FileServer, serveFolder } from "#tests/parties/file-server.ts";
import { digestOf, temporaryFolder, VKEY } from "#tests/parties/static-ledger.ts";

export const ledger = trustLedger([VKEY]) as TrustedLedger;

export interface MirrorPlace {
  /** Holds everything below, and what a test puts beside it. */
  root: string;
  /** Of the ledger; empty at first. */
  folder: string;
  /** Serves `folder`. */
  server: FileServer;
  /** Of the mirror; not there at first. */
  mirrored: string;
}

export async function makePlace(): Promise<MirrorPlace> {
  const root = temporaryFolder();
  const folder = join(root, "ledger");
  mkdirSync(folder);
  return { root, folder, server: await serveFolder(folder), mirrored: join(root, "mirror") };
}

export async function clearPlace({ root, server }: Pick<MirrorPlace, "root" | "server">): Promise<void> {
  await server.close();
  rmSync(root, { recursive: true, force: true });
}

/** One round of copying from an address into a folder. */
export async function mirrorOnce(from: string, mirrored: string): Promise<{ event: MirrorEvent; end: string }> {
  const events: MirrorEvent[] = [];
  const end = await runMirror({
    source: openSource(from)!,
    store: new MirrorStore(mirrored),
    ledger,
    intervalMs: undefined,
    onEvent: (event) => events.push(event),
  });
  assert.equal(events.length, 1);
  return { event: events[0]!, end };
}

/** Every file of the format, by its path; conflicts and rests left out. */
export function filesOf(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (path) => !/^(\.writing|conflicts)/.test(path),
  );
  const files = paths.filter((path) => !existsSync(join(folder, path, ".")));
  return new Map(files.sort().map((path) => [path, digestOf(readFileSync(join(folder, path)))]));
}
