/** Signatures of documents: read where a reader has them, and made as the API makes them. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { contract, newSigner, ROOT, seal } from "#tests/pades/sealed-pdf.ts";
import { makeTsa } from "#tests/support/tsa.ts";
import { inChromium } from "./in-chromium.ts";
import { type Bench, makeInstallation } from "./installation.ts";
import { type Measurement, median } from "./measure.ts";
import type { SealingResult } from "./sealing-process.ts";
import { type SignedDocument, signatureRounds } from "./signature-rounds.ts";
import { THIS_TREE } from "./tree.ts";

const SIGNATURES = 3;
const PROCESS_MS_MAX = 60;
const CHROMIUM_MS_MAX = 200;
const SEALED_MIN = 30;
const GROWTH_BYTES_MAX = 128 * 1024 ** 2;
const ENTRY = fileURLToPath(new URL("./signature-rounds.ts", import.meta.url));
const SEALING = fileURLToPath(new URL("./sealing-process.ts", import.meta.url));

export async function benchSignatures(bench: Bench): Promise<Measurement[]> {
  const document = await signedDocument();
  const rounds = await signatureRounds(document);
  const calls = [`bench.signatureRounds(${JSON.stringify(document)})`];
  const [shown = []] = await inChromium({ entry: ENTRY, calls, folder: bench.folder });
  bench.say(`signatures: ${median(rounds).toFixed(1)} ms in the process, ${median(shown).toFixed(1)} ms in Chromium`);
  const { sealed, stamped, first, highest } = await sealing(bench);
  bench.say(`sealing: ${sealed.toFixed(1)} a second, time-stamps alone ${stamped.toFixed(1)}`);
  const megabytes = (bytes: number) => `${Math.round(bytes / 1024 ** 2)} MB`;
  return [
    reading("in a process", { rounds, aim: PROCESS_MS_MAX }),
    reading("in Chromium", { rounds: shown, aim: CHROMIUM_MS_MAX }),
    {
      what: "One-page contracts sealed (ECDSA, B-T), four at once, with an authority on the same cores",
      figure: `${sealed.toFixed(1)} contracts/s`,
      against: `time-stamps of that authority alone, openssl for each: ${stamped.toFixed(1)}/s`,
      ratio: sealed / stamped,
      aim: `≥ ${SEALED_MIN}/s`,
      holds: sealed >= SEALED_MIN,
    },
    {
      what: "Memory of the process that seals them",
      figure: `${megabytes(first)} before, ${megabytes(highest)} at most`,
      aim: `at most ${megabytes(GROWTH_BYTES_MAX)} more`,
      holds: highest - first <= GROWTH_BYTES_MAX,
    },
  ];
}

function reading(where: string, { rounds, aim }: { rounds: readonly number[]; aim: number }): Measurement {
  const usual = median(rounds);
  return {
    what: `A PDF with ${SIGNATURES} time-stamped signatures read ${where}; the first time, with what has to be compiled`,
    figure: `${usual.toFixed(1)} ms; ${(rounds[0] ?? Number.NaN).toFixed(1)} ms`,
    aim: `< ${aim} ms`,
    holds: usual < aim,
  };
}

async function signedDocument(): Promise<SignedDocument> {
  const tsa = await makeTsa();
  let pdf = await contract();
  for (let count = 0; count < SIGNATURES; count++) {
    const at = { by: "position", page: 1, x: 20, y: 20 + 80 * count } as const;
    pdf = await seal(pdf, newSigner(), { place: at, token: (signature) => tsa.stamp(signature) });
  }
  const [base64, anchor, ca] = [pdf, ROOT, tsa.ca].map((bytes) => Buffer.from(bytes).toString("base64"));
  tsa.remove();
  return { pdf: base64 ?? "", anchors: [anchor ?? ""], authorities: [ca ?? ""] };
}

async function sealing(bench: Bench): Promise<SealingResult> {
  const { env } = await makeInstallation(bench, { tree: THIS_TREE, database: "sealing" });
  const child = fork(SEALING, [], {
    execArgv: ["--conditions=react-server"],
    env: { ...process.env, ...env, NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit").then(() => [undefined]);
  const [result] = (await Promise.race([once(child, "message"), ended])) as [SealingResult | undefined];
  if (!result) throw new Error("sealing ended before it told anything");
  return result;
}
