import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { AuditQuery } from "#lib/features/audit-log/schema.ts";
import type { AuditActorChoice } from "#lib/features/audit-log/types.ts";
import { AUDIT_ACTIONS } from "#lib/words/audit-actions.ts";
import { auditActionKey } from "./audit-action-key.ts";

/** The filters are the page's address: they can be shared and kept. */
export function AuditFilters({ query, actors }: { query: AuditQuery; actors: AuditActorChoice[] }) {
  const t = useTranslations("auditLog");
  const all = { value: "", label: t("all") };
  const actions = AUDIT_ACTIONS.map((action) => ({ value: action, label: t(`actions.${auditActionKey(action)}`) }));
  const who = actors.map(({ id, kind, name }) => ({ value: id, label: `${name} (${t(`kinds.${kind}`)})` }));
  return (
    // Its key makes the fields anew when the address changes, so that they show what is filtered by.
    <form
      key={JSON.stringify(query)}
      action="/settings/audit-log"
      className="mb-5 grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_auto_auto_auto]"
    >
      <SelectField name="action" label={t("filterAction")} options={[all, ...actions]} defaultValue={query.action} />
      <SelectField name="actor" label={t("filterActor")} options={[all, ...who]} defaultValue={query.actor} />
      <TextField name="from" type="date" label={t("from")} defaultValue={query.from} />
      <TextField name="to" type="date" label={t("to")} defaultValue={query.to} />
      <div className="flex gap-2">
        <Button type="submit">{t("filter")}</Button>
        <LinkButton href="/settings/audit-log" variant="quiet">
          {t("reset")}
        </LinkButton>
      </div>
    </form>
  );
}
