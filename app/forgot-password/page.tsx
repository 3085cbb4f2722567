import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ForgotPasswordForm } from "#components/passwords/forgot-password-form.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { loadResetByMail } from "#lib/features/accounts/passwords/pages.ts";

/** How the operator makes a link: said as it is typed, in every language. */
const COMMAND = "npm run -s sealbook -- user reset-link --email you@example.org";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("passwords");
  return { title: t("forgotTitle"), robots: { index: false } };
}

export default async function ForgotPasswordPage() {
  const [t, byMail] = await Promise.all([getTranslations("passwords"), loadResetByMail()]);
  return (
    <div className="page max-w-lg">
      <PageHeader title={t("forgotTitle")} lead={byMail ? t("forgotLead") : undefined} />
      {byMail ? (
        <Card>
          <ClientMessages namespaces={["passwords", "forms"]}>
            <ForgotPasswordForm />
          </ClientMessages>
        </Card>
      ) : (
        <Callout tone="attention" title={t("noMail")}>
          {t("noMailHow")}
          <code className="mt-2 block text-xs wrap-anywhere">{COMMAND}</code>
        </Callout>
      )}
      <p className="pt-5 text-sm">
        <TextLink href="/sign-in">{t("back")}</TextLink>
      </p>
    </div>
  );
}
