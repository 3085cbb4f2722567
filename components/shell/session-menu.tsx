import { useTranslations } from "next-intl";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { signOutAction } from "#lib/features/accounts/sessions/actions.ts";
import type { Account } from "#lib/features/accounts/sessions/types.ts";
import { AccountMenu } from "./account-menu.tsx";
import { NavLink } from "./nav-link.tsx";

/** Who is signed in and for which organisation: on to what is theirs, or out. */
export function SessionMenu({ account }: { account: Account }) {
  const t = useTranslations("shell.account");
  const roles = useTranslations("settings.roles");
  const { name, role, organisation } = account;
  return (
    <AccountMenu label={t("button")} name={name} organisation={organisation.name}>
      <div className="grid gap-0.5 border-b border-rule px-4 pt-2 pb-3">
        <bdi className="font-medium break-words">{name}</bdi>
        <span className="text-xs break-words text-ink-soft">
          {roles(role)} · <bdi>{organisation.name}</bdi>
        </span>
      </div>
      <nav aria-label={t("label", { name })} className="grid py-1.5">
        <NavLink href="/evidence" look="menu">
          {t("evidence")}
        </NavLink>
        {account.mayOperate ? (
          <NavLink href="/operations" look="menu">
            {t("operations")}
          </NavLink>
        ) : null}
        <NavLink href="/settings" look="menu">
          {t("settings")}
        </NavLink>
      </nav>
      <form action={signOutAction} className="border-t border-rule pt-1.5">
        <SubmitButton variant="quiet" className="w-full justify-start">
          {t("signOut")}
        </SubmitButton>
      </form>
    </AccountMenu>
  );
}
