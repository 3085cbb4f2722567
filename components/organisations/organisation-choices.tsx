import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { switchOrganisationAction } from "#lib/features/accounts/sessions/actions.ts";
import type { OrganisationChoice } from "#lib/features/accounts/sessions/types.ts";

/** Among which organisations one can switch; nothing for who belongs to one. */
export function OrganisationChoices({ choices, current }: { choices: OrganisationChoice[]; current: string }) {
  const t = useTranslations("settings");
  if (choices.length < 2) return null;
  return (
    <Card title={t("organisation.switchTitle")} description={t("organisation.switchLead")}>
      <ul className="divide-y divide-rule text-sm">
        {choices.map(({ id, name, role }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-3 py-2.5">
            <span className="min-w-0 break-words">
              {name} <span className="text-ink-soft">{t(`roles.${role}`)}</span>
            </span>
            {id === current ? (
              <Badge>{t("organisation.current")}</Badge>
            ) : (
              <form action={switchOrganisationAction}>
                <input type="hidden" name="id" value={id} />
                <SubmitButton size="sm" variant="secondary">
                  {t("organisation.switchTo", { name })}
                </SubmitButton>
              </form>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
