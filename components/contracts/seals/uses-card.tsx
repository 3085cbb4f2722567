import { FileSearch, Search, Stamp } from "lucide-react";
import { useTranslations } from "next-intl";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { SealUse } from "#lib/features/contracts/seals/types.ts";
import { PartyName } from "./party-name.tsx";

const TONES = { stamped: "ok", signed: "ok", unfinished: "attention" } as const;

type UsesCardProps = {
  id: string;
  /** A page of them, the newest first, with where the others are. */
  uses: { rows: SealUse[]; older?: string | undefined; newer?: string | undefined };
  q: string;
};

/** Every use of a seal, each with its record. */
export function UsesCard({ id, uses, q }: UsesCardProps) {
  const t = useTranslations("documentSeals.uses");
  const path = `/contracts/seals/${id}`;
  const at = (cursor: Record<string, string>) => `${path}?${new URLSearchParams({ ...(q && { q }), ...cursor })}`;
  const isFirst = uses.newer === undefined;
  return (
    <Card title={t("title")} description={t("lead")}>
      <div className="grid gap-5">
        {uses.rows.length > 0 || q ? (
          <search aria-label={t("search")}>
            <form key={q} action={path} className="flex max-w-2xl flex-wrap items-end gap-3">
              <div className="min-w-48 flex-1">
                <TextField
                  type="search"
                  name="q"
                  label={t("search")}
                  placeholder={t("searchHint")}
                  defaultValue={q}
                  maxLength={200}
                  autoComplete="off"
                />
              </div>
              <Button type="submit" icon={<Search aria-hidden="true" className="size-4" />}>
                {t("apply")}
              </Button>
            </form>
          </search>
        ) : null}
        {uses.rows.length > 0 ? (
          <UsesTable id={id} rows={uses.rows} />
        ) : (
          <EmptyState
            icon={q ? <FileSearch aria-hidden="true" /> : <Stamp aria-hidden="true" />}
            title={t(q ? "noneFound" : "none")}
            actions={q || !isFirst ? <LinkButton href={path}>{t("showAll")}</LinkButton> : undefined}
          >
            {q ? null : t("noneHint")}
          </EmptyState>
        )}
        <CursorPagination
          {...(uses.newer && { newerHref: at({ newer: uses.newer }) })}
          {...(uses.older && { olderHref: at({ older: uses.older }) })}
        />
      </div>
    </Card>
  );
}

function UsesTable({ id, rows }: { id: string; rows: readonly SealUse[] }) {
  const t = useTranslations("documentSeals.uses");
  const columns = [t("number"), t("document"), t("purpose"), t("by"), t("at"), t("state"), t("record")];
  return (
    <SettingsTable caption={t("title")} columns={columns}>
      {rows.map((use) => (
        <SettingsRow key={use.id}>
          <SettingsCell label={t("number")} className="tabular-nums">
            {use.number}
          </SettingsCell>
          <SettingsCell label={t("document")} className="wrap-anywhere lg:max-w-72">
            <bdi className="font-medium">{use.document}</bdi>
            <span className="block pt-1 text-xs">
              <Digest value={use.digest} short what={t("digest")} />
            </span>
          </SettingsCell>
          <SettingsCell label={t("purpose")} className="wrap-anywhere lg:max-w-56">
            {use.purpose}
          </SettingsCell>
          <SettingsCell label={t("by")} className="wrap-anywhere">
            <PartyName party={use.by} />
          </SettingsCell>
          <SettingsCell label={t("at")} className="lg:whitespace-nowrap">
            <DateTime value={use.at.toISOString()} brief />
          </SettingsCell>
          <SettingsCell label={t("state")}>
            <Badge tone={TONES[use.state]}>{t(`states.${use.state}`)}</Badge>
          </SettingsCell>
          <SettingsCell label={t("record")}>
            <span className="grid gap-1">
              {use.evidenceId ? (
                <TextLink href={`/evidence/${use.evidenceId}`} aria-label={t("openRecord", { number: use.number })}>
                  {t("openShort")}
                </TextLink>
              ) : (
                <span className="text-ink-soft">{t("notYet")}</span>
              )}
              <a
                href={`/api/v1/seals/${id}/uses/${use.id}/statement`}
                className="text-link text-xs"
                aria-label={t("statementLong", { number: use.number })}
              >
                {t("statement")}
              </a>
            </span>
          </SettingsCell>
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}
