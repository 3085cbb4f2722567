import { useTranslations } from "next-intl";
import { Command } from "./command.tsx";
import { renewalCommands } from "./commands.ts";
import { Part } from "./part.tsx";

/** What binds a receipt beyond the life of SHA-256, byte for byte, and how to read one afterwards. */
export function RenewalPart() {
  const t = useTranslations("checkUs.renewal");
  const paragraph = "max-w-prose text-sm text-ink-soft text-pretty";
  return (
    <Part id="renewal" title={t("title")} lead={t("lead")}>
      <p className={paragraph}>{t("leaf")}</p>
      <p className={paragraph}>{t("attested")}</p>
      <p className={paragraph}>{t("statement")}</p>
      <p className={paragraph}>{t("broken")}</p>
      <Command id="run-renewal" title={t("run")} text={renewalCommands()} expect={t("runExpect")} />
    </Part>
  );
}
