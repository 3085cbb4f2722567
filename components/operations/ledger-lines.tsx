import { useTranslations } from "next-intl";
import { Decimal } from "#components/explorer/decimal.tsx";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { LedgerLine } from "#lib/features/operations/installation/types.ts";
import { Age } from "./age.tsx";

/** How each ledger stands: what it holds, and how far others vouch for it. */
export function LedgerLines({ lines, now }: { lines: readonly LedgerLine[]; now: Date }) {
  const t = useTranslations("operations.overview");
  const ledger = useTranslations("operations")("ledger");
  const columns = [ledger, t("size"), t("block"), t("witnessed"), t("stamped")];
  return (
    <SettingsTable caption={t("ledgers")} columns={columns}>
      {lines.map((line) => (
        <SettingsRow key={line.name}>
          <SettingsCell className="font-medium wrap-anywhere">
            <TextLink href={`/operations/ledgers/${line.name}`}>{line.name}</TextLink>
          </SettingsCell>
          <SettingsCell label={t("size")}>
            <Decimal value={String(line.treeSize)} />
            {line.waiting > 0 ? (
              <span className="block text-xs text-ink-soft">{t("waiting", { count: line.waiting })}</span>
            ) : null}
          </SettingsCell>
          <SettingsCell label={t("block")}>
            {line.block ? (
              <>
                <Decimal value={String(line.block.height)} />
                <span className="text-ink-soft">
                  {" · "}
                  <Age at={line.block.time} now={now} />
                </span>
              </>
            ) : (
              t("none")
            )}
          </SettingsCell>
          <SettingsCell label={t("witnessed")}>
            {line.quorum.needed === 0 ? (
              <span className="text-ink-soft">{t("noQuorum")}</span>
            ) : (
              <Reach height={line.witnessed?.height} of={line.block?.height} />
            )}
          </SettingsCell>
          <SettingsCell label={t("stamped")}>
            <Reach height={line.stamped?.height} of={line.block?.height} />
          </SettingsCell>
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}

/** Up to which block, and how many newer ones lack it. */
export function Reach({ height, of }: { height: bigint | undefined; of: bigint | undefined }) {
  const t = useTranslations("operations.overview");
  if (height === undefined) return <span className="text-ink-soft">{t("none")}</span>;
  const missing = of === undefined ? 0 : Number(of - height);
  return (
    <>
      {t("upTo", { height: String(height) })}{" "}
      <span className="text-ink-soft">{missing > 0 ? t("blocksMissing", { count: missing }) : t("all")}</span>
    </>
  );
}
