import { useTranslations } from "next-intl";
import { SelectField } from "#components/ui/select-field.tsx";
import type { UnitChoice } from "#lib/features/accounts/units/types.ts";

/** Of which unit, and those below it, a list shows what there is. Where there are none nobody is asked. */
export function UnitFilter({ chosen = "", units }: { chosen: string | undefined; units: readonly UnitChoice[] }) {
  const t = useTranslations("units");
  if (units.length === 0) return null;
  const options = [{ value: "", label: t("any") }, ...units.map(({ id, path }) => ({ value: id, label: path }))];
  return <SelectField name="unit" label={t("unit")} defaultValue={chosen} options={options} />;
}
