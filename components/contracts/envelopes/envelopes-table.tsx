import { useTranslations } from "next-intl";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { Envelope } from "#lib/features/contracts/envelopes/types.ts";
import { EnvelopeBadge } from "./envelope-badge.tsx";

/** State at a glance: how far each one is, and whose turn it is. */
export function EnvelopesTable({ envelopes }: { envelopes: readonly Envelope[] }) {
  const t = useTranslations("envelopes.table");
  return (
    <SettingsTable caption={t("caption")} columns={[t("title"), t("state"), t("parties"), t("until"), t("made")]}>
      {envelopes.map((envelope) => (
        <SettingsRow key={envelope.id}>
          <SettingsCell className="wrap-anywhere lg:max-w-96">
            <TextLink href={`/contracts/envelopes/${envelope.id}`} className="font-medium">
              {envelope.title}
            </TextLink>
          </SettingsCell>
          <SettingsCell label={t("state")}>
            <EnvelopeBadge state={envelope.state} />
          </SettingsCell>
          <SettingsCell label={t("parties")} className="wrap-anywhere lg:max-w-72">
            <Progress envelope={envelope} />
          </SettingsCell>
          <SettingsCell label={t("until")}>
            {envelope.endedAt ? "–" : <DateTime value={envelope.expiresAt.toISOString()} brief />}
          </SettingsCell>
          <SettingsCell label={t("made")}>
            <DateTime value={envelope.createdAt.toISOString()} brief />
          </SettingsCell>
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}

function Progress({ envelope: { parties } }: { envelope: Envelope }) {
  const t = useTranslations("envelopes.table");
  const due = parties.filter(({ state }) => state === "due").map(({ person }) => person);
  const done = parties.filter(({ state }) => state === "done").length;
  return (
    <>
      {t("done", { done, all: parties.length })}
      {due.length > 0 ? (
        <span className="block text-xs text-ink-soft">{t("due", { who: due.join(t("comma")) })}</span>
      ) : null}
    </>
  );
}
