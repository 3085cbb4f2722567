import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { SettingsNav } from "#components/shell/settings-nav.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadAccount } from "#lib/features/accounts/sessions/pages.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings");
  return { title: t("title"), robots: { index: false } };
}

/** Each page asks for its own member: a layout is not asked again when one moves between them. */
export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const [t, account] = await Promise.all([getTranslations("settings"), loadAccount()]);
  if (!account) return children;
  return (
    <ClientMessages
      namespaces={[
        "settings",
        "erasure",
        "members",
        "outbox",
        "logo",
        "fields",
        "forms",
        "webhooks",
        "units",
        "documentSignatures",
      ]}
    >
      <div className="page page-wide">
        <PageHeader title={t("title")} />
        <SettingsNav />
        {children}
      </div>
    </ClientMessages>
  );
}
