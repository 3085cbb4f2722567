"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { UnitFilter } from "#components/units/unit-filter.tsx";
import type { UnitChoice } from "#lib/features/accounts/units/types.ts";
import type { CertificateFilters as Filters } from "#lib/features/certificates/issuing/schema/filters.ts";
import { CERTIFICATE_FILTER_STATES, type IssuableTemplate } from "#lib/features/certificates/issuing/types.ts";

type CertificateFiltersProps = {
  filters: Filters;
  templates: readonly Pick<IssuableTemplate, "id" | "name">[];
  batchName: string | undefined;
  /** None where the organisation has no units. */
  units: readonly UnitChoice[];
};

/** A plain form whose fields become the address, so that a list can be kept and shared. */
export function CertificateFilters({ filters, templates, batchName, units }: CertificateFiltersProps) {
  const t = useTranslations("issued");
  const { name, email, state, template, batch, unit, from, to, active } = filters;
  return (
    <search aria-label={t("filters.label")}>
      <form
        action="/certificates"
        className="grid grid-cols-1 items-start gap-x-4 gap-y-3 min-[23rem]:grid-cols-2 lg:grid-cols-[repeat(auto-fit,minmax(9.5rem,1fr))]"
      >
        {batch ? <input type="hidden" name="batch" value={batch} /> : null}
        <div className="col-span-full lg:col-span-2">
          <TextField
            type="search"
            name="name"
            label={t("filters.name")}
            placeholder={t("filters.nameHint")}
            defaultValue={name}
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
          />
        </div>
        <TextField name="email" label={t("filters.email")} defaultValue={email} maxLength={254} autoComplete="off" />
        <SelectField
          name="template"
          label={t("filters.template")}
          defaultValue={template ?? ""}
          options={[
            { value: "", label: t("filters.anyTemplate") },
            ...templates.map(({ id, name: label }) => ({ value: id, label })),
          ]}
        />
        <SelectField
          name="state"
          label={t("filters.state")}
          defaultValue={state ?? ""}
          options={[
            { value: "", label: t("filters.anyState") },
            ...CERTIFICATE_FILTER_STATES.map((each) => ({ value: each, label: t(`states.${each}`) })),
          ]}
        />
        <UnitFilter chosen={unit} units={units} />
        <TextField type="date" name="from" label={t("filters.from")} defaultValue={from} max="2999-12-31" />
        <TextField type="date" name="to" label={t("filters.to")} defaultValue={to} max="2999-12-31" />
        <div className="col-span-full flex flex-wrap items-center gap-x-5 gap-y-2">
          <Button type="submit" icon={<Search aria-hidden="true" className="size-4" />}>
            {t("filters.submit")}
          </Button>
          {active ? <TextLink href="/certificates">{t("filters.clear")}</TextLink> : null}
          {batchName === undefined ? null : (
            <p className="text-sm text-ink-soft wrap-anywhere">{t("filters.batch", { name: batchName })}</p>
          )}
        </div>
      </form>
    </search>
  );
}
