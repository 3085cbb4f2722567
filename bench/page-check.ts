/**
 * A receipt PDF given to the verify page in Chromium: how long the page waits for its worker; and a record's page opened: how long its reader
 * waits for the verdict. Beside the pages of an earlier commit.
 */
import type { ChildProcess } from "node:child_process";
import { type Browser, chromium, type Page } from "@playwright/test";
import { CHROMIUM_ARGS, chromiumPath } from "#tests/support/chromium.ts";
import { type Seed, seededInstallations } from "./hot-seed.ts";
import type { Bench, Installation } from "./installation.ts";
import { type Measurement, median, spread } from "./measure.ts";
import { buildThisTree, type Tree } from "./tree.ts";
import { benchVerdictTime, type Side } from "./verdict-time.ts";
import { startWeb } from "./web-process.ts";

/** Of one page, after a first one that loads the worker and its program. */
const CHECKS = 12;
/** At most half of the time. */
const FASTER_AIM = 2;

/** Puts down how long a page waits for its worker: from its first question to the answer that has the verdict. */
function watchWorkers(): void {
  const watched = window as unknown as Watched;
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (this: Worker, ...args: unknown[]) {
    watched.askedAt ??= performance.now();
    const hear = ({ data }: MessageEvent<Answer>): void => {
      if (data.kind === "progress") return;
      this.removeEventListener("message", hear);
      const hasVerdict = data.kind === "checked" || data.inspected?.checked !== undefined;
      if (hasVerdict && watched.askedAt !== undefined) watched.waitedMs = performance.now() - watched.askedAt;
    };
    this.addEventListener("message", hear);
    Reflect.apply(post, this, args);
  };
}

type Watched = { askedAt?: number | undefined; waitedMs?: number | undefined };
/** The verdict came by itself once; now it comes with what the file is. */
type Answer = { kind?: string; inspected?: { checked?: unknown } };

async function openPage(browser: Browser, origin: string): Promise<Page> {
  const page = await browser.newPage();
  await page.addInitScript(watchWorkers);
  await page.goto(`${origin}/verify`);
  await page.waitForLoadState("networkidle");
  return page;
}

/** @returns milliseconds from the page's first question about a receipt to its worker's verdict */
async function check(page: Page, receipt: Buffer): Promise<number> {
  await page.evaluate(() => Object.assign(window, { askedAt: undefined, waitedMs: undefined }));
  const file = { name: "receipt.pdf", mimeType: "application/pdf", buffer: receipt };
  await page.locator('input[type="file"]').setInputFiles(file);
  const waited = await page.waitForFunction(() => (window as unknown as Watched).waitedMs);
  await page.getByRole("heading", { level: 2 }).first().waitFor();
  return (await waited.jsonValue()) ?? Number.NaN;
}

/** One page of each side, taking turns check by check. @returns the median of each */
async function round(
  browser: Browser,
  { origins, receipt }: { origins: Partial<Record<Side, string>>; receipt: Buffer },
): Promise<Partial<Record<Side, number>>> {
  const pages = await Promise.all(
    Object.entries(origins).map(async ([side, origin]) => ({
      side,
      page: await openPage(browser, origin),
      taken: [] as number[],
    })),
  );
  for (let turn = 0; turn <= CHECKS; turn++) {
    for (const { page, taken } of turn % 2 === 0 ? pages : pages.toReversed()) taken.push(await check(page, receipt));
  }
  await Promise.all(pages.map(({ page }) => page.close()));
  return Object.fromEntries(pages.map(({ side, taken }) => [side, median(taken.slice(1))]));
}

export async function benchPageCheck(
  bench: Bench,
  { before, rounds }: { before?: Tree | undefined; rounds: number },
): Promise<Measurement[]> {
  await buildThisTree(bench.folder);
  const { installations, seeded } = await seededInstallations(bench, { before, name: "page" });
  const webs: ChildProcess[] = [];
  const started = async ({ tree, env }: Installation): Promise<string> => {
    const { url, child } = await startWeb(tree, env);
    webs.push(child);
    return url;
  };
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGS });
  const times = { now: [] as number[], before: [] as number[] };
  try {
    const origins: Partial<Record<Side, string>> = {};
    for (const [side, installation] of Object.entries(installations)) {
      origins[side as Side] = await started(installation);
    }
    const receipt = await receiptPdf(origins.now ?? "", seeded);
    for (let at = 0; at < rounds; at++) {
      const { now, before: earlier } = await round(browser, { origins, receipt });
      if (now !== undefined) times.now.push(now);
      if (earlier !== undefined) times.before.push(earlier);
    }
    bench.say(`page check: ${JSON.stringify(times)}`);
    const verdict = await benchVerdictTime(browser, { origins, id: seeded.ids[0] ?? "" });
    return [toMeasurement(times, receipt.length), verdict];
  } finally {
    await browser.close();
    for (const web of webs) web.kill();
  }
}

/** Of a ledger that both pages know: one is the other's copy. */
async function receiptPdf(origin: string, { ids, readers }: Seed): Promise<Buffer> {
  const headers = { authorization: `Bearer ${readers[0]}` };
  const answer = await fetch(`${origin}/api/v1/evidence/${ids[0]}/receipt?format=pdf`, { headers });
  if (answer.status !== 200) throw new Error(`the receipt was answered with ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

function toMeasurement(times: Record<Side, number[]>, bytes: number): Measurement {
  const ms = (values: number[]): string => `${median(values).toFixed(1)} ms`;
  const hasBefore = times.before.length > 0;
  const ratio = hasBefore ? spread(times.before.map((before, at) => before / (times.now[at] ?? 0))) : undefined;
  return {
    what: `receipt PDF of ${Math.round(bytes / 1024)} KiB on the verify page in Chromium, from the question to the worker's verdict`,
    figure: ms(times.now),
    ...(ratio ? { before: { figure: ms(times.before), ratio } } : {}),
    aim: `≥ ${FASTER_AIM} × before`,
    holds: ratio && ratio.median >= FASTER_AIM,
  };
}
