import { useTranslations } from "next-intl";
import { LinkButton } from "#components/ui/link-button.tsx";

type PageLinksProps = { page: number; pages: number; hrefOf: (page: number) => string };

/** On to the next page and back; nothing when there is one. */
export function PageLinks({ page, pages, hrefOf }: PageLinksProps) {
  const t = useTranslations("operations.pages");
  if (pages < 2) return null;
  return (
    <nav aria-label={t("label")} className="flex flex-wrap items-center justify-between gap-4 text-sm">
      {page > 1 ? (
        <LinkButton href={hrefOf(page - 1)} rel="prev" size="sm">
          {t("previous")}
        </LinkButton>
      ) : (
        <span />
      )}
      <span className="text-ink-soft">{t("of", { page, pages })}</span>
      {page < pages ? (
        <LinkButton href={hrefOf(page + 1)} rel="next" size="sm">
          {t("next")}
        </LinkButton>
      ) : (
        <span />
      )}
    </nav>
  );
}
