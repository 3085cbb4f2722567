import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { type Envelope, STATES } from "#lib/features/contracts/envelopes/types.ts";

/** A plain form whose fields become the address, so that a list can be kept and shared. */
export function EnvelopeFilters({ path, q, state }: { path: string; q: string; state: Envelope["state"] | undefined }) {
  const t = useTranslations("envelopes");
  return (
    <search aria-label={t("filters.label")}>
      {/* Its key makes the fields anew when the address changes, so that they show what is filtered by. */}
      <form key={`${state} ${q}`} action={path} className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <div className="min-w-56 flex-[2]">
          <TextField
            type="search"
            name="q"
            label={t("filters.search")}
            placeholder={t("filters.searchHint")}
            defaultValue={q}
            maxLength={200}
            autoComplete="off"
          />
        </div>
        <div className="min-w-32 flex-1">
          <SelectField
            name="state"
            label={t("filters.state")}
            defaultValue={state ?? ""}
            options={[
              { value: "", label: t("filters.any") },
              ...STATES.map((value) => ({ value, label: t(`states.${value}`) })),
            ]}
          />
        </div>
        <div className="flex gap-2">
          <Button type="submit" icon={<Search aria-hidden="true" className="size-4" />}>
            {t("filters.apply")}
          </Button>
          {q || state ? (
            <LinkButton href={path} variant="quiet">
              {t("filters.clear")}
            </LinkButton>
          ) : null}
        </div>
      </form>
    </search>
  );
}
