/** A large ledger that a file server has, and what tests ask of it. */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { httpSource } from "#lib/parties/ledger-reader/http-source.ts";
import { LedgerReadError, type ReadFailure } from "#lib/parties/ledger-reader/read-error.ts";
import { type TrustedLedger, trustLedger } from "#lib/parties/ledger-reader/trusted-ledger.ts";
import { type FileServer, serveFolder } from "#tests/parties/file-server.ts";
import { temporaryFolder, writeLedger } from "#tests/parties/static-ledger.ts";

/** Entries: enough for three levels of tiles. */
export const SIZE = 70_000;
export const MIB = 1024 ** 2;
export const quick = { firstPauseMs: 1, requestMsMax: 2_000 };

export interface ServedLedger {
  folder: string;
  server: FileServer;
  root: Uint8Array;
}

export async function serveLedger(): Promise<ServedLedger> {
  const folder = temporaryFolder();
  const { root } = writeLedger(folder, SIZE);
  return { folder, server: await serveFolder(folder), root };
}

export async function dropLedger({ folder, server }: Pick<ServedLedger, "folder" | "server">): Promise<void> {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}

/** The server tells the truth again, and nothing has been asked of it. */
export function makeHonest(server: FileServer): void {
  server.lie = () => false;
  server.asked = [];
}

export const sourceOf = (server: FileServer) => httpSource(new URL(server.url), quick);

export function trusted(...keys: string[]): TrustedLedger {
  const ledger = trustLedger(keys);
  assert.ok(!("failed" in ledger));
  return ledger;
}

export async function fails(work: Promise<unknown>, code: ReadFailure): Promise<LedgerReadError> {
  const error = await work.then(
    () => assert.fail(`expected ${code}`),
    (caught: unknown) => caught,
  );
  assert.ok(error instanceof LedgerReadError, String(error));
  assert.equal(error.code, code);
  return error;
}
