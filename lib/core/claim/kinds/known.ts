/**
 * The kinds of claim that this program knows, each in a file of its own that says what a record of the kind has to have. A kind whose area
 * defines no fields of its own yet knows none: what later programs put there is carried.
 */
import { batch } from "./batch.ts";
import { block } from "./block.ts";
import { bundle } from "./bundle.ts";
import { checkpoint } from "./checkpoint.ts";
import { content } from "./content.ts";
import { contract } from "./contract.ts";
import { erasure } from "./erasure.ts";
import { event } from "./event.ts";
import type { Kind } from "./kind.ts";
import { procedure } from "./procedure.ts";
import { renewal } from "./renewal.ts";
import { status } from "./status.ts";
import { template } from "./template.ts";

export const KINDS = {
  content,
  bundle,
  template,
  batch,
  status,
  contract,
  event,
  procedure,
  erasure,
  renewal,
  block,
  checkpoint,
} as const satisfies Record<string, Kind>;
export type KnownKind = keyof typeof KINDS;

export function isKnownKind(kind: string): kind is KnownKind {
  return Object.hasOwn(KINDS, kind);
}
