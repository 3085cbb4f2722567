"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { UnitFilter } from "#components/units/unit-filter.tsx";
import type { UnitChoice } from "#lib/features/accounts/units/types.ts";
import type { AuditActorChoice } from "#lib/features/audit-log/types.ts";
import type { Filters } from "#lib/features/evidence/records/schema/filters.ts";
import { LIST_KINDS, LIST_STATES } from "#lib/features/evidence/records/types.ts";

type EvidenceFiltersProps = {
  filters: Filters;
  /** In which the reader's days and times are. */
  readerZone: string;
  submitters: AuditActorChoice[];
  tagChoices: readonly string[];
  /** None where the organisation has no units. */
  units: readonly UnitChoice[];
};

/** The filters of the list: a plain form whose fields become the address, so that a list can be kept and shared. */
export function EvidenceFilters({ filters, readerZone, submitters, tagChoices, units }: EvidenceFiltersProps) {
  const t = useTranslations("evidence.filters");
  const { q, problem, active, value, upload, zone } = filters;
  const day = (name: "from" | "to") => ({
    type: "date",
    name,
    label: t(name),
    // A browser shows no date at all rather than a wrong one.
    defaultValue: problem === name ? "" : filters[name],
    min: "1970-01-01",
    max: "2999-12-31",
    error: problem === name ? t("badDate") : problem === "swapped" && name === "to" ? t("swapped") : undefined,
  });
  return (
    <search aria-label={t("label")}>
      <form
        action="/evidence"
        className="grid grid-cols-1 items-start gap-x-4 gap-y-3 min-[23rem]:grid-cols-2 lg:grid-cols-[repeat(auto-fit,minmax(9.5rem,1fr))]"
      >
        <div className="col-span-full lg:col-span-2">
          <TextField
            type="search"
            name="q"
            label={t("search")}
            placeholder={t("searchHint")}
            defaultValue={q}
            maxLength={255}
            autoComplete="off"
            spellCheck={false}
          />
        </div>
        <TextField {...day("from")} />
        <TextField {...day("to")} />
        <SelectField
          name="state"
          label={t("state")}
          defaultValue={filters.state ?? ""}
          options={[
            { value: "", label: t("anyState") },
            ...LIST_STATES.map((state) => ({ value: state, label: t(`states.${state}`) })),
          ]}
        />
        <SelectField
          name="kind"
          label={t("kind")}
          defaultValue={filters.kind ?? ""}
          options={[
            { value: "", label: t("anyKind") },
            ...LIST_KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) })),
          ]}
        />
        {tagChoices.length > 0 || filters.tag ? (
          <SelectField
            name="tag"
            label={t("tag")}
            defaultValue={filters.tag ?? ""}
            options={[
              { value: "", label: t("anyTag") },
              ...[...new Set([...tagChoices, ...(filters.tag ? [filters.tag] : [])])].map((tag) => ({
                value: tag,
                label: tag,
              })),
            ]}
          />
        ) : null}
        <SelectField
          name="who"
          label={t("who")}
          defaultValue={filters.who ?? ""}
          options={[{ value: "", label: t("anyone") }, ...whoOptions(filters.who, submitters, t)]}
        />
        <UnitFilter chosen={filters.unit} units={units} />
        <input type="hidden" name="zone" value={zone} />
        {value ? <input type="hidden" name="value" value={value} /> : null}
        {upload ? <input type="hidden" name="upload" value={upload} /> : null}
        <div className="col-span-full flex flex-wrap items-center gap-x-5 gap-y-2 text-xs text-ink-soft">
          <Button type="submit" icon={<Search aria-hidden="true" className="size-4" />}>
            {t("apply")}
          </Button>
          <span>{zone === readerZone ? t("zoneTimes", { zone }) : t("zoneOther", { zone, own: readerZone })}</span>
          {value ? <span className="font-medium text-ink">{t("value", { value })}</span> : null}
          {upload ? <span className="font-medium text-ink">{t("upload")}</span> : null}
          {active ? <TextLink href="/evidence">{t("clear")}</TextLink> : null}
        </div>
      </form>
    </search>
  );
}

function whoOptions(
  chosen: string | undefined,
  submitters: AuditActorChoice[],
  t: ReturnType<typeof useTranslations<"evidence.filters">>,
) {
  const options = submitters.map(({ id, kind, name }) => ({
    value: id,
    label: kind === "api-key" ? t("whoKey", { name }) : name,
  }));
  // An address may name someone who has left: the list stays filtered by them, and says so.
  const known = chosen === undefined || options.some(({ value }) => value === chosen);
  return known ? options : [...options, { value: chosen, label: t("whoGone") }];
}
