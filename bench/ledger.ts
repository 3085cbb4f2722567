/** The ledger at ten thousand and at a million entries: anchoring, the cost of a block, proofs, the audit. */
import { randomInt } from "node:crypto";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { buildTlogProof } from "#lib/features/ledger/sealing/rows/proofs.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { type MadeOrganisation, makeEvidence } from "#tests/support/evidence-factory.ts";
import { bareHashing } from "./bare-hashing.ts";
import { type Measurement, median, rate, timed } from "./measure.ts";

const LEDGER = "main";
const SMALL_ENTRIES = 10_000;
const SEED_BATCH = 20_000;
const PROBE_BLOCK_LEAVES = 1_000;
const PROBE_BLOCKS = 7;
const PROOFS = 500;

/** Anchors everything that waits. @returns leaves anchored and the milliseconds that the appends took. */
export async function drain(ledger = LEDGER): Promise<{ leaves: number; milliseconds: number }> {
  let leaves = 0;
  const milliseconds = await timed(async () => {
    for (let block = await appendBlock({ ledger }); block; block = await appendBlock({ ledger }))
      leaves += block.leafCount;
  });
  return { leaves, milliseconds };
}

/** Records and anchors so many more. @returns the rates of its full blocks, in leaves a second. */
export async function grow(
  organisation: MadeOrganisation,
  entries: number,
  progress: (done: number) => void,
): Promise<number[]> {
  const rates: number[] = [];
  for (let done = 0; done < entries; ) {
    const count = Math.min(SEED_BATCH, entries - done);
    await makeEvidence({ organisation, count });
    const { leaves, milliseconds } = await drain();
    if (leaves === SEED_BATCH) rates.push(rate(leaves, milliseconds));
    done += count;
    progress(done);
  }
  return rates;
}

async function blockCost(organisation: MadeOrganisation): Promise<number> {
  const costs: number[] = [];
  for (let probe = 0; probe < PROBE_BLOCKS; probe++) {
    await makeEvidence({ organisation, count: PROBE_BLOCK_LEAVES });
    costs.push((await drain()).milliseconds);
  }
  return median(costs);
}

async function proofCost(entries: number): Promise<number> {
  const costs: number[] = [];
  for (let probe = 0; probe < PROOFS; probe++) {
    const index = BigInt(randomInt(entries));
    costs.push(await timed(() => buildTlogProof({ ledger: LEDGER, index })));
  }
  return median(costs);
}

/** @param organisation in whose name the ledger grows to `entries` entries */
export async function benchLedger(
  organisation: MadeOrganisation,
  entries: number,
  say: (line: string) => void,
): Promise<Measurement[]> {
  await grow(organisation, SMALL_ENTRIES, () => {});
  const smallBlock = await blockCost(organisation);
  const smallProof = await proofCost(SMALL_ENTRIES);
  say(
    `ledger of ${SMALL_ENTRIES}: block of ${PROBE_BLOCK_LEAVES} ${smallBlock.toFixed(1)} ms, proof ${smallProof.toFixed(2)} ms`,
  );

  const rates = await grow(organisation, entries - SMALL_ENTRIES, (done) => say(`grown by ${done}`));
  const largeBlock = await blockCost(organisation);
  const largeProof = await proofCost(entries);
  const anchored = median(rates);

  let audited = 0;
  const auditMs = await timed(async () => {
    const report = await auditLedger({ ledger: LEDGER });
    if (report.finding) throw new Error("the audit of an untouched ledger found something");
    audited = report.counts.entries;
  });
  const audit = rate(audited, auditMs);
  const limit = bareHashing(audited);
  return [
    {
      what: `anchoring, blocks of ${SEED_BATCH}`,
      figure: `${anchored} leaves/s`,
      aim: "≥ 20,000 leaves/s",
      holds: anchored >= 20_000,
    },
    {
      what: `block of ${PROBE_BLOCK_LEAVES} leaves at ${entries} entries`,
      figure: `${largeBlock.toFixed(1)} ms`,
      against: `at ${SMALL_ENTRIES} entries: ${smallBlock.toFixed(1)} ms`,
      ratio: largeBlock / smallBlock,
      aim: "does not grow (≤ 1.5)",
      holds: largeBlock / smallBlock <= 1.5,
    },
    {
      what: `proof for a random entry of ${entries}`,
      figure: `${largeProof.toFixed(2)} ms`,
      against: `of ${SMALL_ENTRIES}: ${smallProof.toFixed(2)} ms`,
      ratio: largeProof / smallProof,
      aim: "< 5 ms and ≤ 1.5",
      holds: largeProof < 5 && largeProof / smallProof <= 1.5,
    },
    {
      what: `audit of ${audited} entries`,
      figure: `${audit} entries/s`,
      against: `hashing alone: ${limit} entries/s`,
      ratio: audit / limit,
      aim: "≥ 50,000 entries/s",
      holds: audit >= 50_000,
    },
  ];
}
