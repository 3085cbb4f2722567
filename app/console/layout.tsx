import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ConsoleNav } from "#components/console/console-nav.tsx";
import { AccountBar } from "#components/shell/account-bar.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { loadAccount } from "#lib/features/accounts/sessions/pages.ts";
import { loadOpenAlertCount } from "#lib/features/operations/alerts/pages.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("console");
  return { title: t("title"), robots: { index: false } };
}

/** Each page asks for itself who looks: a layout is not asked again when one moves between them. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const [account, openAlerts] = await Promise.all([loadAccount(), loadOpenAlertCount()]);
  if (!account) return children;
  return (
    <ClientMessages namespaces={["console", "nodes", "forms"]}>
      <AccountBar account={account} />
      <div className="page page-wide">
        {account.mayOperate ? <ConsoleNav openAlerts={openAlerts} /> : null}
        {children}
      </div>
    </ClientMessages>
  );
}
