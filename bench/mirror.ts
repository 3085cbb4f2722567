/** A mirror of the whole ledger from the web process, over loopback, by the command that anybody would run. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { type Measurement, rate, timed } from "./measure.ts";
import { startWeb } from "./web-process.ts";

const SECONDS_AIM = 120;
/** What the aim is stated for. */
const ENTRIES_AIM = 1_000_000;

const run = promisify(execFile);
const SEALBOOK = fileURLToPath(new URL("../bin/sealbook.ts", import.meta.url));

/** @param folder of the bench; the mirror stays in it. @returns also where */
export async function mirrorLedger(
  folder: string,
  url: string,
): Promise<{ dir: string; seconds: number; entries: number; files: number }> {
  const ledger = await findLedger("main");
  if (!ledger) throw new Error("there is no ledger to mirror");
  const dir = join(folder, "mirror");
  const args = [
    "mirror",
    "--url",
    `${url}/ledger/main`,
    "--vkey",
    ledger.verifierKey,
    "--dir",
    dir,
    "--once",
    "--json",
  ];
  let line = "";
  const milliseconds = await timed(async () => {
    ({ stdout: line } = await run(process.execPath, [SEALBOOK, ...args]));
  });
  const { size, files } = JSON.parse(line) as { size: string; files: number };
  return { dir, seconds: milliseconds / 1_000, entries: Number(size), files };
}

export async function benchMirror(folder: string, say: (line: string) => void): Promise<Measurement[]> {
  const { child, url } = await startWeb();
  try {
    const { seconds, entries, files } = await mirrorLedger(folder, url);
    say(`mirror of ${entries} entries: ${seconds.toFixed(1)} s, ${files} files`);
    return [
      {
        what: `mirror of ${entries} entries from the web process, every tile and entry verified`,
        figure: `${seconds.toFixed(1)} s, ${rate(entries, seconds * 1_000)} entries/s`,
        aim: `< ${SECONDS_AIM} s for a million`,
        holds: (seconds / Math.max(entries, ENTRIES_AIM)) * ENTRIES_AIM < SECONDS_AIM,
      },
    ];
  } finally {
    child.kill();
  }
}
