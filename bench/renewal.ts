/** A whole ledger renewed, by the verb that the command line calls: from the first leaf to the recorded statement. */
import { hash } from "node:crypto";
import { renewLedger } from "#lib/features/evidence/renewal/verbs/renew.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { type MadeOrganisation, makeEvidence } from "#tests/support/evidence-factory.ts";
import { type Measurement, median, rate, spread } from "./measure.ts";

const ROUNDS = 3;
const FLOOR = 150_000;
/** Bytes of a leaf and of private details that the bench's records make, and of a node. */
const HASHED_BYTES = [710, 330, 65];

/** @param say told of each round */
export async function benchRenewal(
  { organisation, entries }: { organisation: MadeOrganisation; entries: number },
  say: (line: string) => void,
): Promise<Measurement[]> {
  const rates = { renewed: [] as number[], hashing: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    // Something new, so that there is a next renewal.
    await makeEvidence({ organisation, count: 1 });
    while (await appendBlock({ ledger: "main" }));
    const report = await renewLedger({ actor: { kind: "operator" }, ledger: "main", newest: true, authorities: [] });
    if (!report || report.size < BigInt(entries)) throw new Error(`renewed ${report?.size} of ${entries} entries`);
    rates.renewed.push(rate(Number(report.size), report.milliseconds));
    rates.hashing.push(hashAlone(entries));
    say(`renewal round ${round + 1} of ${ROUNDS}: ${JSON.stringify(rates)}`);
  }
  const renewed = median(rates.renewed);
  return [
    {
      what: `\`sealbook renew\` of ${entries} entries without content`,
      figure: `${renewed} entries/s`,
      against: `SHA3-256 of as many bytes alone, in one thread: ${median(rates.hashing)} entries/s`,
      ratio: spread(rates.renewed.map((each, at) => each / (rates.hashing[at] ?? Number.NaN))),
      aim: `≥ ${FLOOR} entries/s`,
      holds: renewed >= FLOOR,
    },
  ];
}

/** @returns entries a second */
function hashAlone(entries: number): number {
  const inputs = HASHED_BYTES.map((length) => Buffer.alloc(length, 7));
  const started = performance.now();
  for (let entry = 0; entry < entries; entry++) for (const input of inputs) hash("sha3-256", input, "binary");
  return rate(entries, performance.now() - started);
}
