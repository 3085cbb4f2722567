import { useTranslations } from "next-intl";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { endSessionAction } from "#lib/features/accounts/sessions/actions.ts";
import type { SessionRow } from "#lib/features/accounts/sessions/types.ts";
import { browserName } from "./browser-name.ts";

export function SessionsTable({ sessions }: { sessions: SessionRow[] }) {
  const t = useTranslations("settings.sessions");
  const columns = [t("browser"), t("address"), t("since"), t("seen"), { spoken: t("actions") }];
  return (
    <SettingsTable caption={t("title")} columns={columns}>
      {sessions.map((session) => {
        const browser = browserName(session.userAgent) ?? t("unknown");
        return (
          <SettingsRow key={session.id}>
            <SettingsCell title={session.userAgent} className="max-lg:font-medium">
              {browser} {session.current ? <Badge tone="ok">{t("current")}</Badge> : null}
            </SettingsCell>
            <SettingsCell label={t("address")} className="font-mono text-xs">
              {session.address}
            </SettingsCell>
            <SettingsCell label={t("since")} className="lg:whitespace-nowrap">
              <DateTime value={session.createdAt.toISOString()} brief />
            </SettingsCell>
            <SettingsCell label={t("seen")} className="lg:whitespace-nowrap">
              <DateTime value={session.seenAt.toISOString()} brief />
            </SettingsCell>
            <SettingsCell>
              {session.current ? null : (
                <form action={endSessionAction}>
                  <input type="hidden" name="id" value={session.id} />
                  <SubmitButton size="sm" variant="secondary" aria-label={t("endLabel", { browser })}>
                    {t("end")}
                  </SubmitButton>
                </form>
              )}
            </SettingsCell>
          </SettingsRow>
        );
      })}
    </SettingsTable>
  );
}
