"use server";

import { action, buttonAction } from "#lib/gate/action.ts";
import { eraseFormSchema, holdFormSchema, releaseFormSchema, ruleFormSchema } from "./schema.ts";
import { addRule, removeRule } from "./verbs/change-rules.ts";
import { eraseEvidence } from "./verbs/erase-evidence.ts";
import { holdEvidence, releaseEvidence } from "./verbs/hold-evidence.ts";

const pageOf = ({ id }: { id: string }) => `/evidence/${id}`;

export const holdAction = action({
  schema: holdFormSchema,
  verb: ({ actor, data: { id, reason, until } }) => holdEvidence({ actor, evidenceId: id, reason, until }),
  clears: ["reason", "until"],
  revalidate: pageOf,
});

export const releaseAction = buttonAction({
  schema: releaseFormSchema,
  returnTo: pageOf,
  verb: ({ actor, data: { id } }) => releaseEvidence({ actor, evidenceId: id }),
  revalidate: pageOf,
});

/** `done`: how many other records keep the same content. */
export const eraseAction = action({
  schema: eraseFormSchema,
  verb: ({ actor, data: { id, reason } }) => eraseEvidence({ actor, evidenceId: id, reason }),
  done: ({ contentStays }) => contentStays.length,
  clears: ["reason"],
  revalidate: pageOf,
});

const RULES_PATH = "/settings/retention";

/** `done`: the id of the new rule. */
export const addRuleAction = action({
  schema: ruleFormSchema,
  verb: ({ actor, data }) => addRule({ actor, rule: data }),
  done: ({ id }) => id,
  clears: ["type", "tag", "days"],
  revalidate: RULES_PATH,
});

export const removeRuleAction = buttonAction({
  schema: releaseFormSchema,
  returnTo: RULES_PATH,
  verb: ({ actor, data: { id } }) => removeRule({ actor, id }),
  revalidate: RULES_PATH,
});
