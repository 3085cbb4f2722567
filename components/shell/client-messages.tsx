import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";
import type { Messages, Namespace } from "#lib/i18n/catalogue.ts";

/** What every client component of the kit and the shell may need. */
const ALWAYS: readonly Namespace[] = ["common"];

/**
 * Gives the client components below it the messages they name, and no others: a page pays only for its own words.
 * An inner one replaces what an outer one gave.
 */
export async function ClientMessages({
  namespaces,
  children,
}: {
  namespaces: readonly Namespace[];
  children: ReactNode;
}) {
  const messages = (await getMessages()) as Messages;
  const chosen = Object.fromEntries([...ALWAYS, ...namespaces].map((namespace) => [namespace, messages[namespace]]));
  return <NextIntlClientProvider messages={chosen}>{children}</NextIntlClientProvider>;
}
