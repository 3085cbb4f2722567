import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ResetPasswordForm } from "#components/passwords/reset-password-form.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadReset } from "#lib/features/accounts/passwords/pages.ts";
import { PASSWORD_CHARS_MIN } from "#lib/gate/password.ts";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("passwords");
  return { title: t("resetTitle"), robots: { index: false } };
}

export default async function ResetPasswordPage({ searchParams }: { searchParams: SearchParams }) {
  const { token, done } = await searchParams;
  const given = typeof token === "string" ? token : undefined;
  const [t, open] = await Promise.all([getTranslations("passwords"), loadReset(given)]);
  if (done !== undefined) {
    return (
      <div className="page max-w-lg">
        <PageHeader title={t("done")} lead={t("doneText")} />
        <LinkButton href="/sign-in" variant="primary">
          {t("signIn")}
        </LinkButton>
      </div>
    );
  }
  if (!open || given === undefined) {
    return (
      <div className="page max-w-lg">
        <PageHeader title={given === undefined ? t("noTokenTitle") : t("closedTitle")} lead={t("closedLead")} />
        <LinkButton href="/forgot-password" variant="primary">
          {t("again")}
        </LinkButton>
      </div>
    );
  }
  return (
    <div className="page max-w-lg">
      <PageHeader title={t("resetTitle")} lead={t("resetLead", { email: open.email })} />
      <ClientMessages namespaces={["passwords", "forms"]}>
        <ResetPasswordForm token={given} email={open.email} passwordCharsMin={PASSWORD_CHARS_MIN} />
      </ClientMessages>
    </div>
  );
}
