"use client";

import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { forgetAuthorityAction } from "#lib/features/evidence/signatures/actions.ts";
import type { NamedRole } from "#lib/verify/pdf/named.ts";
import { DatesDialog } from "./dates-dialog.tsx";

export interface AuthorityView {
  id: string;
  role: NamedRole;
  name: string;
  fingerprint: string;
  /** RFC 3339. */
  until: string | undefined;
  /** `YYYY-MM-DD` */
  from: string | null;
  to: string | null;
}

/** Whom the organisation names. */
export function AuthoritiesTable({ authorities, mayManage }: { authorities: AuthorityView[]; mayManage: boolean }) {
  const t = useTranslations("documentSignatures.authorities");
  const columns = [t("name"), t("role"), t("ends"), t("counts"), t("fingerprint")];
  return (
    <SettingsTable caption={t("title")} columns={mayManage ? [...columns, { spoken: t("actions") }] : columns}>
      {authorities.map((authority) => {
        const { id, role, name, fingerprint, until, from, to } = authority;
        const counts = [from && t("from", { day: from }), to && t("to", { day: to })].filter(Boolean).join(" ");
        return (
          <SettingsRow key={id}>
            <SettingsCell label={t("name")} className="break-words lg:max-w-64">
              <bdi>{name}</bdi>
            </SettingsCell>
            <SettingsCell label={t("role")}>{t(`roles.${role}`)}</SettingsCell>
            <SettingsCell label={t("ends")}>
              {until ? <DateTime value={until} brief /> : t("endsNever")}{" "}
              {until && Date.parse(until) < Date.now() ? <Badge tone="attention">{t("ended")}</Badge> : null}
            </SettingsCell>
            <SettingsCell label={t("counts")}>{counts || t("always")}</SettingsCell>
            <SettingsCell label={t("fingerprint")}>
              <Digest value={fingerprint} short />
            </SettingsCell>
            {mayManage ? (
              <SettingsCell>
                <div className="flex flex-wrap gap-2">
                  {role === "revocation" ? null : <DatesDialog id={id} name={name} from={from} to={to} />}
                  <ConfirmedAction
                    action={forgetAuthorityAction}
                    fields={{ id }}
                    label={t("remove")}
                    title={t("removeTitle")}
                    description={t("removeText")}
                    confirmLabel={t("remove")}
                  />
                </div>
              </SettingsCell>
            ) : null}
          </SettingsRow>
        );
      })}
    </SettingsTable>
  );
}
