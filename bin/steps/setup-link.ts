/** The link of the first run. */
import { issueSetupLink } from "#lib/features/setup/verbs/issue-setup-link.ts";
import { prisma } from "#lib/infra/db/prisma.ts";

/**
 * Makes the link with which the first organisation is created; earlier links close.
 *
 * @returns its address; undefined when there is an organisation already
 */
export async function makeSetupLink(): Promise<string | undefined> {
  try {
    const link = await issueSetupLink({ actor: { kind: "operator" } });
    return link?.url;
  } finally {
    await prisma().$disconnect();
  }
}
