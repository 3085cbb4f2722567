"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { FileButton } from "#components/ui/file-button.tsx";
import { formatKeyFile, type KeyFile, readKeyFile } from "#lib/credentials/threshold/key-file.ts";
import { keepFile } from "./keeper.ts";

const FILE_BYTES_MAX = 64 * 1024;

/** Saves the sealed share as a file: the only back-up that there is. */
export function ExportKey({ file }: { file: KeyFile }) {
  const t = useTranslations("seals");
  const save = () => {
    const address = URL.createObjectURL(new Blob([formatKeyFile(file)], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = `sealbook-approver-${file.number}-${file.group.slice(0, 8)}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };
  return (
    <div className="grid justify-items-start gap-2">
      <Button onClick={save}>{t("export")}</Button>
      <p className="max-w-prose text-sm text-ink-soft">{t("exportHint")}</p>
    </div>
  );
}

/** Takes a share over from such a file into this browser. */
export function ImportKey({ group, number, onKept }: { group: string; number: number; onKept: () => void }) {
  const t = useTranslations("seals");
  const [wrong, setWrong] = useState(false);
  const take = async ([chosen]: File[]) => {
    const file = chosen && chosen.size <= FILE_BYTES_MAX ? readKeyFile(await chosen.text()) : undefined;
    const fits = file?.group === group && file.number === number;
    setWrong(!fits);
    if (!file || !fits) return;
    keepFile(file);
    onKept();
  };
  return (
    <div className="grid justify-items-start gap-2">
      <FileButton accept="application/json,.json" onFiles={(files) => void take(files)}>
        {t("import")}
      </FileButton>
      <p role="alert" className="text-sm text-danger empty:hidden">
        {wrong ? t("importWrong") : null}
      </p>
    </div>
  );
}
