"use server";

import { action, buttonAction } from "#lib/gate/action.ts";
import {
  approvalFormSchema,
  batchFormSchema,
  draftFormSchema,
  rejectFormSchema,
  rulesFormSchema,
} from "./schema/forms.ts";
import { changeRules } from "./verbs/change-rules.ts";
import { approveBatch, rejectBatch } from "./verbs/decide-batch.ts";
import { removeDrafts } from "./verbs/remove-drafts.ts";
import { cancelBatch, pauseBatch, resumeBatch } from "./verbs/steer-batch.ts";
import { submitBatch } from "./verbs/submit-batch.ts";

const BATCHES = "/certificates/batches";
const pageOf = ({ batch }: { batch: string }) => `${BATCHES}/${batch}`;

export const submitBatchAction = action({
  schema: batchFormSchema,
  verb: ({ actor, data: { batch } }) => submitBatch({ actor, batchId: batch }),
  revalidate: pageOf,
});

export const approveBatchAction = action({
  schema: approvalFormSchema,
  verb: ({ actor, data: { batch, submittedAt } }) => approveBatch({ actor, batchId: batch, submittedAt }),
  revalidate: pageOf,
});

export const rejectBatchAction = action({
  schema: rejectFormSchema,
  verb: ({ actor, data: { batch, reason } }) => rejectBatch({ actor, batchId: batch, reason }),
  revalidate: pageOf,
});

export const pauseBatchAction = buttonAction({
  schema: batchFormSchema,
  returnTo: pageOf,
  verb: ({ actor, data: { batch } }) => pauseBatch({ actor, batchId: batch }),
  revalidate: pageOf,
});

export const resumeBatchAction = buttonAction({
  schema: batchFormSchema,
  returnTo: pageOf,
  verb: ({ actor, data: { batch } }) => resumeBatch({ actor, batchId: batch }),
  revalidate: pageOf,
});

export const cancelBatchAction = buttonAction({
  schema: batchFormSchema,
  returnTo: pageOf,
  verb: ({ actor, data: { batch } }) => cancelBatch({ actor, batchId: batch }),
  revalidate: pageOf,
});

export const removeDraftsAction = buttonAction({
  schema: draftFormSchema,
  returnTo: pageOf,
  verb: ({ actor, data: { batch, number } }) => removeDrafts({ actor, batchId: batch, number }),
  revalidate: pageOf,
});

export const changeRulesAction = action({
  schema: rulesFormSchema,
  verb: ({ actor, data: { fourEyes } }) => changeRules({ actor, fourEyes }),
  revalidate: BATCHES,
});
