import { getTranslations } from "next-intl/server";
import { EndOtherSessions } from "#components/sessions/end-other-sessions.tsx";
import { SessionsTable } from "#components/sessions/sessions-table.tsx";
import { loadSessions } from "#lib/features/accounts/sessions/pages.ts";

export default async function SessionsPage() {
  const [t, sessions] = await Promise.all([getTranslations("settings.sessions"), loadSessions()]);
  return (
    <div className="grid gap-5">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <p className="max-w-prose text-sm text-ink-soft">{t("lead")}</p>
        {sessions.length > 1 ? <EndOtherSessions /> : null}
      </div>
      <SessionsTable sessions={sessions} />
    </div>
  );
}
