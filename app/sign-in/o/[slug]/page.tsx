import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { DepartForm } from "#components/sso/depart-form.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { localPath } from "#lib/features/accounts/sessions/schema.ts";
import { loadSignInAddress } from "#lib/features/accounts/sso/pages.ts";
import { problemTexts } from "#lib/infra/http/problems.ts";
import { isErrorCode, SealbookError } from "#lib/words/errors.ts";

type Params = Promise<{ slug: string }>;
type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("sso");
  return { title: t("signInTitle"), robots: { index: false } };
}

/** Names no organisation: who has the address knows whose it is. */
export default async function ProviderSignInPage({
  params,
  searchParams,
}: {
  params: Params;
  searchParams: SearchParams;
}) {
  const [{ slug }, { next, error }] = await Promise.all([params, searchParams]);
  if (!(await loadSignInAddress(slug))) notFound();
  const [t, locale] = await Promise.all([getTranslations("sso"), getLocale()]);
  const code = isErrorCode(error) && error.startsWith("sso_") ? error : undefined;
  const problem = code && { code, text: problemTexts(new SealbookError(code), locale).detail };
  return (
    <div className="page max-w-lg">
      <PageHeader title={t("signInTitle")} />
      <Card>
        <ClientMessages namespaces={["sso", "forms"]}>
          <DepartForm slug={slug} next={localPath(typeof next === "string" ? next : undefined)} problem={problem} />
        </ClientMessages>
      </Card>
      <p className="pt-5 text-sm">
        <TextLink href="/sign-in">{t("otherWay")}</TextLink>
      </p>
    </div>
  );
}
