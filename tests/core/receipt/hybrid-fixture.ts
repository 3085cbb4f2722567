/** The receipt of the small ledger, were it hybrid: both of its keys and three witnesses signed, all with ML-DSA-44 but for the first. */
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { mlDsaLine, mlDsaSigner } from "#tests/core/log/ml-dsa-signers.ts";
import { checkpointText, ledger, ORIGIN, policyOf, proof, receipt } from "./receipt-fixture.ts";

export const secondKey = mlDsaSigner(ORIGIN);
export const mlDsaWitnesses = ["pq1.example", "pq2.example", "pq3.example"].map((name) => mlDsaSigner(name));

const names = mlDsaWitnesses.map((_, at) => `w${at + 1}`);
export const hybridPolicyText = [
  `log ${ledger.key.text}`,
  `witness ledger-ml-dsa-44 ${secondKey.key.text}`,
  ...mlDsaWitnesses.map(({ key }, at) => `witness ${names[at]} ${key.text}`),
  `group quorum all ${names.join(" ")}`,
  "group ledger-and-witnesses all ledger-ml-dsa-44 quorum",
  "quorum ledger-and-witnesses",
  "",
].join("\n");
export const hybridPolicy = policyOf(hybridPolicyText.trimEnd().split("\n"));

/** @param moreLines further signature lines under the checkpoint */
export function hybridReceipt(moreLines: string[] = []): Uint8Array {
  const text = checkpointText();
  const lines = [secondKey, ...mlDsaWitnesses].map((signer) => mlDsaLine(signer, text));
  return formatReceipt(receipt({ proof: proof({ moreLines: [...lines, ...moreLines] }) }));
}
