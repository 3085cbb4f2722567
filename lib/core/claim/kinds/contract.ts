/** A contract: its content is the document as it was composed, its template a parent. */
import { type Kind, PLAIN } from "./kind.ts";

export const contract: Kind = PLAIN;
