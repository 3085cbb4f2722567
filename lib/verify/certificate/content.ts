/** A certificate's own content, read out of a credential that holds. Values are the issuer's words, and may be of any script and length. */
import type { CertificateClaims } from "#lib/credentials/certificate-claims.ts";
import type { CertificateContent } from "#lib/credentials/open-badge.ts";
import type { ShownContent } from "./words.ts";

export const HOLDER_FIELD = "holder_name";

export function contentOfCredential({
  name,
  holderName,
  issuer,
  achievement,
  fields,
}: CertificateContent): ShownContent {
  const { description, criteria } = achievement;
  return {
    title: name,
    holder: holderName,
    ...(description === "" ? {} : { description }),
    ...(criteria === "" ? {} : { criteria }),
    issuerName: issuer.name,
    fields: entriesOf(fields),
    predicates: [],
    hidden: { fields: 0, predicates: 0 },
  };
}

/** @param hidden how many disclosures there are that were not given, by where they stand */
export function contentOfClaims(claims: CertificateClaims, hidden: Readonly<Record<string, number>>): ShownContent {
  const holder = claims.fields[HOLDER_FIELD];
  const all = Object.values(hidden).reduce((sum, count) => sum + count, 0);
  const { predicates = 0 } = hidden;
  return {
    title: claims.title,
    ...(holder === undefined ? {} : { holder }),
    issuerName: claims.issuerName,
    fields: entriesOf(claims.fields),
    predicates: Object.entries(claims.predicates).map(([name, holds]) => ({ name, holds })),
    hidden: { fields: all - predicates, predicates },
  };
}

/** The holder's name stands above, and not once more. */
export function entriesOf(values: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(values).flatMap(([name, value]) => (name === HOLDER_FIELD ? [] : [{ name, value }]));
}
