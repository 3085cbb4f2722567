import { useTranslations } from "next-intl";
import { Decimal } from "#components/explorer/decimal.tsx";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { LedgerLine } from "#lib/features/operations/installation/types.ts";

export function LedgersTable({ lines }: { lines: readonly LedgerLine[] }) {
  const t = useTranslations("operations.ledgers");
  const title = useTranslations("operations.tabs")("ledgers");
  const ledgerPage = useTranslations("operations.ledgerPage");
  const quorum = useTranslations("operations.nodes");
  const columns = [t("name"), ledgerPage("origin"), t("size"), t("organisations"), quorum("quorums")];
  return (
    <SettingsTable caption={title} columns={columns}>
      {lines.map(({ name, origin, treeSize, organisations, quorum: { needed, members } }) => (
        <SettingsRow key={name}>
          <SettingsCell className="font-medium wrap-anywhere">
            <TextLink href={`/operations/ledgers/${name}`}>{name}</TextLink>
          </SettingsCell>
          <SettingsCell label={ledgerPage("origin")} className="font-mono text-xs wrap-anywhere">
            {origin}
          </SettingsCell>
          <SettingsCell label={t("size")}>
            <Decimal value={String(treeSize)} />
          </SettingsCell>
          <SettingsCell label={t("organisations")} className="tabular-nums">
            {organisations}
          </SettingsCell>
          <SettingsCell label={quorum("quorums")} className="tabular-nums">
            {needed} / {members}
          </SettingsCell>
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}
