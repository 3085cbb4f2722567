/** The page on which those who run the installation say who they are. */
import { loadMayOperate, requireMember } from "#lib/gate/page-member.ts";
import { findNotice, findSecurityContact } from "./rows.ts";
import type { Notice } from "./types.ts";

const NONE: Notice = { en: "", zh: "", url: "" };

/** Undefined for members who do not run the installation. */
export async function loadSitePage() {
  await requireMember("/operations/site");
  if (!(await loadMayOperate())) return undefined;
  const [imprint = NONE, privacy = NONE, security] = await Promise.all([
    findNotice("imprint"),
    findNotice("privacy"),
    findSecurityContact(),
  ]);
  return {
    notices: { imprint, privacy },
    security,
    expired: security !== undefined && security.expiresAt <= new Date(),
  };
}
