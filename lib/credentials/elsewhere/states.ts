/** What a credential states about itself, as a person reads it: a stranger's texts. */
import { type Members, membersOf, textOf } from "./asker.ts";

/** Of a W3C credential, whichever version. */
export function credentialStates(document: Members) {
  const subject = membersOf([document.credentialSubject].flat()[0]);
  const achievement = membersOf([subject?.achievement].flat()[0]);
  const issuer = membersOf(document.issuer);
  return {
    title: first(document.name, achievement?.name, membersOf(subject?.claim)?.name),
    holder: first(subject?.name, membersOf([subject?.identifier].flat()[0])?.identityHash),
    issuer: first(issuer?.name, issuer?.id, document.issuer),
    issued: dateText(document.validFrom ?? document.issuanceDate),
    expires: dateText(document.validUntil ?? document.expirationDate),
  };
}

/** What stands where a date belongs, whatever it is: one that cannot be read is not the same as none. */
export function dateText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : (textOf(value) ?? JSON.stringify(value));
}

export const first = (...values: unknown[]): string | undefined =>
  values.map(textOf).find((each) => each !== undefined);
