/** A file of many gibibytes by `sealbook submit` over a line that is cut ten times, to a receipt that is verified with it. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createOrganisationWithKey } from "#lib/features/setup/verbs/create-organisation-with-key.ts";
import { type CuttingLine, startCuttingLine } from "#tests/support/cutting-line.ts";
import { type Bench, startWorker } from "./installation.ts";
import { type Measurement, timed } from "./measure.ts";
import { programOf, THIS_TREE } from "./tree.ts";
import { startWeb } from "./web-process.ts";

const MIB = 1024 ** 2;
const CUTS = 10;
const STAMP_BYTES = 4_096;
const LOOK_MS = 200;
/** A piece's stream and buffers, whatever the file's size. */
const GROWTH_AIM_MIB = 256;

export async function benchLarge({ folder, say }: Pick<Bench, "folder" | "say">, gib: number): Promise<Measurement[]> {
  const bytes = gib * 1024 * MIB;
  const actor = { kind: "operator" } as const;
  const { apiKey } = await createOrganisationWithKey({ actor, name: "Large files", ownerEmail: "large@example.org" });
  const { child: web, url } = await startWeb(THIS_TREE, { WEB_PROCESSES: "1" });
  const stopWorker = await startWorker({ tree: THIS_TREE, database: "bench", env: {} });
  const file = join(folder, "scan.bin");
  const after = Array.from({ length: CUTS }, (_, at) => Math.round(((at + 1) * bytes) / (CUTS + 1)));
  const line = await startCuttingLine(url, { after, ofAll: true });
  const env = { SEALBOOK_URL: line.url, SEALBOOK_KEY: apiKey.secret, XDG_STATE_HOME: folder };
  try {
    await makeFile(file, bytes);
    say(`large: a file of ${gib} GiB`);
    const [serverBefore, watched] = [memory(web.pid, "VmRSS"), watch(line)];
    const submitted = await run(["submit", file, "--json", "--wait"], env);
    const { begun, ended } = watched.end();
    const [{ evidence }] = JSON.parse(submitted.output);
    if (line.cuts() !== CUTS || evidence.size !== bytes) throw new Error(`${line.cuts()} cuts, ${submitted.output}`);
    say(`large: recorded after ${Math.round(submitted.milliseconds / 1_000)} s`);
    const paths = { receipt: join(folder, "scan.json"), policy: join(folder, "policy") };
    await writeFile(paths.policy, await (await fetch(`${url}/ledger/main/witness-policy`)).text());
    await run(["receipt", evidence.id, "--out", paths.receipt], env);
    const verified = await timed(() => run(["verify", paths.receipt, file, "--policy", paths.policy], env));
    const growth = memory(web.pid, "VmHWM") - serverBefore;
    const times = {
      hashing: begun - submitted.started,
      sending: ended - begun,
      recording: submitted.started + submitted.milliseconds - ended,
      verified,
    };
    return measurements({ bytes, times, growth, client: submitted.highest, sent: line.sent() });
  } finally {
    line.stop();
    web.kill();
    await stopWorker();
  }
}

/** Sparse, with chance at each mebibyte. */
async function makeFile(path: string, bytes: number): Promise<void> {
  const file = await open(path, "w");
  for (let at = 0; at < bytes; at += MIB) await file.write(randomBytes(STAMP_BYTES), 0, STAMP_BYTES, at);
  await file.truncate(bytes);
  await file.close();
}

/** When the first byte of the file, and when the last one, went over the line. */
function watch(line: CuttingLine) {
  let [begun, ended, seen] = [0, 0, 0];
  const timer = setInterval(() => {
    const sent = line.sent();
    if (sent - seen < MIB) return;
    [begun, ended, seen] = [begun || performance.now(), performance.now(), sent];
  }, LOOK_MS);
  return {
    end() {
      clearInterval(timer);
      return { begun, ended };
    },
  };
}

/** @throws unless it ends with 0. highest: MiB that it was resident with at most */
async function run(words: string[], env: Record<string, string>) {
  const started = performance.now();
  const child = spawn(process.execPath, [...programOf(THIS_TREE, "sealbook"), ...words], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let [output, highest] = ["", 0];
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  const timer = setInterval(() => {
    highest = Math.max(highest, ...family(child).map((pid) => memory(pid, "VmHWM")));
  }, LOOK_MS);
  const [code] = await once(child, "exit");
  clearInterval(timer);
  if (code !== 0) throw new Error(`sealbook ${words[0]} ended with ${code}: ${output}`);
  return { started, output, highest, milliseconds: performance.now() - started };
}

/** The process, and what it started. */
function family({ pid = 0 }: ChildProcess): number[] {
  try {
    return [pid, ...readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number)];
  } catch {
    return [];
  }
}

/** Mebibytes. 0: it has ended. */
function memory(pid: number | undefined, figure: "VmRSS" | "VmHWM"): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(new RegExp(`${figure}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function measurements(measured: {
  bytes: number;
  times: Record<"hashing" | "sending" | "recording" | "verified", number>;
  growth: number;
  client: number;
  sent: number;
}): Measurement[] {
  const { bytes, times, growth, client, sent } = measured;
  const row = (what: string, figure: string): Measurement => ({ what, figure, aim: "–", holds: undefined });
  const timeOf = (milliseconds: number) =>
    `${Math.round(milliseconds / 1_000)} s, ${Math.round((bytes / MIB / milliseconds) * 1_000)} MiB/s`;
  const gib = bytes / MIB / 1_024;
  const again = (sent - bytes) / MIB;
  return [
    row(`a file of ${gib} GiB, hashed by the client before it is sent`, timeOf(times.hashing)),
    row(`sent over a line that is cut ${CUTS} times, made durable as it arrives`, timeOf(times.sending)),
    row("read again, hashed, kept sealed, recorded and anchored", timeOf(times.recording)),
    row("receipt, file and policy verified by the command line", timeOf(times.verified)),
    row("sent more than once", `${Math.round(again)} MiB`),
    {
      ...row("growth of the web process's resident memory", `${Math.round(growth)} MiB`),
      ...{ aim: `< ${GROWTH_AIM_MIB} MiB`, holds: growth < GROWTH_AIM_MIB },
    },
    row("resident memory of the command line at most", `${Math.round(client)} MiB`),
  ];
}
