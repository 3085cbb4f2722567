import { toHex } from "#lib/core/text/bytes.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { LogoFacts } from "./types.ts";

/**
 * The logo of an organisation as it is on white paper: PNG, of 8 bits of red, green and blue. Undefined where it has none.
 *
 * @param organisationId whose receipt or page it is for; a logo is no secret of those who see its organisation named
 */
export async function readLogo(organisationId: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const row = await prisma().organisationLogo.findUnique({ where: { organisationId }, select: { png: true } });
  return row?.png;
}

export async function findLogo(organisationId: string): Promise<LogoFacts | undefined> {
  const select = { sha256: true, setAt: true } as const;
  const row = await prisma().organisationLogo.findUnique({ where: { organisationId }, select });
  return row ? { sha256: toHex(row.sha256), setAt: row.setAt } : undefined;
}
