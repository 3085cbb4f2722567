import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";

type CheckpointFormProps = { note?: string | undefined; charsMax: number };

/** Takes a signed checkpoint, all of its lines. */
export function CheckpointForm({ note, charsMax }: CheckpointFormProps) {
  const t = useTranslations("explorer.given");
  return (
    <form action="/explorer/checkpoint" className="grid justify-items-start gap-3">
      <div className="w-full">
        <TextareaField
          name="note"
          label={t("label")}
          hint={t("hint")}
          defaultValue={note}
          rows={7}
          maxLength={charsMax}
          autoComplete="off"
          spellCheck={false}
          required
          className="font-mono text-sm"
        />
      </div>
      <Button type="submit" variant="primary">
        {t("button")}
      </Button>
    </form>
  );
}
