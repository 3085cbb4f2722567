/** What programs are told of signatures. */
import type { MemberActor } from "#lib/gate/actor.ts";
import type { SignatureReport } from "#lib/verify/pdf/report.ts";
import { listChecks } from "../rows.ts";
import type { CheckJson } from "../schema.ts";
import type { SignaturesCheck } from "../types.ts";

/** As programs have it; undefined where the record is out of reach. */
export async function checksJson(actor: MemberActor, id: string): Promise<CheckJson[] | undefined> {
  return (await listChecks(actor, id))?.map(toJson);
}

function toJson({ id, headline, digest, result, report }: SignaturesCheck): CheckJson {
  const { format: _, signatures: __, etsi, hasLost: ___, size: ____, headline: _____, problem, ...rest } = result;
  const kept = result.signatures;
  return {
    ...{ id, ...rest, headline, ...(problem && { problem }), ...etsi, digest },
    signatures: (report?.signatures ?? []).map((signature, at) => ({ ...signatureJson(signature), ...kept[at]?.etsi })),
  } as CheckJson;
}

const shown = (time: Date | undefined): string | undefined => time?.toISOString();

function signatureJson(signature: SignatureReport) {
  const { kind, format, field, reason, coversTo, isCertification, signer, integrity, changes, algorithm, profile } =
    signature;
  const { trust, time, revocation } = signature;
  const { status, claimed, proven, known } = time;
  return {
    ...{ kind, format, field, reason, coversTo, certifies: isCertification, integrity, changes, algorithm, profile },
    signer: signer && { ...signer, notBefore: shown(signer.notBefore), notAfter: shown(signer.notAfter) },
    trust: { status: trust.status, ...("reason" in trust && { reason: trust.reason }) },
    time: {
      ...{ status, claimed: shown(claimed), recorded: shown(known) },
      stamped: proven && { ...proven, time: shown(proven.time) },
    },
    revocation: revocation && revocationJson(revocation),
  };
}

function revocationJson(revocation: NonNullable<SignatureReport["revocation"]>) {
  if (revocation.status === "unknown") return { status: revocation.status, reason: revocation.reason };
  const { by } = revocation;
  if (revocation.status === "good") return { status: revocation.status, by, asOf: shown(revocation.asOf) };
  const { status, at, when, reason } = revocation;
  return { status, by, at: shown(at), when, reason };
}
