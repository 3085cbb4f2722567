import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { NAMED_ROLES } from "#lib/verify/pdf/named.ts";

/** The filters are the page's address: they can be shared and kept. */
export function AuthoritiesFilters({ search, role }: { search: string; role: string }) {
  const t = useTranslations("documentSignatures.authorities");
  const roles = NAMED_ROLES.map((each) => ({ value: each, label: t(`roles.${each}`) }));
  return (
    <search key={`${search} ${role}`} aria-label={t("search")}>
      <form action="/settings/authorities" className="grid max-w-3xl items-end gap-4 sm:grid-cols-[2fr_1fr_auto]">
        <TextField
          type="search"
          name="q"
          label={t("search")}
          defaultValue={search}
          maxLength={128}
          autoComplete="off"
        />
        <SelectField
          name="role"
          label={t("role")}
          options={[{ value: "", label: t("all") }, ...roles]}
          defaultValue={role}
        />
        <Button type="submit">{t("show")}</Button>
      </form>
    </search>
  );
}
