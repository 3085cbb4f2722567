import { shortPeriod } from "#lib/credentials/bbs/form.ts";
import { issueUnlinkable } from "#lib/credentials/bbs/issue.ts";
import { disclosuresOf } from "#lib/credentials/sd-jwt.ts";
import { readHeld } from "#lib/features/certificates/holders/rows/certificates.ts";
import { requireHolder } from "#lib/features/certificates/holders/rows/holder.ts";
import { isInForce } from "#lib/features/certificates/holders/types.ts";
import { findIssuer } from "#lib/features/certificates/issuers/rows.ts";
import { openBbsSigner } from "#lib/features/certificates/issuers/verbs/sign.ts";
import { countOrRefuse } from "#lib/gate/admit.ts";
import type { RateLimit } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";

/** Of one certificate; each takes a tenth of a second of this process. */
const BASE_LIMIT: RateLimit = { name: "unlinkable proof", requests: 60, windowSeconds: 60 * 60 };

/**
 * The base credential of a certificate that is in force, for its holder's browser to derive one unlinkable proof from. It is made anew each
 * time, written nowhere, and in no row: a record of when one was made would be what connects it with the certificate.
 *
 * @throws {SealbookError} `link_invalid`; `gone`: it has not been claimed; `certificate_not_valid`, `unlinkable_off`, `rate_limited`
 */
export async function issueBase(input: { token: string; certificateId: string; address: string }): Promise<string> {
  const { organisationId } = await requireHolder(input);
  const { certificateId } = input;
  const [[held], issuer] = [await readHeld([certificateId]), await findIssuer(organisationId)];
  if (!held?.claimedAt || !issuer) throw new SealbookError("gone");
  const period = shortPeriod(new Date(), held.validUntil);
  if (!isInForce(held) || period === undefined) throw new SealbookError("certificate_not_valid");
  if (!held.unlinkable) throw new SealbookError("unlinkable_off");
  await countOrRefuse(BASE_LIMIT, certificateId);
  const signer = await openBbsSigner(issuer.id);
  try {
    const { did, name } = issuer;
    return await issueUnlinkable(
      { issuer: { did, name }, title: held.title, ...period, ...statedIn(held.sdJwt) },
      signer,
    );
  } finally {
    signer.secretKey.fill(0);
  }
}

function statedIn(sdJwt: string): { fields: Record<string, string>; predicates: Record<string, boolean> } {
  const [fields, predicates]: [Record<string, string>, Record<string, boolean>] = [{}, {}];
  for (const { name, value } of disclosuresOf(sdJwt)) {
    const own = name.slice(name.indexOf(".") + 1);
    if (typeof value === "boolean") predicates[own] = value;
    else fields[own] = String(value);
  }
  return { fields, predicates };
}
