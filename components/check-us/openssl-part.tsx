import { useTranslations } from "next-intl";
import { Command } from "./command.tsx";
import {
  CHECKPOINT_SIGNATURE,
  cosignatureCommands,
  FILE_DIGEST,
  INCLUSION_PATH,
  type Place,
  RECEIPT_OF_PDF,
  RECORD_HASH,
  timestampCommands,
} from "./commands.ts";
import { Part } from "./part.tsx";

type OpensslPartProps = {
  place: Place;
  /** Every key that the ledger ever had. */
  keys: readonly string[];
  /** Whether there is an authority. */
  stamps: boolean;
};

/** A receipt with nothing but tools that others made. */
export function OpensslPart({ place, keys, stamps }: OpensslPartProps) {
  const t = useTranslations("checkUs.openssl");
  return (
    <Part id="openssl" title={t("title")} lead={t("lead")}>
      <Command title={t("pdf")} text={RECEIPT_OF_PDF} expect={t("pdfExpect")} />
      <Command id="run-file" title={t("file")} text={FILE_DIGEST} expect={t("fileExpect")} />
      <Command id="run-record" title={t("record")} text={RECORD_HASH} expect={t("recordExpect")} />
      <Command id="run-path" title={t("path")} text={INCLUSION_PATH} expect={t("pathExpect")} />
      <Command id="run-signature" title={t("signature")} text={CHECKPOINT_SIGNATURE} expect={t("signatureExpect")} />
      <div className="grid gap-1.5">
        <p className="text-sm">{t("keys", { count: keys.length })}</p>
        <ul className="grid gap-1">
          {keys.map((key) => (
            <li key={key}>
              <code className="font-mono text-xs break-all">{key}</code>
            </li>
          ))}
        </ul>
        <p className="text-xs text-ink-soft text-pretty">{t("keysTrust")}</p>
      </div>
      <Command
        id="run-witnesses"
        title={t("witnesses")}
        text={cosignatureCommands(place)}
        expect={t("witnessesExpect")}
      />
      <Command
        id="run-timestamp"
        title={t("timestamp")}
        text={timestampCommands(place)}
        expect={stamps ? t("timestampExpect") : t("noAuthority")}
      />
    </Part>
  );
}
