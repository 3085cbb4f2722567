/** What comes in and what goes out where nodes are read and changed. */

import { z } from "zod";
import { hasHiddenCharacters } from "#lib/core/text/names.ts";
import { refusal } from "#lib/gate/parse-form.ts";
import { NODE_KINDS, NODE_STATES, NODE_TROUBLES } from "./types.ts";

const NAME_CHARS_MAX = 128;
const WORDS_CHARS_MAX = 200;
const URL_CHARS_MAX = 500;
/** Two keys, one of them ML-DSA-44, under the longest name, and what stands between. */
const KEY_CHARS_MAX = 4_096;

/** As it stands in a policy (C2SP tlog-policy): one word, and nothing in it that hides. */
export const nodeNameSchema = z
  .string(refusal("invalid_node_name"))
  .max(NAME_CHARS_MAX, refusal("invalid_node_name"))
  .regex(/^[^\s+#]+$/u, refusal("invalid_node_name"))
  .refine((text) => !hasHiddenCharacters(text), refusal("invalid_node_name"));

/** Without a trailing slash, query, fragment or password. */
export const nodeUrlSchema = z
  .url({ protocol: /^https?$/, ...refusal("invalid_url") })
  .max(URL_CHARS_MAX, refusal("invalid_url"))
  .transform((text) => new URL(text))
  .refine((url) => url.username === "" && url.password === "", refusal("invalid_url"))
  .refine((url) => url.search === "" && url.hash === "", refusal("invalid_url"))
  .transform((url) => url.href.replace(/\/+$/, ""));

/** Who runs it, how to reach them: a line of words, or none. */
export const nodeWordsSchema = z
  .string(refusal("invalid_line"))
  .transform((text) => text.trim().normalize("NFC"))
  .refine((text) => text.length <= WORDS_CHARS_MAX && !hasHiddenCharacters(text), refusal("invalid_line"));

/** Of a witness one key or two, white space between: as its operator is shown them. */
export const verifierKeySchema = z
  .string(refusal("invalid_verifier_key"))
  .trim()
  .min(1, refusal("invalid_verifier_key"))
  .max(KEY_CHARS_MAX, refusal("invalid_verifier_key"));

const count = z.number().int().min(0);
const time = z.iso.datetime();

/** A node as anyone may see it. */
const nodeSchema = z.object({
  name: z.string(),
  kind: z.enum(NODE_KINDS),
  state: z.enum(NODE_STATES),
  since: time,
  /** The organisation that runs it, or who does, in words; empty when neither is known. */
  operator: z.string(),
  url: z.string(),
  /** C2SP signed-note verifier key; of a witness alone. */
  verifierKey: z.string().optional(),
  /** Of a witness that signs with two keys, the second one: ML-DSA-44. */
  mlDsaKey: z.string().optional(),
  /** Tree size that it last confirmed. */
  size: count.optional(),
  /** When it last answered as it should, and when it was last asked. */
  reachedAt: time.optional(),
  triedAt: time.optional(),
  latencyMs: count.optional(),
  /** Why it failed last, unless it has answered since. */
  failure: z.enum(NODE_TROUBLES).optional(),
  version: z.string().optional(),
});

export const nodesSchema = z.object({
  ledger: z.string(),
  treeSize: count,
  /** Of the last block; absent before the first. */
  height: count.optional(),
  quorum: z.object({
    /** Witnesses that have to cosign a checkpoint; 0: none has to. */
    needed: count,
    /** Out of these. */
    members: z.array(z.string()),
  }),
  /** The newest block that as many have cosigned. */
  witnessed: z.object({ height: count, treeSize: count, at: time }).optional(),
  nodes: z.array(nodeSchema),
  links: z.object({ self: z.url(), witnessPolicy: z.url() }),
});

export type NodeView = z.output<typeof nodeSchema>;
export type NodesView = z.output<typeof nodesSchema>;
