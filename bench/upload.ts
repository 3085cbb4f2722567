/** One gibibyte through the web process, beside a bare server that only hashes and beside the disk itself. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { env } from "#lib/env.ts";
import { createOrganisationWithKey } from "#lib/features/setup/verbs/create-organisation-with-key.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { type Measurement, median, timed } from "./measure.ts";
import { THIS_TREE } from "./tree.ts";
import { startWeb } from "./web-process.ts";

const BYTES = 1024 ** 3;
const MIB = 1024 ** 2;
/** As many as there are runs: each stands in each place once, for one leaves the machine's memory warm or cold to the next. */
const ROUNDS = 4;
const RATIO_AIM = 0.7;
const GROWTH_AIM_MIB = 100;

const run = promisify(execFile);
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

async function send(url: string, key = "-", bytes = BYTES): Promise<number> {
  const { stdout } = await run(process.execPath, [here("upload-client.ts"), url, String(bytes), key]);
  const { status, milliseconds } = JSON.parse(stdout) as { status: number; milliseconds: number };
  if (status !== 200 && status !== 201) throw new Error(`${url} answered ${status}`);
  return milliseconds;
}

/** Kibibytes of a process's own figures; Linux only, as the bench is. */
async function memory(pid: number, figure: "VmRSS" | "VmHWM"): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`${figure}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
}

/** The disk's own limit: the same bytes written and made durable. */
async function bareDisk(): Promise<number> {
  const path = join(env.DATA_DIR, "bare-disk");
  const chunk = Buffer.alloc(MIB, "sealbook");
  return await timed(async () => {
    const file = await open(path, "w");
    for (let written = 0; written < BYTES; written += MIB) await file.write(chunk);
    await file.sync();
    await file.close();
    await rm(path);
  });
}

async function startBare(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [here("bare-server.ts")], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const { port } = await new Promise<{ port: number }>((resolve) => child.once("message", resolve));
  return { child, url: `http://127.0.0.1:${port}/` };
}

export async function benchUpload(say: (line: string) => void): Promise<Measurement[]> {
  const actor = { kind: "operator" } as const;
  const keeping = await createOrganisationWithKey({ actor, name: "Keeps content", ownerEmail: "keeps@example.org" });
  const hashing = await createOrganisationWithKey({ actor, name: "Keeps digests", ownerEmail: "digests@example.org" });
  await pool().query("UPDATE organisation SET keep_content = false WHERE id = $1", [hashing.organisation.id]);

  // One process, for its memory is measured.
  const { child: web, url: origin } = await startWeb(THIS_TREE, { WEB_PROCESSES: "1" });
  const bare = await startBare();
  const times = { bare: [] as number[], digest: [] as number[], kept: [] as number[], disk: [] as number[] };
  try {
    const url = `${origin}/api/v1/uploads?name=bench.bin`;
    // What a first upload loads is not what a large one needs.
    for (const { apiKey } of [keeping, hashing]) await send(url, apiKey.secret, MIB);
    const before = await memory(web.pid ?? 0, "VmRSS");
    const runs: [keyof Times, () => Promise<number>][] = [
      ["bare", () => send(bare.url)],
      ["digest", () => send(url, hashing.apiKey.secret)],
      ["kept", () => send(url, keeping.apiKey.secret)],
      ["disk", bareDisk],
    ];
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, run] of [...runs.slice(round), ...runs.slice(0, round)]) times[name].push(await run());
      say(`upload round ${round + 1} of ${ROUNDS}: ${JSON.stringify(times)}`);
    }
    const growth = (await memory(web.pid ?? 0, "VmHWM")) - before;
    return toMeasurements(times, growth);
  } finally {
    web.kill();
    bare.child.kill();
  }
}

type Times = Record<"bare" | "digest" | "kept" | "disk", number[]>;

function toMeasurements(times: Times, growth: number): Measurement[] {
  const [bare, digest, kept, disk] = [times.bare, times.digest, times.kept, times.disk].map(median) as [
    number,
    number,
    number,
    number,
  ];
  const mibPerSecond = (milliseconds: number): string => `${Math.round((BYTES / MIB / milliseconds) * 1_000)} MiB/s`;
  const slowest = Math.max(bare, disk);
  return [
    {
      what: "upload of 1 GiB, digest recorded, content not kept",
      figure: mibPerSecond(digest),
      against: `bare Node server that hashes: ${mibPerSecond(bare)}`,
      ratio: bare / digest,
      aim: `≥ ${RATIO_AIM}`,
      holds: bare / digest >= RATIO_AIM,
    },
    {
      what: "upload of 1 GiB, content kept and durable",
      figure: mibPerSecond(kept),
      against: `bare Node server that hashes: ${mibPerSecond(bare)}`,
      ratio: bare / kept,
      aim: `≥ ${RATIO_AIM}`,
      holds: bare / kept >= RATIO_AIM,
    },
    {
      what: "the same, against what the disk allows",
      figure: mibPerSecond(kept),
      against: `slower of bare server and bare disk (write and fsync): ${mibPerSecond(slowest)}`,
      ratio: slowest / kept,
      aim: `≥ ${RATIO_AIM}`,
      holds: slowest / kept >= RATIO_AIM,
    },
    {
      what: "growth of the web process's resident memory over those uploads, after one of 1 MiB",
      figure: `${Math.round(growth)} MiB`,
      aim: `< ${GROWTH_AIM_MIB} MiB`,
      holds: growth < GROWTH_AIM_MIB,
    },
  ];
}
