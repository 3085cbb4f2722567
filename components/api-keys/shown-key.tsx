import { useTranslations } from "next-intl";
import { CopyButton } from "#components/ui/copy-button.tsx";

/** A secret that nobody can show again. */
export function ShownKey({ secret }: { secret: string }) {
  const t = useTranslations("settings.keys");
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-md border border-rule bg-sunken p-3">
      <code className="min-w-0 flex-1 font-mono text-sm break-all">{secret}</code>
      <CopyButton value={secret} what={t("secret")} />
    </div>
  );
}
