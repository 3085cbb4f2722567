import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";

type ComposedFiltersProps = { path: string; q: string; template: { id: string; name: string } | undefined };

/** By a part of the number; those of one template are led to from its page. */
export function ComposedFilters({ path, q, template }: ComposedFiltersProps) {
  const t = useTranslations("composing.list");
  const words = useTranslations("contractTemplates.filters");
  return (
    <search aria-label={t("filters")} className="grid gap-3">
      {/* Its key makes the fields anew when the address changes, so that they show what is filtered by. */}
      <form key={q} action={path} className="flex flex-wrap items-end gap-x-4 gap-y-3">
        {template ? <input type="hidden" name="template" value={template.id} /> : null}
        <div className="min-w-56 flex-1">
          <TextField
            type="search"
            name="q"
            label={t("number")}
            hint={t("numberHint")}
            defaultValue={q}
            maxLength={19}
            autoComplete="off"
            mono
          />
        </div>
        <div className="flex gap-2">
          <Button type="submit" icon={<Search aria-hidden="true" className="size-4" />}>
            {words("apply")}
          </Button>
          {q || template ? (
            <LinkButton href={path} variant="quiet">
              {words("clear")}
            </LinkButton>
          ) : null}
        </div>
      </form>
      {template ? <p className="text-sm text-ink-soft">{t("ofTemplate", { name: template.name })}</p> : null}
    </search>
  );
}
