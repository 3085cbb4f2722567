import { useTranslations } from "next-intl";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { signOutAction } from "#lib/features/accounts/sessions/actions.ts";
import type { Account } from "#lib/features/accounts/sessions/types.ts";

/** Who is signed in and for which organisation, with the way out. */
export function AccountBar({ account }: { account: Account }) {
  const t = useTranslations("settings");
  const { name, role, organisation } = account;
  return (
    <div className="border-b border-rule bg-sunken print:hidden">
      <div className="page page-wide flex flex-wrap items-center justify-between gap-x-6 gap-y-1 py-1 text-xs text-ink-soft">
        <p className="min-w-0 break-words">
          {t("account", { name, role: t(`roles.${role}`), organisation: organisation.name })}
        </p>
        <div className="flex items-center gap-4">
          {account.mayOperate ? <TextLink href="/operations">{t("operations")}</TextLink> : null}
          <TextLink href="/settings">{t("title")}</TextLink>
          <form action={signOutAction}>
            <SubmitButton size="sm" variant="quiet">
              {t("signOut")}
            </SubmitButton>
          </form>
        </div>
      </div>
    </div>
  );
}
