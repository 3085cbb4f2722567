import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/text-field.tsx";

/** Where a number is typed; it works without script. */
export function NumberForm({ given = "" }: { given?: string }) {
  const t = useTranslations("contractCheck");
  return (
    <form action="/contracts/check" className="grid max-w-md gap-4">
      <TextField
        mono
        name="number"
        label={t("number")}
        hint={t("numberHint")}
        required
        maxLength={100}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        defaultValue={given}
      />
      <Button type="submit" className="justify-self-start">
        {t("find")}
      </Button>
    </form>
  );
}
