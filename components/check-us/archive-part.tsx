import { useTranslations } from "next-intl";
import { Command } from "./command.tsx";
import { ARCHIVE_EXPORT, ARCHIVE_IMPORT, ARCHIVE_VERIFY } from "./commands.ts";
import { Part } from "./part.tsx";

/** How an organisation's evidence leaves as a whole, is checked without a server, and goes on elsewhere. */
export function ArchivePart() {
  const t = useTranslations("checkUs.archive");
  return (
    <Part id="archive" title={t("title")} lead={t("lead")}>
      <Command id="run-export" title={t("export")} text={ARCHIVE_EXPORT} expect={t("exportExpect")} />
      <Command id="run-verify-bag" title={t("verify")} text={ARCHIVE_VERIFY} expect={t("verifyExpect")} />
      <Command id="run-import" title={t("import")} text={ARCHIVE_IMPORT} expect={t("importExpect")} />
    </Part>
  );
}
