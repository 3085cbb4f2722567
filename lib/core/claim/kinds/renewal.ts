/** A renewal of a ledger: its content is the statement (lib/core/renewal). */
import { type Kind, PLAIN } from "./kind.ts";

export const renewal: Kind = PLAIN;
