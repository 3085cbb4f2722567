/**
 * Seals one page after another with time-stamps of an authority on loopback, several at once, as the API does; then asks that authority alone
 * for as many. Tells one SealingResult, and ends. DATABASE_URL and DATA_DIR of an installation of its own.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contract } from "#tests/pades/sealed-pdf.ts";
import { startTsa } from "#tests/support/tsa.ts";

export interface SealingResult {
  /** A second. */
  sealed: number;
  stamped: number;
  /** Bytes of memory: before, and at most while it seals. */
  first: number;
  highest: number;
}

const WARM_UP = 10;
const COUNT = 200;
const AT_ONCE = 4;

const folder = mkdtempSync(join(tmpdir(), "sealbook-sealing-"));
const tsa = await startTsa({});
writeFileSync(join(folder, "ca.pem"), tsa.caPem);
writeFileSync(join(folder, "authorities.json"), JSON.stringify([{ name: "Example TSA", url: tsa.url, ca: "ca.pem" }]));
process.env.TIMESTAMP_AUTHORITIES = join(folder, "authorities.json");
// The configuration is read once, at import.
const { createSeal } = await import("#lib/features/contracts/seals/verbs/create-seal.ts");
const { sealDocument } = await import("#lib/features/contracts/seals/verbs/seal-document.ts");
const { makeOrganisation } = await import("#tests/support/accounts.ts");

const { owner: actor } = await makeOrganisation("Blue Harbour Bank");
const { id } = await createSeal({
  ...{ actor, name: "Contracts", purposes: [], fourEyes: false, key: { make: "ecdsa-sha256" } },
  picture: { design: { shape: "round", words: "蓝港银行", color: "#d0121b", width: 42 } },
});
const pdf = await contract();
const place = { page: 1, x: 50, y: 50, which: "last", edges: false } as const;
const seal = () => sealDocument({ actor, id, pdf, purpose: "loans", document: "loan.pdf", ...place });

/** @returns how many a second */
async function perSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  let begun = 0;
  const lane = async () => {
    while (begun++ < count) await work();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return (count / (performance.now() - started)) * 1_000;
}

await perSecond(WARM_UP, seal);
const first = process.memoryUsage.rss();
let highest = first;
const watch = setInterval(() => {
  highest = Math.max(highest, process.memoryUsage.rss());
}, 100);
const sealed = await perSecond(COUNT, seal);
clearInterval(watch);
const stamped = await perSecond(COUNT, () => tsa.tsa.stamp(randomBytes(64)));
await tsa.stop();
rmSync(folder, { recursive: true });
process.send?.({ sealed, stamped, first, highest } satisfies SealingResult, () => process.exit());
