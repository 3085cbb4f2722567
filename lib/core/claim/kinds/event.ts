/**
 * An event in a chain: all but the first name the event before as parent `previous`, and repeat the blinded reference of their entry as
 * `after` (lib/core/claim/chain.ts).
 */
import { isHash, type Kind, parentsAs } from "./kind.ts";

export const PREVIOUS = "previous";

export const event: Kind = {
  members: ["after"],
  holds: (claim) => {
    const previous = parentsAs(claim, PREVIOUS).length;
    const after = claim.claim?.after;
    return previous === 0 ? after === undefined : previous === 1 && isHash(after);
  },
  facts: ({ claim }) => (claim?.after === undefined ? [] : [{ name: "after", value: String(claim.after) }]),
};
