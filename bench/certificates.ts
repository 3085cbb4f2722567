/** A batch from its table to anchored certificates, by the verbs that pages and worker call; and its bare PDFs drawn alone, in the same run. */
import { randomBytes } from "node:crypto";
import { endThreads } from "#lib/features/certificates/issuing/drawing/make-pool.ts";
import { guessColumns, headingsOf, readRoster } from "#lib/features/certificates/issuing/schema/roster.ts";
import { addDrafts } from "#lib/features/certificates/issuing/verbs/add-drafts.ts";
import { createBatch } from "#lib/features/certificates/issuing/verbs/create-batch.ts";
import { submitBatch } from "#lib/features/certificates/issuing/verbs/submit-batch.ts";
import { drawCertificate } from "#lib/features/certificates/templates/drawing/draw-certificate.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { readTable } from "#lib/sheets/read-table.ts";
import {
  DOCUMENT,
  type IssuingPlace,
  issueAll,
  openIssuingPlace,
} from "#tests/features/certificates/issuing/issuing-place.ts";
import { benchCertificateList } from "./certificate-list.ts";
import { benchCertificateWeb } from "./certificate-web.ts";
import type { Bench } from "./installation.ts";
import { type Measurement, rate } from "./measure.ts";

const CERTIFICATES_MAX = 10_000;
const DRAFTS_PER_REQUEST = 250;
/** Threads start, fonts are read, and code is compiled, with the first ones; what grows behind them grows with their number. */
const WARM_UP = 500;
/** Of the bare drawing. */
const SHARE_MIN = 0.3;
const GROWTH_BYTES_MAX = 256 * 1024 ** 2;
const SAMPLE_INTERVAL_MS = 250;
/** CJK Unified Ideographs, of which every name has three others. */
const [IDEOGRAPHS_FROM, IDEOGRAPHS] = [0x4e00, 20_000];

/** @param entries how many certificates, at most CERTIFICATES_MAX */
export async function benchCertificates(entries: number, bench: Bench): Promise<Measurement[]> {
  const { say } = bench;
  const count = Math.min(entries, CERTIFICATES_MAX);
  const place = await openIssuingPlace();
  const bare = await drawAlone(count);
  say(`certificates: ${bare} bare PDFs a second`);
  // Last, as threads that rest end.
  await issue(place, WARM_UP);
  const memory = watchMemory();
  const issued = await issue(place, count);
  const { first, highest } = memory.end();
  await endThreads();
  say(`certificates: ${issued} a second from table to block`);
  const megabytes = (bytes: number) => `${Math.round(bytes / 1024 ** 2)} MB`;
  return [
    {
      what: `${count} certificates from CSV to anchored PDF, credential and SD-JWT`,
      figure: `${issued} certificates/s`,
      against: `their bare PDFs drawn alone: ${bare} PDFs/s`,
      ratio: issued / bare,
      aim: `≥ ${SHARE_MIN} of the bare drawing`,
      holds: issued / bare >= SHARE_MIN,
    },
    {
      what: `Memory of the process while it issues them, threads included; names of ${Math.min(IDEOGRAPHS, 3 * count)} characters`,
      figure: `${megabytes(first)} before, ${megabytes(highest)} at most`,
      aim: `at most ${megabytes(GROWTH_BYTES_MAX)} more`,
      holds: highest - first <= GROWTH_BYTES_MAX,
    },
    ...(await benchCertificateWeb(bench, place)),
    ...(await benchCertificateList(await openIssuingPlace("Of many certificates"), say)),
  ];
}

/** All of them different, as letters of a font are kept in memory. */
function nameOf(at: number): string {
  const letters = [0, 1, 2].map((place) => IDEOGRAPHS_FROM + ((3 * at + place) % IDEOGRAPHS));
  return `${String.fromCodePoint(...letters)}𠮷 ${at + 1}`;
}

/** @returns certificates a second */
async function issue({ organisation, template }: IssuingPlace, count: number): Promise<number> {
  const { owner: actor } = organisation;
  const lines = Array.from({ length: count }, (_, at) => `${nameOf(at)},数据结构,${60 + (at % 40)},2026-06-30`);
  const csv = Buffer.from(`姓名,课程,成绩,日期\n${lines.join("\n")}\n`);
  const started = performance.now();
  const { rows } = await readTable(csv);
  const columns = guessColumns(headingsOf(rows), DOCUMENT.fields);
  const drafts = readRoster(rows, { fields: DOCUMENT.fields, columns }).rows.map(({ line, draft }) => ({
    line,
    ...draft,
  }));
  const { id: batchId } = await createBatch({ actor, batch: { name: `${count}`, template } });
  for (let from = 0; from < count; from += DRAFTS_PER_REQUEST) {
    const { faults } = await addDrafts({ actor, batchId, from, drafts: drafts.slice(from, from + DRAFTS_PER_REQUEST) });
    if (faults.length > 0) throw new Error(JSON.stringify(faults));
  }
  await submitBatch({ actor, batchId });
  await issueAll();
  while (await appendBlock({ ledger: "main" }));
  return rate(count, performance.now() - started);
}

/** @returns PDFs a second, on as many threads as issuing has */
async function drawAlone(count: number): Promise<number> {
  const draw = (at: number) =>
    drawCertificate({
      document: DOCUMENT,
      pictures: new Map(),
      values: {
        holder_name: nameOf(at),
        course: "数据结构",
        score: `${60 + (at % 40)}`,
        passed_on: "2026-06-30",
      },
      certificateId: "01a229b5-d31d-7076-89a7-b9fead3bd405",
      address: "https://example.org/v/01a229b5-d31d-7076-89a7-b9fead3bd405",
      issuerName: "Blue Harbour School 蓝港学校",
      issuedAt: new Date(0).toISOString(),
      identity: randomBytes(16),
    });
  await Promise.all(Array.from({ length: WARM_UP }, (_, at) => draw(at)));
  const started = performance.now();
  for (let from = 0; from < count; from += DRAFTS_PER_REQUEST) {
    const part = Math.min(DRAFTS_PER_REQUEST, count - from);
    await Promise.all(Array.from({ length: part }, (_, at) => draw(from + at)));
  }
  return rate(count, performance.now() - started);
}

function watchMemory() {
  const first = process.memoryUsage.rss();
  let highest = first;
  const timer = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss());
  }, SAMPLE_INTERVAL_MS);
  return {
    end: () => {
      clearInterval(timer);
      return { first, highest: Math.max(highest, process.memoryUsage.rss()) };
    },
  };
}
