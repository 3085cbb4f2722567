"use client";

import { FileUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { FileButton } from "#components/ui/file-button.tsx";
import { FileDrop } from "#components/ui/file-drop.tsx";
import { CHOSEN_MAX, type Chosen, type ChosenFile, chosenFrom, chosenFromDrop } from "./chosen-files.ts";

type UploadChooserProps = {
  /** The largest size accepted, in words; absent: any. */
  max?: string;
  compact: boolean;
  /** Files that are taken at a time. */
  filesMax?: number;
  onFiles: (files: ChosenFile[]) => void;
};

/** Files and folders, dropped or picked; says what of them was left out. */
export function UploadChooser({ max, compact, filesMax = CHOSEN_MAX, onFiles }: UploadChooserProps) {
  const t = useTranslations("upload");
  const [reading, setReading] = useState(false);
  const [last, setLast] = useState<Chosen>();
  const take = (chosen: Chosen) => {
    setReading(false);
    setLast(chosen);
    onFiles(chosen.files);
  };
  const notes = last
    ? [
        last.system > 0 ? t("dropped.system", { count: last.system }) : undefined,
        last.unreadable > 0 ? t("dropped.unreadable", { count: last.unreadable }) : undefined,
        last.tooMany ? t("dropped.tooMany", { max: filesMax }) : undefined,
      ].filter((note) => note !== undefined)
    : [];
  return (
    <div className="grid gap-3">
      <FileDrop
        title={
          <>
            <span className="pointer-coarse:hidden">{t("choose.drop")}</span>
            <span className="hidden pointer-coarse:inline">{t("choose.touch")}</span>
          </>
        }
        hint={max === undefined ? t("choose.anySize") : t("choose.hint", { max })}
        buttonLabel={t("choose.button")}
        icon={<FileUp aria-hidden="true" className="size-8" />}
        compact={compact}
        multiple
        onFiles={(files) => take(chosenFrom(files, filesMax))}
        onTransfer={(transfer) => {
          setReading(true);
          void chosenFromDrop(transfer, filesMax).then(take);
        }}
        more={
          <FileButton multiple folders onFiles={(files) => take(chosenFrom(files, filesMax))}>
            {t("choose.folder")}
          </FileButton>
        }
      />
      <p role="status" className="text-xs text-ink-soft empty:hidden">
        {reading ? t("choose.reading") : notes.join(" ")}
      </p>
    </div>
  );
}
