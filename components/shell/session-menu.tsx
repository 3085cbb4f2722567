import Link from "next/link";
import { useTranslations } from "next-intl";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { signOutAction } from "#lib/features/accounts/sessions/actions.ts";
import type { Account } from "#lib/features/accounts/sessions/types.ts";
import { AccountMenu } from "./account-menu.tsx";

const LINK_CLASS = "flex min-h-11 items-center rounded-md px-4 text-sm font-medium hover:bg-sunken";

/** Who is signed in, on pages for everybody: on to the console and the settings, or out. */
export function SessionMenu({ account }: { account: Account }) {
  const t = useTranslations("shell.account");
  const roles = useTranslations("settings.roles");
  const { name, role, organisation } = account;
  return (
    <AccountMenu name={name} label={t("label", { name })}>
      <div className="grid gap-0.5 border-b border-rule px-4 pt-2 pb-3">
        <bdi className="font-medium break-words">{name}</bdi>
        <span className="text-xs break-words text-ink-soft">
          {roles(role)} · <bdi>{organisation.name}</bdi>
        </span>
      </div>
      <nav aria-label={t("label", { name })} className="grid py-1.5">
        <Link href="/evidence" prefetch={false} className={LINK_CLASS}>
          {t("evidence")}
        </Link>
        {account.mayOperate ? (
          <Link href="/operations" prefetch={false} className={LINK_CLASS}>
            {t("operations")}
          </Link>
        ) : null}
        <Link href="/settings" prefetch={false} className={LINK_CLASS}>
          {t("settings")}
        </Link>
      </nav>
      <form action={signOutAction} className="border-t border-rule pt-1.5">
        <SubmitButton variant="quiet" className="w-full justify-start">
          {t("signOut")}
        </SubmitButton>
      </form>
    </AccountMenu>
  );
}
