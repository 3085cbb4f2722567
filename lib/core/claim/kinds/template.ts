/** What certificates or contracts are made from: its content is the template, in one version that never changes. */
import { type Kind, PLAIN } from "./kind.ts";

export const template: Kind = PLAIN;
