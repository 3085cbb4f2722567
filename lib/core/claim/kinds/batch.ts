/**
 * A batch of certificates, as its issuer states it (lib/core/certificate/batch.ts); one alone is a batch of one. Each proves itself by its
 * path to the root.
 */
import { isSize } from "../members.ts";
import { isHash, type Kind } from "./kind.ts";

export const batch: Kind = {
  members: ["count", "root"],
  holds: ({ claim, issuer }) => issuer !== undefined && isHash(claim?.root) && isSize(claim.count, 1),
  facts: ({ claim }) => [
    { name: "root", value: String(claim?.root) },
    { name: "count", value: String(claim?.count) },
  ],
};
