import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";

type Choice = { name: string; label: string; options: readonly { value: string; label: string }[]; chosen?: string };

type OperationsFiltersProps = {
  /** The page, whose address the filters are. */
  path: string;
  q: string;
  searchHint: string;
  choices: readonly Choice[];
};

/** A plain form whose fields become the address, so that a list can be kept and shared. */
export function OperationsFilters({ path, q, searchHint, choices }: OperationsFiltersProps) {
  const t = useTranslations("operations.filters");
  const active = q !== "" || choices.some(({ chosen }) => chosen);
  return (
    <search>
      {/* Its key makes the fields anew when the address changes, so that they show what is filtered by. */}
      <form
        key={JSON.stringify([q, choices.map(({ chosen }) => chosen)])}
        action={path}
        className="flex flex-wrap items-end gap-x-4 gap-y-3"
      >
        <div className="min-w-56 flex-[2]">
          <TextField
            type="search"
            name="q"
            label={t("search")}
            placeholder={searchHint}
            defaultValue={q}
            maxLength={200}
          />
        </div>
        {choices.map(({ name, label, options, chosen }) => (
          <div key={name} className="min-w-32 flex-1">
            <SelectField
              name={name}
              label={label}
              defaultValue={chosen ?? ""}
              options={[{ value: "", label: t("any") }, ...options]}
            />
          </div>
        ))}
        <div className="flex gap-2">
          <Button type="submit" icon={<Search aria-hidden="true" className="size-4" />}>
            {t("apply")}
          </Button>
          {active ? (
            <LinkButton href={path} variant="quiet">
              {t("clear")}
            </LinkButton>
          ) : null}
        </div>
      </form>
    </search>
  );
}
