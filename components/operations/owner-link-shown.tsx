import { useTranslations } from "next-intl";
import { buttonClass } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";

/** The link of a new organisation's owner, which nobody can show again. */
export function OwnerLinkShown({ url, name, email }: { url: string; name: string; email: string }) {
  const t = useTranslations("operations.newOrganisation.made");
  return (
    <div className="grid gap-5">
      <h2 className="font-serif text-lg font-semibold break-words">{t("title", { name })}</h2>
      <Callout tone="attention" role="alert" title={t("warning")}>
        <span className="wrap-anywhere">{t("text", { email })}</span>
      </Callout>
      <div className="flex flex-wrap items-center gap-3 rounded-md border border-rule bg-sunken p-3">
        <code className="min-w-0 flex-1 font-mono text-sm break-all">{url}</code>
        <CopyButton value={url} what={t("link")} />
      </div>
      <div className="flex flex-wrap gap-3">
        <LinkButton href="/operations/organisations" variant="primary">
          {t("done")}
        </LinkButton>
        {/* A whole new page: the form forgets the link. */}
        <a href="/operations/organisations/new" className={buttonClass({ variant: "quiet" })}>
          {t("another")}
        </a>
      </div>
    </div>
  );
}
