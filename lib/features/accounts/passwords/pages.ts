/** What the pages of a forgotten password show. */
import { sendsMail } from "#lib/infra/mail/transport.ts";
import { findOpenReset } from "./rows.ts";
import type { OpenReset } from "./types.ts";

export async function loadReset(token: string | undefined): Promise<OpenReset | undefined> {
  return token === undefined ? undefined : await findOpenReset(token);
}

/** Whether a link can be asked for by mail; otherwise the operator of the installation makes it. */
export async function loadResetByMail(): Promise<boolean> {
  return sendsMail;
}
