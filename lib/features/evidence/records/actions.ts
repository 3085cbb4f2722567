"use server";

import { action } from "#lib/gate/action.ts";
import { tagSelectionSchema } from "./schema/tags.ts";
import { tagEvidence } from "./verbs/tag-evidence.ts";

/** `done`: how many records were chosen. */
export const tagSelectionAction = action({
  schema: tagSelectionSchema,
  verb: ({ actor, data: { records, add, remove } }) =>
    tagEvidence({ actor, records, add: add ? [add] : [], remove: remove ? [remove] : [] }),
  done: ({ records }) => records,
  clears: ["add", "remove"],
  revalidate: { layout: "/evidence" },
});
