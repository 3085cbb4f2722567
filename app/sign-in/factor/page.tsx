import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { SecondFactorForm } from "#components/factors/second-factor-form.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { loadAwaiting } from "#lib/features/accounts/factors/pages.ts";
import { signOutAction } from "#lib/features/accounts/sessions/actions.ts";
import { localPath } from "#lib/features/accounts/sessions/schema.ts";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("secondFactor");
  return { title: t("title"), robots: { index: false } };
}

export default async function SecondFactorPage({ searchParams }: { searchParams: SearchParams }) {
  const { next } = await searchParams;
  const path = localPath(typeof next === "string" ? next : undefined);
  const [t, awaiting] = await Promise.all([getTranslations("secondFactor"), loadAwaiting()]);
  if (!awaiting) redirect(`/sign-in?${new URLSearchParams({ next: path })}`);
  const { email, factors } = awaiting;
  return (
    <div className="page max-w-lg">
      <PageHeader title={t("title")} lead={t("lead", { email })} />
      <Card>
        <ClientMessages namespaces={["secondFactor", "factors", "forms"]}>
          <SecondFactorForm
            next={path}
            hasTotp={factors.totpSince !== undefined}
            hasPasskey={factors.passkeys.length > 0}
          />
        </ClientMessages>
      </Card>
      <p className="max-w-prose pt-5 text-sm text-ink-soft">{t("lost")}</p>
      <form action={signOutAction} className="-ms-4 pt-2">
        <SubmitButton variant="quiet">{t("other")}</SubmitButton>
      </form>
    </div>
  );
}
