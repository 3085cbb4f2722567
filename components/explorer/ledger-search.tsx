import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextLink } from "#components/ui/text-link.tsx";

/** A SHA-256 in hexadecimal: what people have of a file, and what a block is also called by. */
const DIGEST = /^[0-9a-f]{64}$/;
const NO_BLOCK = { title: "noBlock", hint: "noBlockHint" } as const;
const NO_ENTRY = { title: "noEntry", hint: "noEntryHint" } as const;

type LedgerSearchProps = {
  /** Of the page that searches. */
  path: string;
  /** It was looked for and not found. */
  query?: string | undefined;
  /** The number that it is, and how many of what has it there are, in decimal. */
  missing?: { what: "block" | "entry"; digits: string; count: string } | undefined;
};

/** One field for everything a ledger knows by name. */
export function LedgerSearch({ path, query, missing }: LedgerSearchProps) {
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
      {query ? <Nothing query={query} missing={missing} /> : null}
    </div>
  );
}

function Nothing({ query, missing }: { query: string; missing: LedgerSearchProps["missing"] }) {
  const t = useTranslations("explorer.search");
  if (missing) {
    const { what, digits: number, count } = missing;
    const words = what === "block" ? NO_BLOCK : NO_ENTRY;
    return (
      <Callout tone="attention" role="status" title={t(words.title, { number })}>
        {t(words.hint, { count: Number(count), newest: String(BigInt(count) - 1n) })}
      </Callout>
    );
  }
  const digest = query.replaceAll(/\s/g, "").toLowerCase();
  const isDigest = DIGEST.test(digest);
  return (
    <Callout
      tone="attention"
      role="status"
      title={t("none", { query })}
      actions={
        isDigest ? (
          <TextLink href={`/verify#sha256=${digest}`}>{t("lookUp")}</TextLink>
        ) : (
          <TextLink href="/verify">{t("verify")}</TextLink>
        )
      }
    >
      {t(isDigest ? "digestHint" : "noneHint")}
    </Callout>
  );
}
