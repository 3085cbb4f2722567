"use server";

import { action, buttonAction } from "#lib/gate/action.ts";
import { fieldIdSchema, fieldSchema, newFieldSchema } from "./schema/form.ts";
import { defineField } from "./verbs/define-field.ts";
import { removeField } from "./verbs/remove-field.ts";

const FIELDS_PATH = "/settings/fields";

/** `done`: the id of the new field. */
export const addFieldAction = action({
  schema: newFieldSchema,
  verb: ({ actor, data }) => defineField({ actor, definition: data }),
  done: ({ id }) => id,
  clears: ["name", "type", "currency", "required", "inList"],
  revalidate: FIELDS_PATH,
});

export const changeFieldAction = action({
  schema: fieldSchema,
  verb: ({ actor, data: { id, ...definition } }) => defineField({ actor, id, definition }),
  done: ({ id }) => id,
  revalidate: FIELDS_PATH,
});

export const removeFieldAction = buttonAction({
  schema: fieldIdSchema,
  returnTo: FIELDS_PATH,
  verb: ({ actor, data: { id } }) => removeField({ actor, id }),
  revalidate: FIELDS_PATH,
});
