/** What can be measured, by the name that --only takes and in the order of a run of all. */
import type { MadeOrganisation } from "#tests/support/evidence-factory.ts";
import type { Bench } from "./installation.ts";
import type { Measurement } from "./measure.ts";
import type { Tree } from "./tree.ts";

export interface Given {
  bench: Bench;
  /** The earlier commit's. */
  before?: Tree | undefined;
  /** How often the trees take turns. */
  pairs: number;
  /** Of the ledger. */
  entries: number;
  /** Of one measurement under load. */
  milliseconds: number;
  /** Of the large file. */
  gib: number;
  /** Only rows of the hot path that have this in their name. */
  rows?: string | undefined;
}

interface Area {
  title: string;
  /** Of this tree; of an earlier one beside it as well where `fromOutside` is set. */
  measure: (given: Given) => Promise<Measurement[]>;
  /** Measures running processes and commands, whichever tree they are of; other areas measure in the tree's own process. */
  fromOutside?: true;
}

/** The organisation whose ledger has as many entries as were asked for; grown once for all that need it. */
let grown: Promise<MadeOrganisation> | undefined;

// What is measured imports lib, which reads its configuration when it is imported: after the database is there.
const AREA_OF = {
  hot: {
    title: "The hot path",
    measure: async ({ bench, pairs: rounds, ...given }) =>
      (await import("./hot.ts")).benchHot(bench, { ...given, rounds }),
    fromOutside: true,
  },
  bulk: {
    title: "Digests in bulk",
    measure: async ({ bench, ...given }) => (await import("./bulk.ts")).benchBulk(bench, given),
  },
  audit: {
    title: "The audit",
    measure: async ({ bench, pairs: rounds, ...given }) =>
      (await import("./audit.ts")).benchAudit(bench, { ...given, rounds }),
    fromOutside: true,
  },
  page: {
    title: "Verdicts in a browser",
    measure: async ({ bench, pairs: rounds, before }) =>
      (await import("./page-check.ts")).benchPageCheck(bench, { before, rounds }),
    fromOutside: true,
  },
  lookups: {
    title: "Lookups among many records",
    measure: async ({ bench, entries, milliseconds }) =>
      (await import("./lookups.ts")).benchLookups({ entries, milliseconds, say: bench.say }),
  },
  ledger: { title: "The ledger", measure: measureLedger },
  list: {
    title: "The console's list",
    measure: async (given) => {
      const organisation = await grownLedger(given);
      return (await import("./list.ts")).benchList(organisation, given.bench.say);
    },
  },
  renewal: {
    title: "A ledger renewed",
    measure: async (given) => {
      const organisation = await grownLedger(given);
      return (await import("./renewal.ts")).benchRenewal({ organisation, entries: given.entries }, given.bench.say);
    },
  },
  mirror: {
    title: "A mirror",
    measure: async (given) => {
      await grownLedger(given);
      return (await import("./mirror.ts")).benchMirror(given.bench.folder, given.bench.say);
    },
  },
  reads: {
    title: "Reads of the ledger's files",
    measure: async (given) => {
      await grownLedger(given);
      return (await import("./reads.ts")).benchReads(given.bench.folder, given.bench.say);
    },
  },
  certificates: {
    title: "Certificates issued",
    measure: async ({ bench, entries }) => (await import("./certificates.ts")).benchCertificates(entries, bench),
  },
  webhooks: {
    title: "Webhooks",
    measure: async ({ bench }) => (await import("./webhooks.ts")).benchWebhooks(bench.say),
  },
  upload: {
    title: "Large uploads",
    measure: async ({ bench }) => (await import("./upload.ts")).benchUpload(bench.say),
  },
  large: {
    title: "A large file over a line that breaks",
    measure: async ({ bench, gib }) => (await import("./large.ts")).benchLarge(bench, gib),
  },
  s3: {
    title: "Uploads to a bucket",
    measure: async ({ bench }) => (await import("./s3.ts")).benchS3(bench.say),
  },
  witness: {
    title: "A witness",
    measure: async ({ bench }) => (await import("./witness.ts")).benchWitness(bench.folder, bench.say),
  },
  signatures: {
    title: "Signatures of documents",
    measure: async ({ bench }) => (await import("./signatures.ts")).benchSignatures(bench),
  },
  verify: {
    title: "A receipt verified",
    measure: async ({ bench }) => (await import("./verify.ts")).benchVerify(bench.folder, bench.say),
  },
} satisfies Record<string, Area>;

export type AreaName = keyof typeof AREA_OF;
export const AREA_NAMES = Object.keys(AREA_OF) as AreaName[];

export function titleOf(name: AreaName): string {
  return AREA_OF[name].title;
}

/** Beside the earlier commit when there is one. */
export async function measure(name: AreaName, given: Given): Promise<Measurement[]> {
  const area: Area = AREA_OF[name];
  if (!given.before || area.fromOutside) return await area.measure(given);
  const { benchBeside } = await import("./beside.ts");
  const { before, entries, pairs: rounds, bench } = given;
  return await benchBeside(before, { area: name, entries, rounds, say: bench.say });
}

async function measureLedger({ entries, bench }: Given): Promise<Measurement[]> {
  const { benchLedger } = await import("./ledger.ts");
  const organisation = await emptyLedger();
  const measurements = await benchLedger(organisation, entries, bench.say);
  grown = Promise.resolve(organisation);
  return [...measurements, ...(await (await import("./hybrid.ts")).benchHybrid(bench.say))];
}

function grownLedger({ entries, bench }: Given): Promise<MadeOrganisation> {
  const grow = async (): Promise<MadeOrganisation> => {
    const ledger = await import("./ledger.ts");
    const organisation = await emptyLedger();
    await ledger.grow(organisation, entries, (done) => bench.say(`grown by ${done}`));
    return organisation;
  };
  grown ??= grow();
  return grown;
}

async function emptyLedger(): Promise<MadeOrganisation> {
  const { ensureLedger } = await import("#lib/features/ledger/sealing/verbs/create-ledger.ts");
  const { makeOrganisation } = await import("#tests/support/evidence-factory.ts");
  await ensureLedger("main");
  return await makeOrganisation();
}
