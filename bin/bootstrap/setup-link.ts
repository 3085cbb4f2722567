/** A step of the start: the link of the first run, while there is no organisation; earlier links close. */
import { issueSetupLink } from "#lib/features/setup/mutations/issue-setup-link.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { answer } from "./answer.ts";

await answer(async () => {
  try {
    const link = await issueSetupLink({ actor: { kind: "operator" } });
    return { url: link?.url };
  } finally {
    await prisma().$disconnect();
  }
});
