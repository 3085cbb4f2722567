/** A content: `file` passed through the service, `digest` was stated to it. */
import { isEvidenceType } from "../entry.ts";
import type { Kind } from "./kind.ts";

export const content: Kind = {
  members: ["type"],
  holds: ({ claim, size }) => isEvidenceType(claim?.type) && (claim.type === "digest" || (size ?? 0) > 0),
  facts: ({ claim }) => [{ name: "type", value: String(claim?.type) }],
};
