import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { AuditQuery } from "#lib/features/audit-log/schema.ts";
import type { AuditActorChoice } from "#lib/features/audit-log/types.ts";
import { AUDIT_ACTIONS } from "#lib/words/audit-actions.ts";
import { auditActionKey } from "./audit-action-key.ts";

type AuditFiltersProps = {
  query: AuditQuery;
  actors: AuditActorChoice[];
  /** In which days begin, by its IANA name. */
  zone: string;
};

/** The filters are the page's address: they can be shared and kept. */
export function AuditFilters({ query, actors, zone }: AuditFiltersProps) {
  const t = useTranslations("auditLog");
  const all = { value: "", label: t("all") };
  const actions = AUDIT_ACTIONS.map((action) => ({ value: action, label: t(`actions.${auditActionKey(action)}`) }));
  const who = actors.map(({ id, kind, name }) => ({ value: id, label: `${name} (${t(`kinds.${kind}`)})` }));
  return (
    // Its key makes the fields anew when the address changes, so that they show what is filtered by.
    <search key={JSON.stringify(query)} aria-label={t("search")} className="mb-6 grid gap-2">
      <form
        action="/settings/audit-log"
        className="grid grid-cols-2 items-end gap-x-4 gap-y-3 lg:grid-cols-[minmax(12rem,2fr)_1fr_1fr_auto_auto_auto]"
      >
        <div className="col-span-full lg:col-span-1">
          <TextField
            type="search"
            name="q"
            label={t("search")}
            placeholder={t("searchHint")}
            defaultValue={query.q}
            maxLength={255}
            autoComplete="off"
          />
        </div>
        <SelectField name="actor" label={t("filterActor")} options={[all, ...who]} defaultValue={query.actor} />
        <SelectField name="action" label={t("filterAction")} options={[all, ...actions]} defaultValue={query.action} />
        <TextField name="from" type="date" label={t("from")} defaultValue={query.from} />
        <TextField name="to" type="date" label={t("to")} defaultValue={query.to} />
        <div className="col-span-full flex gap-2 lg:col-span-1">
          <Button type="submit">{t("filter")}</Button>
          <LinkButton href="/settings/audit-log" variant="quiet">
            {t("reset")}
          </LinkButton>
        </div>
      </form>
      <p className="text-xs text-ink-soft">{t("zone", { zone })}</p>
    </search>
  );
}
