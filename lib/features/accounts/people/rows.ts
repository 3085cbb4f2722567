import type { UserActor } from "#lib/gate/actor.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { Person } from "./types.ts";

/** The actor's own account. */
export async function readPerson({ userId }: UserActor): Promise<Person> {
  const { locale, ...person } = await prisma().user.findUniqueOrThrow({
    where: { id: userId },
    select: { name: true, email: true, locale: true, timeZone: true },
  });
  // The database accepts no other language.
  return { ...person, locale: locale as Locale | null };
}
