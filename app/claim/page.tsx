import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CodeForm } from "#components/certificates/holders/code-form.tsx";
import { LostForm } from "#components/certificates/holders/lost-form.tsx";
import { OpenWithPasskey } from "#components/certificates/holders/passkeys-card.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadStart } from "#lib/features/certificates/holders/pages.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("holderPage");
  return { title: t("start") };
}

/** Where holders without a link begin: with a code, or by asking for the link once more. */
export default async function ClaimPage() {
  const [t, passkeys] = await Promise.all([getTranslations("holderPage"), getTranslations("holderPasskeys")]);
  return (
    <div className="page page-narrow">
      <PageHeader title={t("start")} lead={t("startLead")} />
      <ClientMessages namespaces={["holderPage", "holderPasskeys", "factors", "forms"]}>
        <div className="grid gap-6">
          <Card title={t("codeTitle")}>
            <CodeForm />
          </Card>
          <Card title={passkeys("openTitle")} description={passkeys("openText")}>
            <OpenWithPasskey />
          </Card>
          {loadStart().mayAskForLink ? (
            <Card title={t("lostTitle")} description={t("lostText")}>
              <LostForm />
            </Card>
          ) : null}
        </div>
      </ClientMessages>
    </div>
  );
}
