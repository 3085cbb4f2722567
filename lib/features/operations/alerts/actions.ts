"use server";

import { action } from "#lib/gate/action.ts";
import { acknowledgementSchema, settlementSchema } from "./schema.ts";
import { acknowledgeAlert } from "./verbs/acknowledge-alert.ts";
import { settleAlert } from "./verbs/settle-alert.ts";

/** The number in the navigation changes with the list. */
const CONSOLE = { layout: "/operations" };

export const acknowledgeAlertAction = action({
  schema: acknowledgementSchema,
  verb: ({ actor, data }) => acknowledgeAlert({ actor, alertId: data.id }),
  revalidate: CONSOLE,
});

export const resolveAlertAction = action({
  schema: settlementSchema,
  verb: ({ actor, data: { id: alertId, note } }) => settleAlert({ actor, alertId, note }),
  clears: ["note"],
  revalidate: CONSOLE,
});
