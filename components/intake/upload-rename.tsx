"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { FILE_NAME_CHARS_MAX, type FileNameFlaw } from "#lib/core/text/file-name.ts";
import type { Stage } from "./upload-item.ts";

type UploadRenameProps = {
  stage: Extract<Stage, { name: "misnamed" }>;
  /** @returns what is wrong with the name, if anything is */
  onRename: (name: string) => FileNameFlaw | undefined;
};

/** A file whose name cannot be recorded: why, and the name under which it can be, to be taken or changed. */
export function UploadRename({ stage, onRename }: UploadRenameProps) {
  const t = useTranslations("upload.misnamed");
  const [name, setName] = useState(stage.offered);
  const [flaw, setFlaw] = useState<FileNameFlaw>();
  const say = ({ flaw, character, place }: FileNameFlaw): string => {
    if (flaw === "character") return t("character", { character, place });
    return flaw === "empty" ? t("empty") : t("too_long", { max: FILE_NAME_CHARS_MAX });
  };
  return (
    <Callout tone="attention" title={t("title")}>
      <p>
        {say(stage.flaw)} {t("content")}
      </p>
      <form
        className="mt-3 flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          setFlaw(onRename(name));
        }}
      >
        <div className="min-w-0 flex-1 basis-64">
          <TextField
            label={t("label")}
            value={name}
            onChange={(event) => setName(event.target.value)}
            error={flaw ? say(flaw) : undefined}
          />
        </div>
        <Button type="submit">{t("use")}</Button>
      </form>
    </Callout>
  );
}
