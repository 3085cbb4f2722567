import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { OperationsNav } from "#components/operations/operations-nav.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { loadAccount } from "#lib/features/accounts/sessions/pages.ts";
import { loadOpenAlertCount } from "#lib/features/operations/alerts/pages.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operations");
  return { title: t("title"), robots: { index: false } };
}

/** Each page asks for itself who looks: a layout is not asked again when one moves between them. */
export default async function OperationsLayout({ children }: { children: ReactNode }) {
  const [account, openAlerts] = await Promise.all([loadAccount(), loadOpenAlertCount()]);
  if (!account) return children;
  return (
    <ClientMessages namespaces={["operations", "nodes", "forms"]}>
      <div className="page page-wide">
        {account.mayOperate ? <OperationsNav openAlerts={openAlerts} /> : null}
        {children}
      </div>
    </ClientMessages>
  );
}
