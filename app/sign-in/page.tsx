import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { PasskeySignIn } from "#components/factors/passkey-sign-in.tsx";
import { SignInForm } from "#components/sessions/sign-in-form.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { KeepZone } from "#components/shell/keep-zone.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { loadAwaiting } from "#lib/features/accounts/factors/pages.ts";
import { CONSOLE_PATH, localPath, pathAfter } from "#lib/features/accounts/sessions/schema.ts";
import { loadIsSetUp } from "#lib/features/setup/pages.ts";
import { currentMember } from "#lib/gate/page-member.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { problemTexts } from "#lib/infra/http/problems.ts";
import { type ErrorCode, SealbookError } from "#lib/words/errors.ts";
import type { FormProblem } from "#lib/words/form-state.ts";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn");
  return { title: t("title"), robots: { index: false } };
}

export default async function SignInPage({ searchParams }: { searchParams: SearchParams }) {
  // next-auth names the way back callbackUrl, and says here why an attempt through its own address failed.
  const { next, callbackUrl, back, error } = await searchParams;
  const wanted = next ?? callbackUrl ?? back;
  const path = localPath(typeof wanted === "string" ? wanted : undefined);
  if (await currentMember()) redirect(path);
  // next-auth's own address leads here also when the password was right and a second factor is asked for.
  if (callbackUrl && (await loadAwaiting())) redirect(pathAfter({ awaits: "factor" }, path));
  const [t, isSetUp] = await Promise.all([getTranslations("signIn"), loadIsSetUp()]);
  const problem = error ? problemOf(error, await getLocale()) : undefined;
  return (
    <div className="page max-w-lg">
      <PageHeader title={t("title")} lead={t("lead")} />
      {isSetUp ? null : (
        <div className="pb-5">
          <Callout tone="attention" title={t("notSetUp")}>
            {t("notSetUpHow")}
          </Callout>
        </div>
      )}
      {wanted && path !== CONSOLE_PATH && isSetUp && !error ? (
        <div className="pb-5">
          {wanted === back ? <Callout>{t("back")}</Callout> : <Callout title={t("goOn")}>{t("goOnText")}</Callout>}
        </div>
      ) : null}
      <Card>
        <KeepZone />
        <ClientMessages namespaces={["signIn", "secondFactor", "factors", "forms"]}>
          <SignInForm next={path} problem={problem} />
          <div className="mt-6 border-t border-rule pt-6">
            <PasskeySignIn next={path} />
          </div>
        </ClientMessages>
      </Card>
      <p className="pt-5 text-sm">
        <TextLink href="/forgot-password">{t("forgot")}</TextLink>
      </p>
      <p className="pt-3 text-sm text-ink-soft">
        {t("help")} <TextLink href="/verify">{t("verify")}</TextLink>
      </p>
    </div>
  );
}

/** Why an attempt through next-auth's own address failed: the code that it was told, or that the words were wrong. */
function problemOf(error: string | string[], locale: Locale): FormProblem {
  const code: ErrorCode = error === "too_many_attempts" ? error : "credentials_wrong";
  return { code, text: problemTexts(new SealbookError(code, { details: { minutes: 1 } }), locale).detail };
}
