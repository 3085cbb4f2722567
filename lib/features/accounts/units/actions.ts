"use server";

import { action } from "#lib/gate/action.ts";
import { changedUnitSchema, newUnitSchema, unitIdSchema } from "./schema.ts";
import { changeUnit, closeUnit, createUnit, reopenUnit } from "./verbs/change-units.ts";

const UNITS_PATH = "/settings/units";

export const createUnitAction = action({
  schema: newUnitSchema,
  verb: ({ actor, data }) => createUnit({ actor, ...data }),
  done: ({ id }) => id,
  clears: ["name", "parent"],
  revalidate: UNITS_PATH,
});

export const changeUnitAction = action({
  schema: changedUnitSchema,
  verb: ({ actor, data }) => changeUnit({ actor, ...data }),
  done: (_, { id }) => id,
  revalidate: UNITS_PATH,
});

export const closeUnitAction = action({
  schema: unitIdSchema,
  verb: ({ actor, data }) => closeUnit({ actor, ...data }),
  revalidate: UNITS_PATH,
});

export const reopenUnitAction = action({
  schema: unitIdSchema,
  verb: ({ actor, data }) => reopenUnit({ actor, ...data }),
  revalidate: UNITS_PATH,
});
