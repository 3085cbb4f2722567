/** Several files under one claim: its content is the list of them. */
import { type Kind, PLAIN } from "./kind.ts";

export const bundle: Kind = PLAIN;
