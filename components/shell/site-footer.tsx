import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Theme } from "#lib/words/theme.ts";
import { ThemeSwitch } from "./theme-switch.tsx";

/** @param props.imprint where it stands; undefined: there is none */
export function SiteFooter({ theme, imprint }: { theme: Theme; imprint: string | undefined }) {
  const t = useTranslations("shell");
  const site = useTranslations("site.footer");
  const link = "text-link inline-flex min-h-6 items-center";
  return (
    <footer className="mt-auto border-t border-rule print:hidden">
      <div className="page page-wide flex flex-wrap items-center justify-between gap-x-10 gap-y-3 py-6 text-xs text-ink-soft">
        <p className="max-w-prose min-w-0 flex-1 basis-64">{t("footer.source")}</p>
        <nav aria-label={t("footer.nav")} className="flex flex-wrap gap-x-6 gap-y-2">
          <Link className={link} href="/check-us" prefetch={false}>
            {t("footer.checkUs")}
          </Link>
          <Link className={link} href="/developers" prefetch={false}>
            {t("footer.developers")}
          </Link>
          <a className={link} href="/ledger/main/checkpoint">
            {t("footer.ledgerCheckpoint")}
          </a>
          <a className={link} href="/ledger/main/witness-policy">
            {t("footer.witnessPolicy")}
          </a>
          {imprint ? (
            <a className={link} href={imprint} rel="noreferrer">
              {site("imprint")}
            </a>
          ) : null}
          <Link className={link} href="/privacy" prefetch={false}>
            {site("privacy")}
          </Link>
        </nav>
        <ThemeSwitch chosen={theme} />
      </div>
    </footer>
  );
}
