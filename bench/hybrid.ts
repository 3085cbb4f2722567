/** What the second signature of a hybrid ledger costs: it and one with Ed25519 alone anchor as much, in turns. */
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { drain } from "./ledger.ts";
import { type Measurement, median, rate } from "./measure.ts";

const LEDGERS = ["ed25519", "hybrid"] as const;
const LARGE = { leaves: 20_000, rounds: 6 };
const SMALL = { leaves: 1, rounds: 100 };
const HYBRID_SHARE_AIM = 0.85;

type Times = Record<(typeof LEDGERS)[number], number[]>;

export async function benchHybrid(say: (line: string) => void): Promise<Measurement[]> {
  const organisations = new Map<string, MadeOrganisation>();
  for (const keys of LEDGERS) {
    await ensureLedger(`bench-${keys}`, { keys });
    organisations.set(keys, await makeOrganisation({ ledger: `bench-${keys}`, name: `Anchors with ${keys}` }));
  }
  // Both have a block, and the code that makes them is warm.
  await inTurns(organisations, { leaves: 1_000, rounds: 2 });
  const large = await inTurns(organisations, LARGE);
  const small = await inTurns(organisations, SMALL);
  const [rates, costs] = [large, small].map(({ ed25519, hybrid }) => ({
    ed25519: median(ed25519),
    hybrid: median(hybrid),
  }));
  if (!rates || !costs) throw new Error("two were measured");
  say(`hybrid: ${JSON.stringify({ large, small: costs })}`);
  const share = rates.ed25519 / rates.hybrid;
  return [
    {
      what: `anchoring on a hybrid ledger, blocks of ${LARGE.leaves}`,
      figure: `${rate(LARGE.leaves, rates.hybrid)} leaves/s`,
      against: `with Ed25519 alone: ${rate(LARGE.leaves, rates.ed25519)} leaves/s`,
      ratio: share,
      aim: `≥ ${HYBRID_SHARE_AIM}`,
      holds: share >= HYBRID_SHARE_AIM,
    },
    {
      what: "block of one leaf on a hybrid ledger",
      figure: `${costs.hybrid.toFixed(1)} ms`,
      against: `with Ed25519 alone: ${costs.ed25519.toFixed(1)} ms`,
      ratio: costs.hybrid / costs.ed25519,
      aim: "told: one ML-DSA-44 signature more",
      holds: undefined,
    },
  ];
}

/** Milliseconds of each append. */
async function inTurns(
  organisations: ReadonlyMap<string, MadeOrganisation>,
  { leaves, rounds }: { leaves: number; rounds: number },
): Promise<Times> {
  const times: Times = { ed25519: [], hybrid: [] };
  for (let round = 0; round < rounds; round++) {
    for (const keys of round % 2 === 0 ? LEDGERS : LEDGERS.toReversed()) {
      const organisation = organisations.get(keys);
      if (!organisation) throw new Error("there is one for each");
      await makeEvidence({ organisation, count: leaves });
      times[keys].push((await drain(organisation.ledger)).milliseconds);
    }
  }
  return times;
}
