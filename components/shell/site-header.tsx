import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { UploadPill } from "#components/intake/upload-pill.tsx";
import { SealMark } from "#components/ui/seal-mark.tsx";
import type { Account } from "#lib/features/accounts/sessions/types.ts";
import { LanguageSwitch } from "./language-switch.tsx";
import { NavLink } from "./nav-link.tsx";
import { SessionMenu } from "./session-menu.tsx";
import { SignInLink } from "./sign-in-link.tsx";

/** What one came for first: their evidence for members, checking for everybody else. @param props.account who is signed in */
export function SiteHeader({ account }: { account: Account | undefined }) {
  const t = useTranslations("shell");
  const locale = useLocale();
  return (
    <header className="border-b border-rule">
      <div className="page page-wide flex min-h-16 flex-wrap items-center gap-x-3 sm:gap-x-6">
        <Link href="/" prefetch={false} className="me-auto inline-flex min-h-11 items-center gap-2.5">
          <SealMark className="size-7" />
          <span className="font-serif text-base font-semibold tracking-tight">
            Sealbook <span lang="zh-CN">印证</span>
          </span>
        </Link>
        <nav
          aria-label={t("nav")}
          className="order-last flex w-full flex-wrap gap-x-5 print:hidden sm:order-none sm:w-auto sm:gap-x-6"
        >
          {account ? <NavLink href="/overview">{t("overview")}</NavLink> : null}
          {account ? <NavLink href="/evidence">{t("evidence")}</NavLink> : null}
          {account ? <NavLink href="/certificates">{t("certificates")}</NavLink> : null}
          {account?.mayReadContracts ? <NavLink href="/contracts">{t("contracts")}</NavLink> : null}
          <NavLink href="/verify">{t("verify")}</NavLink>
          <NavLink href="/explorer">{t("explorer")}</NavLink>
          {account?.mayOperate ? (
            <NavLink href="/operations" look="wide">
              {t("account.operations")}
            </NavLink>
          ) : null}
          {account ? (
            <NavLink href="/settings" look="wide">
              {t("account.settings")}
            </NavLink>
          ) : null}
        </nav>
        <UploadPill />
        <LanguageSwitch to={locale === "en" ? "zh-CN" : "en"} name={t("switchTo")} label={t("switchToLabel")} />
        {account ? <SessionMenu account={account} /> : <SignInLink>{t("signIn")}</SignInLink>}
      </div>
    </header>
  );
}
