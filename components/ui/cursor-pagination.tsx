import { ArrowLeft, ArrowRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { LinkButton } from "./link-button.tsx";

/** Two links, to what is newer and what is older; nothing when there is neither. */
export function CursorPagination({ newerHref, olderHref }: { newerHref?: string; olderHref?: string }) {
  const t = useTranslations("common");
  if (!newerHref && !olderHref) return null;
  return (
    <nav aria-label={t("pages")} className="flex justify-between gap-4 pt-4">
      {newerHref ? (
        <LinkButton href={newerHref} rel="prev" size="sm" icon={<ArrowLeft aria-hidden="true" className="size-4" />}>
          {t("newer")}
        </LinkButton>
      ) : (
        <span />
      )}
      {olderHref ? (
        <LinkButton href={olderHref} rel="next" size="sm">
          {t("older")}
          <ArrowRight aria-hidden="true" className="size-4" />
        </LinkButton>
      ) : null}
    </nav>
  );
}
