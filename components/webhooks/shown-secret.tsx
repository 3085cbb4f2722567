import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";

/** A signing secret that nobody can show again. */
export function ShownSecret({ secret }: { secret: string }) {
  const t = useTranslations("webhooks");
  return (
    <div className="grid gap-4">
      <Callout tone="attention" title={t("secretMade")} role="alert">
        {t("secretMadeText")}
      </Callout>
      <div className="flex flex-wrap items-center gap-3 rounded-md border border-rule bg-sunken p-3">
        <code className="min-w-0 flex-1 font-mono text-sm break-all">{secret}</code>
        <CopyButton value={secret} what={t("secret")} />
      </div>
    </div>
  );
}
