/** A block of another ledger: its content is the header. */
import { type Kind, PLAIN } from "./kind.ts";

export const block: Kind = PLAIN;
