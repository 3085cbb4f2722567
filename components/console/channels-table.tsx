import { useTranslations } from "next-intl";
import { Decimal } from "#components/explorer/decimal.tsx";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { LedgerLine } from "#lib/features/operations/network/types.ts";

export function ChannelsTable({ lines }: { lines: readonly LedgerLine[] }) {
  const t = useTranslations("console.channels");
  const title = useTranslations("console.tabs")("channels");
  const channel = useTranslations("console.channel");
  const quorum = useTranslations("console.nodes");
  const columns = [t("name"), channel("origin"), t("size"), t("institutions"), quorum("quorums")];
  return (
    <SettingsTable caption={title} columns={columns}>
      {lines.map(({ name, origin, treeSize, institutions, quorum: { needed, members } }) => (
        <SettingsRow key={name}>
          <SettingsCell className="font-medium wrap-anywhere">
            <TextLink href={`/console/channels/${name}`}>{name}</TextLink>
          </SettingsCell>
          <SettingsCell label={channel("origin")} className="font-mono text-xs wrap-anywhere">
            {origin}
          </SettingsCell>
          <SettingsCell label={t("size")}>
            <Decimal value={String(treeSize)} />
          </SettingsCell>
          <SettingsCell label={t("institutions")} className="tabular-nums">
            {institutions}
          </SettingsCell>
          <SettingsCell label={quorum("quorums")} className="tabular-nums">
            {needed} / {members}
          </SettingsCell>
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}
