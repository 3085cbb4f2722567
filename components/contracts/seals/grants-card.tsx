import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { Card } from "#components/ui/card.tsx";
import { endGrantAction } from "#lib/features/contracts/seals/actions.ts";
import type { DocumentSeal, Party, SealGrant } from "#lib/features/contracts/seals/types.ts";
import { GrantForm } from "./grant-form.tsx";
import { PartyName } from "./party-name.tsx";

type GrantsCardProps = {
  seal: Pick<DocumentSeal, "id" | "purposes">;
  grants: readonly SealGrant[];
  /** Who could be named, and is not. */
  parties: readonly Party[];
  mayChange: boolean;
};

/** Who may use a seal for what, beside those who manage seals. */
export function GrantsCard({ seal, grants, parties, mayChange }: GrantsCardProps) {
  const t = useTranslations("documentSeals.grants");
  const columns = [t("party"), t("purposes"), ...(mayChange ? [{ spoken: t("actions") }] : [])];
  return (
    <Card title={t("title")} description={t("lead")}>
      <div className="grid gap-5">
        {grants.length > 0 ? (
          <SettingsTable caption={t("title")} columns={columns}>
            {grants.map(({ party, purposes }) => (
              <SettingsRow key={party.id}>
                <SettingsCell className="font-medium wrap-anywhere">
                  <PartyName party={party} />
                </SettingsCell>
                <SettingsCell label={t("purposes")} className="wrap-anywhere">
                  {purposes.length > 0 ? purposes.join(" · ") : t("all")}
                </SettingsCell>
                {mayChange ? (
                  <SettingsCell>
                    <ConfirmedAction
                      action={endGrantAction}
                      fields={{ id: seal.id, party: `${party.kind === "user" ? "user" : "key"} ${party.id}` }}
                      label={t("end")}
                      longLabel={t("endLong", { name: party.name })}
                      title={t("endTitle", { name: party.name })}
                      description={t("endText")}
                      confirmLabel={t("endConfirm")}
                    />
                  </SettingsCell>
                ) : null}
              </SettingsRow>
            ))}
          </SettingsTable>
        ) : (
          <p className="text-sm text-ink-soft">{t("none")}</p>
        )}
        {mayChange ? (
          parties.length > 0 ? (
            // What was added leaves the form as it was at first.
            <GrantForm key={grants.length} id={seal.id} offered={seal.purposes} parties={parties} />
          ) : (
            <p className="text-sm text-ink-soft">{t("nobody")}</p>
          )
        ) : null}
      </div>
    </Card>
  );
}
