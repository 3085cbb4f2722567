/** The forms and filters of operations. */

import { z } from "zod";
import { GIGABYTE } from "#lib/features/accounts/organisations/types.ts";
import {
  nodeNameSchema,
  nodeUrlSchema,
  nodeWordsSchema,
  verifierKeySchema,
} from "#lib/features/ledger/nodes/schema.ts";
import { NODE_KINDS, NODE_STATES } from "#lib/features/ledger/nodes/types.ts";
import { LEDGER_NAME } from "#lib/features/ledger/sealing/types.ts";
import { emailSchema, nameSchema, refusal } from "#lib/gate/parse-form.ts";
import { ORGANISATION_STATES } from "#lib/words/organisations.ts";

const QUERY_CHARS_MAX = 200;
const PAGE_MAX = 1_000;
const id = z.uuid();
const ledger = z.string().regex(LEDGER_NAME, refusal("value_missing"));
/** A choice that may be none. */
const organisationId = z
  .union([z.literal(""), id])
  .optional()
  .transform((value) => value || undefined);

export const newNodeSchema = z.object({
  ledger,
  kind: z.enum(NODE_KINDS),
  name: nodeNameSchema,
  url: nodeUrlSchema,
  /** Empty for a mirror. */
  verifierKey: z
    .union([z.literal(""), verifierKeySchema])
    .optional()
    .transform((text) => text || undefined),
  operator: nodeWordsSchema,
  contact: nodeWordsSchema,
  organisationId,
});

export const nodeChangeSchema = z.object({
  id,
  url: nodeUrlSchema,
  operator: nodeWordsSchema,
  contact: nodeWordsSchema,
  organisationId: organisationId.transform((value) => value ?? null),
  /** Empty: no further key. */
  mlDsaKey: z
    .union([z.literal(""), verifierKeySchema])
    .optional()
    .transform((text) => text || undefined),
});

export const nodeMoveSchema = z.object({ id, to: z.enum(["active", "suspended", "retired"]), note: nodeWordsSchema });
export const organisationMoveSchema = z.object({ id, to: z.enum(ORGANISATION_STATES), note: nodeWordsSchema });
export const organisationLedgerSchema = z.object({ id, ledger });
/** Empty: no quota of its own. */
const quotaOf = (digitsMax: number, unit: number) =>
  z
    .string()
    .trim()
    .refine((text) => /^\d*$/.test(text) && text.length <= digitsMax, refusal("invalid_count"))
    .transform((text) => (text === "" ? null : Number(text) * unit));
/** Storage in gigabytes, as sizes are shown. */
export const organisationQuotasSchema = z.object({
  id,
  storageQuota: quotaOf(6, GIGABYTE),
  recordQuota: quotaOf(12, 1),
  certificateQuota: quotaOf(12, 1),
});
export const newOrganisationSchema = z.object({ name: nameSchema, ownerEmail: emailSchema, ledger });

export const quorumSchema = z.object({
  ledger,
  needed: z
    .string()
    .trim()
    .regex(/^\d{1,3}$/, refusal("invalid_count"))
    .transform(Number),
});

/** The name of a ledger that is to be made. */
export const newLedgerSchema = z.object({
  name: z.string().trim().regex(LEDGER_NAME, refusal("invalid_ledger_name")),
});

/** What cannot be filtered by counts as not given. */
const choice = <const Value extends string>(values: readonly Value[]) => z.enum(values).optional().catch(undefined);
const q = z.string().trim().max(QUERY_CHARS_MAX).catch("").default("");
const cursor = id.optional().catch(undefined);

export const nodesQuerySchema = z.object({
  q,
  kind: choice(NODE_KINDS),
  state: choice(NODE_STATES),
  ledger: ledger.optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(PAGE_MAX).catch(1).default(1),
});
export const organisationsQuerySchema = z.object({
  q,
  state: choice(ORGANISATION_STATES),
  ledger: ledger.optional().catch(undefined),
  older: cursor,
  newer: cursor,
});
