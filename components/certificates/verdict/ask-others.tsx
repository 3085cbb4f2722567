import { Globe } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { plain } from "#lib/core/text/plain-text.ts";

type AskOthersProps = {
  /** Not this site's, in whose hands it is to say what became of it. */
  hosts: readonly string[];
  state: "open" | "asking" | "asked";
  onAsk: () => void;
};

/** The issuer is another installation's: nobody is asked there before the reader wants it, and what for is said before. */
export function AskOthers({ hosts, state, onAsk }: AskOthersProps) {
  const t = useTranslations("certificateVerdict.others");
  const separator = useTranslations("certificateVerdict")("separator");
  const named = hosts.map(plain).join(separator);
  if (state === "asked") return <p className="text-sm wrap-anywhere text-ink-soft">{t("asked", { hosts: named })}</p>;
  return (
    <section className="grid justify-items-start gap-3 rounded-lg border border-rule p-4 print:hidden">
      <h3 className="font-semibold">{t("title")}</h3>
      <p className="max-w-prose text-sm wrap-anywhere">{t("text", { hosts: named })}</p>
      <Button
        variant="primary"
        // A stranger chose how long the names are.
        className="max-w-full py-2 text-start whitespace-normal! wrap-anywhere"
        busy={state === "asking"}
        icon={<Globe aria-hidden="true" className="size-4" />}
        onClick={onAsk}
      >
        {t("ask", { hosts: named })}
      </Button>
    </section>
  );
}
