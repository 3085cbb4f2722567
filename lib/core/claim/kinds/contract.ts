/** A contract: its content is the document as it was composed, its template a parent. */
import { type Kind, PLAIN } from "./kind.ts";

/** As what a contract names its template. */
export const TEMPLATE_ROLE = "template";

export const contract: Kind = PLAIN;
