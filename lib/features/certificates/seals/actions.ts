"use server";

import { action, buttonAction } from "#lib/gate/action.ts";
import { groupFormSchema, groupIdSchema } from "./schema.ts";
import { createGroup } from "./verbs/create-group.ts";
import { endGroup } from "./verbs/end-group.ts";

const APPROVERS_PATH = "/settings/approvers";

/** `done`: the group's id. */
export const createGroupAction = action({
  schema: groupFormSchema,
  verb: ({ actor, data: { threshold, approvers } }) => createGroup({ actor, threshold, userIds: approvers }),
  done: (id) => id,
  revalidate: APPROVERS_PATH,
});

export const endGroupAction = buttonAction({
  schema: groupIdSchema,
  returnTo: APPROVERS_PATH,
  verb: ({ actor, data }) => endGroup({ actor, groupId: data.id }),
  revalidate: APPROVERS_PATH,
});
