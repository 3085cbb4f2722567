"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

type ErrorPageProps = { error: Error & { digest?: string }; reset: () => void };

/** What a page that broke shows instead of itself. */
export default function ErrorPage({ error, reset }: ErrorPageProps) {
  const t = useTranslations("common.failure");
  return (
    <div className="page page-narrow">
      <PageHeader title={t("title")} lead={t("body")} />
      {error.digest ? (
        <p className="pb-6 text-sm text-ink-soft">
          {t("reference")} <code className="font-mono">{error.digest}</code>
        </p>
      ) : null}
      <div className="flex flex-wrap gap-3">
        <Button variant="primary" onClick={reset}>
          {t("retry")}
        </Button>
        <LinkButton href="/">{t("home")}</LinkButton>
      </div>
    </div>
  );
}
