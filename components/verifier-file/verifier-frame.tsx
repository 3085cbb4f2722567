import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ScriptedButton } from "#components/ui/scripted-button.tsx";
import { SealMark } from "#components/ui/seal-mark.tsx";
import type { Locale } from "#lib/i18n/locale.ts";

/** Put in by the build. */
declare const VERIFIER_VERSION: string;

type VerifierFrameProps = { onLocale: (locale: Locale) => void; children: ReactNode };

/** What stands around the desk: the name, the other language, what this file is and is not. */
export function VerifierFrame({ onLocale, children }: VerifierFrameProps) {
  const shell = useTranslations("shell");
  const t = useTranslations("standalone");
  const other = useLocale() === "en" ? "zh-CN" : "en";
  return (
    <>
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-ink px-4 py-2 text-sm text-paper focus:not-sr-only focus:fixed focus:start-3 focus:top-3"
      >
        {shell("skip")}
      </a>
      <header className="border-b border-rule">
        <div className="page page-narrow flex min-h-16 items-center gap-3">
          <SealMark className="size-7" />
          <p className="me-auto font-serif text-base font-semibold tracking-tight">
            Sealbook <span lang="zh-CN">印证</span>
          </p>
          <ScriptedButton
            type="button"
            lang={other}
            onClick={() => onLocale(other)}
            aria-label={shell("switchToLabel")}
            className="inline-flex min-h-11 items-center rounded-md px-2 text-sm text-ink-soft hover:text-ink print:hidden"
          >
            {shell("switchTo")}
          </ScriptedButton>
        </div>
      </header>
      <main id="content" tabIndex={-1} className="page page-narrow flex-1 pb-16 outline-none">
        <PageHeader title={t("title")} lead={t("lead")} />
        {children}
      </main>
      <footer className="mt-auto border-t border-rule print:hidden">
        <p className="page page-narrow py-6 text-xs text-ink-soft">{t("footer", { version: VERIFIER_VERSION })}</p>
      </footer>
    </>
  );
}
