import { useTranslations } from "next-intl";
import { TextareaField } from "#components/ui/textarea-field.tsx";

/** For what a seal, or somebody's use of it, is: one a line. */
export function PurposesField({
  value,
  error,
  hint,
}: {
  value: string | undefined;
  error: string | undefined;
  hint?: string;
}) {
  const t = useTranslations("documentSeals");
  return (
    <TextareaField
      name="purposes"
      label={t("purposes")}
      hint={hint ?? t("purposesHint")}
      optional
      rows={3}
      maxLength={2_100}
      defaultValue={value}
      error={error}
    />
  );
}
