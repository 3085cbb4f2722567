import { useTranslations } from "next-intl";
import { TextField } from "#components/ui/text-field.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";

interface Given {
  value: string | undefined;
  error: string | undefined;
}

/** From where a key may be used. */
export function AddressesField({ value, error }: Given) {
  const t = useTranslations("settings.keys");
  return (
    <TextareaField
      name="addresses"
      label={t("addresses")}
      hint={t("addressesHint")}
      optional
      rows={3}
      spellCheck={false}
      className="font-mono text-sm"
      defaultValue={value}
      error={error}
    />
  );
}

/** Until when it works. */
export function ExpiryField({ value, error }: Given) {
  const t = useTranslations("settings.keys");
  return (
    <TextField
      name="expires"
      type="date"
      label={t("expires")}
      hint={t("expiresHint")}
      optional
      defaultValue={value}
      error={error}
    />
  );
}
