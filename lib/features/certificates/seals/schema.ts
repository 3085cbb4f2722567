/** What comes in about approvers and seals. */
import { z } from "zod";
import { APPROVALS_V1 } from "#lib/credentials/threshold/approvals.ts";
import { APPROVERS_MAX, THRESHOLD_MIN } from "#lib/credentials/threshold/messages.ts";
import { refusal } from "#lib/gate/parse-form.ts";

export const groupParamsSchema = z.object({ id: z.uuid() });
export const groupIdSchema = z.object({ id: z.uuid() });

/** The form that names approvers: `approvers` as often as there are. */
export const groupFormSchema = z.object({
  threshold: z.coerce
    .number(refusal("seal_group_size"))
    .int(refusal("seal_group_size"))
    .min(THRESHOLD_MIN, refusal("seal_group_size")),
  approvers: z
    .array(z.uuid(refusal("approver_unknown")), refusal("seal_group_size"))
    .min(THRESHOLD_MIN, refusal("seal_group_size"))
    .max(APPROVERS_MAX, refusal("seal_group_size")),
});

/** A message as lib/credentials/threshold signs it. */
export const signedSchema = z.strictObject({ text: z.string().max(16_384), signature: z.string().length(88) });

/** As lib/credentials/threshold/approvals.ts has it. */
export const approvalsSchema = z.strictObject({
  approvals: z.literal(APPROVALS_V1),
  batch: z.uuid(),
  statement: z.string(),
  seal: z.strictObject({ key: z.string(), signature: z.string() }),
  group: z.uuid(),
  approvers: z.array(z.strictObject({ name: z.string(), open: signedSchema, confirm: signedSchema })),
  words: z.array(signedSchema.extend({ at: z.string() })),
});

/** Why an approver's browser made no key of what it was given. */
export const complaintSchema = z.strictObject({
  about: z.int().min(1).max(APPROVERS_MAX),
  failure: z.enum(["opens_differ", "open_malformed", "share_malformed", "share_wrong"]),
});

export const shareSchema = z.strictObject({ attempt: z.int().min(1), share: z.string().length(44) });
export const reviewQuerySchema = z.strictObject({ after: z.coerce.number().int().min(0).default(0) });
export const nothingSchema = z.strictObject({});
