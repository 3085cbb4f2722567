/**
 * What became of a certificate, as its issuer states it (lib/core/certificate/status.ts). Whoever holds the certificate's receipt finds this
 * entry by its subject, whoever is still there to ask.
 */
import type { Kind } from "./kind.ts";

export const STATUSES = ["issued", "superseded", "suspended", "resumed", "revoked"] as const;

export const status: Kind = {
  members: ["status"],
  holds: ({ claim, issuer, subject }) =>
    issuer !== undefined && subject !== undefined && STATUSES.some((each) => each === claim?.status),
  facts: ({ claim, subject }) => [
    { name: "status", value: String(claim?.status) },
    { name: "subject", value: String(subject) },
  ],
};
