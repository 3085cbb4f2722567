/** Several files under one claim: its digest is the root of the tree over their lines (lib/core/bundle). Each proves itself by its path. */
import { isSize } from "../members.ts";
import type { Kind } from "./kind.ts";

export const bundle: Kind = {
  members: ["files"],
  holds: ({ claim }) => isSize(claim?.files, 1),
  facts: ({ claim }) => [{ name: "files", value: String(claim?.files) }],
};
