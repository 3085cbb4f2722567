import { getTranslations } from "next-intl/server";
import { EndOtherSessions } from "#components/settings/end-other-sessions.tsx";
import { SessionsTable } from "#components/settings/sessions-table.tsx";
import { loadSessions } from "#lib/features/sessions/loaders.ts";

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
