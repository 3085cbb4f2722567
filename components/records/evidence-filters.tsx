"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { Button } from "#components/ui/button.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { AuditActorChoice } from "#lib/features/audit-log/types.ts";
import type { Filters } from "#lib/features/evidence/records/schema/filters.ts";

const never = () => () => {};

/** The filters of the list: a plain form whose fields become the address, so that a list can be kept and shared. */
export function EvidenceFilters({ filters, submitters }: { filters: Filters; submitters: AuditActorChoice[] }) {
  const t = useTranslations("evidence.filters");
  const state = useTranslations("evidence.state");
  const { q, from, to, problem, active } = filters;
  // Days mean the reader's own unless the address says otherwise; without script they mean UTC.
  const zone = useSyncExternalStore(
    never,
    () => (from || to ? filters.zone : Intl.DateTimeFormat().resolvedOptions().timeZone),
    () => filters.zone,
  );
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
        className="grid grid-cols-1 items-start gap-x-4 gap-y-3 min-[23rem]:grid-cols-2 lg:grid-cols-[minmax(12rem,2fr)_minmax(8rem,1fr)_minmax(8rem,1fr)_1fr_minmax(8rem,1fr)_auto]"
      >
        <div className="col-span-full lg:col-span-1">
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
            { value: "recorded", label: state("recorded") },
            { value: "anchored", label: state("anchored") },
          ]}
        />
        <SelectField
          name="who"
          label={t("who")}
          defaultValue={filters.who ?? ""}
          options={[{ value: "", label: t("anyone") }, ...whoOptions(filters.who, submitters, t)]}
        />
        <input type="hidden" name="zone" value={zone} />
        {/* Beside the fields, as far down as they stand below their labels. */}
        <div className="col-span-full lg:col-span-1 lg:pt-[1.8rem]">
          <Button type="submit" icon={<Search aria-hidden="true" className="size-4" />}>
            {t("apply")}
          </Button>
        </div>
        <p className="flex flex-wrap gap-x-4 text-xs text-ink-soft col-span-full">
          <span>{t("zone", { zone })}</span>
          {active ? <TextLink href="/evidence">{t("clear")}</TextLink> : null}
        </p>
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
