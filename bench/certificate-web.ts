/** What strangers ask of certificates, by the real web process: an issuer's status list, and a certificate's page on a phone's network. */
import { setTimeout } from "node:timers/promises";
import { type Browser, chromium } from "@playwright/test";
import { listCertificates } from "#lib/features/certificates/issuing/rows/certificates.ts";
import { LIST_ENTRIES, LIST_KINDS, type ListKind, listPath } from "#lib/features/certificates/status/types.ts";
import { changeStatus } from "#lib/features/certificates/status/verbs/change-status.ts";
import { whole } from "#lib/gate/reach.ts";
import type { IssuingPlace } from "#tests/features/certificates/issuing/issuing-place.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { type MadeCertificate, makeCertificates, makeIssuer } from "#tests/support/certificates.ts";
import { CHROMIUM_ARGS, chromiumPath } from "#tests/support/chromium.ts";
import type { Bench } from "./installation.ts";
import { type Measurement, median, timed } from "./measure.ts";
import { processorTime } from "./processor-time.ts";
import { buildThisTree, THIS_TREE } from "./tree.ts";
import { startWeb } from "./web-process.ts";

const SHARE_SET = 0.02;
const MADE_TOGETHER = 8_192;
/** Before those that count, and those: together fewer than an address may ask at once. */
const [WARM_UP, WARM_READS] = [100, 100];
/** What was asked of one list is made good before the next one. */
const REST_MS = 2_500;
const CHANGES = 9;
const LIST_AIM_MS = 10;
const PROCESSOR_AIM_MS = 1;
const VISITS = 5;
const READABLE_AIM_MS = 1_000;
const SLUG = "bench-lists";

/** The mid phone of Lighthouse's mobile profile. */
const SLOWER_TIMES = 4;
const BITS_A_BYTE = 8;
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1_600_000 / BITS_A_BYTE, uploadThroughput: 93_750 };

/** @param place an organisation with issued certificates */
export async function benchCertificateWeb({ folder, say }: Bench, place: IssuingPlace): Promise<Measurement[]> {
  await buildThisTree(folder);
  const lists = await fillList();
  const { rows } = await listCertificates(whole(place.organisation.id), { filter: {}, limit: 1 });
  const { child, url } = await startWeb(THIS_TREE);
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGS });
  try {
    const measurements: Measurement[] = [];
    for (const kind of LIST_KINDS) {
      const pid = child.pid ?? 0;
      measurements.push(...(await benchList({ url, pid, kind, ...lists }, say)));
    }
    return [...measurements, await benchPage(browser, `${url}/v/${rows[0]?.id ?? ""}`)];
  } finally {
    await browser.close();
    child.kill();
  }
}

/** Every entry is a certificate's. @returns those that may still change, for each kind of list */
async function fillList(): Promise<{ organisation: TestOrganisation; spare: MadeCertificate[] }> {
  const organisation = await makeOrganisation("Of a long list");
  const issuer = await makeIssuer(organisation.owner, SLUG);
  const set = Math.round(LIST_ENTRIES * SHARE_SET);
  const made: MadeCertificate[] = [];
  while (made.length < LIST_ENTRIES) {
    const count = Math.min(MADE_TOGETHER, LIST_ENTRIES - made.length);
    made.push(...(await makeCertificates({ organisationId: organisation.id, issuerId: issuer.id, count })));
  }
  await revoke(organisation, made.slice(0, set));
  return { organisation, spare: made.slice(set) };
}

const revoke = ({ owner: actor }: TestOrganisation, certificates: readonly MadeCertificate[]) =>
  changeStatus({ actor, certificateIds: certificates.map(({ id }) => id), state: "revoked", reason: "" });

interface Asked {
  url: string;
  pid: number;
  kind: ListKind;
  organisation: TestOrganisation;
  /** Taken from as the list is changed. */
  spare: MadeCertificate[];
}

async function benchList({ url, pid, kind, organisation, spare }: Asked, say: (line: string) => void) {
  const address = `${url}${listPath({ slug: SLUG, kind, number: 1 })}`;
  const read = async (): Promise<string> => {
    const answer = await fetch(address);
    if (answer.status !== 200) throw new Error(`${address} was answered with ${answer.status}`);
    return await answer.text();
  };
  await setTimeout(REST_MS);
  let before = await read();
  const changed: number[] = [];
  for (const certificate of spare.splice(0, CHANGES)) {
    await revoke(organisation, [certificate]);
    let now = "";
    changed.push(await timed(async () => (now = await read())));
    if (now === before) throw new Error(`${address}: as it was before the change`);
    before = now;
  }
  for (let at = 0; at < WARM_UP; at++) await read();
  const [used, warm]: [number, number[]] = [processorTime(pid), []];
  for (let at = 0; at < WARM_READS; at++) warm.push(await timed(read));
  const processor = (processorTime(pid) - used) / WARM_READS;
  say(`${kind}: ${median(warm)} ms warm, ${median(changed)} ms after a change, ${processor} ms of processor`);
  const ms = (value: number) => `${value.toFixed(2)} ms`;
  const what = `${kind} list of ${LIST_ENTRIES} certificates, ${100 * SHARE_SET} % of them revoked (${(before.length / 1024).toFixed(1)} KiB), from the web process`;
  return [
    {
      what: `${what}: warm, median of ${WARM_READS}`,
      figure: `${ms(median(warm))}, processor ${ms(processor)}`,
      aim: `< ${LIST_AIM_MS} ms, processor < ${PROCESSOR_AIM_MS} ms`,
      holds: median(warm) < LIST_AIM_MS && processor < PROCESSOR_AIM_MS,
    },
    {
      what: `${what}: the first one after a change, read, signed and packed, median of ${CHANGES}`,
      figure: ms(median(changed)),
      aim: `< ${LIST_AIM_MS} ms`,
      holds: median(changed) < LIST_AIM_MS,
    },
  ];
}

async function benchPage(browser: Browser, address: string): Promise<Measurement> {
  const taken: number[] = [];
  for (let at = 0; at <= VISITS; at++) taken.push(await visit(browser, address));
  const readable = median(taken.slice(1));
  return {
    what: `a certificate's page in Chromium at 390 × 844, nothing kept, ${NETWORK.latency} ms and 1.6 Mbit/s, processor ${SLOWER_TIMES} times slower: from the first byte to the headline painted, median of ${VISITS}`,
    figure: `${readable.toFixed(0)} ms`,
    aim: `≤ ${READABLE_AIM_MS} ms`,
    holds: readable <= READABLE_AIM_MS,
  };
}

/** @returns milliseconds from the first byte to the first paint of words, which the server's headline is among */
async function visit(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", NETWORK);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER_TIMES });
    const answer = await page.goto(address, { waitUntil: "commit" });
    if (answer?.status() !== 200) throw new Error(`${address} was answered with ${answer?.status()}`);
    await page.locator("h1").first().waitFor();
    const painted = await page.waitForFunction(() => {
      const [words] = performance.getEntriesByName("first-contentful-paint");
      const [asked] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
      return words && asked && words.startTime - asked.responseStart;
    });
    return (await painted.jsonValue()) ?? Number.NaN;
  } finally {
    await context.close();
  }
}
