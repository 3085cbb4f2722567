/** Unlinkable presentations of the one issuer of whole-certificates.ts, and what its host says while it offers them. */
import { bls12_381 } from "@noble/curves/bls12-381.js";
import type { UnlinkableContent } from "#lib/credentials/bbs/form.ts";
import { type BbsSigner, issueUnlinkable } from "#lib/credentials/bbs/issue.ts";
import { presentUnlinkable } from "#lib/credentials/bbs/present.ts";
import { blsMultikey } from "#lib/credentials/multibase.ts";
import { DID, didDocumentText, HOLDER, historyText, type Life } from "./whole-certificates.ts";

const secretKey = bls12_381.utils.randomSecretKey();
export const bbsKey: BbsSigner = {
  secretKey,
  publicKey: bls12_381.shortSignatures.getPublicKey(secretKey).toBytes(),
  verificationMethod: `${DID}#bbs-1`,
};

/** Within the days of NOW. */
export const PERIOD = { validFrom: "2026-11-28T00:00:00Z", validUntil: "2026-12-05T00:00:00Z" };

export const baseOf = (changes: Partial<UnlinkableContent> = {}, signer: Partial<BbsSigner> = {}): Promise<string> =>
  issueUnlinkable(
    {
      issuer: { did: DID, name: "Example School 示例学校" },
      title: "Diploma 毕业证书",
      ...PERIOD,
      fields: { holder_name: HOLDER, score: "96", course: "数学" },
      predicates: { "score_gte.90": true },
      ...changes,
    },
    { ...bbsKey, ...signer },
  );

export const proofOf = async (shown: readonly string[] = ["fields.course", "predicates.score_gte.90"]) =>
  await presentUnlinkable(await baseOf(), shown);

/** The issuer's document and history with the key. */
export function lifeWith(key: { until?: string; compromisedAsOf?: string } = {}, life: Life = {}): Life {
  const publicKeyMultibase = blsMultikey(bbsKey.publicKey);
  const id = bbsKey.verificationMethod;
  const document = JSON.parse(didDocumentText(life));
  const { compromisedAsOf: revoked } = key;
  document.verificationMethod.push({
    id,
    type: "Multikey",
    controller: DID,
    publicKeyMultibase,
    ...(revoked && { revoked }),
  });
  if (revoked === undefined) document.assertionMethod.push(id);
  const history = JSON.parse(historyText(life));
  history.keys.push({ id, publicKeyMultibase, from: "2026-01-01T00:00:00.000Z", ...key });
  return { ...life, document: JSON.stringify(document), history: JSON.stringify(history) };
}
