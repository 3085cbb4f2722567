/** What comes in and what goes out where programs read a ledger. Digests are lower-case hex, times UTC. */

import { z } from "zod";
import { LEDGER_KEY_ALGORITHMS } from "#lib/core/log/key-history.ts";
import { LEDGER_NAME, PAGE_ROWS_MAX } from "#lib/features/ledger/sealing/types.ts";

const PAGE_ROWS_DEFAULT = 50;

/** A decimal without sign or leading zeros, up to 2^53 - 1: what JSON numbers carry exactly. */
const decimal = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,15})$/)
  .transform(Number)
  .refine(Number.isSafeInteger)
  .transform(BigInt);
const limit = z.coerce.number().int().min(1).max(PAGE_ROWS_MAX).default(PAGE_ROWS_DEFAULT);

const name = z.string().regex(LEDGER_NAME);
export const ledgerParamsSchema = z.object({ name });
export const tileParamsSchema = z.object({ name, path: z.array(z.string()) });
export const blockParamsSchema = z.object({ name, height: decimal });
export const entryParamsSchema = z.object({ name, index: decimal });

export const blocksQuerySchema = z.object({
  /** Blocks below this height. */
  before: decimal.optional(),
  limit,
});
export const entriesQuerySchema = z.object({
  /** Entries from this index on. */
  from: decimal.default(0n),
  limit,
});
/** An epoch is named by its first tree size. */
export const policyEpochParamsSchema = z.object({ name, epoch: decimal });
export const policyQuerySchema = z.object({
  /** The policy that was in force at a tree of this size; without it, the one in force now. */
  size: decimal.optional(),
});
export const consistencyQuerySchema = z
  .object({ from: decimal, to: decimal })
  .refine(({ from, to }) => from <= to, { path: ["from"], message: "from must not exceed to" });

const count = z.number().int().min(0);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.iso.datetime();
const link = z.url();

export const ledgerSchema = z.object({
  name,
  /** First line of every checkpoint, name of the keys. */
  origin: z.string(),
  /** The newest key that signed the checkpoint in force, as a C2SP signed-note verifier key. */
  verifierKey: z.string(),
  createdAt: time,
  /** 1: each checkpoint names the header of its block. 2: the header is the last leaf of its block. */
  format: z.union([z.literal(1), z.literal(2)]),
  /** Leaves of the tree that are no headers. */
  records: count,
  treeSize: count,
  root: digest,
  /** Of the last block; absent before the first. */
  height: count.optional(),
  lastBlockAt: time.optional(),
  /** The signed note in force. */
  checkpoint: z.string(),
  links: z.object({
    self: link,
    blocks: link,
    entries: link,
    /** With the sizes as `from` and `to`. */
    consistency: link,
    checkpoint: link,
    tiles: link,
    keys: link,
    witnessPolicy: link,
    logList: link,
  }),
});

export const blockSchema = z.object({
  height: count,
  firstIndex: count,
  /** Records in it. */
  leafCount: count,
  /** Of the leaf that is its header; absent in a ledger of format 1. */
  headerIndex: count.optional(),
  /** Leaves of the tree with all of the block's, and their root. */
  treeSize: count,
  root: digest,
  time,
  /** Hash of the block before; 64 zeros for the first. */
  previous: digest,
  /** SHA-256 of `header`. */
  hash: digest,
  header: z.string(),
  checkpoint: z.string(),
  links: z.object({ self: link, entries: link, previous: link.optional() }),
});

export const entrySchema = z.object({
  index: count,
  /** `block`: the header of its block; `statement`: a signed statement (RFC 9943), which is no text. */
  type: z.string(),
  /** Absent for a header. */
  recordSha256: digest.optional(),
  /** The bytes logged, as text; empty for a signed statement. */
  entry: z.string(),
  /** The bytes logged, of a signed statement. */
  entryBase64: z.string().optional(),
  leafHash: digest,
  blockHeight: count,
  links: z.object({ self: link, block: link }),
});

export const anchoredEntrySchema = entrySchema.extend({
  /** Inclusion in the tree of the entry's own block: the same whenever it is asked for. */
  inclusion: z.object({
    treeSize: count,
    root: digest,
    /** The leaf's sibling first. RFC 6962 section 2.1.1 */
    path: z.array(digest),
    checkpoint: z.string(),
  }),
});

export const blocksSchema = z.object({
  /** Newest first. */
  blocks: z.array(blockSchema),
  /** To be given as `before` for the next page; absent on the last one. */
  next: count.optional(),
});
export const entriesSchema = z.object({
  entries: z.array(entrySchema),
  /** To be given as `from` for the next page; absent on the last one. */
  next: count.optional(),
});

const keysSchema = z.object({
  ledger: name,
  origin: z.string(),
  /** The oldest first. */
  keys: z.array(
    z.object({
      number: count,
      /** C2SP signed-note verifier key. */
      verifierKey: z.string(),
      algorithm: z.enum(LEDGER_KEY_ALGORITHMS),
      /** It signs the checkpoints of trees of this size and more … */
      sinceSize: count,
      /** … up to this one; absent while it signs. */
      endSize: count.optional(),
      addedAt: time,
      endedAt: time.optional(),
      /** A signed note with the text `sealbook.key/v1`, origin, key and size, by itself and by the newest of each algorithm before; of SM2 by the Ed25519 key. */
      statement: z.string(),
    }),
  ),
  /** For readers that want every key of a policy to have signed: the policy of each stretch of tree sizes. */
  policies: z.array(z.object({ sinceSize: count, endSize: count.optional(), url: link })),
});

export const consistencySchema = z.object({
  from: count,
  fromRoot: digest,
  to: count,
  toRoot: digest,
  /** RFC 9162 section 2.1.4.1; empty when `from` is 0 or equals `to`. */
  proof: z.array(digest),
});

export type KeysView = z.output<typeof keysSchema>;
export type ConsistencyView = z.output<typeof consistencySchema>;
export type LedgerView = z.output<typeof ledgerSchema>;
export type BlockView = z.output<typeof blockSchema>;
export type EntryView = z.output<typeof entrySchema>;
export type AnchoredEntryView = z.output<typeof anchoredEntrySchema>;
export type BlocksView = z.output<typeof blocksSchema>;
export type EntriesView = z.output<typeof entriesSchema>;
