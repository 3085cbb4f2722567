/** A published procedure, in one version: its content is the definition that trails are replayed against. */
import { type Kind, PLAIN } from "./kind.ts";

export const procedure: Kind = PLAIN;
