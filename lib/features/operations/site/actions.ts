"use server";

import { action } from "#lib/gate/action.ts";
import { noticeSchema, securityContactSchema } from "./schema.ts";
import { changeNotice } from "./verbs/change-notice.ts";
import { changeSecurityContact } from "./verbs/change-security-contact.ts";

/** The foot of every page says whether there is one. */
const EVERYWHERE = { layout: "/" };

export const changeNoticeAction = action({
  schema: noticeSchema,
  verb: ({ actor, data: { name, ...notice } }) => changeNotice({ actor, name, notice }),
  revalidate: EVERYWHERE,
});

export const changeSecurityContactAction = action({
  schema: securityContactSchema,
  verb: ({ actor, data }) => changeSecurityContact({ actor, ...data }),
  revalidate: "/operations/site",
});
