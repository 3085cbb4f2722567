import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextLink } from "#components/ui/text-link.tsx";

/** A SHA-256 in hexadecimal: what people have of a file, and what a block is also called by. */
const DIGEST = /^[0-9a-f]{64}$/i;

/** One field for everything a ledger knows by name. Given `query`, it was looked for and not found. @param props.path of the page that searches */
export function LedgerSearch({ path, query }: { path: string; query?: string | undefined }) {
  const t = useTranslations("explorer.search");
  return (
    <div className="grid gap-4">
      <search>
        <form action={path} className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-3">
          <div>
            <TextField
              type="search"
              name="q"
              label={t("label")}
              hint={t("hint")}
              defaultValue={query}
              maxLength={200}
              autoComplete="off"
              spellCheck={false}
              required
              mono
            />
          </div>
          {/* As far down as the field stands below its label. */}
          <Button type="submit" className="mt-[1.85rem]" icon={<Search aria-hidden="true" className="size-4" />}>
            {t("button")}
          </Button>
        </form>
      </search>
      <p className="text-sm">
        <TextLink href="/explorer/checkpoint">{t("checkpoint")}</TextLink>
      </p>
      {query ? (
        <Callout
          tone="attention"
          role="status"
          title={t("none", { query })}
          actions={<TextLink href="/verify">{t("verify")}</TextLink>}
        >
          {DIGEST.test(query.replaceAll(/\s/g, "")) ? t("digestHint") : t("noneHint")}
        </Callout>
      ) : null}
    </div>
  );
}
