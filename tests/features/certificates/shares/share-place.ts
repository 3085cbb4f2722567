/** Certificates that were really issued, and their holders. Import api-configuration.ts first. */
import { claimCertificate } from "#lib/features/certificates/holders/verbs/claim-certificate.ts";
import { makeClaimLink } from "#lib/features/certificates/holders/verbs/send-again.ts";
import { issueOne } from "#lib/features/certificates/issuing/verbs/issue-one.ts";
import { createShare } from "#lib/features/certificates/shares/verbs/create-share.ts";
import { type IssuingPlace, issueAll } from "#tests/features/certificates/issuing/issuing-place.ts";
import { appendAll } from "#tests/support/ledger.ts";

export const address = "192.0.2.7";
/** Its score is private: the certificate's page does not show it. */
export const VALUES = { course: "数据结构", score: "93.5", passed_on: "2026-06-30" };
export const ALL = ["fields.holder_name", "fields.course", "fields.score", "fields.passed_on"];

export interface Held {
  token: string;
  certificateId: string;
}

/** Not claimed yet. */
export async function issued({ organisation, template }: IssuingPlace, holderName = "张𠮷"): Promise<Held> {
  const actor = organisation.owner;
  const { certificateId } = await issueOne({ actor, certificate: { template, holderName, values: VALUES } });
  await issueAll();
  await appendAll();
  const { url } = await makeClaimLink({ actor, certificateId });
  return { certificateId, token: url.split("/").at(-1) ?? "" };
}

export async function claimed(place: IssuingPlace): Promise<Held> {
  const held = await issued(place);
  await claimCertificate({ ...held, address, locale: "zh-CN" });
  return held;
}

/** Of the name alone, for a week and as often as they like, unless said. */
export const share = (held: Held, more: Partial<Parameters<typeof createShare>[0]> = {}) =>
  createShare({ ...held, label: "", shown: ["fields.holder_name"], days: 7, views: 0, address, ...more });
