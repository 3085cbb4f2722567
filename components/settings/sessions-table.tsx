import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { endSessionAction } from "#lib/features/sessions/actions.ts";
import type { SessionRow } from "#lib/features/sessions/types.ts";
import { browserName } from "./browser-name.ts";

export function SessionsTable({ sessions }: { sessions: SessionRow[] }) {
  const t = useTranslations("settings.sessions");
  const head = (
    <>
      <Th>{t("browser")}</Th>
      <Th>{t("address")}</Th>
      <Th>{t("since")}</Th>
      <Th>{t("seen")}</Th>
      <Th>
        <span className="sr-only">{t("actions")}</span>
      </Th>
    </>
  );
  return (
    <Table caption={t("title")} head={head}>
      {sessions.map((session) => {
        const browser = browserName(session.userAgent) ?? t("unknown");
        return (
          <Tr key={session.id}>
            <Td title={session.userAgent}>
              {browser} {session.current ? <Badge tone="ok">{t("current")}</Badge> : null}
            </Td>
            <Td className="font-mono text-xs">{session.address}</Td>
            <Td className="whitespace-nowrap">
              <DateTime value={session.createdAt.toISOString()} brief />
            </Td>
            <Td className="whitespace-nowrap">
              <DateTime value={session.seenAt.toISOString()} brief />
            </Td>
            <Td>
              {session.current ? null : (
                <form action={endSessionAction}>
                  <input type="hidden" name="id" value={session.id} />
                  <SubmitButton size="sm" variant="secondary" aria-label={t("endLabel", { browser })}>
                    {t("end")}
                  </SubmitButton>
                </form>
              )}
            </Td>
          </Tr>
        );
      })}
    </Table>
  );
}
