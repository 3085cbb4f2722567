"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/text-field.tsx";

type DateChoiceProps = {
  /** RFC 3339; undefined is now. */
  at: string | undefined;
  onAt: (at: string | undefined) => void;
};

const DAY_CHARS = 10;

/** For which date a certificate is to be valid. Status and keys are always those of now. */
export function DateChoice({ at, onAt }: DateChoiceProps) {
  const t = useTranslations("certificateVerdict");
  const change = (day: string) => {
    const time = new Date(`${day}T00:00:00.000Z`);
    onAt(Number.isNaN(time.getTime()) ? undefined : time.toISOString());
  };
  return (
    <div className="flex max-w-prose flex-wrap items-end gap-3 print:hidden">
      <TextField
        type="date"
        label={t("dateLabel")}
        hint={t("dateHint")}
        value={at?.slice(0, DAY_CHARS) ?? ""}
        onChange={({ target }) => change(target.value)}
      />
      {at ? <Button onClick={() => onAt(undefined)}>{t("dateToday")}</Button> : null}
    </div>
  );
}
