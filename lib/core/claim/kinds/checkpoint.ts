/** A checkpoint of another ledger: its content is the signed note. */
import { type Kind, PLAIN } from "./kind.ts";

export const checkpoint: Kind = PLAIN;
